"""Hostile and broken input: a German sentence each, never an exception, never a value that slips through."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.forms import Form, Submission
from tests.forms.builders import NOW, form_of, give, load, rows, text
from tests.forms.gallery import SCOPE, example_form
from tests.searching import examples

EXAMPLE = example_form()


@pytest.mark.parametrize("name", ["fremd", "name.x", "name ", "zeilen.titel", "zeilen.x.titel", "typename", "", "<b>"])
def test_names_that_are_no_field_are_refused(name: str) -> None:
    submission = load(form_of(text(), rows(text("titel"))), {"name": "A", name: "x"})
    assert not submission.ok
    assert "x" not in json.dumps(submission.values)


@pytest.mark.parametrize("name", ["csrf_token", "_shown", "_action", "_anything"])
def test_names_of_the_page_itself_pass(name: str) -> None:
    assert load(form_of(text()), {"name": "A", name: "name"}).ok


def test_too_many_names_are_refused_at_once() -> None:
    submission = load(form_of(text()), {f"x{number}": "1" for number in range(301)})
    assert len(submission.errors) == 1
    assert "zu viele Angaben" in submission.errors[0].message


def test_a_browsers_multidict_is_understood() -> None:
    form = form_of(text(), {"type": "checklist", "key": "alle", "label": "A", "values": ["a", "b"]})
    assert load(form, MultiDict([("name", "A"), ("alle", "a"), ("alle", "b")])).values == {
        "name": "A",
        "alle": ["a", "b"],
    }


def test_the_stranger_sentence_does_not_echo_markup() -> None:
    (error,) = load(form_of(text()), {"<script>": "x"}).errors
    assert error.label == "Formular"


_NAMES = st.sampled_from(
    [
        "klient.name",
        "klient.geburtsdatum",
        "klient.ahv",
        "klient",
        "erwerbslos",
        "seit",
        "pensum",
        "lohn",
        "stellen",
        "sprachen",
        "termin",
        "anrufzeit",
        "massnahmen",
        "massnahmen.0.titel",
        "massnahmen.0._row",
        "massnahmen.00.titel",
        "massnahmen.9999.kogu",
        "massnahmen.-1.titel",
        "fallnummer",
        "jahreslohn",
        "freiwillig",
        "_shown",
        "_confirm",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["ja", "true", "31.02.2027", "2027-03-28T02:30", "1e400", "NaN", "\x00", "0", "9" * 50, "24:00"]),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES | st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def check(form: Form, submission: Submission) -> None:
    """What holds for every submission: values are plain JSON, errors are sentences, and it can be shown again."""
    json.dumps(submission.values, allow_nan=False)
    assert "typename" not in json.dumps(submission.values)
    assert all(error.message and error.label for error in submission.errors)
    assert form.view_again(submission, SCOPE, NOW).items


@examples(150)
@given(st.dictionaries(_NAMES | st.text(max_size=12), st.lists(_TEXTS, max_size=3), max_size=12))
def test_whatever_a_browser_sends_gets_an_answer(posted: dict[str, Any]) -> None:
    check(EXAMPLE, load(EXAMPLE, posted, SCOPE))


@examples(150)
@given(st.dictionaries(_NAMES | st.text(max_size=12), _JSON, max_size=8))
@example({"erwerbslos": float("inf")})
def test_whatever_a_scenario_gives_gets_an_answer(values: dict[str, Any]) -> None:
    check(EXAMPLE, give(EXAMPLE, values, SCOPE))


@examples(100)
@given(st.dictionaries(st.sampled_from([*sorted(SCOPE), "massnahmen", "termin", "lohn"]), _JSON))
def test_whatever_the_case_data_hold_the_form_can_be_shown(stored: dict[str, Any]) -> None:
    assert EXAMPLE.view(stored, now=NOW).items
