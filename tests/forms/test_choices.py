"""Checkboxes and lists of answers."""

import json
from typing import Any

import pytest

from app.forms import FormError, Submission
from tests.forms.builders import NOW, Component, complaint_about, field, form_of, give, load, rows, value_of

VALUES = [{"label": "RAV", "value": "rav"}, {"label": "IV-Stelle", "value": "iv"}]


@pytest.mark.parametrize("kind", ["radio", "select"])
def test_one_answer_is_chosen_from_those_offered(kind: str) -> None:
    assert value_of(field(kind, values=VALUES), "iv") == "iv"
    assert value_of(field(kind, values=VALUES), "") is None
    assert complaint_about(field(kind, values=VALUES), "sd") == "Bitte wählen Sie eine der angebotenen Antworten."
    required = field(kind, values=VALUES, validate={"required": True})
    assert complaint_about(required, []) == "Bitte wählen Sie eine Antwort aus."


@pytest.mark.parametrize("kind", ["checklist", "taglist"])
def test_many_answers_are_chosen_once_each(kind: str) -> None:
    assert value_of(field(kind, values=VALUES), ["iv", "rav", "iv"]) == ["iv", "rav"]
    assert value_of(field(kind, values=VALUES), []) == []
    assert "angebotenen" in complaint_about(field(kind, values=VALUES), ["iv", "sd"])
    required = field(kind, values=VALUES, validate={"required": True})
    assert complaint_about(required, []) == "Bitte wählen Sie mindestens eine Antwort aus."


def test_answers_may_come_from_the_case_by_key_or_by_formula() -> None:
    assert value_of(field("select", valuesKey="orte"), "Kriens", {"orte": ["Luzern", "Kriens"]}) == "Kriens"
    filtered = field("select", valuesExpression='= orte[item != "Luzern"]')
    assert "angebotenen" in complaint_about(filtered, "Luzern", {"orte": ["Luzern", "Kriens"]})


@pytest.mark.parametrize("data", [None, "Luzern", [[1]], [{"label": "ohne Wert"}], [str(n) for n in range(600)]])
def test_unsuitable_answers_in_the_case_offer_nothing(data: object) -> None:
    assert "angebotenen" in complaint_about(field("select", valuesKey="orte"), "Luzern", {"orte": data})


def test_answers_keep_their_own_values_such_as_numbers() -> None:
    months = field("select", values=[{"label": "drei", "value": 3}, {"label": "sechs", "value": 6}])
    assert value_of(months, "3") == 3
    assert give(form_of(months), {"feld": 6}).values == {"feld": 6}


def test_a_ticked_checkbox_is_true_and_an_absent_one_false() -> None:
    form = form_of(field("checkbox"))
    assert load(form, {"feld": "true"}).values == {"feld": True}
    assert load(form, {"feld": "on"}).values == {"feld": True}
    assert load(form).values == {"feld": False}
    assert give(form, {"feld": True}).values == {"feld": True}


def test_a_required_checkbox_must_be_ticked() -> None:
    form = form_of(field("checkbox", validate={"required": True}))
    assert load(form).errors[0].message.startswith("Bitte kreuzen Sie dieses Feld an")
    assert load(form, {"feld": "true"}).ok


@pytest.mark.parametrize("value", ["vielleicht", "x" * 50])
def test_a_checkbox_is_yes_or_no(value: str) -> None:
    assert complaint_about(field("checkbox"), value)


@pytest.mark.parametrize("value", [2, {"a": 1}, [{}]])
def test_json_of_another_shape_is_refused(value: object) -> None:
    assert not give(form_of(field("checkbox")), {"feld": value}).ok
    assert not give(form_of(field("radio", values=VALUES)), {"feld": value}).ok
    assert not give(form_of(field("checklist", values=VALUES)), {"feld": value}).ok


ENTRIES = [
    ("= for j in 2026..2028 return j", [2026, 2027, 2028], ["2026", "2027", "2028"]),
    ("= [10, 20.5, -1]", [10, 20.5, -1], ["10", "20.5", "-1"]),
    ("= zahlen", [10, 20], ["10", "20"]),
    ("= [true, false]", [True, False], ["Ja", "Nein"]),
    ('= [date("2027-02-09"), date("2027-02-10")]', ["2027-02-09", "2027-02-10"], ["09.02.2027", "10.02.2027"]),
    ('= [@"2027-02-09T14:30:00@Europe/Zurich"]', ["2027-02-09T14:30:00@Europe/Zurich"], ["09.02.2027 14:30"]),
    ('= [time("14:30:00")]', ["14:30:00"], ["14:30"]),
    ('= [duration("P14D")]', ["P14D"], ["P14D"]),
    ('= [{label: "eins", value: 1}, {label: "keins", value: 0}]', [1, 0], ["eins", "keins"]),
    ("= [{value: 3}, {label: null, value: 4}, {label: 5, value: 6}]", [3, 4, 6], ["3", "4", "5"]),
    ('= [{label: "wahr", value: true}, {label: "Tag", value: date("2027-02-09")}]',
     [True, "2027-02-09"], ["wahr", "Tag"]),
    ("= saetze", [1, 2], ["A", "B"]),
]  # fmt: skip
DATA = {"zahlen": [10, 20], "saetze": [{"label": "A", "value": 1, "mehr": {}}, {"label": "B", "value": 2}]}


def kept_again(component: Component, stored: dict[str, Any], values: dict[str, Any]) -> Submission:
    """The answers after the case was saved and loaded, shown again and handed in as they were."""
    data = json.loads(json.dumps({**stored, **values}))
    view = form_of(component).view(data, now=NOW)
    chosen = [option.text for option in view.items[0].options if option.chosen]
    return load(form_of(component), {component["key"]: chosen}, data)


