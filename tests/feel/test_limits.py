"""What an expression may not cost: every hostile text is refused with a sentence, in little time and memory."""

import sys
import time
import tracemalloc

import pytest

from app.feel import FeelError, FeelLimitError, parse_expression, parse_unary, to_json

_LISTS_DOUBLED = "{b0: [1, 1], " + ", ".join(f"b{i}: [b{i - 1}, b{i - 1}]" for i in range(1, 40))
_REFUSED = [
    "9 ** (9 ** 9)",
    "9 ** (9 ** (9 ** 9))",
    "(9 ** (9 ** 9)) * 0",
    "exp(1e9)",
    "1e999999999",
    "1e6000 * 1e6000",
    'number("1e99999999")',
    "for i in 1..20000 return i",
    "for i in 1..999999999999 return i",
    'for d in @"0001-01-01"..@"9999-12-31" return d',
    "for i in 1..1000, j in 1..1000 return i * j",
    "count(for a in 1..100 return for b in 1..100 return for c in 1..100 return a)",
    "some x in 1..4999, y in 1..4999 satisfies x + y < 0",
    "for x in [1, 2], " + ", ".join(f"x{i} in [1, 2]" for i in range(40)) + " return 1",
    "for " + ", ".join(f"x{i} in [1]" for i in range(300)) + " return 1",
    '{a: "xxxxxxxxxxxxxxxxxxxx", ' + ", ".join(f"a{i}: a{i - 1 or ''} + a{i - 1 or ''}" for i in range(1, 40)) + "}",
    _LISTS_DOUBLED + "}",
    _LISTS_DOUBLED + ", r: flatten(b39)}.r",
    _LISTS_DOUBLED + ", r: b39 = b39}.r",
    _LISTS_DOUBLED + ", r: string(b39)}.r",
    _LISTS_DOUBLED + ", r: distinct values([b39, b39])}.r",
    'replace("aaaaaaaa", "a", "' + "b" * 3000 + '")',
    'string join(for i in 1..4999 return "aaaaaaaaaa")',
    "concatenate(" + ", ".join(["for i in 1..1000 return i"] * 20) + ")",
    "for i in 1..1000 return partial",
    "sort(for i in 1..4999 return -i, function(a, b) a < b)",
    "{f: function(n) f(n), r: f(1)}.r",
    "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(30)}.r",
    "(function(x) x(x))(function(x) x(x))",
    "context put({}, [" + ", ".join(['"a"'] * 600) + "], 1)",
    "[" * 900,
    "a" + ".b" * 1500,
    "a" + "[1]" * 1000,
    "1 in (" * 600,
    "x instance of " + "list<" * 600,
]


@pytest.mark.parametrize("text", _REFUSED)
def test_hostile_expressions_are_refused(text: str) -> None:
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(FeelLimitError):
        parse_expression(text).evaluate({"x": 1})
    took = time.process_time() - began
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 2
    assert memory < 50_000_000


_HARMLESS = [
    'matches("' + "a" * 40 + '!", "(a+)+$")',
    'matches("' + "a" * 40 + '", "(.*)*(.*)*(.*)*b")',
    'matches("x", "((a{1,1000}){1,1000}){1,1000}")',
    "-" * 3000 + "1",
    "1" + "+1" * 1900,
    "decimal(1, 999999999)",
    "round up(1.5, -7000)",
    'duration("P999999999Y") * 99999999999',
    'duration("P999999999D") * 999999999',
    'substring("abc", 1e6000)',
    "f(a" + " " * 3900 + "b)",
    "for a" + " " * 3900 + "b",
    '"' + "\\" * 3000 + '"',
    "__class__.__bases__[1].__subclasses__()",
    "a.typename",
    "\x00",
    "\ud800",
    "/*" * 1000,
]


@pytest.mark.parametrize("text", _HARMLESS)
def test_odd_expressions_end_soon_and_never_with_a_traceback(text: str) -> None:
    began = time.process_time()
    try:
        to_json(parse_expression(text).evaluate({"a": {}}))
    except FeelError as error:
        assert str(error)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", [text for text in _REFUSED if text != _LISTS_DOUBLED + "}"])
def test_cells_are_limited_like_expressions(text: str) -> None:
    with pytest.raises(FeelError):
        parse_unary(text).matches(1, {"x": 1})


def test_deeply_nested_data_is_refused() -> None:
    data: list[object] = []
    for _ in range(5000):
        data = [data]
    with pytest.raises(FeelLimitError):
        parse_expression("count(x)").evaluate({"x": data})


def test_a_deep_call_stack_outside_is_no_recursion_error() -> None:
    text = "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(20)}.r"

    def deeper(frames: int) -> object:
        return deeper(frames - 1) if frames else parse_expression(text).evaluate({})

    with pytest.raises(FeelLimitError):
        deeper(sys.getrecursionlimit() - 120)


def test_a_loop_within_the_limits_runs() -> None:
    assert to_json(parse_expression("sum(for i in 1..4000 return i)").evaluate({})) == 8_002_000
