"""R6: statutory terms in days (Art. 38 ATSG), with their standstill. Due dates of tasks are not counted this way."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.deadlines.calendar import office_calendar
from app.deadlines.inputs import DeadlineError, within_calendar
from app.deadlines.workdays import is_working_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standstill:
    """A time of the year in which statutory terms do not run; both days belong to it."""

    first: date
    last: date


@dataclass(frozen=True)
class StatutoryDeadline:
    """`starts` is the first counted day, `counted_end` the last one, `deadline` the day on which the term ends."""

    received: date
    days: int
    starts: date
    counted_end: date
    deadline: date
    standstills: tuple[Standstill, ...]


def statutory_deadline(received: date, days: int) -> StatutoryDeadline:
    """Computes when a term of `days` days ends that was communicated on `received`.

    Days of a standstill are not counted. An end on a weekend or holiday moves to the next working day, and past a
    standstill if it lies there, because a term cannot end while it stands still. Institutions' own days do not
    matter. Raises DeadlineError when `days` is not positive.
    """
    if days < 1:
        raise DeadlineError("Eine gesetzliche Frist dauert mindestens 1 Tag.")
    starts = _next_running_day(received)
    counted_end = starts
    for _ in range(days - 1):
        counted_end = _next_running_day(counted_end)
    deadline = counted_end
    while not is_working_day(deadline):
        deadline = _next_running_day(deadline)
    return StatutoryDeadline(received, days, starts, counted_end, deadline, _standstills_in(received, deadline))


def standstill_on(day: date) -> Standstill | None:
    """The standstill a day belongs to: around Easter, in summer, at the turn of the year; None otherwise."""
    return next((pause for pause in _standstills_of(day.year) if pause.first <= day <= pause.last), None)


@cache
def _standstills_of(year: int) -> tuple[Standstill, ...]:
    easter = office_calendar().easter_sunday(year)
    return (
        Standstill(date(year - 1, 12, 18), date(year, 1, 2)),
        Standstill(easter - timedelta(days=7), easter + timedelta(days=7)),
        Standstill(date(year, 7, 15), date(year, 8, 15)),
        Standstill(date(year, 12, 18), date(year + 1, 1, 2)),
    )


def _next_running_day(day: date) -> date:
    day = within_calendar(day + _ONE_DAY)
    pause = standstill_on(day)
    return within_calendar(pause.last + _ONE_DAY) if pause else day


def _standstills_in(received: date, deadline: date) -> tuple[Standstill, ...]:
    years = range(received.year, deadline.year + 1)
    pauses = {pause for year in years for pause in _standstills_of(year)}
    touching = [pause for pause in pauses if pause.last > received and pause.first <= deadline]
    return tuple(sorted(touching, key=lambda pause: pause.first))