@pytest.mark.parametrize(("source", "values", "labels"), ENTRIES)
@pytest.mark.parametrize("kind", ["radio", "select", "checklist", "taglist"])
def test_every_kind_of_value_is_offered_and_comes_back_as_itself(
    kind: str, source: str, values: list[Any], labels: list[str]
) -> None:
    choice = field(kind, valuesExpression=source, validate={"required": True})
    shown = form_of(choice).view(DATA, now=NOW).items[0]
    assert [option.label for option in shown.options] == labels
    assert shown.notice == ""
    assert not load(form_of(choice), {"feld": []}, DATA).ok
    for option, value, label in zip(shown.options, values, labels, strict=True):
        submission = load(form_of(choice), {"feld": option.text}, DATA)
        assert submission.ok, submission.errors
        expected = [value] if kind in ("checklist", "taglist") else value
        assert json.dumps(submission.values["feld"]) == json.dumps(expected)
        assert [fact.text for fact in submission.facts] == [label]
        again = kept_again(choice, DATA, submission.values)
        assert again.ok
        assert json.dumps(again.values["feld"]) == json.dumps(expected)
        given = give(form_of(choice), {"feld": expected}, DATA)
        assert given.ok
        assert json.dumps(given.values["feld"]) == json.dumps(expected)


def test_the_same_by_key() -> None:
    choice = field("select", valuesKey="zahlen", validate={"required": True})
    assert value_of(choice, "20", DATA) == 20
    assert "angebotenen" in complaint_about(choice, "30", DATA)


@pytest.mark.parametrize("wrong", ["null", '""', '"  "', "[1]", "{a: 1}", '{label: "ohne Wert"}', "{value: null}"])
def test_an_entry_that_cannot_be_an_answer_is_left_out_alone_and_this_is_said(wrong: str) -> None:
    choice = field("select", valuesExpression=f'= ["a", {wrong}, 2, {wrong}]', validate={"required": True})
    shown = form_of(choice).view({}, now=NOW).items[0]
    assert [option.label for option in shown.options] == ["a", "2"]
    assert shown.notice == "2 Einträge der Liste lassen sich nicht anbieten."
    assert value_of(choice, "2") == 2


def test_answers_that_look_alike_are_offered_once() -> None:
    shown = form_of(field("select", valuesExpression='= [1, 1, "1", 1.0]')).view({}, now=NOW).items[0]
    assert [option.label for option in shown.options] == ["1"]
    assert shown.notice == "Ein Eintrag der Liste lässt sich nicht anbieten."


def test_where_nothing_can_be_chosen_the_page_says_so() -> None:
    nothing: list[dict[str, Any]] = [{}, {"orte": []}, {"orte": "Luzern"}, {"orte": [None]}]
    for data in nothing:
        notice = form_of(field("select", valuesKey="orte")).view(data, now=NOW).items[0].notice
        assert notice == "Hier steht im Moment nichts zur Auswahl."
    many = {"orte": [str(number) for number in range(600)]}
    shown = form_of(field("select", valuesKey="orte")).view(many, now=NOW).items[0]
    assert len(shown.options) == 500
    assert shown.notice == "100 Einträge der Liste lassen sich nicht anbieten."


def test_no_is_an_answer_where_it_can_be_chosen() -> None:
    choice = field("radio", values=[{"label": "Ja", "value": True}, {"label": "Nein", "value": False}],
                   validate={"required": True})  # fmt: skip
    assert value_of(choice, "False") is False
    form = form_of(rows(field("radio", "a", valuesExpression="= [true, false]")))
    assert load(form, {"zeilen.0.a": "False"}).values == {"zeilen": [{"a": False}]}


def test_a_wrong_file_is_refused() -> None:
    for values, words in (
        ([{"label": "x", "value": 1}, {"label": "y", "value": "1"}], "denselben Wert"),
        ([{"label": "x"}], "einen Wert"), ([None], "einen Wert"),
        ([{"label": str(n), "value": n} for n in range(501)], "höchstens 500"),
    ):  # fmt: skip
        with pytest.raises(FormError, match=words):
            form_of(field("select", values=values))


@pytest.mark.parametrize("kind", ["radio", "select", "checklist", "taglist"])
def test_an_answer_that_is_not_offered_any_more_is_named_and_asked_for_again(kind: str) -> None:
    """A commune that merged: the case says Honau, the list of today does not."""
    form = form_of(field(kind, values=[{"label": one, "value": one} for one in ("Root", "Ruswil")]))
    known = ["Honau", "Root"] if kind in ("checklist", "taglist") else "Honau"
    (view,) = form.view({"feld": known}, now=NOW).items
    assert view.notice == "Was bisher hier stand (Honau), steht nicht mehr zur Auswahl. Bitte wählen Sie neu."
    (again,) = form.view_again(load(form, {"feld": "Root"}), {"feld": known}, NOW).items
    assert again.notice == ""


def test_a_key_that_is_not_offered_any_more_is_not_shown_to_people() -> None:
    (view,) = form_of(field("select", values=VALUES)).view({"feld": "sd_horw"}, now=NOW).items
    assert view.notice == "Was bisher hier stand, steht nicht mehr zur Auswahl. Bitte wählen Sie neu."
    (view,) = form_of(field("select", values=VALUES)).view({"feld": "iv"}, now=NOW).items
    assert view.notice == ""
