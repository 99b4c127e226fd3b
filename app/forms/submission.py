"""The outcome of a set of answers: values for the case data, mistakes, warnings, and what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.forms import limits, messages
from app.forms.answers import MISSING, Raw, is_row_number
from app.forms.definitions import Computed, Input, ListField
from app.forms.facts import Fact, facts_of
from app.forms.judge import judge, warnings_of
from app.forms.levels import Level, Spot, ValuePath
from app.forms.remarks import FieldError, FieldWarning
from app.forms.spots import Page


@dataclass(frozen=True, slots=True)
class Submission:
    """The outcome of judging answers; they may be written only if `ok`.

    values: nested JSON to merge into the case data (dates as ISO text).
    given: the places where these values are new, with the category of each.
    facts: the same answers in words, to be kept as a paper.
    shown: names of the visible input fields. raw: what was typed, to show it again.
    appeared: fields that only these answers made visible; nobody has seen them yet.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    warnings: list[FieldWarning] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    raw: Raw = field(default_factory=dict)
    appeared: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    given: dict[ValuePath, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there is no mistake and no field that nobody has seen, and every warning is confirmed."""
        return not self.errors and not self.appeared and all(warning.confirmed for warning in self.warnings)


def shown_inputs(page: Page) -> list[str]:
    """Names of the fields somebody can fill in on this page right now."""
    inputs = (spot for spot in page.spots() if isinstance(spot.definition, Input))
    return [spot.name for spot in inputs if spot.visible and not spot.locked]


def drop_blank_rows(page: Page) -> None:
    """Removes the rows that were added but left blank, and settles the page again.

    Where a list needs more rows than are left, rows that came filled in part count as far as they are needed: their
    author sees entries there, and is told which answers are missing in them.
    """
    for spot in list(page.spots()):
        if isinstance(spot.definition, ListField) and spot.definition.changeable:
            spot.rows = _rows_that_count(spot.rows, spot.definition.least_rows)
            for number, row in enumerate(spot.rows, start=1):
                row.number = number
    page.settle()


def _rows_that_count(rows: Sequence[Level], least: int) -> list[Level]:
    missing = least - sum(not _is_blank(row) for row in rows)
    found = []
    for row in rows:
        if _is_blank(row):
            if missing <= 0 or not _is_begun(row):
                continue
            missing -= 1
        found.append(row)
    return found


def _is_blank(row: Level) -> bool:
    if row.mark is None or row.mark.origin is not None:
        return False
    return all(_is_untouched(spot) for spot in row.walk() if isinstance(spot.definition, Input))


def _is_begun(row: Level) -> bool:
    return any(not spot.lacks(spot.value) for spot in row.walk() if isinstance(spot.definition, Input))


def _is_untouched(spot: Spot) -> bool:
    return not spot.problem and (spot.answer is MISSING or spot.lacks(spot.value) or spot.value == spot.initial)


def judge_page(page: Page, raw: Raw, strangers: list[FieldError], confirmed: frozenset[str] | None) -> Submission:
    """Judges a page without blank rows; `strangers` are names that do not belong to the form."""
    errors = strangers + judge(page)
    return Submission(
        values=page.values(),
        facts=[] if errors else facts_of(page),
        given=page.given(),
        errors=errors,
        warnings=warnings_of(page, confirmed, {error.name for error in errors}),
        shown=shown_inputs(page),
        raw=raw,
    )


def posted_strangers(page: Page, raw: Raw) -> list[FieldError]:
    """Posted names that are no field of this form; names that start with an underscore are the page's own."""
    if len(raw) > limits.POSTED_NAMES:
        return [FieldError("", messages.WHOLE_FORM, messages.TOO_MANY_NAMES)]
    known = {"csrf_token"}
    for spot in page.spots():
        if isinstance(spot.definition, Input | Computed):
            known.add(spot.name)
        known.update(f"{row.prefix}_row" for row in spot.rows)
    return [_stranger(name) for name in raw if name not in known and not name.startswith("_")]


def given_strangers(page: Page, values: Mapping[str, Any]) -> list[FieldError]:
    """Given keys that are no field of this form, and lists that are none."""
    lists = {spot.name: spot for spot in page.spots() if isinstance(spot.definition, ListField)}
    known = {spot.name for spot in page.spots() if isinstance(spot.definition, Input | Computed)}
    groups = {outer for name in known | set(lists) for outer in _outer_paths(name)}
    found: list[FieldError] = []

    def visit(prefix: str, data: Mapping[Any, Any]) -> None:
        for key, value in data.items():
            name = f"{prefix}{key}"
            if name in known or name.startswith("_"):
                continue
            if name in lists:
                _visit_rows(name, value)
            elif name in groups and isinstance(value, Mapping):
                visit(f"{name}.", value)
            else:
                found.append(_stranger(name))

    def _visit_rows(name: str, rows: object) -> None:
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            found.append(FieldError(name, name, messages.ROWS))
            return
        for number, row in enumerate(rows[: len(lists[name].rows)]):
            visit(f"{name}.{number}.", row)

    visit("", values)
    return found


def _outer_paths(name: str) -> Iterator[str]:
    """The paths a name lies in: for `klient.adresse.ort` these are `klient` and `klient.adresse`."""
    parts = name.split(".")
    return (".".join(parts[:depth]) for depth in range(1, len(parts)))


def _stranger(name: str) -> FieldError:
    parts = name.split(".")
    plain = all(part.isidentifier() or is_row_number(part) for part in parts)
    label = name if plain and len(name) <= 80 else messages.WHOLE_FORM
    return FieldError(name[:80], label, messages.FORBIDDEN_NAME if "typename" in parts else messages.UNKNOWN_FIELD)
