"""Reads what was counted. The number of statements does not grow with what there is to read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, bindparam, extract, func, select
from sqlalchemy.orm import Session

from app.cases.models import Statistic
from app.flow.models import Definition

_IN_TIME = Statistic.day >= bindparam("from_day"), Statistic.day <= bindparam("until_day")
_QUARTER = (extract("month", Statistic.day).cast(Integer) - 1) // 3
_YEAR = extract("year", Statistic.day).cast(Integer)
_COUNTS = (
    select(Statistic.process, Statistic.name, Statistic.institution, _YEAR, _QUARTER, func.count())
    .where(*_IN_TIME)
    .group_by(Statistic.process, Statistic.name, Statistic.institution, _YEAR, _QUARTER)
)
_OF_ONE = Statistic.process == bindparam("of_process"), Statistic.name == bindparam("of_name")
_DAYS = (
    select(Statistic.process, Statistic.name, Statistic.days, func.count())
    .where(*_IN_TIME)
    .group_by(Statistic.process, Statistic.name, Statistic.days)
)
_FIRST = select(func.min(Statistic.day))
_NEWEST = select(Definition).order_by(Definition.key, Definition.version)


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
    days: int
    number: int


def counts(session: Session, first_year: int, last_year: int) -> list[Count]:
    """What was counted from the first day of `first_year` to the last of `last_year`."""
    return [Count(*row) for row in session.execute(_COUNTS, _between(first_year, last_year))]


def counts_of(session: Session, process: str, name: str, first_year: int, last_year: int) -> list[Count]:
    """How often one figure of one procedure was counted in these years."""
    given = {**_between(first_year, last_year), "of_process": process, "of_name": name}
    return [Count(*row) for row in session.execute(_COUNTS.where(*_OF_ONE), given)]


def waits(session: Session, year: int, office: str) -> list[Waits]:
    """How long after the opening of their cases the things counted in `year` happened.

    office: key of the institution whose cases count; empty for all.
    """
    rows = _DAYS.where(Statistic.institution == bindparam("of_office")) if office else _DAYS
    given = {**_between(year, year), **({"of_office": office} if office else {})}
    return [Waits(*row) for row in session.execute(rows, given)]


def first_year(session: Session, today: date) -> int:
    """The year in which counting began; this one where nothing was counted yet."""
    first = session.scalar(_FIRST)
    return min(first, today).year if first is not None else today.year


def newest(session: Session) -> dict[str, Definition]:
    """Key of each procedure → its newest version, without its bundle."""
    return {row.key: row for row in session.scalars(_NEWEST)}


def _between(first_year: int, last_year: int) -> dict[str, date]:
    return {"from_day": date(first_year, 1, 1), "until_day": date(last_year, 12, 31)}
