"""Paths, filters, conditions, loops and functions."""

import pytest

from tests.feel.asking import value

PEOPLE = {
    "people": [
        {"name": "Ana", "age": 17, "tags": ["a"]},
        {"name": "Ben", "age": 40, "tags": []},
        {"name": "Cem", "age": 65},
    ]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people.name", ["Ana", "Ben", "Cem"]),
        ("people[1].name", "Ana"),
        ("people[-1].name", "Cem"),
        ("people[9]", None),
        ("people[0]", None),
        ("people[age > 18].name", ["Ben", "Cem"]),
        ('people[item.name = "Ben"][1].age', 40),
        ("people[age > limit].name", ["Cem"]),
        ("people[tags = null].name", ["Cem"]),
        ("people[1].tags[1]", "a"),
        ("people[1].nothing", None),
        ("nothing.at.all", None),
    ],
)
def test_paths_and_filters_reach_into_lists_and_contexts(text: str, expected: object) -> None:
    assert value(text, {**PEOPLE, "limit": 50}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ("5[1]", 5),
        ("5[item > 9]", []),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("[{x: 1}, {y: 2}].y", [None, 2]),
        ("null[1]", None),
        ("[1, 2, 3][true]", [1, 2, 3]),
    ],
)
def test_a_single_value_is_filtered_like_a_list_of_one(text: str, expected: object) -> None:
    assert value(text) == expected


def test_if_takes_the_second_branch_unless_the_condition_is_true() -> None:
    assert value("if a then 1 else 2", {"a": True}) == 1
    assert value("if a then 1 else 2", {"a": None}) == 2
    assert value('if "x" then 1 else 2') == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in [1, 2] return i * 10", [10, 20]),
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in (1..3] return i", [2, 3]),
        ("for i in [1, 2], j in [i, 10] return i + j", [2, 11, 4, 12]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("for i in null return i", None),
        ("for n in 1.5..3 return n", None),
    ],
)
def test_for_walks_lists_numbers_and_days(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("every x in [] satisfies false", True),
        ("some x in [] satisfies true", False),
        ("some x in [1, null] satisfies x > 1", None),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("some x in null satisfies x", None),
    ],
)
def test_some_and_every_have_three_answers(text: str, expected: object) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("(function(a: number) a)(1)", 1),
        ('(function(a: number) a)("x")', None),
        ("(function(a) a)()", None),
        ("{double: function(x) x * 2, r: double(4)}.r", 8),
        ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(10)}.r", 3628800),
        ("{add: function(x) function(y) x + y, r: add(1)(2)}.r", 3),
        ("1(2)", None),
        ("nothing(1)", None),
    ],
)
def test_functions_are_values(text: str, expected: object) -> None:
    assert value(text) == expected


def test_context_entries_see_the_entries_before_them() -> None:
    assert value("{a: 1, b: a + 1, c: {d: b + 1}}") == {"a": 1, "b": 2, "c": {"d": 3}}


def test_keys_are_never_attributes() -> None:
    assert value("a.__class__", {"a": {}}) is None
    assert value("a.__class__.x", {"a": {"__class__": {"x": 1}}}) == 1
    assert value('"text".upper') is None
