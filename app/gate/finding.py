"""Findings, and the facts about this application that the gate must know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The procedure is refused."""
    WARNING = "warning"
    """The procedure runs; in some cases it would not do what was probably meant."""
    HINT = "hint"
    """Nothing goes wrong; shown only to whoever asks for it."""


_MARKS = {Level.ERROR: "", Level.WARNING: "Warnung: ", Level.HINT: "Hinweis: "}


@dataclass(frozen=True)
class Finding:
    """Something to mend, or to think about: a file, line and element if known, a German sentence."""

    file: str
    line: int | None
    element: str | None
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.element, _MARKS[self.level] + self.message) if part)


def parted(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings that refuse a procedure, and the others."""
    all_of_them = [*findings]
    errors = [one for one in all_of_them if one.level is Level.ERROR]
    return errors, [one for one in all_of_them if one.level is not Level.ERROR]


@dataclass(frozen=True)
class Signature:
    """The parameters an action needs and those it takes besides, and what it returns.

    results: field of the result → the fields of each entry, where it is a list; empty where the action returns nothing.
    fills: what stands in braces in its texts and is filled in → the parameter that says with what, if one does.
    """

    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    results: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """The names that diagrams and forms may use: actions, and lanes that stand for a role.

    anytime: the lane for steps that may come at any time; tasks in it name their role or party themselves.
    categories: the kinds of personal data that a question may ask for.
    roles: key → German name. signatures: action → its parameters; nothing is said about the others. given: an example
    of the variables that each case has from the start; everywhere: the same of those that called procedures read as
    well, although nobody hands them over. brought: those that may come with more fields than
    a form asks for; of these only a field that looks like a known one is taken for misspelt.
    answered_by: action → the action that a procedure with it needs as well. reminding: the actions that remind people.
    """

    actions: frozenset[str]
    lanes: frozenset[str]
    anytime: str
    categories: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)
    everywhere: Mapping[str, object] = field(default_factory=dict)
    brought: frozenset[str] = frozenset()
    answered_by: Mapping[str, str] = field(default_factory=dict)
    reminding: frozenset[str] = frozenset()


def suggested(words: str, names: Iterable[str]) -> str:
    """A sentence to append, « Bekannt sind: a, b.»; empty where there is no name to suggest."""
    usable = ", ".join(sorted(name for name in names if name.strip()))
    return f" {words}: {usable}." if usable else ""
