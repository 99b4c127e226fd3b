"""Tables for spreadsheets, in which no cell runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV with semicolons, as spreadsheets here expect it."""
    out = StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([_harmless(cell) for cell in row] for row in rows)
    return (MARK + out.getvalue()).encode()


def _harmless(cell: str) -> str:
    # A spreadsheet would run such a cell as a formula, and anybody may have typed its text.
    return f"'{cell}" if cell.lstrip().startswith(FORMULA_SIGNS) or cell.startswith(FORMULA_SIGNS) else cell
