"""Compiles paths, filters, if, loops, lists, contexts and function definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.feel.compiler import Compiler, Evaluator
from app.feel.evaluation import Frame, Run
from app.feel.limits import check_length
from app.feel.numbers import whole
from app.feel.paths import path_of
from app.feel.syntax import (
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    Iteration,
    ListLiteral,
    Node,
    Path,
    Quantified,
)
from app.feel.temporal import part_of
from app.feel.types import coerce, resolve
from app.feel.values import Range, function_value, german_kind

_RANGE_PARTS: dict[str, Callable[[Range], object]] = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low_closed,
    "end included": lambda value: value.high_closed,
}


def _path(compiler: Compiler, node: Path) -> Evaluator:
    source = compiler.compile(node.source)
    name = node.name
    written = ".".join(path_of(node))

    def evaluate(frame: Frame) -> object:
        value = source(frame)
        if isinstance(value, dict):
            if name in value:
                return value[name]
            if written:
                frame.run.miss(written)
        if isinstance(value, list):
            frame.run.charge(len(value))
            return [member(child, name, frame.run) for child in value]
        return member(value, name, frame.run)

    return evaluate


def member(value: object, name: str, run: Run) -> object:
    """A field of a context or a part of a date, time, duration or range; null (with a reason) if there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
    elif isinstance(value, Range) and name in _RANGE_PARTS:
        return _RANGE_PARTS[name](value)
    else:
        known, part = part_of(value, name)
        if known:
            return part
    run.fail(f"«{name}» gibt es hier nicht" if value is not None else f"«{name}» von nichts ist nichts")
    return None


def _filter(compiler: Compiler, node: Filter) -> Evaluator:
    source = compiler.compile(node.source)
    condition = compiler.compile(node.condition)
    cost = node.condition.size

    def keep(frame: Frame, item: object) -> object:
        frame.run.charge(cost)
        inner = frame.inner({"item": item})
        return condition(inner.inner(item) if isinstance(item, dict) else inner)

    def evaluate(frame: Frame) -> object:
        value = source(frame)
        if value is None:
            items: list[object] = []
        else:
            items = value if isinstance(value, list) else [value]
        kept: list[object] = []
        for item in items:
            found = keep(frame, item)
            if isinstance(found, Decimal):
                return pick(items, condition(frame), frame.run)
            if found is True:
                kept.append(item)
        if not items and isinstance(condition(frame.inner({"item": None})), Decimal):
            frame.run.fail("Die Liste ist leer")
            return None
        return kept

    return evaluate


def pick(items: Sequence[object], position: object, run: Run) -> object:
    """The element at a position counted from 1, or from -1 at the end; null (with a reason) outside the list."""
    index = whole(position) if isinstance(position, Decimal) else None
    if index is None or index == 0 or abs(index) > len(items):
        run.fail(f"Die Liste hat keinen Eintrag an der Stelle {position}")
        return None
    return items[index - 1] if index > 0 else items[index]


def _if(compiler: Compiler, node: If) -> Evaluator:
    condition, positive, negative = (compiler.compile(part) for part in (node.condition, node.positive, node.negative))
    return lambda frame: positive(frame) if condition(frame) is True else negative(frame)


def _domains(compiler: Compiler, iterations: Sequence[Iteration]) -> list[tuple[str, Evaluator]]:
    return [(iteration.name, _domain(compiler, iteration)) for iteration in iterations]


def _domain(compiler: Compiler, iteration: Iteration) -> Evaluator:
    start = compiler.compile(iteration.start)
    if iteration.end is None:

        def evaluate(frame: Frame) -> object:
            value = start(frame)
            if isinstance(value, Range):
                return steps(value.low, value.high, frame.run, value.low_closed, value.high_closed)
            return value if value is None or isinstance(value, list) else [value]

        return evaluate
    end = compiler.compile(iteration.end)
    return lambda frame: steps(start(frame), end(frame), frame.run)


