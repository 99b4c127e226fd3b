"""Rules over several answers, warnings to confirm, initial values, values given by a scenario."""

from tests.forms.builders import NOW, complaint_about, day, field, form_of, give, load, rows, text

EITHER = {"rule": "= telefon != null or email != null", "ruleMessage": "Bitte geben Sie eines von beiden an."}
SPAN = {"rule": "= date(bis) > date(von)", "ruleMessage": "Das Ende liegt vor dem Anfang."}


def test_a_rule_sees_all_answers_over_the_case() -> None:
    form = form_of(text("telefon", properties=EITHER), text("email"))
    assert load(form).errors[0].message == "Bitte geben Sie eines von beiden an."
    assert load(form, {"email": "x"}).ok
    assert give(form, {}, {"email": "x"}).ok


def test_a_rule_has_a_plain_sentence_where_it_brings_none() -> None:
    assert complaint_about(text(properties={"rule": "= false"}), "x") == "Bitte prüfen Sie diese Angabe."


def test_an_undecided_rule_does_not_trouble_an_empty_field() -> None:
    form = form_of(day("von"), day("bis", properties=SPAN))
    assert load(form, {"von": "2026-01-02"}).ok
    assert load(form, {"von": "2026-01-02", "bis": "2026-01-01"}).errors[0].message == SPAN["ruleMessage"]
    assert load(form, {"bis": "2026-01-01"}).errors[0].message == SPAN["ruleMessage"]


def test_an_undecided_rule_waits_until_the_rest_is_in_order() -> None:
    form = form_of(day("von", validate={"required": True}), day("bis", properties=SPAN))
    assert [error.name for error in load(form, {"bis": "2026-01-01"}).errors] == ["von"]


def test_errors_come_in_reading_order_one_per_field() -> None:
    never = {"rule": "= false"}
    form = form_of(text("a", properties=never), text("b", validate={"required": True}, properties=never))
    assert [error.name for error in load(form, {"a": "x"}).errors] == ["a", "b"]


def test_a_rule_in_a_row_judges_that_row() -> None:
    form = form_of(rows(text("a", properties={"rule": '= this.a != "x"'})))
    assert [error.name for error in load(form, {"zeilen.0.a": "y", "zeilen.1.a": "x"}).errors] == ["zeilen.1.a"]


def test_a_rule_that_would_run_too_long_counts_as_undecided() -> None:
    endless = "= some x in 1..3000, y in 1..3000 satisfies x + y = 0"
    assert complaint_about(text(properties={"rule": endless}), "x") == "Bitte prüfen Sie diese Angabe."


YOUNG = '= if alter < 15 then "Sehr jung (" + string(alter) + ")" else null'
WARNED = field("number", "alter", properties={"warn": YOUNG})


def test_a_warning_asks_for_a_confirmation_of_this_very_warning() -> None:
    form = form_of(WARNED)
    assert load(form, {"alter": "40"}).warnings == []
    submission = load(form, {"alter": "12"})
    (warning,) = submission.warnings
    assert not submission.ok
    assert (warning.message, warning.confirmed, submission.errors) == ("Sehr jung (12)", False, [])
    assert load(form, {"alter": "12", "_confirm": warning.token}).ok
    assert not load(form, {"alter": "11", "_confirm": warning.token}).ok


def test_a_field_with_a_mistake_gets_no_warning_besides() -> None:
    mistaken = (
        field("number", "alter", properties={"warn": YOUNG, "rule": "= alter > 0"}),
        field("number", "alter", properties={"warn": YOUNG}, validate={"min": 0}),
    )
    for component in mistaken:
        submission = load(form_of(component), {"alter": "-3"})
        assert len(submission.errors) == 1 and submission.warnings == []


def test_a_scenario_confirms_all_warnings_at_once() -> None:
    assert not give(form_of(WARNED), {"alter": 12}).ok
    assert give(form_of(WARNED), {"alter": 12, "_confirm": True}).ok


def test_an_open_warning_is_shown_at_its_field() -> None:
    form = form_of(WARNED)
    view = form.view_again(load(form, {"alter": "12"}), {}, NOW)
    assert view.items[0].warning is not None
    assert view.warning_summary == "Bitte prüfen und bestätigen Sie eine ungewöhnliche Angabe."


def test_an_initial_value_comes_from_the_case_then_a_formula_then_the_file() -> None:
    form = form_of(
        text("a", defaultValue="Datei"),
        text("b", defaultValue="Datei", properties={"prefill": '= "Formel " + c'}),
        day("tag", properties={"prefill": "= today()"}),
        field("checkbox", "ja", defaultValue=True),
    )
    values = give(form, {}, {"c": "C"}).values
    assert values == {"a": "Datei", "b": "Formel C", "tag": "2026-11-22", "ja": True}
    assert give(form, {}, {"b": "Fall"}).values["b"] == "Fall"


def test_an_answer_that_was_emptied_stays_empty() -> None:
    form = form_of(text("a", defaultValue="Datei"), field("checkbox", "ja", defaultValue=True))
    assert load(form, {"a": "", "_shown": "a ja"}).values == {"a": None, "ja": False}
    assert give(form, {"a": None}).values["a"] is None


def test_given_values_are_laid_over_what_the_page_would_have_shown() -> None:
    form = form_of(text("klient.name"), text("klient.ort"))
    assert give(form, {"klient": {"ort": "Zug"}}, {"klient": {"name": "M", "alter": 3}}).values == {
        "klient": {"name": "M", "ort": "Zug"}
    }


def test_given_keys_that_are_no_field_are_named() -> None:
    form = form_of(text("klient.name"), rows(text("titel")))
    values = {"klient": {"nam": "x"}, "andere": 1, "zeilen": [{"titel": "a", "typename": "b"}]}
    errors = give(form, values).errors
    assert [error.name for error in errors] == ["klient.nam", "andere", "zeilen.0.typename"]
    assert [error.name for error in give(form, {"klient": "x", "zeilen": "y"}).errors] == ["klient", "zeilen"]
    assert [error.name for error in give(form, {"zeilen": [1]}).errors] == ["zeilen"]


def test_nothing_given_is_ever_changed() -> None:
    form = form_of(text("klient.name"), rows(text("titel")))
    stored = {"klient": {"name": "M"}, "zeilen": [{"titel": "a"}]}
    values = {"klient": {"name": "N"}, "zeilen": [{"titel": "b"}]}
    give(form, values, stored)
    assert stored == {"klient": {"name": "M"}, "zeilen": [{"titel": "a"}]}
    assert values == {"klient": {"name": "N"}, "zeilen": [{"titel": "b"}]}
