"""Compiles intervals and unary tests: `in`, and the cells of decision tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.feel.compiler import Compiler, Evaluator
from app.feel.equality import ORDERED, compare, equal, in_range, less
from app.feel.evaluation import Frame, Run
from app.feel.syntax import (
    Between,
    Comparison,
    In,
    InstanceOf,
    Logic,
    Name,
    Node,
    Quantified,
    RangeLiteral,
    Test,
    Tests,
)
from app.feel.values import Range, kind_of

_DECIDING = (Between, Comparison, In, InstanceOf, Logic, Quantified)
"""Kinds of expression that say themselves whether a test holds, rather than giving a value to compare with."""


def _in(compiler: Compiler, node: In) -> Evaluator:
    value = compiler.compile(node.value)
    tests = compiler.compile(node.tests)
    return lambda frame: tests(frame.inner({"?": value(frame)}))


def _test(compiler: Compiler, node: Test) -> Evaluator:
    operand = compiler.compile(node.operand)
    operator = node.operator
    if operator:
        return lambda frame: compare(operator, frame.values["?"], operand(frame), frame.run)
    decides = isinstance(node.operand, _DECIDING) or _mentions_input(node.operand)

    def evaluate(frame: Frame) -> object:
        expected = operand(frame)
        if expected is None and isinstance(node.operand, RangeLiteral):
            return None  # a range without two ends that can be compared decides nothing
        if decides and (expected is None or isinstance(expected, bool)):
            return expected
        return matches(frame.values["?"], expected, frame.run)

    return evaluate


def _mentions_input(node: Node) -> bool:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Name) and current.name == "?":
            return True
        # Inside `x in (…)` the sign `?` stands for x, not for the input of the cell.
        pending.extend([current.value] if isinstance(current, In) else current.children())
    return False


def matches(value: object, expected: object, run: Run) -> bool | None:
    """Whether an input passes a test that evaluated to `expected`: it is equal, or lies in the range or list."""
    if isinstance(expected, Range):
        return in_range(value, expected, run)
    if isinstance(expected, list):
        if isinstance(value, list) and equal(value, expected, run):
            return True
        run.charge(len(expected))
        found = [matches(value, one, run) if isinstance(one, Range) else equal(value, one, run) for one in expected]
        return True in found
    if isinstance(expected, bool) and not isinstance(value, bool) and value is not None:
        return expected
    return equal(value, expected, run)


def _tests(compiler: Compiler, node: Tests) -> Evaluator:
    tests = [compiler.compile(test) for test in node.tests]
    negated = node.negated
    if not tests:
        return lambda frame: True
    if len(tests) == 1 and not negated:
        return tests[0]

    def evaluate(frame: Frame) -> object:
        result: bool | None = False
        for test in tests:
            found = test(frame)
            if found is True:
                return not negated
            if found is None:
                result = None
        return (not result if result is not None else None) if negated else result

    return evaluate


def _range(compiler: Compiler, node: RangeLiteral) -> Evaluator:
    low = compiler.compile(node.low) if node.low else None
    high = compiler.compile(node.high) if node.high else None
    low_closed, high_closed = node.low_closed, node.high_closed

    def evaluate(frame: Frame) -> object:
        start = low(frame) if low else None
        end = high(frame) if high else None
        if (low and start is None) or (high and end is None) or (low and high and kind_of(start) != kind_of(end)):
            frame.run.fail("Der Bereich hat keine zwei vergleichbaren Enden")
            return None
        if low and high and kind_of(start) in ORDERED and less(end, start, frame.run):
            frame.run.fail("Der Bereich endet vor seinem Anfang")
            return None
        return Range(start, end, low_closed, high_closed)

    return evaluate


TESTS: dict[type[Node], Callable[[Compiler, Any], Evaluator]] = {
    In: _in,
    Test: _test,
    Tests: _tests,
    RangeLiteral: _range,
}
