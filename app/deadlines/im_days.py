"""Counts the days of Integrationsmassnahmen that a person has left of one year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.deadlines.inputs import DeadlineError
from app.deadlines.months import days_inclusive, last_day

_CAP_MONTHS = 12


@dataclass(frozen=True)
class ImDays:
    """The days of one year from the first start (365 or 366), and those used by all measures."""

    limit: int
    used: int

    @property
    def left(self) -> int:
        """Days not used yet; negative when the year is exceeded."""
        return self.limit - self.used


def im_days(measures: Sequence[tuple[date, date]]) -> ImDays:
    """Counts the inclusive days of all measures, each given as (start, end); a day that several cover counts once.

    Raises DeadlineError without a measure or when one ends before it starts.
    """
    if not measures:
        raise DeadlineError("Es fehlt eine Massnahme mit Anfang und Ende.")
    if any(end < start for start, end in measures):
        raise DeadlineError("Das Ende einer Massnahme liegt vor ihrem Anfang.")
    first_start = min(start for start, _ in measures)
    limit = days_inclusive(first_start, last_day(first_start, _CAP_MONTHS))
    used, counted_to = 0, first_start - timedelta(days=1)
    for start, end in sorted(measures):
        first = max(start, counted_to + timedelta(days=1))
        used += days_inclusive(first, end) if first <= end else 0
        counted_to = max(counted_to, end)
    return ImDays(limit, used)
