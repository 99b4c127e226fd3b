"""Cells of another kind than their column are named, and moments meet whatever zone their text has."""

import pytest

from app.dmn import Model, read_dmn
from app.feel import to_json
from app.flow.expressions import LIBRARY
from tests.dmn.models import decision, definitions, input_data, model, table


def house(body: str) -> Model:
    """A model as the house reads it, with the functions of its own calendar."""
    return read_dmn(definitions(body), library=LIBRARY)


def said(kind: str, cell: str, read: object = model, policy: str = "FIRST") -> list[str]:
    body = decision(table([f"x:{kind}"], ["y"], [[cell, '"a"'], ["-", '"sonst"']], policy=policy))
    return [finding.message for finding in read(body).lint()]  # type: ignore[operator]


@pytest.mark.parametrize("read", [model, house])
@pytest.mark.parametrize(("kind", "cell", "other"), [
    ("number", '"5"', "Text"), ("number", '"5","6"', "Text"), ("number", 'not("5")', "Text"),
    ("number", '< "5"', "Text"),
    ("number", '["1".."5"]', "Text"), ("number", 'date("2027-01-01")', "Datum"), ("number", '? = "5"', "Text"),
    ("number", '? in ("5", "6")', "Text"), ("number", '["5", "6"]', "Text"), ("number", "false", "Ja/Nein"),
    ("integer", '"5"', "Text"), ("long", '>= "5"', "Text"), ("double", '-@"P1D"', "Dauer in Tagen und Stunden"),
    ("date", '"2026-01-01"', "Text"), ("date", 'date and time("2026-01-01T00:00:00")', "Datum mit Uhrzeit"),
    ("date", '< date and time("2026-01-01T00:00:00Z")', "Datum mit Uhrzeit"), ("date", "2026", "Zahl"),
    ("dateTime", 'date("2026-01-01")', "Datum"), ("dateTime", '"2026-01-01T00:00:00"', "Text"),
    ("time", '"08:00:00"', "Text"), ("dayTimeDuration", 'duration("P1M")', "Dauer in Jahren und Monaten"),
    ("yearMonthDuration", 'duration("P30D")', "Dauer in Tagen und Stunden"), ("boolean", '"true"', "Text"),
    ("string", "5", "Zahl"), ("string", "false", "Ja/Nein"), ("string", "> 5", "Zahl"), ("boolean", "1", "Zahl"),
])  # fmt: skip
def test_a_cell_of_another_kind_never_hits_and_is_named(read: object, kind: str, cell: str, other: str) -> None:
    (message,) = said(kind, cell, read)
    assert message.startswith(f"Tabelle «Entscheid», Regel 1, Spalte «x»: Die Zelle «{cell}» trifft nie zu: ")
    assert f"von der Art «{other}»" in message


@pytest.mark.parametrize(("kind", "cell"), [
    ("date", 'date("1.1.2026")'), ("date", 'date("2026-02-30")'), ("date", '< date("morgen")'),
    ("time", 'time("8 Uhr")'), ("dateTime", 'date and time("1.1.2026 08:00")'),
    ("dayTimeDuration", 'duration("1 Tag")'),
])  # fmt: skip
def test_a_date_that_is_none_is_named(kind: str, cell: str) -> None:
    (message,) = said(kind, cell)
    assert f"Die Zelle «{cell}» trifft nie zu: Eine Angabe darin ergibt keinen Wert. Schreiben Sie" in message


@pytest.mark.parametrize("read", [model, house])
@pytest.mark.parametrize(("kind", "cell"), [
    ("number", "5"), ("number", "null"), ("number", "not(null)"), ("number", "? * 2 > 5"), ("number", "[1..5]"),
    ("number", 'string(?) = "5"'), ("string", '"a"'), ("string", 'starts with(?, "a")'), ("date", '@"2026-01-01"'),
    ("string", "string length(?) > 5"), ("date", '? > date("2026-01-01")'), ("boolean", "true"),
    ("date", "?.year = 2027"),
    ("dateTime", 'date and time("2026-01-01T00:00:00")'), ("dateTime", 'date and time("2026-01-01T00:00:00Z")'),
    ("time", '@"08:00:00"'), ("dayTimeDuration", '> @"PT36H"'), ("yearMonthDuration", '@"P1Y"'), ("", '"5"'), ("", "5"),
    ("string", 'contains(?, "5") and ? != "a"'), ("number", "5, 6, null"),
])  # fmt: skip
def test_what_can_hit_is_not_named(read: object, kind: str, cell: str) -> None:
    assert [message for message in said(kind, cell, read) if "trifft" in message and "Zelle" in message] == []


def test_a_part_that_never_hits_is_named_beside_one_that_does() -> None:
    (message,) = said("number", '5, "7"')
    assert 'Der Teil «"7"» der Zelle «5, "7"» trifft nie zu' in message


