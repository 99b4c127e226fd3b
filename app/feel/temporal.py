"""Computes with dates, times and durations, and reads their parts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.feel.far import CYCLE, Day, FarDate, FarMoment, joined, of_year, split
from app.feel.numbers import NUMBERS
from app.feel.values import Hours, YearsMonths, calendar_days_of, days_and_time

_DAYS = (date, FarDate, FarMoment)
_MICROSECOND = timedelta(microseconds=1)
_MAX_MONTHS = 10**10
_MAX_MICROSECONDS = timedelta.max // _MICROSECOND


def add_months(value: Day, months: int) -> Day | None:
    """The same day some months later, or the last day of that month where it has no such day; None beyond MAX_YEAR."""
    day = split(value)[1]
    year, month = divmod(value.year * 12 + day.month - 1 + months, 12)
    # Month lengths repeat every 400 years.
    last = monthrange(2000 + year % 400, month + 1)[1]
    return of_year(year, day.replace(year=2000 + year % 400, month=month + 1, day=min(day.day, last)))


def add_duration(value: object, duration: timedelta | YearsMonths) -> object:
    """Date, time, date and time or duration plus a duration; None when the two do not go together."""
    if isinstance(duration, YearsMonths):
        if isinstance(value, YearsMonths):
            return YearsMonths(value.months + duration.months)
        return add_months(value, duration.months) if isinstance(value, _DAYS) else None
    if isinstance(value, timedelta):
        return days_and_time(value + duration, calendar_days_of(value) + calendar_days_of(duration))
    if isinstance(value, time):
        moved = datetime.combine(date(2000, 1, 3), value.replace(tzinfo=None)) + duration % timedelta(days=1)
        return moved.time().replace(tzinfo=value.tzinfo)
    return _moved(value, duration) if isinstance(value, _DAYS) else None


def _moved(value: Day, duration: timedelta) -> Day | None:
    days = timedelta(days=calendar_days_of(duration))
    rest = duration - days
    if not isinstance(value, (FarDate, FarMoment)):
        try:
            return _moved_near(value, days, rest)
        except OverflowError:
            pass  # beyond Python's calendar; there the years 2000 to 2399 stand for all others
    cycles, base = split(value)
    here = (base.year - 2000) // 400
    (day_cycles, days), (rest_cycles, rest) = divmod(days, CYCLE), divmod(rest, CYCLE)
    moved = _moved_near(base.replace(year=base.year - here * 400), days, rest)
    return joined(cycles + here + day_cycles + rest_cycles, moved)


def _moved_near(value: date, days: timedelta, rest: timedelta) -> date:
    """`value` plus days of the calendar, plus time that passes.

    In a named zone the days keep the time of day, also where the clocks change; an hour that does not exist that day
    moves forward. Everywhere else a day is 24 hours.
    """
    if not isinstance(value, datetime):
        return (datetime.combine(value, time()) + days + rest).date()
    if not isinstance(value.tzinfo, ZoneInfo):
        return value + days + rest
    same_clock = value + days if days else value
    return (same_clock.astimezone(UTC) + rest).astimezone(value.tzinfo)


def difference(left: object, right: object) -> timedelta | None:
    """The time from right to left; a date beside a date and time with zone is midnight UTC; None if undefined.

    In a named zone it is time that passes, and no calendar days: added to the earlier moment, it gives the later one.
    """
    if isinstance(left, time) and isinstance(right, time):
        zoned = (left.tzinfo is None) == (right.tzinfo is None)
        return seconds_of_day(left) - seconds_of_day(right) if zoned else None
    if not (isinstance(left, _DAYS) and isinstance(right, _DAYS)):
        return None
    (left_cycles, first), (right_cycles, second) = split(left), split(right)
    cycles = CYCLE * (left_cycles - right_cycles)
    if not isinstance(first, datetime) and not isinstance(second, datetime):
        return first - second + cycles
    first, second = as_moment(first), as_moment(second)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    apart = since_start(first) - since_start(second) + cycles
    in_named_zone = isinstance(first.tzinfo, ZoneInfo) or isinstance(second.tzinfo, ZoneInfo)
    return days_and_time(apart, 0) if in_named_zone else apart


def as_moment(value: date) -> datetime:
    """A date as midnight UTC, a date and time as itself."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=UTC)


def since_start(value: datetime) -> timedelta:
    """The time since the start of the calendar, on the clock of UTC if the value has a zone.

    Python compares and subtracts two values of the same zone by their clock time, ignoring summer time, and cannot
    move the first and last hours of its calendar to another zone. Durations can do both.
    """
    return value.replace(tzinfo=None) - datetime.min - (value.utcoffset() or timedelta(0))


def seconds_of_day(value: time) -> timedelta:
    """Time since midnight, in UTC when the time has an offset."""
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return since - (time_offset(value) or timedelta(0))


def time_offset(value: time | datetime) -> timedelta | None:
    """The offset from UTC; for a time in a named zone that of standard time, None without zone."""
    if value.tzinfo is None:
        return None
    if isinstance(value, datetime):
        return value.utcoffset()
    return value.utcoffset() or datetime.combine(date(2000, 1, 3), value).utcoffset()


