"""Rules of a holiday file for free days: every year on a fixed day, or counted from Easter Sunday."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.deadlines.inputs import DeadlineError

_COMMON_YEAR = 2001
"""Some year that is no leap year, to check rules in: one for 29 February would have no day in most years."""


@dataclass(frozen=True)
class DayRule:
    """One free day of every year: either `month_and_day` or `days_after_easter` is set."""

    name: str
    month_and_day: tuple[int, int] | None = None
    days_after_easter: int | None = None

    def in_year(self, easter_sunday: date) -> date:
        """The day in the year of the given Easter Sunday."""
        if self.month_and_day is not None:
            return date(easter_sunday.year, *self.month_and_day)
        return easter_sunday + timedelta(days=self.days_after_easter or 0)


def read_rule(entry: Mapping[str, object]) -> DayRule:
    """A rule from a table of the holiday file. Raises DeadlineError, which says in German what is wrong with it."""
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise DeadlineError("Feiertagsdatei: Jeder Tag braucht einen Namen (name).")
    unknown = set(entry) - {"name", "fixed", "easter"}
    if unknown or ("fixed" in entry) == ("easter" in entry):
        raise DeadlineError(f"Feiertagsdatei: «{name}» braucht genau eine Regel, fixed oder easter.")
    if "fixed" in entry:
        return DayRule(name, month_and_day=_month_and_day(name, entry["fixed"]))
    offset = entry["easter"]
    # Within these bounds the day always stays in the year of its Easter Sunday.
    if isinstance(offset, bool) or not isinstance(offset, int) or not -80 <= offset <= 250:
        raise DeadlineError(f"Feiertagsdatei: easter von «{name}» ist eine ganze Zahl von -80 bis 250.")
    return DayRule(name, days_after_easter=offset)


def _month_and_day(name: str, text: object) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"{_COMMON_YEAR}-{text}")
    except ValueError:
        raise DeadlineError(f"Feiertagsdatei: «{text}» bei «{name}» ist kein Tag wie 10-02 (Monat-Tag).") from None
    return day.month, day.day
