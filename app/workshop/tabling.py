"""What the page of a decision table shows beside its cells: what is wrong in which of them, and what a trial gives."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.designer.check import KNOWN
from app.designer.table_parts import Line
from app.designer.tables import Sheet
from app.dmn import Attempt, DmnError, attempt
from app.dmn.kinds import kind_wanted
from app.dmn.table import DecisionTable
from app.feel import FeelError
from app.feel.conversion import text_of
from app.feel.types import Type
from app.gate.sheets import tables_of
from app.i18n import gettext as _

_YES = {"ja": True, "true": True, "nein": False, "false": False}


@dataclass
class Marks:
    """What is wrong with a table. cells: (rule, column) from 0 → sentences, column -1 for the whole rule.

    gaps: what each lacks, a cell for each condition, with its sentence. table: ready to decide; None where it cannot.
    """

    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    gaps: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    table: DecisionTable | None = None


@dataclass(frozen=True)
class Trial:
    """A trial in words: which rules hit and why, and the result line by line. cells: for each rule, what passes."""

    cells: tuple[tuple[bool, ...], ...]
    hits: tuple[int, ...]
    why: str
    results: list[tuple[str, str]]


def marks_in(content: bytes, path: str, key: str, sheet: Sheet) -> Marks:
    """What the gate finds in one table of a file."""
    found = Marks()
    try:
        model = tables_of(path, content.decode())
    except (DmnError, FeelError, UnicodeError) as wrong:
        found.others.append(str(wrong))
        return found
    found.table = model.outlines()[key].table
    lines, own = sheet.lines(key), sheet.ids(key)
    for one in model.lint():
        if one.element not in own:
            continue
        rules = [number - 1 for number in one.rules]
        column = -1 if one.column is None else one.column
        if not rules and one.kind == "problem":
            rules, column = _stands_at(lines, one.line)
        for rule in rules:
            found.cells.setdefault((rule, column), []).append(one.message)
        if one.example:
            found.gaps.append((one.example, one.message))
        elif not rules:
            found.others.append(one.message)
    return found


def _stands_at(lines: Sequence[Line], line: int) -> tuple[list[int], int]:
    """The rule and the column on a line of the file."""
    for number, rule in enumerate(lines):
        if rule.starts and rule.starts[0] <= line <= rule.last:
            return [number], max(place for place, start in enumerate(rule.starts) if start <= line)
    return [], -1


def tried(table: DecisionTable, given: Mapping[int, str], now: datetime) -> Trial:
    """Decides by typed values of the columns, by their number. Raises FeelError where that costs too much."""
    values = [_value(given.get(number, ""), clause.kind) for number, clause in enumerate(table.inputs)]
    found = attempt(table, values, KNOWN.given, now=lambda: now)
    return Trial(found.cells, found.hits, _why(table, found), _results(table, found.value))


def _value(text: str, kind: Type) -> object:
    text = " ".join(text.split())
    wanted = kind_wanted(kind)
    if not text:
        return None
    if wanted in ("boolean", None) and text.lower() in _YES:
        return _YES[text.lower()]
    if wanted in ("number", None) and re.fullmatch(r"-?\d{1,30}(\.\d{1,10})?", text, re.ASCII):
        return Decimal(text)
    return text


def _why(table: DecisionTable, found: Attempt) -> str:
    if found.trouble and found.hits:
        return found.trouble
    if found.hits:
        words = ", ".join(str(number) for number in found.hits)
        return (_("Regel %(rules)s trifft zu.") if len(found.hits) == 1 else _("Die Regeln %(rules)s treffen zu.")) % {
            "rules": words
        }
    if not found.cells or not table.inputs:
        return _("Keine Regel trifft zu.")
    nearest = max(range(len(found.cells)), key=lambda number: sum(found.cells[number]))
    lacking = [clause.label for clause, passes in zip(table.inputs, found.cells[nearest], strict=True) if not passes]
    told = {"rule": nearest + 1, "columns": ", ".join(f"«{label}»" for label in lacking)}
    return _("Keine Regel trifft zu. Am nächsten ist Regel %(rule)s; dort passt nicht: %(columns)s.") % told


def _results(table: DecisionTable, value: object) -> list[tuple[str, str]]:
    if value is None:
        return []
    if isinstance(value, dict) and len(table.outputs) > 1:
        return [(str(name), "" if one is None else text_of(one)) for name, one in value.items()]
    return [(table.outputs[0].name, text_of(value))]
