"""Lists whose rows repeat: where rows come from, blank rows, limits, and the buttons that work without JavaScript."""

import pytest

from app.forms import FormActionError
from tests.forms.builders import NOW, field, form_of, give, load, rows, text

TITLES = rows(text("titel", validate={"required": True}), text("ort"))


def test_rows_are_stored_in_their_order_whatever_their_numbers() -> None:
    submission = load(form_of(TITLES), {"zeilen.7.titel": "B", "zeilen.2.titel": "A"})
    assert [row["titel"] for row in submission.values["zeilen"]] == ["A", "B"]


def test_a_row_keeps_what_the_form_does_not_ask() -> None:
    stored = {"zeilen": [{"titel": "A", "id": 1}, {"titel": "B", "id": 2}]}
    posted = {"zeilen.1.titel": "B neu", "zeilen.1._row": "1", "zeilen.5.titel": "C", "zeilen.5._row": ""}
    values = load(form_of(TITLES), posted, stored).values["zeilen"]
    assert values == [{"titel": "B neu", "id": 2, "ort": None}, {"titel": "C", "ort": None}]


@pytest.mark.parametrize("origin", ["9", "-1", "x", "1e3", "٣", ""])
def test_a_row_that_claims_a_strange_origin_is_a_new_one(origin: str) -> None:
    stored = {"zeilen": [{"titel": "A", "id": 1}]}
    values = load(form_of(TITLES), {"zeilen.0.titel": "X", "zeilen.0._row": origin}, stored).values["zeilen"]
    assert values == [{"titel": "X", "ort": None}]


def test_one_entry_cannot_be_claimed_twice() -> None:
    stored = {"zeilen": [{"titel": "A", "id": 1}]}
    posted = {"zeilen.0.titel": "X", "zeilen.0._row": "0", "zeilen.1.titel": "Y", "zeilen.1._row": "0"}
    assert [row.get("id") for row in load(form_of(TITLES), posted, stored).values["zeilen"]] == [1, None]


def test_a_new_row_left_blank_does_not_count_but_a_half_filled_one_does() -> None:
    form = form_of(TITLES)
    assert load(form, {"zeilen.0.titel": "", "zeilen.0.ort": " "}).values == {"zeilen": []}
    assert load(form, {"zeilen.0.titel": "", "zeilen.0.ort": "Zug"}).errors[0].name == "zeilen.0.titel"


def test_a_mistake_names_the_row() -> None:
    error = load(form_of(TITLES), {"zeilen.0.titel": "A", "zeilen.4.ort": "Zug"}).errors[0]
    assert (error.label, error.anchor) == ("Titel (Zeile 2)", "feld-zeilen-4-titel")
    assert str(error) == "Titel (Zeile 2): Bitte füllen Sie dieses Feld aus."


def test_a_list_has_a_least_and_a_most_number_of_entries() -> None:
    form = form_of(rows(text("titel"), properties={"minRows": "1", "maxRows": "2"}))
    assert load(form).errors[0].message == "Bitte erfassen Sie mindestens einen Eintrag."
    assert load(form, {"zeilen.0.titel": "A"}).ok
    many = {f"zeilen.{number}.titel": "A" for number in range(3)}
    assert load(form, many).errors[0].message == "Bitte erfassen Sie höchstens 2 Einträge."


def test_an_entry_that_came_filled_in_part_is_asked_for_the_rest_where_one_is_needed() -> None:
    office = text("stelle", properties={"prefill": '= ["rav", "iv", "sd"][i[1]]'})
    form = form_of(rows(office, text("wozu", validate={"required": True}), properties={"minRows": "1"}))
    untouched = {f"zeilen.{number}.stelle": key for number, key in enumerate(("rav", "iv", "sd"))}
    assert [error.name for error in load(form, untouched).errors] == ["zeilen.0.wozu"]
    assert load(form, {**untouched, "zeilen.1.wozu": "Arbeit"}).values == {
        "zeilen": [{"stelle": "iv", "wozu": "Arbeit"}]
    }
    optional = form_of(rows(office, text("wozu", validate={"required": True})))
    assert load(optional, untouched).values == {"zeilen": []}


def test_more_than_fifty_rows_are_refused() -> None:
    many = {f"zeilen.{number}.titel": "A" for number in range(60)}
    assert "höchstens 50" in load(form_of(rows(text("titel"))), many).errors[-1].message


