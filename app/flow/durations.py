"""ISO 8601 durations, moments and repetitions, computed on the calendar of Europe/Zurich."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from app.clock import ZONE, at_local
from app.deadlines import moments
from app.feel import calendar_days_of
from app.flow.errors import FlowError

_DURATION = re.compile(
    r"P(?:(?P<y>\d{1,4})Y)?(?:(?P<m>\d{1,4})M)?(?:(?P<w>\d{1,5})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<min>\d{1,6})M)?(?:(?P<s>\d{1,8})S)?)?",
    re.ASCII,
)
_LAST_YEAR = 9998
DEADLINE_HOUR = time(6)
"""When a day that is due begins to count."""


@dataclass(frozen=True)
class Duration:
    """Calendar months and days, and exact seconds: over a change of the clocks only `P1D` keeps the time of day."""

    months: int
    days: int = 0
    seconds: int = 0

    @staticmethod
    def of(span: timedelta) -> "Duration":
        """A FEEL days-and-time duration: the calendar days in it, and the time that passes besides."""
        days = calendar_days_of(span)
        return Duration(0, days, (span - timedelta(days=days)) // timedelta(seconds=1))


@dataclass(frozen=True)
class Repetition:
    """`R[count]/[start/]every`; count None repeats without end."""

    count: int | None
    start: datetime | None
    every: Duration

    def allows(self, rounds: int) -> bool:
        """Whether another round follows after `rounds` rounds."""
        return self.count is None or rounds < self.count


def parse_duration(text: str) -> Duration:
    """`P1Y2M10DT2H30M` and its parts. Raises FlowError."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or text.strip().endswith(("P", "T")):
        raise FlowError(f"«{text}» ist keine Dauer. Schreiben Sie zum Beispiel P3M, P14D oder PT2H.")
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    seconds = part["h"] * 3600 + part["min"] * 60 + part["s"]
    return Duration(part["y"] * 12 + part["m"], part["w"] * 7 + part["d"], seconds)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date (then 06:00) or date and time; without offset or zone it is local time. Raises FlowError."""
    moment = moments.read(text)
    if moment is None:
        raise FlowError(f"«{text}» ist kein Datum. Schreiben Sie zum Beispiel 2027-02-09 oder P14D.")
    return moment if isinstance(moment, datetime) else at_local(moment, DEADLINE_HOUR)


def parse_repetition(text: str) -> Repetition:
    """`R/P1M`, `R3/P1M`, `R3/2027-01-01T06:00/P1M`. Raises FlowError."""
    head, _, rest = text.strip().partition("/")
    start, slash, length = rest.rpartition("/")  # the name of a zone in the start has a slash itself
    count = head[1:]
    if not rest or not (count == "" or (count.isascii() and count.isdigit() and len(count) <= 4)):
        raise FlowError(f"«{text}» ist keine Wiederholung. Schreiben Sie zum Beispiel R/P1M oder R3/P1W.")
    every = parse_duration(length)
    if every == Duration(0):
        raise FlowError(f"«{text}» wiederholt sich ohne Abstand.")
    return Repetition(int(count) if count else None, parse_moment(start) if slash else None, every)


def add(anchor: datetime, duration: Duration, times: int) -> datetime:
    """`anchor` plus `times` durations, in Zurich. Months count from the anchor: 31.1. plus 2 months is 31.3., not 28.3.

    Raises FlowError beyond the year 9998.
    """
    local = anchor.astimezone(ZONE)
    months = local.year * 12 + local.month - 1 + duration.months * times
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= _LAST_YEAR:
        raise FlowError("Dieser Zeitpunkt liegt ausserhalb des Kalenders.")
    day = min(local.day, calendar.monthrange(year, month)[1])
    try:
        wall = local.replace(year=year, month=month, day=day) + timedelta(days=duration.days * times)
        exact = at_local(wall.date(), wall.time()).astimezone(UTC) + timedelta(seconds=duration.seconds * times)
        return exact.astimezone(ZONE)
    except OverflowError as error:
        raise FlowError("Dieser Zeitpunkt liegt ausserhalb des Kalenders.") from error
