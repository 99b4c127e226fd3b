"""What is visible, locked or computed, and how that decides what counts."""

from tests.forms.builders import NOW, field, form_of, give, load, text

HIDDEN_UNLESS_YES = {"conditional": {"hide": '= antwort != "ja"'}}


def test_a_hidden_field_is_neither_required_nor_stored() -> None:
    form = form_of(text("antwort"), text("grund", validate={"required": True}, **HIDDEN_UNLESS_YES))
    submission = load(form, {"antwort": "nein", "grund": "geheim"})
    assert submission.ok
    assert submission.values == {"antwort": "nein"}
    assert submission.shown == ["antwort"]
    assert load(form, {"antwort": "ja"}).errors[0].name == "grund"


def test_a_mistake_in_a_hidden_field_does_not_matter() -> None:
    form = form_of(text("antwort"), field("number", "anzahl", **HIDDEN_UNLESS_YES))
    assert load(form, {"antwort": "nein", "anzahl": "viele"}).ok


def test_null_means_hidden() -> None:
    form = form_of(text("grund", conditional={"hide": "= unbekannt > 3"}))
    assert load(form).shown == []
    assert give(form, {}, {"unbekannt": 1}).shown == ["grund"]


def test_everything_inside_a_hidden_group_is_hidden() -> None:
    group = {"type": "group", "label": "G", "components": [text("grund", validate={"required": True})]}
    assert load(form_of(text("antwort"), group | HIDDEN_UNLESS_YES), {"antwort": "nein"}).ok


def test_visibility_spreads_along_a_chain() -> None:
    form = form_of(
        text("c", conditional={"hide": "= b = null"}),
        text("b", conditional={"hide": "= a = null"}),
        text("a"),
    )
    assert load(form, {"a": "1", "b": "2", "c": "3"}).values == {"a": "1", "b": "2", "c": "3"}
    assert load(form, {"a": "", "b": "2", "c": "3"}).values == {"a": None}


def test_fields_that_hide_each_other_settle_all_the_same() -> None:
    form = form_of(text("a", conditional={"hide": "= b != null"}), text("b", conditional={"hide": "= a != null"}))
    first, second = load(form, {"a": "1", "b": "1"}), load(form, {"a": "1", "b": "1"})
    assert first == second


def test_a_condition_sees_the_case_beneath_the_answers() -> None:
    form = form_of(text("klient.ahv", conditional={"hide": "= klient.name = null"}))
    assert load(form, {}, {"klient": {"name": "Muster"}}).shown == ["klient.ahv"]


def test_what_a_hidden_field_left_in_the_case_still_counts_for_formulas() -> None:
    form = form_of(
        text("ort", conditional={"hide": "= true"}),
        {"type": "expression", "key": "gruss", "expression": '= "aus " + ort'},
    )
    assert load(form, {"ort": "Zug"}, {"ort": "Luzern"}).values == {"gruss": "aus Luzern"}


def test_locked_fields_keep_what_is_known_whatever_is_sent() -> None:
    form = form_of(text("nummer", readonly=True), text("stand", disabled=True))
    stored = {"nummer": "2026-1", "stand": "offen"}
    assert load(form, {"nummer": "x", "stand": "y"}, stored).values == {"nummer": "2026-1"}
    assert give(form, {"nummer": "x"}, stored).values == {"nummer": "2026-1"}


def test_a_locked_required_field_cannot_be_asked_for() -> None:
    assert load(form_of(text("nummer", readonly=True, validate={"required": True}))).ok


def test_a_field_may_be_locked_by_a_formula() -> None:
    form = form_of(text("a"), text("b", readonly='= a = "zu"'))
    assert load(form, {"a": "zu", "b": "neu"}, {"b": "alt"}).values["b"] == "alt"
    assert load(form, {"a": "auf", "b": "neu"}, {"b": "alt"}).values["b"] == "neu"


def test_expressions_are_computed_by_the_server_only() -> None:
    form = form_of(field("number", "lohn"), {"type": "expression", "key": "jahr", "expression": "= lohn * 12"})
    assert load(form, {"lohn": "100", "jahr": "999999"}).values == {"lohn": 100, "jahr": 1200}


def test_an_expression_may_use_another_expression() -> None:
    form = form_of(
        {"type": "expression", "key": "doppelt", "expression": "= einfach * 2"},
        {"type": "expression", "key": "einfach", "expression": "= 21"},
    )
    assert load(form).values == {"doppelt": 42, "einfach": 21}


def test_dates_computed_by_an_expression_are_stored_as_text() -> None:
    form = form_of({"type": "expression", "key": "morgen", "expression": '= today() + duration("P1D")'})
    assert load(form).values == {"morgen": "2026-11-23"}


def test_in_a_group_with_a_path_this_is_the_group() -> None:
    inner = [text("name"), text("zweitname", conditional={"hide": "= this.name = null"})]
    form = form_of({"type": "group", "label": "Person", "path": "klient", "components": inner})
    submission = load(form, {"klient.name": "A", "klient.zweitname": "B"})
    assert submission.values == {"klient": {"name": "A", "zweitname": "B"}}
    assert load(form).shown == ["klient.name"]


def test_a_field_that_only_these_answers_brought_up_is_shown_before_it_counts() -> None:
    form = form_of(text("antwort"), text("grund", **HIDDEN_UNLESS_YES))
    submission = load(form, {"antwort": "ja", "_shown": "antwort"})
    assert not submission.ok
    assert (submission.appeared, submission.errors) == (["grund"], [])
    assert "weitere Felder dazugekommen" in form.view_again(submission, {}, NOW).notice
    assert load(form, {"antwort": "ja", "grund": "", "_shown": "antwort grund"}).ok
    assert load(form, {"antwort": "ja"}).ok
