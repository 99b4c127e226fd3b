"""Functions on dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel.evaluation import Run
from app.feel.far import Day, day_of, joined, of_year, split
from app.feel.functions.signatures import function, signature
from app.feel.library import Function
from app.feel.numbers import whole
from app.feel.temporal import as_moment
from app.feel.temporal_text import offset_zone, parse_date, parse_datetime, parse_duration, parse_time
from app.feel.values import YearsMonths

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Day | None:
    return of_year(_whole(year), date(2000, _whole(month), _whole(day)))


def _whole(number: Decimal) -> int:
    value = whole(number)
    if value is None:
        raise ValueError("erwartet wird eine ganze Zahl")
    return value


def _time_of(moment: Day) -> time:
    return as_moment(split(moment)[1]).timetz()


def _time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> time:
    if not 0 <= second < 60:
        raise ValueError("die Sekunden liegen nicht zwischen 0 und 60")
    microsecond = int(second % 1 * 1_000_000)
    zone = None if offset is None else offset_zone(offset)
    return time(_whole(hour), _whole(minute), int(second), microsecond, tzinfo=zone)


def _combine(day: Day, clock: time) -> Day | None:
    cycles, base = split(day_of(day))
    return joined(cycles, datetime.combine(base, clock))


def _months_between(start: Day, end: Day) -> YearsMonths:
    """Whole months between two days, negative when the end comes first; the time of day does not count."""
    (start_cycles, first), (end_cycles, last) = split(day_of(start)), split(day_of(end))
    if (end_cycles, last) < (start_cycles, first):
        return YearsMonths(-_months_between(end, start).months)
    months = (end.year - start.year) * 12 + last.month - first.month
    return YearsMonths(months - 1 if last.day < first.day else months)


def _of_day(read: Callable[[date], object]) -> Function:
    return function("date: moment", lambda moment: read(split(moment)[1]))


def _now(run: Run) -> datetime | None:
    if run.now is None:
        run.fail("Hier gibt es keine Uhr, «now()» und «today()» haben kein Ergebnis")
        return None
    return run.now()


def _today(run: Run) -> date | None:
    moment = _now(run)
    return None if moment is None else moment.date()


TEMPORAL = {
    "date": Function(
        signature("from: string", parse_date),
        signature("from: moment", day_of),
        signature("year: number, month: number, day: number", _date_of_parts),
    ),
    "time": Function(
        signature("from: string", parse_time),
        signature("from: moment", _time_of),
        signature("from: time", lambda clock: clock),
        signature("hour: number, minute: number, second: number, offset?: days and time duration", _time_of_parts),
    ),
    "date and time": Function(
        signature("from: string", parse_datetime),
        signature("from: date and time", lambda moment: moment),
        signature("date: moment, time: time", _combine),
    ),
    "duration": Function(
        signature("from: string", parse_duration),
        signature("from: days and time duration", lambda length: length),
        signature("from: years and months duration", lambda length: length),
    ),
    "years and months duration": function("from: moment, to: moment", _months_between),
    "day of year": _of_day(lambda moment: Decimal(moment.timetuple().tm_yday)),
    "day of week": _of_day(lambda moment: _WEEKDAYS[moment.weekday()]),
    "month of year": _of_day(lambda moment: _MONTHS[moment.month - 1]),
    "week of year": _of_day(lambda moment: Decimal(moment.isocalendar().week)),
    "now": function("", _now, wants_run=True),
    "today": function("", _today, wants_run=True),
}
