"""R7: the days that are free in the canton, in all offices and in one institution, with their names."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import holidays

from app.deadlines.day_rules import DayRule, read_rule
from app.deadlines.inputs import DeadlineError, require_year

HOLIDAYS_FILE = Path(__file__).with_name("holidays.toml")

_SAMPLE_YEAR = 2026
"""The year in which the holiday names of the file are looked up, to check them: all of them have existed since 1994."""


@dataclass(frozen=True)
class InstitutionDays:
    """The days that are free in one institution only."""

    name: str
    days: tuple[DayRule, ...]


@dataclass(frozen=True)
class HolidayCalendar:
    """Free days besides weekends. An institution without days of its own follows the canton and the office days."""

    canton_name: str
    subdivision: str
    canton_holidays: tuple[str, ...]
    office_days: tuple[DayRule, ...]
    institutions: Mapping[str, InstitutionDays]
    _years: dict[tuple[int, str | None], Mapping[date, str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path) -> "HolidayCalendar":
        """Reads a holiday file. Raises DeadlineError, which says in German what is wrong with it."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            canton = data["canton"]
            calendar = cls(
                canton_name=canton["name"],
                subdivision=canton["subdivision"],
                canton_holidays=tuple(canton["holidays"]),
                office_days=_rules(data.get("office_days", [])),
                institutions={
                    key: InstitutionDays(entry["name"], _rules(entry["days"]))
                    for key, entry in data.get("institutions", {}).items()
                },
            )
        except tomllib.TOMLDecodeError as error:
            raise DeadlineError(f"Die Feiertagsdatei ist nicht lesbar: {error}") from error
        except KeyError as error:
            raise DeadlineError(f"In der Feiertagsdatei fehlt die Angabe {error}.") from error
        calendar._require_known_names()
        return calendar

    def in_year(self, year: int, institution: str | None = None) -> Mapping[date, str]:
        """All free days of a year with their German names; weekends are not listed unless a holiday falls on one."""
        own = institution if institution in self.institutions else None
        known = self._years.get((year, own))
        if known is None:
            require_year(year)
            known = self._years[year, own] = MappingProxyType(self._compute(year, own))
        return known

    def name_of(self, day: date, institution: str | None = None) -> str | None:
        """The name of the holiday, or None on every other day."""
        return self.in_year(day.year, institution).get(day)

    def describe(self, institution: str | None = None) -> str:
        """The calendar that applies to an institution, in German words for people."""
        if institution is None:
            return self.canton_name
        own = self.institutions.get(institution)
        if own is None:
            return f"{self.canton_name} (für «{institution}» sind keine eigenen Feiertage hinterlegt)"
        return f"{self.canton_name} und {', '.join(rule.name for rule in own.days)} ({own.name})"

    def easter_sunday(self, year: int) -> date:
        """Easter Sunday: two days after the Good Friday that the library lists for the canton."""
        return next(day for day, name in _library_days(self.subdivision, year) if name == "Karfreitag") + timedelta(2)

    def _compute(self, year: int, institution: str | None) -> dict[date, str]:
        easter = self.easter_sunday(year)
        rules = [*self.office_days, *(self.institutions[institution].days if institution else ())]
        free = {rule.in_year(easter): rule.name for rule in rules}
        free |= {day: name for day, name in _library_days(self.subdivision, year) if name in self.canton_holidays}
        return dict(sorted(free.items()))

    def _require_known_names(self) -> None:
        try:
            known = {name for _, name in _library_days(self.subdivision, _SAMPLE_YEAR)}
        except NotImplementedError:
            raise DeadlineError(f"Feiertagsdatei: Den Kanton «{self.subdivision}» gibt es nicht.") from None
        unknown = [name for name in self.canton_holidays if name not in known]
        if unknown:
            raise DeadlineError(f"Feiertagsdatei: Unbekannte Feiertage des Kantons: {', '.join(unknown)}.")


@cache
def office_calendar() -> HolidayCalendar:
    """The calendar of this installation, read once from the holiday file."""
    return HolidayCalendar.load(HOLIDAYS_FILE)


def _rules(entries: list[dict[str, Any]]) -> tuple[DayRule, ...]:
    return tuple(read_rule(entry) for entry in entries)


@cache
def _library_days(subdivision: str, year: int) -> tuple[tuple[date, str], ...]:
    days = holidays.country_holidays("CH", subdiv=subdivision, years=year, language="de")
    # The library joins the names of holidays that fall on the same day.
    return tuple((day, name) for day, names in days.items() for name in names.split("; "))
