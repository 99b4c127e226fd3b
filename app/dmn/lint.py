"""Finds gaps and overlaps of decision tables without running them, and unknown names in their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise, product
from math import prod

from app.dmn.kinds import wrong_kinds
from app.dmn.partitions import Case, NotFixedError, column_cases
from app.dmn.table import DecisionTable, InputClause, Rule
from app.feel.conversion import literal_text, text_of
from app.feel.errors import FeelLimitError
from app.feel.syntax import Literal, Name
from app.feel.types import ANY, Type

MAX_COMBINATIONS = 20_000
_MAX_EXAMPLES = 3
_MAX_PAIRS = 10
_MAX_CELLS = 5_000
_SINGLE_HIT = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


@dataclass(frozen=True)
class LintFinding:
    """Something wrong or doubtful: the element's id, its line, a German sentence.

    `kind` is `problem` (it cannot work), `gap`, `overlap`, `unreachable` or `unchecked`. `rules` are the numbers of the
    rules at fault, `column` the cell in them, counted over conditions and results (None: the whole rule). `example` is
    what a gap lacks: a cell for each condition, empty where any value will do.
    """

    element: str
    line: int
    message: str
    kind: str = "problem"
    rules: tuple[int, ...] = ()
    column: int | None = None
    example: tuple[str, ...] = ()


def lint_tables(tables: Sequence[DecisionTable], kinds: Mapping[str, Type]) -> list[LintFinding]:
    """The findings of all tables. kinds: the types of inputs and decisions by name, for columns without their own."""
    tables = [replace(table, inputs=tuple(_typed(clause, kinds) for clause in table.inputs)) for table in tables]
    inputs: set[str] = set()
    for table in tables:
        for clause in table.inputs:
            inputs |= clause.expression.names if clause.expression else set()
    return [finding for table in tables for finding in _about(table, inputs)]


def _typed(clause: InputClause, kinds: Mapping[str, Type]) -> InputClause:
    node = clause.expression.node if clause.expression else None
    known = isinstance(node, Name) and clause.kind is ANY and node.name in kinds
    return replace(clause, kind=kinds[node.name]) if known else clause  # type: ignore[union-attr]


def _about(table: DecisionTable, inputs: set[str]) -> Iterator[LintFinding]:
    yield from _unknown_names(table, inputs)
    broken = set()
    for rule, column, sentence in wrong_kinds(table):
        if column < len(table.inputs):
            broken.add(rule.number)
        message = f"Tabelle «{table.decision}», {sentence}"
        yield LintFinding(table.element, rule.line, message, rules=(rule.number,), column=column)
    yield from _coverage(table, broken)


def _unknown_names(table: DecisionTable, inputs: set[str]) -> Iterator[LintFinding]:
    for rule in table.rules:
        names = {name for test in rule.tests for name in test.names}
        names.update(name for cell in rule.outputs if cell is not None for name in cell.names)
        for name in sorted(names - table.known - inputs):
            message = (
                f"Tabelle «{table.decision}», Regel {rule.number}: Der Name «{name}» ist nicht bekannt. "
                f'Falls ein Text gemeint ist, steht er in Anführungszeichen: "{name}".'
            )
            yield LintFinding(table.element, rule.line, message, rules=(rule.number,))


def _coverage(table: DecisionTable, broken: set[int]) -> Iterator[LintFinding]:
    """Gaps and overlaps, and rules out of reach but for those that are `broken` and named already."""
    if not table.rules:
        yield _finding(table, "gap", "hat keine Regeln.")
        return
    try:
        if len(table.rules) * len(table.inputs) > _MAX_CELLS:
            raise FeelLimitError
        columns = [column_cases(table, column) for column in range(len(table.inputs))]
    except NotFixedError as unknown:
        reason = f"weil die Regel {unknown.rule} nicht nur mit festen Werten vergleicht"
        yield _finding(table, "unchecked", f"wurde nicht auf Lücken und Überschneidungen geprüft, {reason}.")
        return
    except FeelLimitError:
        yield _finding(table, "unchecked", "wurde nicht auf Lücken und Überschneidungen geprüft: zu aufwendig.")
        return
    if prod(len(cases) for cases in columns) > MAX_COMBINATIONS:
        yield _finding(table, "unchecked", "hat zu viele Fälle und wurde nicht auf Lücken geprüft (nicht geprüft).")
        return
    yield from _gaps(table, columns)
    yield from _overlaps(table, columns)
    yield from _unreachable(table, columns, broken)


def _finding(table: DecisionTable, kind: str, what: str, line: int | None = None) -> LintFinding:
    return LintFinding(table.element, line or table.line, f"Die Tabelle «{table.decision}» {what}", kind)


def _combinations(table: DecisionTable, columns: list[list[Case]]) -> Iterator[tuple[tuple[Case, ...], int]]:
    """Each combination of cases with the rules that hit, as bits."""
    every = (1 << len(table.rules)) - 1
    for combination in product(*columns):
        rules = every
        for case in combination:
            rules &= case.rules
        yield combination, rules


def _gaps(table: DecisionTable, columns: list[list[Case]]) -> Iterator[LintFinding]:
    if table.hit_policy not in _SINGLE_HIT or any(clause.default for clause in table.outputs):
        return
    found = 0
    for combination, rules in _combinations(table, columns):
        if rules:
            continue
        found += 1
        if found > _MAX_EXAMPLES:
            yield _finding(table, "gap", "hat weitere Lücken.")
            return
        found_gap = _finding(table, "gap", f"hat eine Lücke: Keine Regel trifft zu bei {_example(table, combination)}.")
        yield replace(found_gap, example=tuple(_cell(case.sample) for case in combination))


def _overlaps(table: DecisionTable, columns: list[list[Case]]) -> Iterator[LintFinding]:
    if table.hit_policy not in ("UNIQUE", "ANY"):
        return
    seen: set[tuple[int, int]] = set()
    for combination, rules in _combinations(table, columns):
        for first, second in pairwise(_rules_of(table, rules)):
            pair = (first.number, second.number)
            if pair in seen or (table.hit_policy == "ANY" and _same_outputs(first, second)):
                continue
            seen.add(pair)
            what = f"Die Regeln {pair[0]} und {pair[1]} treffen beide zu bei {_example(table, combination)}."
            overlap = _finding(table, "overlap", f"hat eine Überschneidung: {what}", second.line)
            yield replace(overlap, rules=pair)
            if len(seen) >= _MAX_PAIRS:
                return


def _rules_of(table: DecisionTable, rules: int) -> Iterator[Rule]:
    """The rules whose bits are set."""
    while rules:
        lowest = rules & -rules
        yield table.rules[lowest.bit_length() - 1]
        rules ^= lowest


def _same_outputs(first: Rule, second: Rule) -> bool:
    """False if two rules certainly have different results; two expressions that are no plain values may be the same."""
    for one, other in zip(first.outputs, second.outputs, strict=True):
        left = one.node if one else Literal(None)
        right = other.node if other else Literal(None)
        if isinstance(left, Literal) and isinstance(right, Literal) and left.value != right.value:
            return False
    return True


def _unreachable(table: DecisionTable, columns: list[list[Case]], broken: set[int]) -> Iterator[LintFinding]:
    """Rules that no input can hit, and under FIRST those before which another rule always hits."""
    reached = 0
    for _, rules in _combinations(table, columns):
        reached |= rules & -rules if table.hit_policy == "FIRST" else rules
    for bit, rule in enumerate(table.rules):
        if not reached >> bit & 1 and rule.number not in broken:
            what = f"hat eine Regel, die nie zum Zug kommt (Regel {rule.number})."
            yield replace(_finding(table, "unreachable", what, rule.line), rules=(rule.number,))


def _example(table: DecisionTable, combination: Sequence[Case]) -> str:
    parts = [
        f"{clause.label} = {_shown(case.sample)}"
        for clause, case in zip(table.inputs, combination, strict=True)
        if case.sample is not None
    ]
    return " und ".join(parts) or "jeder Eingabe"


def _cell(value: object) -> str:
    """A value as a cell that takes just it; empty for what no cell has to say."""
    return "" if value is None or value == "…" else literal_text(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nein"
    if value == "…":
        return "einem anderen Text"
    if isinstance(value, str):
        return f"«{value}»"
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day}.{value.month}.{value.year}"
    return text_of(value)
