"""R1 and R2: months are counted from the original start and clamped; the last day is inclusive."""

from calendar import monthrange
from datetime import date, timedelta

from app.deadlines.inputs import require_year


def add_months(start: date, months: int) -> date:
    """R1: the same day `months` later (or earlier), or the last day of that month where it has no such day.

    Calls must not be chained: 31 January + 1 + 1 months is 28 March, 31 January + 2 months is 31 March.
    """
    years, month_index = divmod(start.year * 12 + start.month - 1 + months, 12)
    require_year(years)
    return date(years, month_index + 1, min(start.day, monthrange(years, month_index + 1)[1]))


def last_day(start: date, months: int) -> date:
    """R2: the last day, inclusive, of something that starts on `start` and takes `months` months."""
    return add_months(start, months) - timedelta(days=1)


def days_inclusive(start: date, end: date) -> int:
    """The number of days from `start` to `end`, both counted."""
    return (end - start).days + 1


def second_half_from(start: date, end: date) -> date:
    """R3: the first day of the second half; with an odd number of days the first half is the longer one."""
    return start + timedelta(days=(days_inclusive(start, end) + 1) // 2)
