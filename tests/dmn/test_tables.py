"""Decision tables under every hit policy, as dmn-js and Camunda Modeler write them."""

from datetime import date

import pytest

from app.dmn import DecisionError, DmnError, RuleHit, read_dmn
from app.feel import to_json
from tests.dmn.models import DMN_11, DMN_13, DMN_15, decide, decision, definitions, model, table

AGES = [["< 18", '"Kind"'], ["[18..64]", '"Erwachsen"'], ["> 64", '"Senior"']]
STEPS = [["> 10", "1"], ["> 20", "2"], ["> 30", "2"]]


def _steps(policy: str, aggregation: str = "", extra: str = "") -> str:
    return decision(table(["x"], ["y:number"], STEPS, policy, aggregation, extra))


@pytest.mark.parametrize("namespace", [DMN_11, DMN_13, DMN_15])
def test_a_table_of_any_version_decides(namespace: str) -> None:
    found = read_dmn(definitions(decision(table(["alter"], ["gruppe"], AGES)), namespace)).decide(
        "Entscheid", {"alter": 70}
    )
    assert found.value == "Senior"
    assert [to_json(value) for value in found.log[0].inputs.values()] == [70]


def test_the_log_names_rules_inputs_and_outputs() -> None:
    found = model(_steps("RULE ORDER")).decide("Entscheid", {"x": 25})
    assert found.log == [RuleHit("Entscheid", (1, 2), {"x": 25}, (1, 2))]


@pytest.mark.parametrize(
    ("policy", "aggregation", "x", "expected"),
    [
        ("", "", 15, 1),
        ("UNIQUE", "", 15, 1),
        ("UNIQUE", "", 5, None),
        ("FIRST", "", 35, 1),
        ("RULE ORDER", "", 35, [1, 2, 2]),
        ("COLLECT", "", 35, [1, 2, 2]),
        ("COLLECT", "", 5, []),
        ("COLLECT", "SUM", 35, 5),
        ("COLLECT", "MIN", 35, 1),
        ("COLLECT", "MAX", 35, 2),
        ("COLLECT", "COUNT", 35, 3),
        ("COLLECT", "COUNT", 5, 0),
        ("COLLECT", "SUM", 5, None),
    ],
)
def test_hit_policies(policy: str, aggregation: str, x: int, expected: object) -> None:
    assert decide(_steps(policy, aggregation), {"x": x}) == expected


@pytest.mark.parametrize(("policy", "expected"), [("PRIORITY", 2), ("OUTPUT ORDER", [2, 2, 1])])
def test_priorities_follow_the_order_of_the_output_values(policy: str, expected: object) -> None:
    ordered = "<outputValues><text>2,1</text></outputValues>"
    assert decide(_steps(policy, extra=ordered), {"x": 35}) == expected


def test_two_hits_in_a_unique_table_are_an_error_which_names_the_rules() -> None:
    with pytest.raises(DecisionError, match="Regeln 1 und 2") as caught:
        decide(_steps("UNIQUE"), {"x": 25})
    assert caught.value.element == "table"
    assert caught.value.line == 3


def test_any_takes_hits_which_agree_and_refuses_others() -> None:
    agreeing = decision(table(["x"], ["y"], [["> 1", '"a"'], ["> 2", '"a"']], "ANY"))
    assert decide(agreeing, {"x": 3}) == "a"
    with pytest.raises(DecisionError, match="verschiedene Ergebnisse"):
        decide(_steps("ANY"), {"x": 25})


def test_several_outputs_become_a_context() -> None:
    body = decision(table(["x"], ["Recht", "Frist:number"], [["-", '"IV"', "30"]]))
    assert decide(body, {"x": 1}) == {"Recht": "IV", "Frist": 30}


def test_empty_cells_hold_always_and_give_nothing() -> None:
    assert decide(decision(table(["x", "y"], ["z", "w"], [["", "-", "", '"w"']])), {"x": 1}) == {"z": None, "w": "w"}


def test_a_default_output_answers_when_no_rule_hits() -> None:
    default = '<defaultOutputEntry><text>"keine"</text></defaultOutputEntry>'
    assert decide(decision(table(["x"], ["y"], [["1", '"eins"']], extra=default)), {"x": 2}) == "keine"


def test_no_hit_says_so() -> None:
    found = model(decision(table(["x"], ["y"], [["1", '"eins"']]))).decide("Entscheid", {"x": 2})
    assert found.value is None
    assert found.reasons == ["In der Tabelle «Entscheid» trifft keine Regel zu"]


@pytest.mark.parametrize(
    ("kind", "cell", "given", "expected"),
    [
        ("date", '< date("2026-01-01")', "2025-12-31", "ja"),
        ("date", '< date("2026-01-01")', date(2026, 1, 1), None),
        ("date", '@"2026-05-01"', "2026-05-01T10:00:00", "ja"),
        ("dateTime", '> @"2026-01-01T00:00:00"', "2026-01-01T08:00:00", "ja"),
        ("yearMonthDuration", '>= @"P3M"', "P1Y", "ja"),
        ("string", '"IV", "ALV"', "ALV", "ja"),
        ("string", 'not("IV")', "ALV", "ja"),
        ("boolean", "true", True, "ja"),
        ("integer", "[1..5]", 5, "ja"),
        ("feel:number", "> 1", 2, "ja"),
        ("string", "null", None, "ja"),
    ],
)
def test_inputs_are_converted_to_the_type_of_their_column(
    kind: str, cell: str, given: object, expected: object
) -> None:
    assert decide(decision(table([f"x:{kind}"], ["y"], [[cell, '"ja"']])), {"x": given}) == expected


def test_camundas_input_variable_names_the_input_in_cells() -> None:
    body = decision(table(["person.alter"], ["y"], [["alter >= 18", '"ja"']])).replace(
        '<input id="in0"', '<input id="in0" camunda:inputVariable="alter"'
    )
    assert decide(body, {"person": {"alter": 20}}) == "ja"
    assert decide(body, {"person": {"alter": 10}}) is None


def test_outputs_may_be_expressions_over_the_inputs() -> None:
    assert decide(decision(table(["x"], ["y:number"], [["> 0", "x * 2"]])), {"x": 4}) == 8


@pytest.mark.parametrize(
    ("broken", "part"),
    [
        (decision(table(["x"], ["y"], [["> ", '"a"']])), "Die Bedingung «>» ist nicht lesbar"),
        (decision(table(["x"], ["y"], [["1", '"a']])), "nicht mit Anführungszeichen geschlossen"),
        (decision(table(["x"], ["y"], [["1"]])), "nicht gleich viele Zellen"),
        (decision(table(["x"], ["y"], [["1", "2"]], "BEST")), "Trefferregel «BEST»"),
        (decision(table(["x"], ["y"], [["1", "2"]], "COLLECT", "AVG")), "Zusammenfassung «AVG»"),
        (decision(table(["x"], [], [["1"]])), "keine Ergebnisspalte"),
        (decision(table(["x"], ["", "y"], [["1", "2", "3"]])), "braucht jede einen Namen"),
        (
            decision(table(["x"], ["y"], [["1", "2"]])).replace(
                "<inputEntry>", '<inputEntry expressionLanguage="juel">'
            ),
            "«juel» wird nicht unterstützt",
        ),
    ],
)
def test_broken_tables_are_found_by_lint_and_refuse_to_decide(broken: str, part: str) -> None:
    read = model(broken)
    assert part in read.lint()[0].message
    assert read.lint()[0].line > 0
    with pytest.raises(DmnError, match=r"Zeile \d+"):
        read.decide("Entscheid", {"x": 1})
