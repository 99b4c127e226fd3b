"""Dates outside the years 1 to 9999, which Python's own type cannot hold.

The calendar repeats every 400 years, weekdays included. A far date is therefore a near one (`base`) and a number of
such cycles, and whatever is computed is computed with the near one: 1 March 12026 is 1 March 2026 and 25 cycles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

_YEARS = 400
CYCLE = timedelta(days=146_097)
_FIRST_BASE_YEAR = 2000
"""The near dates lie in the years 2000 to 2399: a few centuries added or taken away stay inside Python's calendar."""
MAX_YEAR = 999_999_999


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A date in a far year."""

    cycles: int
    base: date

    @property
    def year(self) -> int:
        """The year, negative before the year 0."""
        return self.base.year + self.cycles * _YEARS


@dataclass(frozen=True, slots=True, order=True)
class FarMoment:
    """A date and time in a far year."""

    cycles: int
    base: datetime

    @property
    def year(self) -> int:
        """The year, negative before the year 0."""
        return self.base.year + self.cycles * _YEARS


Day = date | datetime | FarDate | FarMoment


def split(value: Day) -> tuple[int, date]:
    """The cycles and the near date of any date, for computing with it."""
    if isinstance(value, (FarDate, FarMoment)):
        return value.cycles, value.base
    return 0, value


def day_of(value: Day) -> Day:
    """The date of a date and time; a date is itself."""
    if isinstance(value, FarMoment):
        return FarDate(value.cycles, value.base.date())
    return value.date() if isinstance(value, datetime) else value


def joined(cycles: int, base: date) -> Day | None:
    """The date that lies `cycles` cycles after a near one, as Python's own type if possible; None beyond `MAX_YEAR`."""
    year = base.year + cycles * _YEARS
    if 1 <= year <= 9999:
        return base.replace(year=year)
    if abs(year) > MAX_YEAR:
        return None
    moved, base_year = divmod(base.year - _FIRST_BASE_YEAR, _YEARS)
    near = base.replace(year=_FIRST_BASE_YEAR + base_year)
    if isinstance(near, datetime):
        return FarMoment(cycles + moved, near)
    return FarDate(cycles + moved, near)


def of_year(year: int, like: date) -> Day | None:
    """A date in any year, with everything but the year taken from `like`, which lies in a leap year if need be."""
    cycles, base_year = divmod(year - _FIRST_BASE_YEAR, _YEARS)
    return joined(cycles, like.replace(year=_FIRST_BASE_YEAR + base_year))


def year_text(value: Day) -> str:
    """The year in ISO form, at least four digits."""
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04}"