def steps(
    start: object, end: object, run: Run, start_closed: bool = True, end_closed: bool = True
) -> list[object] | None:
    """The whole numbers or days from start to end, backwards if end is smaller; null for anything else."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        first, last = whole(start), whole(end)
        if first is not None and last is not None:
            numbers = _between(first, last, start_closed, end_closed)
            return [Decimal(number) for number in numbers]
    if type(start) is date and type(end) is date:
        days = _between(0, (end - start).days, start_closed, end_closed)
        return [start + timedelta(days=day) for day in days]
    run.fail(f"Von {german_kind(start)} bis {german_kind(end)} lässt sich nicht zählen")
    return None


def _between(first: int, last: int, first_closed: bool, last_closed: bool) -> range:
    step = 1 if first <= last else -1
    numbers = range(first, last + step, step)
    check_length(abs(last - first) + 1)
    return numbers[0 if first_closed else 1 : len(numbers) if last_closed else -1]


def _bindings(domains: list[tuple[str, Evaluator]], frame: Frame) -> Iterator[Frame | None]:
    """A frame for each combination of the iterations; None once when a domain is null."""
    (name, domain), *rest = domains
    items = domain(frame)
    if not isinstance(items, list):
        frame.run.fail(f"«{name}» läuft über keine Liste")
        yield None
        return
    for item in items:
        frame.run.charge(1)
        inner = frame.inner({name: item})
        if rest:
            yield from _bindings(rest, inner)
        else:
            yield inner


def _for(compiler: Compiler, node: For) -> Evaluator:
    domains = _domains(compiler, node.iterations)
    body = compiler.compile(node.body)
    cost = node.body.size
    uses_partial = node.uses_partial

    def evaluate(frame: Frame) -> object:
        results: list[object] = []
        for inner in _bindings(domains, frame):
            if inner is None:
                return None
            frame.run.charge(cost)
            if uses_partial:
                # A copy, so that a result never holds itself.
                frame.run.charge(len(results) // 10)
                inner = inner.inner({"partial": list(results)})
            results.append(body(inner))
            check_length(len(results))
        return results

    return evaluate


def _quantified(compiler: Compiler, node: Quantified) -> Evaluator:
    domains = _domains(compiler, node.iterations)
    condition = compiler.compile(node.condition)
    cost = node.condition.size
    # One `true` decides `some`, one `false` decides `every`.
    deciding = node.kind == "some"

    def evaluate(frame: Frame) -> object:
        result: bool | None = not deciding
        for inner in _bindings(domains, frame):
            if inner is None:
                return None
            frame.run.charge(cost)
            found = condition(inner)
            if found is deciding:
                return deciding
            if found is not (not deciding):
                result = None
        return result

    return evaluate


def _list(compiler: Compiler, node: ListLiteral) -> Evaluator:
    items = [compiler.compile(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(compiler: Compiler, node: ContextLiteral) -> Evaluator:
    entries = [(key, compiler.compile(value)) for key, value in node.entries]

    def evaluate(frame: Frame) -> object:
        result: dict[str, object] = {}
        inner = frame.inner(result)
        for key, value in entries:
            result[key] = value(inner)
        return result

    return evaluate


def _function(compiler: Compiler, node: FunctionDefinition) -> Evaluator:
    body = compiler.compile(node.body)
    params = node.params
    kinds = [resolve(written, compiler.library.types) if written else None for written in node.types]
    unknown = any(written and not kind for written, kind in zip(node.types, kinds, strict=True))
    height, cost = node.body.height + 1, node.body.size

    def evaluate(frame: Frame) -> object:
        def invoke(run: Run, arguments: Sequence[object]) -> object:
            if len(arguments) != len(params) or unknown:
                run.fail("Die Angaben passen nicht zur Funktion")
                return None
            values: dict[str, object] = {}
            for name, kind, argument in zip(params, kinds, arguments, strict=True):
                fits, values[name] = (True, argument) if kind is None else coerce(argument, kind)
                if not fits:
                    run.fail(f"«{name}» ist hier keine {german_kind(argument)}")
                    return None
            run.charge(cost)
            run.enter_call(height)
            result = body(Frame(values, frame, run))
            run.leave_call(height)
            return result

        return function_value("", params, invoke)

    return evaluate


CONTROL: dict[type[Node], Callable[[Compiler, Any], Evaluator]] = {
    Path: _path,
    Filter: _filter,
    If: _if,
    For: _for,
    Quantified: _quantified,
    ListLiteral: _list,
    ContextLiteral: _context,
    FunctionDefinition: _function,
}
