"""The tests in cells of decision tables."""

from datetime import date

import pytest

from app.feel import FeelSyntaxError, parse_unary
from tests.feel.asking import passes, value


@pytest.mark.parametrize(
    ("tests", "given", "expected"),
    [
        ("-", None, True),
        ("", 7, True),
        ('"a","b"', "b", True),
        ('"a","b"', "c", False),
        ('not("a","b")', "c", True),
        ('not("a","b")', "a", False),
        ("< 18", 17, True),
        (">= 18", 17, False),
        ("> 1, < 0", -1, True),
        ("[18..25]", 25, True),
        ("[18..25)", 25, False),
        ("]18..25]", 18, False),
        ("not([18..25])", 30, True),
        ("not(< 18)", 18, True),
        ("!= 5", 4, True),
        ("= 5", 5, True),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("null", None, True),
        ("null", 1, False),
        ("5", None, False),
        ("5", "5", False),
        ("? > 3 and ? < 9", 5, True),
        ("not(? > 3) or ? = 7", 7, True),
        ('starts with(?, "IV")', "IV-Stelle", True),
        ("even(?)", 3, False),
        ("list contains([1, 2], ?)", 2, True),
        ('["a", "b"]', "a", True),
        ("1 + 1", 2, True),
        ('> date("2026-01-01")', date(2026, 5, 1), True),
        ('[@"2026-01-01"..@"2026-12-31"]', date(2027, 1, 1), False),
        ("< 5", "text", False),
    ],
)
def test_a_cell_holds_or_does_not(tests: str, given: object, expected: bool) -> None:
    assert passes(tests, given) is expected


def test_a_cell_may_read_other_names() -> None:
    assert passes("> Grenze", 10, {"Grenze": 5})
    assert passes("other", 3, {"other": [1, 3]})
    assert passes("age > 3", "irrelevant", {"age": 4})
    assert parse_unary("> limit").names == {"limit"}


@pytest.mark.parametrize("tests", ["> ", '"a",', "[1..", "not(", "> 5 and < 10", "1 2"])
def test_broken_cells_are_syntax_errors(tests: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_unary(tests)


@pytest.mark.parametrize(("text", "expected"), [
    ("overlaps after( (1..5], [1..5] )", True), ("overlaps after( [1..5], [1..5) )", False),
    ("overlaps after( [3..7], [1..5] )", True), ("overlaps after( [1..5], [3..7] )", False),
    ("overlaps after( (1..5), [1..5] )", False), ("overlaps after( (1..5], [1..5) )", True),
    ('is(value1: @"2021-02-13")', False), ("is(value1: null)", True), ("is(1, 1)", True),
    ("5 in (null..10]", None), ("5 in [1..null)", None), ("5 in (1..10]", True),
    ('duration("PT0.S") = duration("PT0S")', True), ('duration("PT1.5S") = duration("PT1.50S")', True),
])  # fmt: skip
def test_details_of_the_standard(text: str, expected: object) -> None:
    assert value(text) is expected
