"""Checkboxes and lists of answers."""

import pytest

from tests.forms.builders import complaint_about, field, form_of, give, load, value_of

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
