"""Arithmetic, comparison and logic, with null where values do not go together."""

import pytest

from app.feel import parse_expression
from tests.feel.asking import reason, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("7 / 2", 3.5),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("- - 3", 3),
        ("0 ** 0", 1),
        ("0.1 + 0.2", 0.3),
        ("1.5e3", 1500),
        (".5", 0.5),
        ('"Fall" + "nummer"', "Fallnummer"),
    ],
)
def test_arithmetic_follows_the_standard(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text", ["1 / 0", "0 / 0", "0 ** -1", '1 + "a"', "null + 1", "true * 2", '-"a"', "(-8) ** 0.5"]
)
def test_arithmetic_without_a_result_is_null(text: str) -> None:
    assert value(text) is None


def test_a_third_has_34_digits() -> None:
    third = parse_expression("1 / 3").evaluate({})
    assert str(third) == "0." + "3" * 34


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1.0", True),
        ('"a" != "b"', True),
        ("1 = null", False),
        ("null = null", True),
        ('1 = "1"', None),
        ("2 < 3", True),
        ('"b" >= "a"', True),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1} = {a: 2}", False),
        ("true < false", None),
        ("null < 1", None),
        ("[1..5] = [1..5]", True),
        ("[1..5] = [1..5)", False),
        ("5 between 1 and 5", True),
        ("0 between 1 and 5", False),
        ("null between 1 and 5", None),
        ("1 < 2 = true", True),
    ],
)
def test_comparison_is_null_between_different_kinds(text: str, expected: object) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("false or null", None),
        ("true or false and false", True),
        ("1 and true", None),
        ("not(true)", False),
        ("not(null)", None),
    ],
)
def test_logic_has_three_values(text: str, expected: object) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 in (1, 2, 3)", True),
        ("3 in [1, 2]", False),
        ("3 in (1..3]", True),
        ("1 in (1..3]", False),
        ("3 in ]1..3[", False),
        ("3 in > 2", True),
        ("3 in (> 5, < 2)", False),
        ("6 in (2 + 1) * 2", True),
        ("[1] in [[1], [2]]", True),
        ("2 in [[1..3], [7..9]]", True),
    ],
)
def test_in_takes_values_lists_ranges_and_tests(text: str, expected: object) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ('"a" instance of number', False),
        ("null instance of string", False),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("{a: 1} instance of context<b: number>", False),
        ("[1..2] instance of range<number>", True),
        ('@"P1M" instance of years and months duration', True),
        ('@"2026-01-01T00:00:00" instance of date and time', True),
        ("(function(a) a) instance of function<Any> -> Any", True),
        ("1 instance of Kanton", None),
    ],
)
def test_instance_of_knows_the_standard_types(text: str, expected: object) -> None:
    assert value(text) is expected


def test_a_reason_says_why_there_is_no_value() -> None:
    assert reason("fehlt > 3") == "Der Name «fehlt» ist nicht bekannt."
    assert reason('1 + "a"') == "Zahl und Text lassen sich nicht zusammenzählen."
    assert reason("1 / 0") == "Durch null lässt sich nicht teilen."
    assert reason("x.y", {"x": {}}) == "«y» gibt es hier nicht."
    assert reason("upper case(1)") == "Die Angaben passen nicht zur Funktion «upper case»."


def test_a_plain_null_is_no_error() -> None:
    assert parse_expression("x").evaluate_strict({"x": None}) is None


def test_numbers_from_outside_need_no_conversion() -> None:
    assert value("a + b", {"a": 1, "b": 0.1}) == 1.1
    assert value("list[1] + list[2]", {"list": [1, 2.5]}) == 3.5
