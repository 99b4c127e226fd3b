"""Finds cells of decision tables whose values are of another kind than their column: such a cell is of no use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.dmn.constants import constant, is_constant
from app.dmn.table import DecisionTable, InputClause, OutputClause, Rule
from app.dmn.types import ConstrainedType, NamedType, from_text
from app.feel.conversion import literal_text
from app.feel.expression import Expression, UnaryTests
from app.feel.library import Library
from app.feel.syntax import Between, Call, Comparison, In, ListLiteral, Literal, Logic, Name, Node, RangeLiteral, Test
from app.feel.syntax import Tests as TestsNode
from app.feel.types import KindType, Type, fits
from app.feel.values import GERMAN_KINDS, kind_of

_MARKS = {
    "number": "5",
    "string": '"Text"',
    "boolean": "true",
    "date": 'date("2027-01-31")',
    "time": 'time("08:30:00")',
    "date and time": 'date and time("2027-01-31T08:30:00")',
    "days and time duration": 'duration("P10D")',
    "years and months duration": 'duration("P3M")',
}
"""How a value of each kind is written in a cell."""


def kind_wanted(kind: Type) -> str | None:
    """The one kind of value a type takes; None where it takes several, lists or contexts."""
    while isinstance(kind, NamedType | ConstrainedType):
        kind = kind.target() if isinstance(kind, NamedType) else kind.base
    return kind.kind if isinstance(kind, KindType) and kind.kind in _MARKS else None


def wrong_kinds(table: DecisionTable) -> Iterator[tuple[Rule, int, str]]:
    """Rule, column and sentence for each cell with a value of another kind than its column, or with none at all.

    Columns are counted over conditions and results.
    """
    for rule in table.rules:
        for number, (clause, cell) in enumerate(zip(table.inputs, rule.tests, strict=True)):
            for said in _about_condition(clause, cell, table.library):
                yield rule, number, f"Regel {rule.number}, Spalte «{clause.label}»: {said}"
        for number, (column, result) in enumerate(zip(table.outputs, rule.outputs, strict=True), len(table.inputs)):
            if result is not None:
                for said in _about_result(column, result, table.library):
                    yield rule, number, f"Regel {rule.number}, Ergebnis «{column.name or table.decision}»: {said}"


def _about_condition(clause: InputClause, cell: UnaryTests, library: Library) -> Iterator[str]:
    wanted = kind_wanted(clause.kind)
    tests = cell.node.tests if isinstance(cell.node, TestsNode) else ()
    found = [(test, node, value) for test in tests for node, value in _compared(test, library)]
    for _, node, value in found:
        if value is None and not isinstance(node, Literal):
            yield f"Die Zelle «{_short(cell.text)}» trifft nie zu: Eine Angabe darin ergibt keinen Wert{_hint(wanted)}."
            return
    wrong = {id(test): value for test, _, value in found if wanted and not _fits(value, wanted, library)}
    if not wrong or wanted is None:
        return
    value = next(iter(wrong.values()))
    negated = isinstance(cell.node, TestsNode) and cell.node.negated
    whole = negated or len(wrong) == len(tests)
    what = f"Die Zelle «{_short(cell.text)}»" if whole else f"Der Teil {_told(value)} der Zelle «{_short(cell.text)}»"
    always = value is True and not negated
    yield f"{what} trifft {'immer' if always else 'nie'} zu: {_difference(wanted, value)}{_hint(wanted)}."


def _compared(node: Node, library: Library) -> Iterator[tuple[Node, object]]:
    """The fixed values that a test compares its input with."""
    if is_constant(node):
        yield node, constant(node, library)
        return
    match node:
        case Test() | RangeLiteral() | ListLiteral() | Logic() | TestsNode():
            inner = list(node.children())
        case Comparison() | Between() | In():
            inner = [child for child in node.children() if not _is_input(child)]
            inner = inner if len(inner) < len(list(node.children())) else []
        case Call(function=Name(name="not")):
            inner = list(node.arguments)
        case _:
            inner = []
    for child in inner:
        yield from _compared(child, library)


def _is_input(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "?"


def _fits(value: object, wanted: str, library: Library) -> bool:
    """Whether an input of the kind `wanted` can be compared with a value; anything can with null."""
    if value is None or isinstance(value, list):
        return True
    if isinstance(value, datetime) and wanted == "date and time":
        return value.tzinfo is not None or sample_moment(library).tzinfo is None
    return kind_of(value) == wanted


def sample_moment(library: Library) -> datetime:
    """A moment as inputs of a model have them: with a zone where the library's own `date and time` gives one."""
    found = from_text("2027-01-01T00:00:00", KindType("date and time"), library)
    assert isinstance(found, datetime)
    return found


def _difference(wanted: str, value: object) -> str:
    if kind_of(value) == wanted:
        return f"Der Zeitpunkt {_told(value)} hat keine Zone, die Zeitpunkte der Spalte haben eine"
    return f"Die Spalte ist von der Art «{GERMAN_KINDS[wanted]}», {_told(value)} von der Art «{_kind(value)}»"


def _hint(wanted: str | None) -> str:
    return f". Schreiben Sie zum Beispiel {_MARKS[wanted]}" if wanted else ""


def _about_result(clause: OutputClause, cell: Expression, library: Library) -> Iterator[str]:
    if not is_constant(cell.node):
        return
    value = from_text(constant(cell.node, library), clause.kind, library)
    wanted = kind_wanted(clause.kind)
    if value is None:
        if not isinstance(cell.node, Literal):
            yield f"«{_short(cell.text)}» ergibt keinen Wert{_hint(wanted)}."
    elif wanted and kind_of(value) != wanted:
        yield f"{_difference(wanted, value)}{_hint(wanted)}."
    elif (wanted and not fits(clause.kind, value)) or (clause.allowed and not _allowed(clause.allowed, value)):
        yield f"{_told(value)} steht nicht unter den erlaubten Werten."


def _allowed(tests: UnaryTests, value: object) -> bool:
    return bool(tests.names) or tests.matches(value, {})


def _kind(value: object) -> str:
    return GERMAN_KINDS.get(kind_of(value), "unbekannt")


def _told(value: object) -> str:
    return f"«{_short(literal_text(value))}»"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"
