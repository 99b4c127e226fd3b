"""Days and moments as case data keep them: the only place that reads their text.

Case data are JSON, so a moment is a text: with an offset or in UTC from a form, with the name of a zone from `now()`,
or without any zone, which means local time. Whatever its text says, a moment is told in Zurich, and its day is the day
there.
"""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.feel.far import Day, FarDate, FarMoment, day_of, joined, split
from app.feel.functions.signatures import signature
from app.feel.functions.temporal import TEMPORAL
from app.feel.library import Function
from app.feel.temporal_text import parse_date, parse_datetime, parse_time

ZURICH = ZoneInfo("Europe/Zurich")

_ZONE = r"Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?|@[A-Za-z][\w+-]*(?:/[\w+-]+)*"
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = rf"(?P<clock>\d\d:\d\d)(?P<seconds>:\d\d(?:\.\d{{1,18}})?)?(?P<zone>{_ZONE})?"
_KEPT = re.compile(rf"(?P<day>{_DAY})(?:[T ]{_CLOCK})?", re.ASCII)
_INSIDE = re.compile(rf"(?<![\w.:/-])(?P<day>{_DAY})T{_CLOCK}(?![\w:])", re.ASCII)
_SECONDS = re.compile(r"(?<![\w.:/-])((?:[01]\d|2[0-3]):[0-5]\d):[0-5]\d(?:\.\d+)?(?![\w:])", re.ASCII)
_SHORT_OFFSET = re.compile(r"([+-]\d\d):?(\d\d)?", re.ASCII)


def local(moment: datetime) -> datetime:
    """The moment in Zurich; one without a zone is local, and an hour that summer time skips moves forward.

    Raises OverflowError at the ends of the calendar.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZURICH)).astimezone(UTC).astimezone(ZURICH)


def read(text: str) -> date | datetime | None:
    """The day, or else the moment in Zurich, that a text of the case data stands for; None for any other text."""
    found = _KEPT.fullmatch(text.strip())
    return None if found is None else _read(found)


def _read(found: re.Match[str]) -> date | datetime | None:
    if found["clock"] is None:
        day = parse_date(found["day"])
        return day if isinstance(day, date) else None
    zone = found["zone"] or ""
    if zone[:1] in ("+", "-") and (short := _SHORT_OFFSET.fullmatch(zone)):
        zone = f"{short[1]}:{short[2] or '00'}"
    moment = parse_datetime(f"{found['day']}T{found['clock']}{found['seconds'] or ':00'}{zone}")
    try:
        return local(moment) if isinstance(moment, datetime) else None
    except OverflowError:
        return None


def as_date(value: object) -> date | None:
    """The day, in Zurich, of a date, of a moment, or of the text of either; None for anything else."""
    found = read(value) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return local(found).date()
    return found if isinstance(found, date) else None


def as_time(text: str) -> time | None:
    """The time of day, in Zurich, that the text of a time or of a moment stands for; None for any other text."""
    moment = read(text)
    if isinstance(moment, datetime):
        return moment.time()
    clock = parse_time(text.strip())
    return None if clock is None else clock.replace(tzinfo=None)


def swiss(value: date | datetime) -> str:
    """09.02.2027, or 09.02.2027 14:30 for a moment, in Zurich."""
    if isinstance(value, datetime):
        return f"{local(value):%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}"


def for_people(text: str) -> str:
    """A text with every moment and time in it as people read it; one that is nothing but a day becomes that day."""
    whole = read(text)
    return _SECONDS.sub(r"\1", _INSIDE.sub(_swiss_inside, text)) if whole is None else swiss(whole)


def _swiss_inside(found: re.Match[str]) -> str:
    moment = _read(found)
    return found.group() if moment is None else swiss(moment)


def _moment_here(moment: object) -> object:
    """A moment of FEEL in Zurich; one beyond Python's calendar stays as it is."""
    try:
        return local(moment) if isinstance(moment, datetime) else moment
    except OverflowError:
        return moment


def _here(moment: Day) -> Day:
    """A day or moment of FEEL as the calendar in Zurich has it."""
    here = _moment_here(moment)
    assert isinstance(here, date | FarDate | FarMoment)
    return here


def _day_here(moment: Day) -> Day:
    return day_of(_here(moment))


def _day_in_text(text: str) -> Day | None:
    day = parse_date(text)
    if day is not None:
        return day
    moment = read(text)
    return _day_here(moment) if moment is not None else None


def _clock_of(moment: Day) -> time:
    base = split(_here(moment))[1]
    return base.time() if isinstance(base, datetime) else time(tzinfo=UTC)


def _moment_in_text(text: str) -> object:
    moment = read(text)
    return _moment_here(moment if isinstance(moment, datetime) else parse_datetime(text))


def _combined(day: Day, clock: time) -> object:
    cycles, base = split(day_of(day))
    return _moment_here(joined(cycles, datetime.combine(base, clock)))


FEEL_MOMENTS = {
    "date": Function(
        signature("from: string", _day_in_text),
        signature("from: moment", _day_here),
        *TEMPORAL["date"].signatures[2:],
    ),
    "time": Function(
        signature("from: string", lambda text: parse_time(text) or as_time(text)),
        signature("from: moment", _clock_of),
        *TEMPORAL["time"].signatures[2:],
    ),
    "date and time": Function(
        signature("from: string", _moment_in_text),
        signature("from: date and time", _moment_here),
        signature("date: moment, time: time", _combined),
    ),
}
"""FEEL's own functions as they work in the house, which has one time zone: every moment is told in Zurich."""