def test_the_only_right_rule_is_never_advised_against() -> None:
    for cell in ('"5"', 'date("2026-01-01")', '< "5"'):
        body = decision(table(["x:number"], ["y"], [[cell, '"a"'], ["-", '"b"']], policy="UNIQUE"))
        found = model(body).lint()
        assert [finding.kind for finding in found] == ["problem"]
        assert "Regel 1" in found[0].message
    body = decision(table(["x:number"], ["y"], [['< "5"', '"a"'], ['>= "5"', '"b"']]))
    assert [finding.kind for finding in model(body).lint()] == ["problem", "problem", "gap"]


def test_the_kind_of_an_input_stands_for_a_column_without_one() -> None:
    body = input_data("alter", "number") + decision(
        table(["alter"], ["y"], [['"5"', '"a"'], ["-", '"b"']], policy="FIRST"), requires="#input:alter"
    )
    assert "trifft nie zu" in model(body).lint()[0].message


@pytest.mark.parametrize(("kind", "cell", "words"), [
    ("number", '"7"', "«\"7\"» von der Art «Text»"), ("string", "7", "«7» von der Art «Zahl»"),
    ("boolean", '"true"', "von der Art «Text»"), ("date", "5", "von der Art «Zahl»"), ("number", "true", "Ja/Nein"),
    ("date", 'date("1.1.2026")', "ergibt keinen Wert"), ("date", '"morgen"', "von der Art «Text»"),
])  # fmt: skip
def test_a_result_of_another_kind_is_named(kind: str, cell: str, words: str) -> None:
    body = decision(table(["x:number"], [f"y:{kind}"], [["-", cell]]))
    (finding,) = model(body).lint()
    assert finding.message.startswith("Tabelle «Entscheid», Regel 1, Ergebnis «y»: ")
    assert words in finding.message


@pytest.mark.parametrize(("kind", "cell"), [
    ("number", "7"), ("number", "x * 2"), ("number", "null"), ("date", '"2027-01-01"'), ("date", 'date("2027-01-01")'),
    ("dateTime", '"2027-01-01T08:00:00Z"'), ("number", ""), ("", "7"), ("dayTimeDuration", '"P1D"'),
])  # fmt: skip
def test_a_result_of_its_kind_or_a_computed_one_is_not(kind: str, cell: str) -> None:
    column = f"y:{kind}" if kind else "y:Any"
    assert model(decision(table(["x:number"], [column], [["-", cell]]))).lint() == []


def test_a_result_outside_its_allowed_values_is_named() -> None:
    values = '<outputValues><text>"ja","nein"</text></outputValues>'
    body = decision(table(["x:number"], ["y"], [["-", '"vielleicht"']], extra=values))
    assert '«"vielleicht"» steht nicht unter den erlaubten Werten' in model(body).lint()[0].message
    assert model(decision(table(["x:number"], ["y"], [["-", '"ja"']], extra=values))).lint() == []


MOMENTS = [
    "2027-01-01T00:00:00+01:00", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00@Europe/Zurich", "2027-01-01T00:00:00",
    "2026-12-31T18:00:00-05:00", "2027-01-01T00:00:00.000+01:00",
]  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("declared", ["", "dateTime"])
@pytest.mark.parametrize("cell", [
    'date and time("2027-01-01T00:00:00")', 'date and time("2026-12-31T23:00:00Z")',
    '[date and time("2027-01-01T00:00:00")..date and time("2027-01-02T00:00:00")]',
    '>= date and time("2027-01-01T00:00:00@Europe/Zurich")', '@"2027-01-01T00:00:00+01:00"',
])  # fmt: skip
def test_a_moment_meets_a_cell_whatever_zone_either_has(moment: str, declared: str, cell: str) -> None:
    body = input_data("x", declared) + decision(
        table(["x:dateTime"], ["y"], [[cell, '"a"'], ["-", '"sonst"']], policy="FIRST"), requires="#input:x"
    )
    found = house(body)
    assert [finding for finding in found.lint() if finding.kind == "problem"] == []
    assert found.decide("Entscheid", {"x": moment}).value == "a"


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_day_of_a_moment_is_the_local_one(moment: str) -> None:
    body = decision(table(["x:date"], ["y:date"], [['date("2027-01-01")', "x"], ["-", "null"]], policy="FIRST"))
    assert to_json(house(body).decide("Entscheid", {"x": moment}).value) == "2027-01-01"


def test_a_literal_without_a_zone_never_meets_the_moments_of_the_house() -> None:
    (message,) = said("dateTime", '@"2027-01-01T00:00:00"', house)
    assert "hat keine Zone, die Zeitpunkte der Spalte haben eine" in message
    assert said("dateTime", '@"2027-01-01T00:00:00"', model) == []
