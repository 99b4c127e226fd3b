"""The fields of a form with their values: one spot for each field, one level for the form and for each row of a list.

Four words say what the person who fills the form in sees of a field, and what becomes of its value:
- locked: they cannot change it here; the form says so («readonly», «disabled»), or a formula.
- hidden: the case data hold a value that this person may not read. The page shows no value, not even as a default.
- blank: they have given no answer of their own (nothing, or an empty text).
- veiled: hidden, and blank or locked. The page says only that there is something, and the value stays as it is. As soon
  as they give an answer in a field that is not locked, the answer replaces the value they could not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.forms.answers import MISSING, RowMark
from app.forms.definitions import ChoiceInput, Computed, Field, Input, ListField, Option
from app.forms.paths import dig, merged, put

ValuePath = tuple[str | int, ...]
"""The path to a value in nested case data: keys, and numbers of rows from 0."""


@dataclass(eq=False, slots=True)
class Level:
    """The form itself, or one row of a list: its own pieces of case data and the spots that write to it.

    `data` and `shown` are `stored` and `shared` with the answers over them. `prefix` starts the names of its fields
    (`massnahmen.0.`), `pattern` is the list without row numbers.
    """

    prefix: str
    pattern: str
    stored: Mapping[str, Any]
    shared: Mapping[str, Any]
    spots: list["Spot"] = field(default_factory=list)
    outer: "Level | None" = None
    mark: RowMark | None = None
    number: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data, self.shown = dict(self.stored), dict(self.shared)

    def walk(self) -> Iterator["Spot"]:
        """All spots in reading order, rows included."""
        for spot in self.spots:
            yield spot
            for row in spot.rows:
                yield from row.walk()


@dataclass(eq=False, slots=True)
class Spot:
    """One field; inside a list, one field of one row.

    stored: the value in the case data; initial: the value the page begins with, as far as this person may read it.
    answer: what was sent, as it came; typed and fault: the value it stands for, or why it is not well formed.
    options and left_out: what a choice offers, and how many entries of its list it cannot offer.
    value and problem: what counts in the end. They are `typed` and `fault` unless the field is locked.
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
    left_out: int = 0
    rows: list[Level] = field(default_factory=list)

    def lacks(self, value: object) -> bool:
        """Whether a value is no answer to this field. «No» is one where it stands among others to choose from."""
        return is_empty(value) and not (value is False and isinstance(self.definition, ChoiceInput))

    @property
    def veiled(self) -> bool:
        """Whether the stored value stays as it is although this person may not read it; see the head of this file."""
        return self.hidden and (self.blank or self.locked)

    @property
    def writes(self) -> bool:
        """Whether handing the form in writes the value to the case data."""
        if not self.visible or self.problem:
            return False
        definition = self.definition
        return isinstance(definition, Computed) or (isinstance(definition, Input) and not definition.disabled)


def refresh_data(level: Level) -> None:
    """Lays the answers over the case data, inner rows before the level around them, which contains them."""
    for spot in level.spots:
        for row in spot.rows:
            refresh_data(row)
    level.data = merged(level.stored, overlay(level))
    level.shown = level.data if level.shared is level.stored else merged(level.shared, overlay(level, shown=True))


def overlay(level: Level, shown: bool = False) -> dict[str, Any]:
    """The values that this level's visible spots write. Rows are whole entries, keys without a field included.

    shown: only what the person who fills the form in may read.
    """
    written: dict[str, Any] = {}
    for spot in level.spots:
        if isinstance(spot.definition, ListField) and spot.visible:
            below = [(row.shared if shown else row.stored, row) for row in spot.rows]
            put(written, spot.definition.key, [merged(entry, overlay(row, shown)) for entry, row in below])
        elif spot.writes and not (shown and spot.veiled):
            put(written, spot.definition.key, spot.value)
    return written


def given(level: Level, path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    """The values of this level that differ from the case data: where they stand, and the category of each.

    path: where the level itself stands; empty for the form.
    """
    for spot in level.spots:
        here = (*path, *spot.definition.key)
        for number, row in enumerate(spot.rows if spot.visible else ()):
            yield from given(row, (*here, number))
        known = dig(level.stored, spot.definition.key) if isinstance(spot.definition, Computed) else spot.stored
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
    """Whether a value counts as no answer: null, «no», an empty text or list."""
    return value is None or value is False or value == [] or value == ""
