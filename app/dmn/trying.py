"""Tries a decision table out: a value for each condition, and which cells of which rules pass it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.dmn.errors import DecisionError
from app.dmn.logic import DecisionRun
from app.dmn.table import DecisionTable
from app.dmn.types import from_any, from_text
from app.feel.conversion import from_json
from app.feel.evaluation import Frame
from app.feel.types import ANY


@dataclass(frozen=True)
class Attempt:
    """What a table makes of some values. cells: for each rule whether each of its conditions passes.

    hits: the numbers of the rules whose results count, which is the first only under FIRST. value: the result;
    `trouble` tells why there is none.
    """

    cells: tuple[tuple[bool, ...], ...]
    hits: tuple[int, ...]
    value: object
    trouble: str


def attempt(
    table: DecisionTable,
    values: Sequence[object],
    names: Mapping[str, object],
    now: Callable[[], datetime] | None = None,
) -> Attempt:
    """Decides by the values of the columns, instead of what their expressions say of a case.

    values: one JSON value for each condition. names: case data, for cells that read more. Raises FeelLimitError.
    """
    run = DecisionRun(now)
    frame = Frame({name: from_json(value) for name, value in names.items()}, None, run)
    library = table.library
    given = [
        from_any(value, library) if clause.kind is ANY else from_text(from_json(value), clause.kind, library)
        for clause, value in zip(table.inputs, values, strict=True)
    ]
    inner = [
        frame.inner({"?": value, clause.variable: value} if clause.variable else {"?": value})
        for clause, value in zip(table.inputs, given, strict=True)
    ]
    cells = tuple(
        tuple(test.holds(inside) for test, inside in zip(rule.tests, inner, strict=True)) for rule in table.rules
    )
    value, trouble = None, ""
    try:
        value = table.decided(given, frame)
    except DecisionError as wrong:
        trouble = wrong.message
    passed = tuple(rule.number for rule, row in zip(table.rules, cells, strict=True) if all(row))
    hits = passed[:1] if table.hit_policy == "FIRST" else passed
    return Attempt(cells, hits, value, trouble or ("" if hits or value is not None else "; ".join(run.reasons)))
