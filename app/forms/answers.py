"""The sources of answers: a browser's flat names, a scenario's nested values, or only the case data already there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from app.forms import limits
from app.forms.definitions import ListField
from app.forms.paths import dig

Raw = dict[str, list[str]]
Posted = Mapping[str, Any]


class _Missing:
    """Marks that nothing was said about a field, which is not the same as an empty answer."""


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been sent for a field but not handed in yet.

    `field` is the field's name without row numbers, `kind` its media type, `size` in bytes.
    """

    id: str
    field: str
    name: str
    kind: str
    size: int


Uploads = Mapping[str, Upload]
NO_UPLOADS: Uploads = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RowMark:
    """One row of a list: its number in the field names, and the entry of the case data it came from."""

    index: int
    origin: int | None


class Answers(Protocol):
    """The questions a form asks about its answers. Names are full, such as `massnahmen.0.titel`.

    `uploads`: the files, by id, that answers may name beside those the case has.
    """

    uploads: Uploads

    def raw(self, name: str, locked: bool) -> object:
        """Texts from a browser, JSON from elsewhere, or `MISSING` where the initial value counts."""

    def rows(self, name: str, definition: ListField, existing: int) -> list[RowMark]:
        """The rows of a list of which the case data hold `existing` entries."""


def initial_rows(definition: ListField, existing: int) -> list[RowMark]:
    """The rows somebody sees first: those of the case data, else as many empty ones as the form asks for."""
    if existing:
        return [RowMark(number, number) for number in range(min(existing, limits.ROWS))]
    return [RowMark(number, None) for number in range(definition.initial_rows)]


class NoAnswers:
    """A form that is opened for the first time."""

    uploads = NO_UPLOADS

    def raw(self, name: str, locked: bool) -> object:
        return MISSING

    def rows(self, name: str, definition: ListField, existing: int) -> list[RowMark]:
        return initial_rows(definition, existing)


class GivenValues:
    """Nested values by key path, laid over what the form would have shown; used by scenarios and the API."""

    uploads = NO_UPLOADS

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def raw(self, name: str, locked: bool) -> object:
        found: Any = self._values
        for part in name.split("."):
            if isinstance(found, Mapping) and part in found:
                found = found[part]
            elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            else:
                return MISSING
        return found

    def rows(self, name: str, definition: ListField, existing: int) -> list[RowMark]:
        given = self.raw(name, False)
        if given is MISSING:
            return initial_rows(definition, existing)
        count = min(len(given), limits.ROWS + 1) if isinstance(given, list) else 0
        return [RowMark(number, number if number < existing else None) for number in range(count)]


class PostedAnswers:
    """A browser's answers: full names with lists of texts. Fields that were not on the page keep their first value."""

    def __init__(self, raw: Raw, uploads: Uploads = NO_UPLOADS) -> None:
        self._raw = raw
        self.uploads = uploads
        self.shown = shown_names(raw)
        self._row_numbers: dict[str, set[int]] = {}
        for name in raw:
            parts = name.split(".")
            for depth, part in enumerate(parts):
                if depth and is_row_number(part):
                    self._row_numbers.setdefault(".".join(parts[:depth]), set()).add(int(part))

    def raw(self, name: str, locked: bool) -> object:
        if locked:
            return MISSING
        if name in self._raw:
            return self._raw[name]
        return MISSING if self.shown is not None and name not in self.shown else []

    def rows(self, name: str, definition: ListField, existing: int) -> list[RowMark]:
        # A list that was not on the page yet begins with the rows it has when a form is opened.
        unseen = self.shown is not None and name not in self.shown and name not in self._row_numbers
        if unseen or not definition.changeable:
            return initial_rows(definition, existing)
        used: set[int] = set()
        marks = []
        for number in sorted(self._row_numbers.get(name, ())):
            origin = self._origin(f"{name}.{number}._row", existing, used)
            marks.append(RowMark(number, origin))
        return marks[: limits.ROWS + 1]

    def _origin(self, name: str, existing: int, used: set[int]) -> int | None:
        text = next(iter(self._raw.get(name, ())), "")
        if not is_row_number(text) or int(text) >= existing or int(text) in used:
            return None
        used.add(int(text))
        return int(text)


def without_row_numbers(name: str) -> str:
    """The name of a field without the numbers of the rows it stands in: `massnahmen.0.titel` → `massnahmen.titel`."""
    return ".".join(part for part in name.split(".") if not is_row_number(part))


def is_row_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def shown_names(raw: Raw) -> frozenset[str] | None:
    """The fields the browser had on the page, or None where the page did not say."""
    return frozenset(" ".join(raw["_shown"]).split()) if "_shown" in raw else None


def read_posted(posted: Posted) -> Raw:
    """Flat names to lists of texts from a werkzeug MultiDict or a mapping; texts are cut to what a field can hold."""
    getlist = getattr(posted, "getlist", None)
    raw: Raw = {}
    for name in posted:
        values: Iterable[object] = getlist(name) if getlist else _as_list(posted[name])
        kept = [str(value)[: limits.TEXT_LENGTH + 1] for value in values]
        raw[str(name)[:200]] = kept[: limits.OPTIONS + 1]
    return raw


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def list_in(stored: object, definition: ListField) -> list[Any]:
    """The entries of a list in the case data; anything but a list of records counts as none."""
    found = dig(stored, definition.key)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
