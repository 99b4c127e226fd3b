"""What a removal is: a measure of a row of `docs/security.md`, taken out of the program by replacing a text."""

from collections.abc import Sequence
from dataclasses import dataclass

Change = tuple[str, str, str]
"""A file below the folder of the project, a text that stands in it once, and what takes its place."""


@dataclass(frozen=True)
class Removal:
    """Replacing these texts takes a measure of a row out.

    row: the first number of the row. changes: more than one where two parts keep the same watch. tests: of those that
    the row names, the ones that have to fail then. database: on which one they are run.
    """

    row: str
    changes: Sequence[Change]
    tests: Sequence[str]
    database: str


def removal(
    row: str, file: str, old: str, new: str, *tests: str, also: Sequence[Change] = (), database: str = "sqlite"
) -> Removal:
    """`tests` without the folder `tests/` in front."""
    return Removal(row, ((file, old, new), *also), tuple(f"tests/{test}" for test in tests), database)
