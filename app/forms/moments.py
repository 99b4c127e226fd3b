"""Converts dates, times and moments: the text people type, the ISO text of the case data, the browser's inputs."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time

from app import texts
from app.clock import ZONE
from app.deadlines import moments
from app.forms import messages

_SWISS_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\Z", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d)(?:\.0+)?)?\Z", re.ASCII)
_OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d|@[A-Za-z][\w/+-]*)\Z", re.ASCII)


def read_date(text: str) -> date:
    """From 2027-02-24 or 24.2.2027; of a moment as case data keep it, the day. Raises ValueError in German."""
    if iso := _ISO_DAY.match(text):
        year, month, day = (int(part) for part in iso.groups())
    elif swiss := _SWISS_DAY.match(text):
        day, month, year = (int(part) for part in swiss.groups())
    elif kept := moments.as_date(text):
        day, month, year = kept.day, kept.month, kept.year
    else:
        raise ValueError(messages.DATE)
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(messages.impossible_date(day, month, year)) from None
    if not 1900 <= found.year <= 2199:
        raise ValueError(messages.DATE)
    return found


def read_time(text: str) -> time:
    """From 14:30, 14.30 or 14:30:00; of a moment as case data keep it, the time. Raises ValueError in German."""
    parts = _CLOCK.match(text)
    if not parts and (kept := moments.as_time(text)):
        return kept.replace(microsecond=0)
    if not parts:
        raise ValueError(messages.TIME)
    hour, minute, second = (int(part) for part in parts.groups(default="0"))
    try:
        return time(hour, minute, second)
    except ValueError:
        raise ValueError(messages.TIME) from None


def read_moment(text: str) -> datetime:
    """A moment in Zurich, from local text or one with an offset or a zone. Raises ValueError with a German sentence."""
    bare, offset = _OFFSET.sub("", text), _OFFSET.search(text)
    day_text, separator, clock_text = bare.replace(", ", " ").replace("T", " ").rpartition(" ")
    if not separator:
        raise ValueError(messages.DATETIME)
    try:
        clock = read_time(clock_text.strip())
    except ValueError:
        raise ValueError(messages.DATETIME) from None
    day = read_date(day_text.strip())
    if offset:
        kept = moments.read(f"{day}T{clock}{offset.group()}")
        if not isinstance(kept, datetime):
            raise ValueError(messages.DATETIME)
        return kept
    moment = datetime.combine(day, clock, tzinfo=ZONE)
    if moment.astimezone(UTC).astimezone(ZONE).time() != clock:
        raise ValueError(messages.SKIPPED_HOUR)
    return moment


def write_moment(moment: datetime, zone: str) -> str:
    """ISO text with seconds (FEEL asks for them): with offset, in UTC, or local without either."""
    if zone == "utc":
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    local = moment.astimezone(ZONE)
    return (local.replace(tzinfo=None) if zone == "local" else local).isoformat(timespec="seconds")


def for_browser(family: str, value: str) -> str:
    """The `value` of a browser's own input of this family, from the case data's ISO text or from what was typed."""
    readers: dict[str, Callable[[str], date | time]] = {"date": read_date, "time": read_time, "datetime": read_moment}
    try:
        moment = readers[family](texts.value(value))
    except ValueError:
        return value
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%dT%H:%M")
    return moment.strftime("%H:%M") if isinstance(moment, time) else moment.isoformat()
