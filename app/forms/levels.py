"""A form's fields at their places: one spot for each field, one level for the form and for each row of a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.forms.answers import MISSING, RowMark
from app.forms.definitions import Computed, Field, Input, ListField, Option
from app.forms.paths import dig, merged, put

Place = tuple[str | int, ...]
"""Where a value stands in nested case data: keys, and numbers of rows from 0."""


@dataclass(eq=False, slots=True)
class Level:
    """The form itself, or one row of a list: its own pieces of case data and the spots that write to it.

    `data` and `shown` are `scope` and `shared` with the answers over them. `prefix` starts the names of its fields
    (`massnahmen.0.`), `pattern` is the list without row numbers.
    """

    prefix: str
    pattern: str
    scope: Mapping[str, Any]
    shared: Mapping[str, Any]
    spots: list["Spot"] = field(default_factory=list)
    outer: "Level | None" = None
    mark: RowMark | None = None
    number: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data, self.shown = dict(self.scope), dict(self.shared)

    def walk(self) -> Iterator["Spot"]:
        """All spots in reading order, rows included."""
        for spot in self.spots:
            yield spot
            for row in spot.rows:
                yield from row.walk()


@dataclass(eq=False, slots=True)
class Spot:
    """One field at one place. `value` is what counts now; `problem` says why it is not well formed.

    `typed` and `fault` are the same for the answer itself, which counts only while the field is not locked.
    `stored` is what the case data hold; `hidden` where the reader may not see it, `blank` where they gave no answer.
    """

    definition: Field
    name: str
    level: Level
    parent: "Spot | None"
    answer: object = MISSING
    stored: object = None
    initial: object = None
    hidden: bool = False
    blank: bool = True
    typed: object = None
    fault: str = ""
    value: object = None
    problem: str = ""
    visible: bool = True
    locked: bool = False
    options: tuple[Option, ...] = ()
    rows: list[Level] = field(default_factory=list)

    @property
    def veiled(self) -> bool:
        """Whether what is stored stays as it is, unseen, because nothing of the reader's own takes its place."""
        return self.hidden and (self.blank or self.locked)

    @property
    def writes(self) -> bool:
        """Whether its value belongs into the case data."""
        if not self.visible or self.problem:
            return False
        definition = self.definition
        return isinstance(definition, Computed) or (isinstance(definition, Input) and not definition.disabled)


def refresh_data(level: Level) -> None:
    """Lays the answers over the case data, from the innermost rows outwards."""
    for spot in level.spots:
        for row in spot.rows:
            refresh_data(row)
    level.data = merged(level.scope, overlay(level))
    level.shown = level.data if level.shared is level.scope else merged(level.shared, overlay(level, shown=True))


def overlay(level: Level, shown: bool = False) -> dict[str, Any]:
    """What this level's visible spots write, rows as whole entries (what the form does not ask about stays).

    shown: only what the reader may see.
    """
    written: dict[str, Any] = {}
    for spot in level.spots:
        if isinstance(spot.definition, ListField) and spot.visible:
            below = [(row.shared if shown else row.scope, row) for row in spot.rows]
            put(written, spot.definition.key, [merged(entry, overlay(row, shown)) for entry, row in below])
        elif spot.writes and not (shown and spot.veiled):
            put(written, spot.definition.key, spot.value)
    return written


def given(level: Level, place: Place) -> Iterator[tuple[Place, str]]:
    """Where the values of this level, which stands at `place`, are new, with the category of each."""
    for spot in level.spots:
        here = (*place, *spot.definition.key)
        for number, row in enumerate(spot.rows if spot.visible else ()):
            yield from given(row, (*here, number))
        known = dig(level.scope, spot.definition.key) if isinstance(spot.definition, Computed) else spot.stored
        if spot.writes and not spot.veiled and spot.value != known:
            yield here, category_of(spot)


def category_of(spot: Spot) -> str:
    """The category of the field, else of the nearest group or list around it that has one."""
    inner: Spot | None = spot
    while inner is not None:
        if inner.definition.category:
            return inner.definition.category
        inner = inner.parent
    return ""


def is_empty(value: object) -> bool:
    """Whether a value says nothing."""
    return value is None or value is False or value == [] or value == ""