def test_a_list_without_buttons_keeps_the_rows_of_the_case() -> None:
    form = form_of(rows(text("titel"), allowAddRemove=False))
    stored = {"zeilen": [{"titel": "A"}, {"titel": "B"}]}
    values = load(form, {"zeilen.0.titel": "X", "zeilen.1.titel": ""}, stored).values
    assert values == {"zeilen": [{"titel": "X"}, {"titel": None}]}


def test_conditions_in_a_row_see_this_row_the_rest_and_its_number() -> None:
    form = form_of(
        text("alle"),
        rows(
            text("art"),
            text("a", conditional={"hide": '= this.art != "a"'}),
            text("b", conditional={"hide": '= parent.alle != "b"'}),
            text("c", conditional={"hide": "= i[1] != 2"}),
        ),
    )
    posted = {"alle": "b", "zeilen.0.art": "a", "zeilen.1.art": "x"}
    assert load(form, posted).shown == [
        "alle",
        "zeilen.0.art",
        "zeilen.0.a",
        "zeilen.0.b",
        "zeilen.1.art",
        "zeilen.1.b",
        "zeilen.1.c",
    ]


def test_formulas_outside_see_the_whole_list() -> None:
    form = form_of(
        rows(field("number", "tage")), {"type": "expression", "key": "summe", "expression": "= sum(zeilen.tage)"}
    )
    assert load(form, {"zeilen.0.tage": "3", "zeilen.1.tage": "4"}).values["summe"] == 7


def test_lists_may_stand_inside_lists() -> None:
    form = form_of(rows(text("ziel"), rows(text("schritt"), path="schritte")))
    posted = {"zeilen.0.ziel": "Z", "zeilen.0.schritte.0.schritt": "A", "zeilen.0.schritte.3.schritt": "B"}
    values = load(form, posted).values
    assert values == {"zeilen": [{"ziel": "Z", "schritte": [{"schritt": "A"}, {"schritt": "B"}]}]}
    assert "zeilen.0.schritte.4._row" in form.act("add:zeilen.0.schritte", posted)


def test_given_rows_replace_the_rows_and_absent_ones_stay() -> None:
    form, stored = form_of(TITLES), {"zeilen": [{"titel": "A", "id": 1}, {"titel": "B", "id": 2}]}
    assert give(form, {}, stored).values["zeilen"] == [{**row, "ort": None} for row in stored["zeilen"]]
    assert give(form, {"zeilen": [{"titel": "X"}]}, stored).values["zeilen"] == [{"titel": "X", "id": 1, "ort": None}]


def test_a_button_adds_a_row_and_another_removes_it_without_losing_anything() -> None:
    form, posted = form_of(TITLES), {"zeilen.0.titel": "A", "zeilen.0._row": "", "_action": "add:zeilen"}
    raw = form.act("add:zeilen", posted)
    assert raw == {"zeilen.0.titel": ["A"], "zeilen.0._row": [""], "zeilen.1._row": [""], "_focus": ["zeilen.1"]}
    (view,) = form.view({}, raw, now=NOW).items
    assert [row.label for row in view.rows] == ["Zeile 1", "Zeile 2"]
    assert view.rows[1].items[0].autofocus
    raw = form.act("remove:zeilen.0", raw)
    assert raw == {"zeilen.1._row": [""]}


def test_removing_the_last_row_leaves_none() -> None:
    form = form_of(TITLES)
    (view,) = form.view({}, form.act("remove:zeilen.0", {"zeilen.0.titel": "A"}), now=NOW).items
    assert view.rows == []


def test_a_full_list_does_not_grow() -> None:
    form = form_of(rows(text("titel"), properties={"maxRows": "1"}))
    assert form.act("add:zeilen", {"zeilen.0.titel": "A"}) == {"zeilen.0.titel": ["A"]}
    (view,) = form.view({}, {"zeilen.0.titel": ["A"]}, now=NOW).items
    assert view.full


def test_refreshing_keeps_everything_that_was_typed() -> None:
    posted = {"name": "A", "_action": "refresh", "_shown": "name"}
    assert form_of(text()).act("refresh", posted) == {"name": ["A"], "_shown": ["name"]}


@pytest.mark.parametrize("action", ["", "explode", "add:", "add:nichts", "remove:zeilen", "refresh:zeilen", "add:name"])
def test_a_button_of_another_form_is_refused(action: str) -> None:
    with pytest.raises(FormActionError):
        form_of(TITLES, text()).act(action, {})


def test_a_list_without_buttons_cannot_be_changed_by_one() -> None:
    with pytest.raises(FormActionError):
        form_of(rows(text("titel"), allowAddRemove=False)).act("add:zeilen", {})
