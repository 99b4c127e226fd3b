"""Reads what was counted. The number of statements does not grow with what there is to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, bindparam, extract, func, select
from sqlalchemy.orm import Session

from app.cases.models import Statistic
from app.flow.models import Definition
from app.people.models import Institution

_IN_TIME = Statistic.day >= bindparam("from_day"), Statistic.day <= bindparam("until_day")
_MONTH = extract("month", Statistic.day).cast(Integer)
_YEAR = extract("year", Statistic.day).cast(Integer)
_COUNTS = (
    select(Statistic.process, Statistic.name, Statistic.institution, _YEAR, _MONTH, func.count())
    .where(*_IN_TIME)
    .group_by(Statistic.process, Statistic.name, Statistic.institution, _YEAR, _MONTH)
)
_DAYS = (
    select(Statistic.process, Statistic.name, Statistic.institution, Statistic.days, func.count())
    .where(*_IN_TIME)
    .group_by(Statistic.process, Statistic.name, Statistic.institution, Statistic.days)
)
_FIRST = select(func.min(Statistic.day))
_NEWEST = select(Definition).order_by(Definition.key, Definition.version)
_OFFICES = select(Institution.key, Institution.name)


@dataclass(frozen=True)
class Count:
    """How often something (`name`) happened in a procedure (its key) in one quarter (0 to 3) of a year.

    institution: key of the office that opened the cases; None where nobody's office did.
    """

    process: str
    name: str
    institution: str | None
    year: int
    quarter: int
    number: int


@dataclass(frozen=True)
class Waits:
    """How many (`number`) of the things counted happened `days` days after their case was opened."""

    process: str
    name: str
    institution: str | None
    days: int
    number: int


def counts(session: Session, first_year: int, last_year: int) -> list[Count]:
    """What was counted from the first day of `first_year` to the last of `last_year`."""
    rows = session.execute(_COUNTS, _between(first_year, last_year))
    return [
        Count(process, name, office, year, (month - 1) // 3, number)
        for process, name, office, year, month, number in rows
    ]


def waits(session: Session, year: int) -> list[Waits]:
    """How long after the opening of their cases the things counted in `year` happened."""
    return [Waits(*row) for row in session.execute(_DAYS, _between(year, year))]


def first_year(session: Session, today: date) -> int:
    """The year in which counting began; this one where nothing was counted yet."""
    first = session.scalar(_FIRST)
    return min(first, today).year if first is not None else today.year


def newest(session: Session) -> dict[str, Definition]:
    """Key of each procedure → its newest version, without its bundle."""
    return {row.key: row for row in session.scalars(_NEWEST)}


def names_of_offices(session: Session) -> dict[str, str]:
    """Key → name of every institution."""
    rows: Sequence[tuple[str, str]] = [(key, name) for key, name in session.execute(_OFFICES)]
    return dict(rows)


def _between(first_year: int, last_year: int) -> dict[str, date]:
    return {"from_day": date(first_year, 1, 1), "until_day": date(last_year, 12, 31)}
