"""The plan as a picture: measures as bars on an axis of time, with what is due in them.

Coordinates along the axis are per cent of its width, so that a picture fits every screen and its words keep their size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.deadlines import moments
from app.deadlines.months import add_months, days_inclusive, last_day

_MONTHS = 36
"""So many months the axis has at most; a plan that says more is drawn as far."""
_MOST_TICKS = 9
_ONE_DAY = timedelta(days=1)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""Days outside are slips of the keyboard: they are not drawn, and nothing is calculated with them."""


class Progress(StrEnum):
    """The state of a measure on a day."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both included; x and width on the axis."""

    first: date
    last: date
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """One day on the axis."""

    day: date
    x: float


@dataclass(frozen=True)
class Bar:
    """One measure. second_half, evaluation, extension, check: only where its diagram names them.

    reports: the days on which reports are due. im_days, im_limit: days of all Integrationsmassnahmen used until today,
    and of the year they are counted in; im_until: the last day of that year.
    """

    title: str
    progress: Progress
    span: Span
    second_half: Span | None
    evaluation: Span | None
    extension: Span | None
    check: Mark | None
    reports: Sequence[Mark]
    im_days: int | None
    im_limit: int | None
    im_until: date | None


@dataclass(frozen=True)
class Goal:
    """A part of the goal. until: by when; its state is what the day of today makes of that."""

    title: str
    sign: str
    until: date | None
    is_past: bool


@dataclass(frozen=True)
class MonthLine:
    """The beginning of a month on the axis; `is_named` where there is room for its name."""

    day: date
    x: float
    is_named: bool


@dataclass(frozen=True)
class Plan:
    """The whole picture with its words. today: None where today lies beyond the axis."""

    goal: str
    goals: Sequence[Goal]
    bars: Sequence[Bar]
    ticks: Sequence[MonthLine]
    today: Mark | None

    def __bool__(self) -> bool:
        return bool(self.goal or self.goals or self.bars)


def plan_of(goals: Iterable[Mapping[str, Any]], measures: Iterable[Mapping[str, Any]], today: date) -> Plan:
    """The plan that these records of the case data tell; see docs/verfahren-zeichnen.md for their fields."""
    aims = next(iter(goals), {})
    found = [row for row in _innermost(measures) if _days(row) is not None]
    axis = _Axis.around([days for row in found for days in _drawn_days(row)])
    return Plan(
        goal=str(aims.get("hauptziel") or ""),
        goals=[_goal(row, today) for row in _rows(aims.get("teilziele")) if row.get("ziel")],
        bars=[_bar(row, axis, today) for row in found] if axis else [],
        ticks=axis.ticks() if axis else [],
        today=axis.mark(today) if axis else None,
    )


def _innermost(measures: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each measure once: of several with one `kennung` the last, which is that of the innermost called process."""
    found: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(measures):
        found[str(row.get("kennung") or number)] = row
    return sorted(found.values(), key=lambda row: str(row.get("von") or ""))


def _days(row: Mapping[str, Any]) -> tuple[date, date] | None:
    first, last = _day(row.get("von")), _day(row.get("bis"))
    return (first, last) if first is not None and last is not None and first <= last else None


def _drawn_days(row: Mapping[str, Any]) -> list[tuple[date, date]]:
    """The days of a measure, and those on which something is due in it."""
    due = [_day(row.get("stichtag")), *_reports(row)]
    return [*([days] if (days := _days(row)) is not None else []), *((day, day) for day in due if day is not None)]


def _reports(row: Mapping[str, Any]) -> list[date | None]:
    reports = [_day(one.get("due")) for one in _rows(row.get("berichte"))]
    return [*reports, _day(row.get("schlussbericht"))]


def _goal(row: Mapping[str, Any], today: date) -> Goal:
    until = _day(row.get("bis"))
    return Goal(str(row["ziel"]), str(row.get("merkmal") or ""), until, until is not None and until < today)


@dataclass(frozen=True)
class _Axis:
    """Whole months from the first of one to the last of another."""

    first: date
    last: date

    @classmethod
    def around(cls, spans: Sequence[tuple[date, date]]) -> "_Axis | None":
        if not spans:
            return None
        first = min(begin for begin, _ in spans).replace(day=1)
        end = min(max(last for _, last in spans), last_day(first, _MONTHS))
        return cls(first, add_months(end.replace(day=1), 1) - _ONE_DAY)

    def x(self, day: date) -> float:
        """The place of the beginning of a day, between 0 and 100."""
        whole = days_inclusive(self.first, self.last)
        return round(min(max((day - self.first).days / whole, 0), 1) * 100, 2)

    def mark(self, day: date | None) -> Mark | None:
        """A day that lies on the axis."""
        return Mark(day, self.x(day)) if day is not None and self.first <= day <= self.last else None

    def span(self, first: date | None, last: date | None) -> Span | None:
        """The stretch between two days; None where one is missing, or the last comes first."""
        if first is None or last is None or first > last:
            return None
        x = self.x(first)
        return Span(first, last, x, round(self.x(last + _ONE_DAY) - x, 2))

    def ticks(self) -> list[MonthLine]:
        """The beginnings of all months, every second, third … of them with a name."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        every = -(-count // _MOST_TICKS)
        days = [add_months(self.first, number) for number in range(count)]
        return [MonthLine(day, self.x(day), number % every == 0) for number, day in enumerate(days)]


def _bar(row: Mapping[str, Any], axis: _Axis, today: date) -> Bar:
    def day(name: str) -> date | None:
        return _day(row.get(name))

    first, last = _days(row) or (axis.first, axis.first)
    span = axis.span(first, last)
    assert span is not None
    return Bar(
        title=str(row.get("titel") or ""),
        progress=Progress.OVER if last < today else Progress.PLANNED if first > today else Progress.RUNNING,
        span=span,
        second_half=axis.span(day("halbzeit"), last),
        evaluation=axis.span(day("auswertung_von"), day("auswertung_bis")),
        extension=axis.span(day("verlaengert_ab"), last),
        check=axis.mark(day("stichtag")),
        reports=[mark for one in _reports(row) if (mark := axis.mark(one)) is not None],
        im_days=_number(row.get("im_tage")),
        im_limit=_number(row.get("im_grenze")),
        im_until=day("im_bis"),
    )


def _day(value: Any) -> date | None:
    day = moments.as_date(value)
    return day if day is not None and _EARLIEST <= day <= _LATEST else None


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
