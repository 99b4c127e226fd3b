"""The content of a form file as immutable records: one class per family of components. Nothing here is evaluated."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.forms.formulas import Formula, Template

KeyPath = tuple[str, ...]
Switch = bool | Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Anything that stands in a form. `key` is its path in the case data, relative to the form or to its list row.

    category: the kind of personal data it asks for, such as health data; an institution reads the answer only with the
    client's consent to it. Empty where the category of the group around it applies.
    """

    kind: str
    id: str
    name: str
    key: KeyPath = ()
    base: KeyPath = ()
    label: Template
    hint: Template
    hide: Formula | None = None
    columns: int = 16
    row: str = ""
    lang: str = ""
    category: str = ""
    children: tuple["Field", ...] = ()

    def walk(self) -> Iterator["Field"]:
        """This field and everything inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Field):
    """A field that people fill in. `family` is the key in messages.REQUIRED of the sentence for a missing value."""

    family: str
    required: bool = False
    readonly: Switch = False
    disabled: bool = False
    default: object = None
    prefill: Formula | None = None
    rule: Formula | None = None
    rule_message: str = ""
    warn: Formula | None = None
    error: str = ""
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput(Input):
    """Text of one or several lines; lengths count characters after stripping."""

    lines: bool = False
    shape: str = ""
    check: str = ""
    shortest: int = 0
    longest: int
    pattern: str = ""
    pattern_message: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberInput(Input):
    """A decimal number, whole where `decimals` is 0, a multiple of `step` if there is one; bounds are inclusive."""

    least: Decimal | Formula
    most: Decimal | Formula
    decimals: int | None = None
    step: Decimal | None = None
    as_text: bool = False
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentInput(Input):
    """A date, a time or both (`family`); `zone` says how a moment is written: offset, utc or local."""

    first: Formula | None = None
    last: Formula | None = None
    from_today: bool = False
    zone: str = "offset"
    minutes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckboxInput(Input):
    """Yes or no; a required checkbox must be ticked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput(Input):
    """One file, or many; `kinds` are the media types it may have."""

    many: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: `text` is what the browser sends, `value` what the case data hold."""

    text: str
    label: str
    value: str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceInput(Input):
    """One or many of a list of options, which stands in the file or is read from the case data."""

    many: bool
    options: tuple[Option, ...] = ()
    source: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Field):
    """A value the server computes and shows; whatever a browser sends for it is ignored."""

    expression: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Field):
    """Fields under one heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListField(Field):
    """Fields that repeat, one row per entry of the list at `key`; the children's keys are relative to a row."""

    initial_rows: int = 1
    changeable: bool = True
    least_rows: int = 0
    most_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock(Field):
    """Markdown to read."""

    text: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Field):
    """A read-only table over a list of records; `headings` are pairs of key and heading."""

    source: Formula
    headings: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ornament(Field):
    """A line or a gap."""
