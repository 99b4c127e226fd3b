"""Reads and writes dates, times and durations as ISO texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.feel.far import Day, FarDate, FarMoment, joined, of_year, split, year_text
from app.feel.values import YearsMonths, calendar_days_of, days_and_time

_DATE = r"(?P<year>-?(?:\d{4}|[1-9]\d{4,8}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,18}))?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+-]*(?:/[A-Za-z0-9][\w+-]*){0,3})?"
)
_DATE_PATTERN = re.compile(_DATE, re.ASCII)
_TIME_PATTERN = re.compile(f"T?{_TIME}", re.ASCII)
_DATETIME_PATTERN = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_MONTHS_PATTERN = re.compile(r"(-)?P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)
_DAYS_PATTERN = re.compile(
    r"(-)?P(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15}(?:\.\d{0,18})?)S)?)?",
    re.ASCII,
)
_LEAP_YEAR = 2000
"""Texts are read in a leap year first, so that 29 February can be told from a wrong day."""
_MAX_OFFSET = timedelta(hours=18)


def parse_date(text: str) -> date | FarDate | None:
    """Reads `2026-11-22`; None when the text is not a date."""
    found = _DATE_PATTERN.fullmatch(text)
    if found is None:
        return None
    try:
        value = _in_year(found, date(_LEAP_YEAR, int(found["month"]), int(found["day"])))
    except ValueError:
        return None
    return value if isinstance(value, (date, FarDate)) else None


def _in_year(found: re.Match[str], like: date) -> Day | None:
    """The day or moment `like` in the year found. Raises ValueError for 29 February in a common year."""
    return None if found["year"] == "-0000" else of_year(int(found["year"]), like)


def parse_time(text: str) -> time | None:
    """Reads `08:30:00`, with an offset (`+01:00`, `Z`) or a zone (`@Europe/Zurich`) if there is one."""
    found = _TIME_PATTERN.fullmatch(text)
    if found is None:
        return None
    try:
        return time(
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            _microseconds(found["fraction"]),
            tzinfo=_zone(found["zone"]),
        )
    except ValueError:
        return None


def parse_datetime(text: str) -> datetime | FarMoment | None:
    """Reads `2026-11-22T08:30:00` with offset or zone; a date alone is midnight. `24:00:00` is the next midnight."""
    found = _DATETIME_PATTERN.fullmatch(text)
    if found is None:
        return _midnight(text)
    end_of_day = found["hour"] == "24"
    if end_of_day and (found["minute"], found["second"], _microseconds(found["fraction"])) != ("00", "00", 0):
        return None
    try:
        like = datetime(
            _LEAP_YEAR,
            int(found["month"]),
            int(found["day"]),
            0 if end_of_day else int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            _microseconds(found["fraction"]),
            tzinfo=_zone(found["zone"]),
        )
        moment = _in_year(found, like)
        if end_of_day and moment is not None:
            cycles, base = split(moment)
            moment = joined(cycles, base + timedelta(days=1))
    except (ValueError, OverflowError):
        return None
    return moment if isinstance(moment, (datetime, FarMoment)) else None


def _midnight(text: str) -> datetime | FarMoment | None:
    day = parse_date(text)
    if isinstance(day, FarDate):
        return FarMoment(day.cycles, datetime.combine(day.base, time()))
    return None if day is None else datetime.combine(day, time())


def parse_duration(text: str) -> timedelta | YearsMonths | None:
    """Reads `P1Y2M` or `P3DT4H`; the two kinds do not mix."""
    found = _MONTHS_PATTERN.fullmatch(text)
    if found is not None:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonths(-months if found[1] else months)
    found = _DAYS_PATTERN.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        return None
    seconds = Decimal(found[5] or 0)
    try:
        length = timedelta(
            days=int(found[2] or 0),
            hours=int(found[3] or 0),
            minutes=int(found[4] or 0),
            seconds=int(seconds),
            microseconds=int(seconds % 1 * 1_000_000),
        )
    except OverflowError:
        return None
    length = days_and_time(length, int(found[2] or 0))
    return days_and_time(-length, -calendar_days_of(length)) if found[1] else length


def parse_temporal(text: str) -> object:
    """Reads the text of an `@"…"` literal: date, time, date and time or duration; None when it is none of them."""
    for parse in (parse_date, parse_datetime, parse_time, parse_duration):
        value = parse(text)
        if value is not None:
            return value
    return None


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


@lru_cache(maxsize=256)
def _zone(text: str | None) -> tzinfo | None:
    """The zone of a time's text. Raises ValueError when there is no such zone."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    sign = -1 if text[0] == "-" else 1
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or (seconds and seconds[0] > 59):
        raise ValueError(text)
    return offset_zone(sign * timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0))


def offset_zone(offset: timedelta) -> tzinfo:
    """A zone with a fixed offset of at most 18 hours. Raises ValueError beyond."""
    if abs(offset) > _MAX_OFFSET:
        raise ValueError("offset")
    return timezone(offset) if offset else UTC


def named_zone(name: str) -> tzinfo:
    """A zone of the time zone data base. Raises ValueError when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error


def date_text(value: Day) -> str:
    """`2026-11-22`"""
    day = split(value)[1]
    return f"{year_text(value)}-{day.month:02}-{day.day:02}"


def time_text(value: time) -> str:
    """`08:30:00`, with fraction and zone only if there are any."""
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    if value.microsecond:
        text += f".{value.microsecond:06}".rstrip("0")
    return text + _zone_text(value.tzinfo)


def datetime_text(value: datetime | FarMoment) -> str:
    """`2026-11-22T08:30:00`, with fraction and zone only if there are any.

    In the hour that the end of summer time repeats, the name of the zone would mean the first of the two; the second
    one is written with its offset.
    """
    clock = value.base if isinstance(value, FarMoment) else value
    if isinstance(value, datetime) and value.fold and isinstance(value.tzinfo, ZoneInfo):
        clock = value.replace(tzinfo=timezone(value.utcoffset() or timedelta(0)))
    return f"{date_text(value)}T{time_text(clock.timetz())}"


def _zone_text(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None)
    if not offset:
        return "Z"
    sign = "-" if offset < timedelta(0) else "+"
    hours, rest = divmod(int(abs(offset).total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def duration_text(value: timedelta) -> str:
    """`P3DT4H5M6.7S`, with fewer than 24 hours as FEEL writes it; negative with a leading minus; zero is `P0D`."""
    return _duration_text(value, abs(value).days)


def kept_duration_text(value: timedelta) -> str:
    """The same with the hours that are no calendar days left as hours: `PT24H` stays what it is."""
    days = calendar_days_of(value) if value >= timedelta(0) else -calendar_days_of(value)
    mixed = not timedelta(0) <= timedelta(days=days) <= abs(value)  # a day less an hour can only be told as 23 hours
    return duration_text(value) if mixed else _duration_text(value, days)


def _duration_text(value: timedelta, whole_days: int) -> str:
    sign = "-" if value < timedelta(0) else ""
    value = abs(value) - timedelta(days=whole_days)
    hours, rest = divmod(value.days * 86_400 + value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    second_text = f"{seconds}.{value.microseconds:06}".rstrip("0").rstrip(".") if value.microseconds else str(seconds)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{second_text}S" if second_text != "0" else ""
    days = f"{whole_days}D" if whole_days else ""
    if not days and not clock:
        return "P0D"
    return f"{sign}P{days}" + (f"T{clock}" if clock else "")
