"""Converts values from JSON to FEEL and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel.errors import FeelLimitError
from app.feel.far import FarDate, FarMoment
from app.feel.limits import MAX_NESTED_DATA, check_tree
from app.feel.numbers import from_int, number_text
from app.feel.temporal_text import (
    date_text,
    datetime_text,
    duration_text,
    kept_duration_text,
    time_text,
)
from app.feel.values import FunctionValue, Range, YearsMonths


def adopt(value: object, depth: int = 0) -> object:
    """A Python value as a FEEL value; null where FEEL has no such kind, for example for an infinite float.

    Raises FeelLimitError when it is nested too deeply.
    """
    if depth > MAX_NESTED_DATA:
        raise FeelLimitError("Die Daten sind zu tief verschachtelt.")
    if value is None or isinstance(value, (bool, str, Decimal, YearsMonths, Range, FunctionValue, FarDate, FarMoment)):
        return value
    if isinstance(value, int):
        return from_int(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if value - value == 0 else None
    if isinstance(value, (date, time, timedelta)):
        return value
    if isinstance(value, Mapping):
        return {str(key): adopt(child, depth + 1) for key, child in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [adopt(child, depth + 1) for child in value]
    return None


def from_json(value: object) -> object:
    """Converts parsed JSON to FEEL values: numbers become Decimal, text stays text."""
    return adopt(value)


def to_json(value: object) -> object:
    """Converts a FEEL value to what `json.dumps` takes, as the standard writes it.

    Whole numbers become int, others float; dates, times and durations their ISO text; a range its FEEL text.
    Raises FeelLimitError when the value unfolds to too much.
    """
    return _json(value, duration_text)


def kept_json(value: object) -> object:
    """The same for a value that a case or form keeps: 24 hours stay `PT24H`, where the standard writes `P1D`.

    Read again, they are then still time that passes and no day of the calendar.
    """
    return _json(value, kept_duration_text)


def _json(value: object, of_duration: Callable[[timedelta], str]) -> object:
    if isinstance(value, (list, dict)):
        check_tree(value)

    def converted(part: object) -> object:
        if isinstance(part, dict):
            return {str(key): converted(child) for key, child in part.items()}
        if isinstance(part, list):
            return [converted(child) for child in part]
        if isinstance(part, Decimal):
            return _number_to_json(part)
        if part is None or isinstance(part, (bool, str, int, float)):
            return part
        if isinstance(part, FunctionValue):
            return None
        return of_duration(part) if isinstance(part, timedelta) else text_of(part)

    return converted(value)


def _number_to_json(number: Decimal) -> int | float | str:
    if number.adjusted() > 300:
        # A float ends at 1.8E308, and JSON with 6,000 digits is of no use to anybody.
        return str(number)
    if number.adjusted() < 40 and number == number.to_integral_value():
        return int(number)
    return float(number)


def text_of(value: object) -> str:
    """The text FEEL's `string()` gives for one value that is not a list or context."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, (datetime, FarMoment)):
        return datetime_text(value)
    if isinstance(value, (date, FarDate)):
        return date_text(value)
    if isinstance(value, time):
        return time_text(value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, Range):
        return _range_text(value)
    if isinstance(value, FunctionValue):
        return f"function({', '.join(value.params)})"
    return str(value)


def _range_text(value: Range) -> str:
    if value.low is None:
        return f"({'<=' if value.high_closed else '<'} {literal_text(value.high)})"
    if value.high is None:
        return f"({'>=' if value.low_closed else '>'} {literal_text(value.low)})"
    opening = "[" if value.low_closed else "("
    closing = "]" if value.high_closed else ")"
    return f"{opening}{literal_text(value.low)}..{literal_text(value.high)}{closing}"


def literal_text(value: object) -> str:
    """The text of a value as it stands inside a list or context: text in quotes, dates as `@"…"`."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, (date, time, timedelta, YearsMonths, FarDate, FarMoment)):
        return f'@"{text_of(value)}"'
    return text_of(value)


def names_in(value: object) -> frozenset[str]:
    """All keys of contexts within a value, so that names with spaces can be recognised."""
    found: set[str] = set()
    pending: list[object] = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, Mapping):
            found.update(str(key) for key in current)
            pending.extend(current.values())
        elif isinstance(current, Iterable) and not isinstance(current, (str, bytes)):
            pending.extend(current)
    return frozenset(found)
