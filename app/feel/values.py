"""FEEL values for which Python has no type, and the names of the kinds of value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import total_ordering
from typing import TYPE_CHECKING

from app.feel.far import FarDate, FarMoment

if TYPE_CHECKING:
    from app.feel.evaluation import Run


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration in whole months, negative ones included (`P1Y2M` is 14)."""

    months: int

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, YearsMonths):
            return NotImplemented
        return self.months < other.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


class Hours(timedelta):
    """A days-and-time duration with more hours than a day has: of its length only `calendar_days` are calendar days.

    To FEEL it equals the plain duration of its length. Added to a moment with a zone, or kept as ISO text, `PT24H`
    stays 24 hours, where `P1D` is the same time on the next day, which on two nights of the year is another moment.
    """

    calendar_days: int

    def __reduce__(self) -> tuple[object, ...]:
        return days_and_time, (timedelta(self.days, self.seconds, self.microseconds), self.calendar_days)


def days_and_time(length: timedelta, calendar_days: int) -> timedelta:
    """The duration of this length with so many calendar days; a plain one where these are all its whole days."""
    plain = timedelta(length.days, length.seconds, length.microseconds)
    if calendar_days == calendar_days_of(plain):
        return plain
    found = Hours(length.days, length.seconds, length.microseconds)
    found.calendar_days = calendar_days
    return found


def calendar_days_of(duration: timedelta) -> int:
    """How many days of a duration are calendar days; the rest of it is time that passes. Negative for one backwards."""
    if isinstance(duration, Hours):
        return duration.calendar_days
    return -abs(duration).days if duration < timedelta(0) else duration.days


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; `None` as an end means that it is open without end on that side."""

    low: object
    high: object
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function as a value: built in, written in an expression, or provided by a decision model.

    `invoke` takes the run and the positional arguments, `invoke_named` the run and the arguments by name.
    """

    name: str
    params: tuple[str, ...]
    invoke: Callable[[Run, Sequence[object]], object]
    invoke_named: Callable[[Run, Mapping[str, object]], object]


def function_value(
    name: str, params: tuple[str, ...], invoke: Callable[[Run, Sequence[object]], object]
) -> FunctionValue:
    """A function value whose body takes positional arguments; by name they are put in the order of `params`."""

    def invoke_named(run: Run, arguments: Mapping[str, object]) -> object:
        if set(arguments) != set(params):
            run.fail("Die Namen der Angaben passen nicht zur Funktion")
            return None
        return invoke(run, [arguments[param] for param in params])

    return FunctionValue(name, params, invoke, invoke_named)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    FarDate: "date",
    FarMoment: "date and time",
    timedelta: "days and time duration",
    Hours: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    FunctionValue: "function",
}

GERMAN_KINDS = {
    "null": "kein Wert",
    "boolean": "Ja/Nein",
    "number": "Zahl",
    "string": "Text",
    "date": "Datum",
    "time": "Uhrzeit",
    "date and time": "Datum mit Uhrzeit",
    "days and time duration": "Dauer in Tagen und Stunden",
    "years and months duration": "Dauer in Jahren und Monaten",
    "list": "Liste",
    "context": "Kontext",
    "range": "Bereich",
    "function": "Funktion",
}


def kind_of(value: object) -> str:
    """The FEEL name of the kind of a value, such as `number` or `date and time`."""
    return _KINDS.get(type(value), "unknown")


def german_kind(value: object) -> str:
    """The kind of a value in a reader's words, for messages."""
    return GERMAN_KINDS.get(kind_of(value), "unbekannte Art")
