"""Reads boxed expressions: the forms of decision logic besides tables and plain expressions."""

from __future__ import annotations

from collections.abc import Callable

from app.dmn.expressions import Expressions
from app.dmn.logic import Logic, defined_function, fitted
from app.dmn.table import read_table
from app.dmn.xml import Element, attribute, child, children, error, tag
from app.feel.compile_control import pick
from app.feel.evaluation import Frame
from app.feel.limits import MAX_DEPTH, check_length
from app.feel.names import tidy
from app.feel.types import ANY
from app.feel.values import FunctionValue

ReadLogic = Callable[[Element, frozenset[str], Expressions, int], Logic]


def read_logic(element: Element, names: frozenset[str], expressions: Expressions, depth: int = 0) -> Logic:
    """The logic an element holds, fitted to its `typeRef`. Raises DmnError where a part is unknown or broken."""
    if depth > MAX_DEPTH:
        raise error("Die Entscheidungslogik ist zu tief verschachtelt.", element)
    logic = _READERS[tag(element)](element, names, expressions, depth + 1)
    kind = expressions.type_of(element)
    if kind is ANY or tag(element) in ("functionDefinition", "decisionTable"):
        return logic
    what = expressions.decision
    return lambda frame: fitted(logic(frame), kind, what, frame.run)


def has_logic(element: Element) -> bool:
    """Whether an element holds a boxed expression."""
    return any(tag(part) in _READERS for part in children(element))


def inner_logic(element: Element, names: frozenset[str], expressions: Expressions, depth: int = 0) -> Logic:
    """The logic of the one boxed expression inside an element; null if there is none."""
    inner = next((part for part in children(element) if tag(part) in _READERS), None)
    if inner is None:
        return lambda frame: None
    return read_logic(inner, names, expressions, depth)


def _literal(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    return expressions.logic(element, names)


def _table(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    table = read_table(element, names, expressions)
    expressions.tables.append(table)
    return table.evaluate


def _context(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    entries: list[tuple[str, Logic]] = []
    result: Logic | None = None
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        logic = inner_logic(entry, names, expressions, depth)
        if variable is None:
            result = logic
            continue
        key = tidy(attribute(variable, "name"))
        entries.append((key, _typed(logic, variable, expressions)))
        names = names | {key}

    def evaluate(frame: Frame) -> object:
        values: dict[str, object] = {}
        inner = frame.inner(values)
        for key, logic in entries:
            values[key] = logic(inner)
        return values if result is None else result(inner)

    return evaluate


def _typed(logic: Logic, variable: Element, expressions: Expressions) -> Logic:
    kind = expressions.type_of(variable)
    name = attribute(variable, "name")
    return logic if kind is ANY else lambda frame: fitted(logic(frame), kind, name, frame.run)


def _list(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    items = [read_logic(part, names, expressions, depth) for part in children(element) if tag(part) in _READERS]
    return lambda frame: [item(frame) for item in items]


def _relation(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    columns = [(tidy(attribute(column, "name")), column) for column in children(element, "column")]
    rows: list[list[tuple[str, Logic]]] = []
    for row in children(element, "row"):
        cells = [read_logic(cell, names, expressions, depth) for cell in children(row) if tag(cell) in _READERS]
        if len(cells) != len(columns):
            raise error("Eine Zeile hat nicht gleich viele Zellen wie die Tabelle Spalten.", row)
        rows.append(
            [(name, _typed(cell, column, expressions)) for (name, column), cell in zip(columns, cells, strict=True)]
        )
    return lambda frame: [{name: cell(frame) for name, cell in row} for row in rows]


def _invocation(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    called = inner_logic(element, names, expressions, depth)
    bindings: list[tuple[str, Logic]] = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            raise error("Einer Angabe fehlt der Name.", binding)
        bindings.append((tidy(attribute(parameter, "name")), inner_logic(binding, names, expressions, depth)))

    def evaluate(frame: Frame) -> object:
        function = called(frame)
        if not isinstance(function, FunctionValue):
            frame.run.fail("Was hier aufgerufen wird, ist keine Funktion")
            return None
        return function.invoke_named(frame.run, {name: logic(frame) for name, logic in bindings})

    return evaluate


def read_function(element: Element, names: frozenset[str], expressions: Expressions, depth: int = 0) -> Logic:
    """A `functionDefinition` or `encapsulatedLogic`: logic whose value is a function."""
    kind = (attribute(element, "kind") or "FEEL").rpartition(":")[2].upper()
    if kind not in ("FEEL", "F"):
        raise error("Funktionen ausserhalb von FEEL werden nicht aufgerufen.", element)
    params = [
        (tidy(attribute(param, "name")), expressions.type_of(param)) for param in children(element, "formalParameter")
    ]
    body = inner_logic(element, names | {name for name, _ in params}, expressions, depth)
    result = expressions.type_of(element)
    name = expressions.decision
    return lambda frame: defined_function(name, params, body, result, frame)


def _conditional(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    condition, positive, negative = (_part(element, name, names, expressions, depth) for name in ("if", "then", "else"))
    return lambda frame: positive(frame) if condition(frame) is True else negative(frame)


def _part(element: Element, name: str, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    part = child(element, name)
    if part is None:
        raise error(f"Dem Ausdruck fehlt der Teil «{name}».", element)
    return inner_logic(part, names, expressions, depth)


def _filter(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    source = _part(element, "in", names, expressions, depth)
    match = _part(element, "match", names | {"item"}, expressions, depth)

    def evaluate(frame: Frame) -> object:
        value = source(frame)
        items = value if isinstance(value, list) else [] if value is None else [value]
        kept: list[object] = []
        for item in items:
            frame.run.charge(1)
            inner = frame.inner({"item": item})
            found = match(inner.inner(item) if isinstance(item, dict) else inner)
            if found is True:
                kept.append(item)
            elif not isinstance(found, bool) and found is not None:
                return pick(items, found, frame.run)
        return kept

    return evaluate


def _loop(
    element: Element, body_name: str, names: frozenset[str], expressions: Expressions, depth: int
) -> Callable[[Frame], list[object] | None]:
    """The value of the body for each element of the list; null when there is no list."""
    variable = tidy(attribute(element, "iteratorVariable"))
    source = _part(element, "in", names, expressions, depth)
    body = _part(element, body_name, names | {variable, "partial"}, expressions, depth)

    def evaluate(frame: Frame) -> list[object] | None:
        items = source(frame)
        if not isinstance(items, list):
            frame.run.fail(f"«{variable}» läuft über keine Liste")
            return None
        results: list[object] = []
        check_length(len(items))
        for item in items:
            frame.run.charge(1 + len(results) // 10)
            results.append(body(frame.inner({variable: item, "partial": list(results)})))
        return results

    return evaluate


def _for(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    return _loop(element, "return", names, expressions, depth)


def _quantified(element: Element, names: frozenset[str], expressions: Expressions, depth: int) -> Logic:
    loop = _loop(element, "satisfies", names, expressions, depth)
    deciding = tag(element) == "some"

    def evaluate(frame: Frame) -> object:
        found = loop(frame)
        if found is None:
            return None
        if any(value is deciding for value in found):
            return deciding
        return not deciding if all(isinstance(value, bool) for value in found) else None

    return evaluate


_READERS: dict[str, ReadLogic] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
