"""What the gate finds, and what it must know about the house."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that must be mended before a procedure can run: a file, a line and an element if known, a sentence."""

    file: str
    line: int | None
    element: str | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.element, self.message) if part)


@dataclass(frozen=True)
class Known:
    """What diagrams may call upon: the names of the actions, and the lanes that stand for a role.

    anytime: the lane of what may happen at any time; tasks in it name their role or party themselves.
    categories: the kinds of personal data a question may ask for.
    """

    actions: frozenset[str]
    lanes: frozenset[str]
    anytime: str
    categories: frozenset[str] = frozenset()


def suggested(words: str, names: Iterable[str]) -> str:
    """A sentence to add, « Bekannt sind: a, b.»; nothing where there is no name to suggest."""
    usable = ", ".join(sorted(name for name in names if name.strip()))
    return f" {words}: {usable}." if usable else ""
