"""R4 and R5: counting in working days, that is Monday to Friday without the free days of the calendar."""

from datetime import date, timedelta

from app.deadlines.calendar import office_calendar
from app.deadlines.inputs import within_calendar

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_working_day(day: date, institution: str | None = None) -> bool:
    """Whether people work in that institution on that day (without one: in the offices of the canton)."""
    return day.weekday() < _SATURDAY and office_calendar().name_of(day, institution) is None


def add_working_days(start: date, count: int, institution: str | None = None) -> date:
    """R5: the `count`-th working day after `start`; a negative count goes back, the start itself never counts.

    Zero gives the first working day on or after the start, so that a due date always is a working day.
    """
    if count == 0:
        return first_working_day_on_or_after(start, institution)
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    day, remaining = start, abs(count)
    while remaining:
        day = within_calendar(day + step)
        remaining -= is_working_day(day, institution)
    return day


def last_working_day_on_or_before(day: date, institution: str | None = None) -> date:
    """The day itself when people work on it, otherwise the working day before it."""
    while not is_working_day(day, institution):
        day -= _ONE_DAY
    return day


def last_working_day_before(day: date, institution: str | None = None) -> date:
    """R4: the due date of a task whose Stichtag is `day`; the Stichtag itself never moves."""
    return last_working_day_on_or_before(day - _ONE_DAY, institution)


def first_working_day_on_or_after(day: date, institution: str | None = None) -> date:
    """The day itself when people work on it, otherwise the working day after it."""
    while not is_working_day(day, institution):
        day += _ONE_DAY
    return day
