"""Gaps, overlaps, rules nothing reaches, and names nobody knows."""

import pytest

from tests.dmn.models import decision, input_data, model, table


def _findings(*arguments: object, before: str = "", **options: str) -> list[tuple[str, str]]:
    body = before + decision(table(*arguments, **options))  # type: ignore[arg-type]
    return [(finding.kind, finding.message) for finding in model(body).lint()]


COMPLETE = [["< 18", '"a"'], ["[18..64]", '"b"'], ["> 64", '"c"']]


def test_a_complete_table_has_no_findings() -> None:
    assert _findings(["alter:number"], ["y"], COMPLETE) == []
    assert (
        _findings(
            ["a:boolean", "b"], ["y:number"], [["true", "-", "1"], ["false", '"x"', "2"], ["false", 'not("x")', "3"]]
        )
        == []
    )


def test_a_gap_between_numbers_is_found_with_an_example() -> None:
    assert _findings(["alter:number"], ["y"], [["< 18", '"a"'], ["> 18", '"b"']]) == [
        ("gap", "Die Tabelle «Entscheid» hat eine Lücke: Keine Regel trifft zu bei alter = 18.")
    ]


def test_whole_numbers_have_no_gap_between_neighbours() -> None:
    rules = [["<= 17", '"a"'], [">= 18", '"b"']]
    assert _findings(["alter:integer"], ["y"], rules) == []
    assert _findings(["alter:number"], ["y"], rules)[0][1].endswith("bei alter = 17.5.")


def test_a_gap_among_dates_and_truth_values_is_shown_in_swiss_form() -> None:
    rules = [['< date("2026-01-01")', "true", '"a"'], ['>= @"2026-01-01"', "-", '"b"']]
    assert _findings(["tag:date", "iv:boolean"], ["y"], rules) == [
        ("gap", "Die Tabelle «Entscheid» hat eine Lücke: Keine Regel trifft zu bei tag = 31.12.2025 und iv = Nein.")
    ]


def test_another_text_is_a_gap_unless_the_values_are_listed() -> None:
    rules = [['"IV"', '"a"'], ['"ALV"', '"b"']]
    assert _findings(["recht"], ["y"], rules)[0][1].endswith("bei recht = einem anderen Text.")
    listed = (
        '<itemDefinition name="tRecht"><typeRef>string</typeRef>'
        '<allowedValues><text>"IV","ALV"</text></allowedValues></itemDefinition>'
    )
    assert _findings(["recht:tRecht"], ["y"], rules, before=listed) == []
    assert "bei recht = «ALV»" in _findings(["recht:tRecht"], ["y"], rules[:1], before=listed)[0][1]


def test_an_overlap_names_both_rules() -> None:
    found = _findings(["x:number"], ["y"], [["< 20", '"a"'], [">= 10", '"b"']])
    assert found == [
        (
            "overlap",
            "Die Tabelle «Entscheid» hat eine Überschneidung: Die Regeln 1 und 2 treffen beide zu bei x = 10.",
        )
    ]


def test_overlaps_matter_only_where_one_rule_may_hit() -> None:
    rules = [["< 20", '"a"'], [">= 10", '"b"']]
    assert _findings(["x:number"], ["y"], rules, policy="COLLECT") == []
    assert _findings(["x:number"], ["y"], rules, policy="FIRST") == []
    assert _findings(["x:number"], ["y"], rules, policy="ANY")[0][0] == "overlap"
    assert _findings(["x:number"], ["y"], [["< 20", '"a"'], [">= 10", '"a"']], policy="ANY") == []


def test_gaps_do_not_matter_with_a_default_or_in_lists() -> None:
    default = '<defaultOutputEntry><text>"z"</text></defaultOutputEntry>'
    assert _findings(["x:number"], ["y"], [["1", '"a"']], extra=default) == []
    assert _findings(["x:number"], ["y"], [["1", '"a"']], policy="RULE ORDER") == []


def test_a_rule_nothing_reaches_is_found() -> None:
    found = _findings(["x:number"], ["y"], [["-", '"a"'], ["> 5", '"b"']], policy="FIRST")
    assert found == [("unreachable", "Die Tabelle «Entscheid» hat eine Regel, die nie zum Zug kommt (Regel 2).")]
    assert _findings(["x:number"], ["y"], [["[5..1]", '"a"'], ["-", '"b"']])[0][0] == "unreachable"


@pytest.mark.parametrize("cell", ["> Grenze", "even(?)", "? * 2 > 4"])
def test_tables_with_other_comparisons_are_politely_not_checked(cell: str) -> None:
    found = _findings(["x:number"], ["y"], [["-", '"a"'], [cell, '"b"']], before=input_data("Grenze", "number"))
    assert found[-1][0] == "unchecked"
    assert "Regel 2" in found[-1][1]


def test_too_many_cases_are_politely_not_checked() -> None:
    names = [f"x{number}:number" for number in range(10)]
    rules = [[str(number)] * 10 + ['"a"'] for number in range(5)]
    assert [kind for kind, _ in _findings(names, ["y"], rules)] == ["unchecked"]


def test_an_unknown_name_in_a_cell_may_be_a_text_without_quotes() -> None:
    found = _findings(["recht"], ["y"], [["IV", '"a"'], ["-", "b"]])
    assert found[0] == (
        "problem",
        "Tabelle «Entscheid», Regel 1: Der Name «IV» ist nicht bekannt. "
        'Falls ein Text gemeint ist, steht er in Anführungszeichen: "IV".',
    )
    assert "Regel 2: Der Name «b»" in found[1][1]


def test_an_empty_table_is_a_gap() -> None:
    assert _findings(["x"], ["y"], []) == [("gap", "Die Tabelle «Entscheid» hat keine Regeln.")]


def test_durations_and_times_have_cases_too() -> None:
    assert _findings(["d:dayTimeDuration"], ["y"], [['< @"P3D"', '"a"'], ['>= @"P3D"', '"b"']]) == []
    assert _findings(["t:time"], ["y"], [['< @"12:00:00"', '"a"'], ['> @"12:00:00"', '"b"']])[0][1].endswith(
        "bei t = 12:00:00."
    )