def scale_duration(duration: timedelta | YearsMonths, factor: Decimal) -> timedelta | YearsMonths | None:
    """A duration times a number; months, days and microseconds are cut to whole ones."""
    days = NUMBERS.multiply(_days(duration), factor)
    return _whole_duration(duration, NUMBERS.multiply(_length(duration), factor), days)


def divide_duration(duration: timedelta | YearsMonths, divisor: Decimal) -> timedelta | YearsMonths | None:
    """A duration divided by a number other than zero; months, days and microseconds are cut to whole ones."""
    days = NUMBERS.divide(_days(duration), divisor)
    return _whole_duration(duration, NUMBERS.divide(_length(duration), divisor), days)


def negate(duration: timedelta | YearsMonths) -> timedelta | YearsMonths:
    """The same duration in the other direction."""
    if isinstance(duration, YearsMonths):
        return YearsMonths(-duration.months)
    return days_and_time(-duration, -calendar_days_of(duration))


def _days(duration: timedelta | YearsMonths) -> Decimal:
    return Decimal(0 if isinstance(duration, YearsMonths) else calendar_days_of(duration))


def _length(duration: timedelta | YearsMonths) -> Decimal:
    return Decimal(duration.months if isinstance(duration, YearsMonths) else duration // _MICROSECOND)


def _whole_duration(like: timedelta | YearsMonths, length: Decimal, days: Decimal) -> timedelta | YearsMonths | None:
    """A duration of the same kind. None for one beyond a hundred million years, which no text could hold."""
    if isinstance(like, YearsMonths):
        return YearsMonths(int(length)) if abs(length) < _MAX_MONTHS else None
    if abs(length) >= _MAX_MICROSECONDS:
        return None
    return days_and_time(timedelta(microseconds=int(length)), int(days))


def ratio(left: timedelta | YearsMonths, right: timedelta | YearsMonths) -> Decimal | None:
    """The number of times one duration goes into another of its kind; None for different kinds or division by zero."""
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return NUMBERS.divide(_length(left), _length(right)) if right.months else None
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return NUMBERS.divide(_length(left), _length(right)) if right else None
    return None


def same_moment(left: object, right: object) -> bool:
    """Equality of two values of one temporal kind."""
    if not isinstance(left, (date, time)) or isinstance(right, (FarDate, FarMoment)):
        return left == right
    return difference(left, right) == timedelta(0)


def is_before(left: object, right: object) -> bool | None:
    """Whether left comes before right, two values of one temporal kind; None when only one has a zone."""
    if isinstance(left, (timedelta, YearsMonths)):
        return left < right  # type: ignore[operator]
    apart = difference(left, right)
    return None if apart is None else apart < timedelta(0)


def _seconds(value: time | datetime) -> Decimal:
    return Decimal(value.second) + Decimal(value.microsecond) / 1_000_000


def _zone_name(value: time | datetime) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _whole(read: Callable[[int], int], value: timedelta | YearsMonths) -> Decimal:
    """A part of a duration, with the sign of the whole."""
    length = value.months if isinstance(value, YearsMonths) else value // timedelta(seconds=1)
    if isinstance(value, timedelta) and value < timedelta(0):
        length = -(-value // timedelta(seconds=1))
    part = read(abs(length))
    return Decimal(-part if length < 0 else part)


_DATE_PARTS: dict[str, Callable[[date], object]] = {
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME_PARTS: dict[str, Callable[[time | datetime], object]] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": _seconds,
    "time offset": time_offset,
    "timezone": _zone_name,
}
_MONTHS_PARTS: dict[str, Callable[[YearsMonths], object]] = {
    "years": lambda value: _whole(lambda months: months // 12, value),
    "months": lambda value: _whole(lambda months: months % 12, value),
}
_DAYS_PARTS: dict[str, Callable[[timedelta], object]] = {
    "days": lambda value: _whole(lambda seconds: seconds // 86400, value),
    "hours": lambda value: _whole(lambda seconds: seconds // 3600 % 24, value),
    "minutes": lambda value: _whole(lambda seconds: seconds // 60 % 60, value),
    "seconds": lambda value: _whole(lambda seconds: seconds % 60, value),
}
_PARTS: dict[type, dict[str, Callable[..., object]]] = {
    date: dict(_DATE_PARTS),
    time: dict(_TIME_PARTS),
    datetime: {**_DATE_PARTS, **_TIME_PARTS},
    YearsMonths: dict(_MONTHS_PARTS),
    timedelta: dict(_DAYS_PARTS),
    Hours: dict(_DAYS_PARTS),
}


def part_of(value: object, name: str) -> tuple[bool, object]:
    """Whether a date, time or duration has a part of this name, and the part."""
    if isinstance(value, _DAYS):
        if name == "year":
            return True, Decimal(value.year)
        value = split(value)[1]
    read = _PARTS.get(type(value), {}).get(name)
    return (False, None) if read is None else (True, read(value))
