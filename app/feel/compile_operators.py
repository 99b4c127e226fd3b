"""Compiles literals, names, operators and calls."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from app.feel.compiler import Compiler, Evaluator
from app.feel.equality import compare, equal, less, less_or_equal
from app.feel.evaluation import PLAIN, Frame, Run
from app.feel.numbers import NUMBERS
from app.feel.operators import calculate
from app.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
)
from app.feel.temporal import negate
from app.feel.types import resolve
from app.feel.values import FunctionValue, german_kind, kind_of

ASKING = frozenset({"is empty", "get value"})
"""Functions that are asked about values which may not be there."""
_FAST: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
}


def _literal(compiler: Compiler, node: Literal) -> Evaluator:
    value = node.value
    return lambda frame: value


def _name(compiler: Compiler, node: Name) -> Evaluator:
    name = node.name
    built_in = compiler.library.values.get(name)

    def read(frame: Frame) -> object:
        visible = frame
        while name not in visible.values:
            if visible.parent is None:
                if built_in is None:
                    frame.run.fail(f"Der Name «{name}» ist nicht bekannt")
                    frame.run.miss(name)
                return built_in
            visible = visible.parent
        value = visible.values[name]
        if visible.parent is not None or type(value) in PLAIN:
            return value
        return frame.run.adopt(value)

    return read


def asking(evaluator: Evaluator) -> Evaluator:
    """The same, for an operand that is asked whether it is there: what it misses is not noted."""

    def evaluate(frame: Frame) -> object:
        noted = len(frame.run.missing)
        value = evaluator(frame)
        del frame.run.missing[noted:]
        return value

    return evaluate


def _negate(compiler: Compiler, node: Negate) -> Evaluator:
    operand = compiler.compile(node.operand)

    def evaluate(frame: Frame) -> object:
        value = operand(frame)
        if isinstance(value, Decimal):
            return NUMBERS.minus(value)
        if kind_of(value) in ("days and time duration", "years and months duration"):
            return negate(value)  # type: ignore[arg-type]
        frame.run.fail(f"Vor {german_kind(value)} hat ein Minus keinen Sinn")
        return None

    return evaluate


def _arithmetic(compiler: Compiler, node: Arithmetic) -> Evaluator:
    first = compiler.compile(node.first)
    rest = [(operator, compiler.compile(operand)) for operator, operand in node.rest]
    if len(rest) > 1 or rest[0][0] not in _FAST:

        def evaluate_chain(frame: Frame) -> object:
            value = first(frame)
            for operator, operand in rest:
                value = calculate(operator, value, operand(frame), frame.run)
            return value

        return evaluate_chain
    operator, second = rest[0]
    fast = _FAST[operator]

    def evaluate(frame: Frame) -> object:
        left = first(frame)
        right = second(frame)
        if type(left) is Decimal and type(right) is Decimal:
            try:
                return fast(left, right)
            except DecimalException:
                pass
        return calculate(operator, left, right, frame.run)

    return evaluate


def _logic(compiler: Compiler, node: Logic) -> Evaluator:
    operands = [compiler.compile(operand) for operand in node.operands]
    # `false` decides an `and`, `true` an `or`; a value that is neither true nor false makes the result null.
    deciding = node.operator == "or"
    word = "oder" if deciding else "und"

    def evaluate(frame: Frame) -> object:
        result: bool | None = not deciding
        for operand in operands:
            value = operand(frame)
            if value is deciding:
                return deciding
            if not isinstance(value, bool):
                frame.run.fail(f"«{word}» verbindet Ja/Nein-Werte, nicht {german_kind(value)}")
                result = None
        return result

    return evaluate


def _comparison(compiler: Compiler, node: Comparison) -> Evaluator:
    left = compiler.compile(node.left)
    right = compiler.compile(node.right)
    operator = node.operator
    if operator in ("=", "!=") and any(isinstance(side, Literal) and side.value is None for side in node.children()):
        left, right = asking(left), asking(right)
    ordered: dict[str, Callable[[object, object, Run], bool | None]] = {
        "=": equal,
        "<": less,
        "<=": less_or_equal,
        ">": lambda one, other, run: less(other, one, run),
        ">=": lambda one, other, run: less_or_equal(other, one, run),
    }
    decide = ordered.get(operator)
    if decide is None:
        return lambda frame: compare(operator, left(frame), right(frame), frame.run)
    return lambda frame: decide(left(frame), right(frame), frame.run)


def _between(compiler: Compiler, node: Between) -> Evaluator:
    value, low, high = (compiler.compile(part) for part in (node.value, node.low, node.high))

    def evaluate(frame: Frame) -> object:
        found = value(frame)
        above = less_or_equal(low(frame), found, frame.run)
        below = less_or_equal(found, high(frame), frame.run)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return evaluate


def _instance_of(compiler: Compiler, node: InstanceOf) -> Evaluator:
    value = compiler.compile(node.value)
    kind = resolve(node.type_name, compiler.library.types)
    name = node.type_name.name

    def evaluate(frame: Frame) -> object:
        if kind is None:
            frame.run.fail(f"Der Typ «{name}» ist nicht bekannt")
            return None
        return kind.contains(value(frame))

    return evaluate


def _call(compiler: Compiler, node: Call) -> Evaluator:
    function = compiler.compile(node.function)
    built_in = compiler.library.values.get(node.function.name) if isinstance(node.function, Name) else None
    arguments = [compiler.compile(argument) for argument in node.arguments]
    if isinstance(node.function, Name) and node.function.name in ASKING:
        arguments = [asking(argument) for argument in arguments]
    names = node.names

    def evaluate(frame: Frame) -> object:
        called = function(frame)
        if not isinstance(called, FunctionValue):
            # A variable may happen to be called like a function, such as `count`.
            if built_in is None:
                frame.run.fail("Was hier aufgerufen wird, ist keine Funktion")
                return None
            called = built_in
        if names is None:
            return called.invoke(frame.run, [argument(frame) for argument in arguments])
        given = {name: argument(frame) for name, argument in zip(names, arguments, strict=True)}
        return called.invoke_named(frame.run, given)

    return evaluate


OPERATORS: dict[type[Node], Callable[[Compiler, Any], Evaluator]] = {
    Literal: _literal,
    Name: _name,
    Negate: _negate,
    Arithmetic: _arithmetic,
    Logic: _logic,
    Comparison: _comparison,
    Between: _between,
    InstanceOf: _instance_of,
    Call: _call,
}
