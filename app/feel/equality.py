"""Compares FEEL values: whether two are equal, and which of two comes first."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from app.feel.evaluation import Run
from app.feel.temporal import is_before, same_moment, seconds_of_day, since_start
from app.feel.values import Range, german_kind, kind_of

_SIMPLE = frozenset({Decimal, str, bool})
ORDERED = frozenset(
    {
        *("number", "string", "date", "time", "date and time"),
        *("days and time duration", "years and months duration"),
    }
)


def equal(left: object, right: object, run: Run) -> bool | None:
    """FEEL's `=`: null (with a reason) when the kinds differ, but anything may be compared with null."""
    kind = type(left)
    if kind is type(right) and kind in _SIMPLE:
        return left == right
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        run.fail(f"{german_kind(left)} und {german_kind(right)} lassen sich nicht vergleichen")
        return None
    run.charge(1)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            equal(one, other, run) is True for one, other in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key], run) is True for key, value in left.items())
    if isinstance(left, Range) and isinstance(right, Range):
        return (
            (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
            and equal(left.low, right.low, run) is True
            and equal(left.high, right.high, run) is True
        )
    if isinstance(left, (date, time)):
        return same_moment(left, right)
    return left == right


def less(left: object, right: object, run: Run) -> bool | None:
    """FEEL's `<` for numbers, text, dates, times and durations; null (with a reason) for anything else."""
    if (type(left) is Decimal and type(right) is Decimal) or (type(left) is str and type(right) is str):
        return left < right  # type: ignore[operator]
    if kind_of(left) == kind_of(right) and kind_of(left) in ORDERED:
        before = is_before(left, right)
        if before is not None:
            return before
    run.fail(f"{german_kind(left)} und {german_kind(right)} lassen sich nicht der Grösse nach vergleichen")
    return None


def less_or_equal(left: object, right: object, run: Run) -> bool | None:
    """FEEL's `<=`."""
    more = less(right, left, run)
    return None if more is None else not more


def compare(operator: str, left: object, right: object, run: Run) -> bool | None:
    """One of the six comparisons."""
    if operator == "=":
        return equal(left, right, run)
    if operator == "!=":
        same = equal(left, right, run)
        return None if same is None else not same
    if operator == "<":
        return less(left, right, run)
    if operator == "<=":
        return less_or_equal(left, right, run)
    if operator == ">":
        return less(right, left, run)
    return less_or_equal(right, left, run)


def in_range(value: object, interval: Range, run: Run) -> bool | None:
    """Whether a value lies in an interval; null when they cannot be compared."""
    if interval.low is not None:
        above = (less_or_equal if interval.low_closed else less)(interval.low, value, run)
        if above is not True:
            return above
    if interval.high is not None:
        return (less_or_equal if interval.high_closed else less)(value, interval.high, run)
    return None if interval.low is None else True


def identity(value: object, run: Run) -> object:
    """A hashable stand-in for a value: two stand-ins are equal exactly when FEEL calls the values equal."""
    run.charge(1)
    if isinstance(value, list):
        return ("list", tuple(identity(child, run) for child in value))
    if isinstance(value, dict):
        return ("context", frozenset((key, identity(child, run)) for key, child in value.items()))
    if isinstance(value, (datetime, time)):
        return (kind_of(value), value.tzinfo is None, _hashable_moment(value))
    if isinstance(value, Range):
        ends = (identity(value.low, run), identity(value.high, run))
        return ("range", ends, value.low_closed, value.high_closed)
    return (kind_of(value), value)


def _hashable_moment(value: datetime | time) -> object:
    if value.tzinfo is None:
        return value
    return since_start(value) if isinstance(value, datetime) else seconds_of_day(value)
