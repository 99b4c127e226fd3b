"""Functions of the product's own beside the standard ones, named arguments, and JSON in and out."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.feel import STANDARD, FeelError, FeelLimitError, Range, YearsMonths, from_json, parse_expression, to_json
from app.feel.command import feel_command
from tests.feel.asking import noon


def _next_working_day(day: date, days: Decimal = Decimal(1)) -> date:
    if not isinstance(day, date):
        raise TypeError("ein Datum wird erwartet")
    return day + timedelta(days=int(days))


OURS = STANDARD.extend({"add working days": (_next_working_day, ("date", "days")), "forty two": (lambda: 42, ())})


def _ours(text: str) -> object:
    return parse_expression(text, library=OURS).evaluate({})


def test_a_function_with_spaces_can_be_added() -> None:
    assert _ours('add working days(@"2026-11-20", 3)') == date(2026, 11, 23)
    assert _ours('add working days(days: 2, date: @"2026-11-20")') == date(2026, 11, 22)


def test_left_out_arguments_take_their_default() -> None:
    assert _ours('add working days(@"2026-11-20")') == date(2026, 11, 21)


def test_results_of_added_functions_become_feel_values() -> None:
    assert _ours("forty two() / 4") == Decimal("10.5")


def test_a_type_error_in_an_added_function_is_null_with_its_reason() -> None:
    assert _ours('add working days("x", 1)') is None
    with pytest.raises(FeelError, match="ein Datum wird erwartet"):
        parse_expression('add working days("x", 1)', library=OURS).evaluate_strict({})


def test_the_standard_library_stays_as_it_was() -> None:
    assert "add working days" not in STANDARD.names


def test_arguments_may_be_named() -> None:
    assert parse_expression('substring(start position: 2, string: "abc")').evaluate({}) == "bc"
    assert parse_expression('substring(text: "abc")').evaluate({}) is None


def test_json_numbers_become_decimal_and_text_stays_text() -> None:
    assert from_json({"a": [1, 0.1, "2026-01-01", True, None]}) == {
        "a": [Decimal(1), Decimal("0.1"), "2026-01-01", True, None]
    }
    assert from_json(float("nan")) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Decimal("2.0"), 2),
        (Decimal("2.5"), 2.5),
        (Decimal("1e400"), "1E+400"),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(hours=36), "P1DT12H"),
        (YearsMonths(-14), "-P1Y2M"),
        (Range(Decimal(1), Decimal(5), True, False), "[1..5)"),
        (Range(None, Decimal(5)), "(<= 5)"),
        ({"a": [Decimal(1), None]}, {"a": [1, None]}),
    ],
)
def test_values_become_json(given: object, expected: object) -> None:
    assert to_json(given) == expected
    json.dumps(to_json(given))


def test_a_value_that_unfolds_to_too_much_is_no_json() -> None:
    value: list[object] = []
    for _ in range(40):
        value = [value, value]
    with pytest.raises(FeelLimitError):
        to_json(value)


def test_the_command_prints_json() -> None:
    assert feel_command("a b + 1", '{"a b": 1.5}') == "2.5"
    assert feel_command("> 3", unary_json="5") == "true"
    assert feel_command('"ä"') == '"ä"'
    assert feel_command("now()", now=noon) == '"2026-11-22T12:00:00+01:00"'


@pytest.mark.parametrize("context", ["[]", "{", '{"a": NaN}', "[" * 5000, '{"a": "\ud800"}'])
def test_the_command_refuses_a_broken_context(context: str) -> None:
    with pytest.raises(FeelError):
        feel_command("1", context)
