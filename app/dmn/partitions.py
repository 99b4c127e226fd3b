"""Splits the inputs of a column of a decision table into finitely many cases, each with a sample value.

Cells compare the input with fixed values only. Between two neighbouring fixed values every input passes the same cells,
so one sample stands for all of them: for the cells `< 18` and `[18..65]` these are 17, 18, 19, 65 and 66.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.dmn.constants import constant, is_constant
from app.dmn.kinds import kind_wanted, sample_moment
from app.dmn.table import DecisionTable, InputClause
from app.dmn.types import ConstrainedType, NamedType
from app.feel.errors import FeelLimitError
from app.feel.expression import UnaryTests
from app.feel.library import Library
from app.feel.syntax import (
    Between,
    Call,
    Comparison,
    In,
    ListLiteral,
    Logic,
    Name,
    Node,
    RangeLiteral,
    Test,
    Tests,
)
from app.feel.types import Type, fits
from app.feel.values import Range, YearsMonths, kind_of

_TRANSPARENT = (Between, Comparison, In, ListLiteral, Logic, RangeLiteral, Test, Tests)
_MAX_TRIALS = 200_000
_OTHER_TEXT = "…"
_SOME: dict[str, object] = {
    "boolean": True,
    "string": _OTHER_TEXT,
    "number": Decimal(0),
    "date": date(2027, 1, 1),
    "time": time(8),
    "days and time duration": timedelta(days=1),
    "years and months duration": YearsMonths(1),
}
"""A value of each kind, for a column in which no cell has one."""


@dataclass(frozen=True)
class Case:
    """One case of a column: a sample input and the rules it passes, as bits."""

    sample: object
    rules: int


class NotFixedError(Exception):
    """A cell compares with more than fixed values; `rule` is its number."""

    def __init__(self, rule: int) -> None:
        self.rule = rule
        super().__init__(rule)


def column_cases(table: DecisionTable, column: int) -> list[Case]:
    """The cases of a column, which differ in the rules they pass.

    Raises NotFixedError when a cell compares with more than fixed values, FeelLimitError when there are too many cases.
    """
    clause = table.inputs[column]
    constants: list[object] = []
    for rule in table.rules:
        test = rule.tests[column]
        if test.names or test.possible_names or not _is_fixed(test.node):
            raise NotFixedError(rule.number)
        constants.extend(_constants(test.node, table.library))
    for tests in _limits(clause):
        if _is_fixed(tests.node):
            constants.extend(_constants(tests.node, table.library))
    samples = [sample for sample in _samples(constants, clause, table.library) if _is_possible(sample, clause)]
    if len(samples) * len(table.rules) > _MAX_TRIALS:
        raise FeelLimitError("Die Spalte unterscheidet zu viele Fälle.")
    cases: dict[int, Case] = {}
    for sample in samples:
        rules = sum(1 << bit for bit, rule in enumerate(table.rules) if rule.tests[column].matches(sample, {}))
        cases.setdefault(rules, Case(sample, rules))
    return list(cases.values()) or [Case(None, (1 << len(table.rules)) - 1)]


def _is_fixed(node: Node) -> bool:
    """Whether a test compares the input with fixed values and nothing else."""
    if is_constant(node) or (isinstance(node, Name) and node.name == "?"):
        return True
    if isinstance(node, Call):
        negation = isinstance(node.function, Name) and node.function.name == "not"
        return negation and all(_is_fixed(argument) for argument in node.arguments)
    return isinstance(node, _TRANSPARENT) and all(_is_fixed(child) for child in node.children())


def _constants(node: Node, library: Library) -> Iterator[object]:
    if is_constant(node):
        yield constant(node, library)
        return
    for child in node.children():
        yield from _constants(child, library)


def _limits(clause: InputClause) -> Iterator[UnaryTests]:
    """The tests that every input must pass: the column's allowed values and those of its type."""
    if clause.allowed is not None:
        yield clause.allowed
    kind: Type = clause.kind
    while isinstance(kind, (NamedType, ConstrainedType)):
        if isinstance(kind, ConstrainedType):
            yield kind.tests
            kind = kind.base
        else:
            kind = kind.target()


def _is_possible(sample: object, clause: InputClause) -> bool:
    if clause.allowed is not None and not clause.allowed.matches(sample, {}):
        return False
    return fits(clause.kind, sample)


def _samples(constants: list[object], clause: InputClause, library: Library) -> Iterator[object]:
    """A sample of each case, the fixed values themselves included, and always one of the kind of the column."""
    by_kind: dict[str, set[object]] = {}
    for value in constants:
        if value is not None and not isinstance(value, (list, dict, Range)):
            by_kind.setdefault(kind_of(value), set()).add(value)
    wanted = kind_wanted(clause.kind)
    if wanted == "date and time":
        moment = sample_moment(library)
        near = [value for value in by_kind.get(wanted, ()) if isinstance(value, datetime)]
        by_kind[wanted] = {value for value in near if bool(value.tzinfo) == bool(moment.tzinfo)} or {moment}
    elif wanted is not None and not by_kind.get(wanted):
        by_kind[wanted] = {_SOME[wanted]}
    for kind, values in by_kind.items():
        if kind == "boolean":
            yield from (True, False)
        elif kind == "string":
            yield from sorted({str(value) for value in values} - {_OTHER_TEXT})
            yield _OTHER_TEXT
        else:
            yield from _between_and_beyond(list(values), clause.whole)


def _between_and_beyond(values: list[object], whole: bool) -> Iterator[object]:
    """Each value of one ordered kind, one below all, one above all, and one in each gap between neighbours."""
    try:
        ordered = sorted(values)  # type: ignore[type-var]
    except TypeError:
        # Times with and without a time zone cannot be put in one order.
        yield from values
        return
    previous: object = None
    for value in ordered:
        if previous is None:
            yield from _valid(_moved(value, -1))
        else:
            yield from _valid(_middle(previous, value, whole))
        yield value
        previous = value
    yield from _valid(_moved(previous, 1))


def _valid(value: object) -> Iterator[object]:
    if value is not None:
        yield value


def _moved(value: object, direction: int) -> object:
    """A value a little below (-1) or above (1); None where the kind ends."""
    try:
        if isinstance(value, Decimal):
            return value + direction
        if isinstance(value, YearsMonths):
            return YearsMonths(value.months + direction)
        if isinstance(value, (date, timedelta)):
            return value + timedelta(days=direction)
        if isinstance(value, time):
            moved = datetime.combine(date(2000, 1, 1), value) + timedelta(minutes=direction)
            return moved.timetz() if moved.day == 1 and moved.year == 2000 else None
    except OverflowError:
        return None
    return None


def _middle(low: object, high: object, whole: bool) -> object:
    """A value strictly between two of one kind; None if there is none."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if whole:
            return low + 1 if low + 1 < high else None
        return low + 1 if low + 1 < high else (low + high) / 2
    if isinstance(low, YearsMonths) and isinstance(high, YearsMonths):
        return YearsMonths(low.months + 1) if low.months + 1 < high.months else None
    if isinstance(low, timedelta) and isinstance(high, timedelta):
        return low + (high - low) / 2
    if isinstance(low, datetime) and isinstance(high, datetime):
        return low + (high - low) / 2
    if isinstance(low, date) and isinstance(high, date):
        return low + timedelta(days=1) if (high - low).days > 1 else None
    if isinstance(low, time) and isinstance(high, time):
        first, last = datetime.combine(date(2000, 1, 1), low), datetime.combine(date(2000, 1, 1), high)
        return (first + (last - first) / 2).timetz()
    return None
