"""Item definitions: structures, collections, allowed values, and text turned into dates."""

import pytest

from app.dmn import DmnError
from tests.dmn.models import decide, decision, input_data, literal, model

PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="Name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="geboren am"><typeRef>date</typeRef></itemComponent></itemDefinition>'
)
COLOURS = (
    '<itemDefinition name="tFarbe"><typeRef>string</typeRef>'
    '<allowedValues><text>"rot","grün"</text></allowedValues></itemDefinition>'
)


def _typed(kind: str, definitions: str, text: str = "x") -> str:
    return definitions + input_data("x", kind) + decision(literal(text), requires="#input:x")


def test_text_within_a_structure_becomes_a_date() -> None:
    body = _typed("tPerson", PERSON, "x.geboren am.year")
    assert decide(body, {"x": {"Name": "Ana", "geboren am": "1990-05-01"}}) == 1990


def test_a_structure_with_a_missing_part_does_not_fit() -> None:
    assert decide(_typed("tPerson", PERSON, "x = null"), {"x": {"Name": "Ana"}}) is True


def test_only_allowed_values_fit() -> None:
    assert decide(_typed("tFarbe", COLOURS), {"x": "rot"}) == "rot"
    assert decide(_typed("tFarbe", COLOURS), {"x": "blau"}) is None


def test_a_collection_takes_lists_and_wraps_single_values() -> None:
    collection = '<itemDefinition name="tListe" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    assert decide(_typed("tListe", collection), {"x": [1, 2]}) == [1, 2]
    assert decide(_typed("tListe", collection), {"x": 1}) == [1]
    assert decide(_typed("tListe", collection), {"x": ["a", "b"]}) is None


def test_definitions_may_refer_to_later_ones_and_to_themselves() -> None:
    tree = (
        '<itemDefinition name="tBaum"><itemComponent name="Äste" isCollection="true"><typeRef>tBaum</typeRef>'
        "</itemComponent></itemDefinition>"
    )
    given: dict[str, object] = {"Äste": [{"Äste": []}]}
    assert decide(_typed("tBaum", tree), {"x": given}) == given
    assert decide(_typed("tBaum", tree), {"x": {"Äste": [1]}}) is None


def test_definitions_which_only_stand_for_each_other_are_refused() -> None:
    circle = (
        '<itemDefinition name="a"><typeRef>b</typeRef></itemDefinition>'
        '<itemDefinition name="b"><typeRef>a</typeRef></itemDefinition>'
    )
    with pytest.raises(DmnError, match="im Kreis"):
        model(circle)


def test_results_are_fitted_to_the_type_of_the_decision() -> None:
    assert decide(decision(literal("[5]"), kind="number")) == 5
    assert decide(decision(literal('"5"'), kind="number")) is None
    assert decide(decision(literal('@"2026-01-01"'), kind="dateTime")) == "2026-01-01T00:00:00Z"


def test_iso_text_for_an_input_without_type_is_a_date() -> None:
    assert decide(_typed("", "", "x.year"), {"x": "2026-05-01"}) == 2026
    assert decide(_typed("Any", "", "x.hour"), {"x": "2026-05-01T08:00:00"}) == 8
    assert decide(_typed("", "", "string length(x)"), {"x": "2026-5-1"}) == 8
    assert decide(_typed("string", "", "string length(x)"), {"x": "2026-05-01"}) == 10


def test_instance_of_knows_item_definitions() -> None:
    assert decide(COLOURS + decision(literal('["rot" instance of tFarbe, "x" instance of tFarbe]'))) == [True, False]
