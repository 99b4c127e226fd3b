"""Anonymous figures: what happened in cases, counted while it happens, so that they outlive the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.act import Act
from app.cases.models import Case, Statistic
from app.flow.models import Definition
from app.people.models import User


@dataclass(frozen=True)
class Figure:
    """How often something (`name`) happened in a procedure (its key, and its name in words) during a year."""

    process: str
    procedure: str
    name: str
    number: int


def count(act: Act, case: Case, names: Sequence[str]) -> None:
    """Keeps one row for each of `names`, without a trace to the case."""
    if not names:
        return
    opener = act.session.get_one(User, case.opened_by_id)
    for name in names:
        act.session.add(
            Statistic(
                day=act.today,
                process=case.instance.definition.key,
                name=name,
                institution=opener.institution.key if opener.institution else None,
                days=(act.today - case.opened_at.date()).days,
            )
        )


def figures(session: Session, year: int) -> list[Figure]:
    """What was counted in `year`, by procedure and name."""
    statement = (
        select(Statistic.process, Statistic.name, func.count())
        .where(Statistic.day >= date(year, 1, 1), Statistic.day <= date(year, 12, 31))
        .group_by(Statistic.process, Statistic.name)
        .order_by(Statistic.process, Statistic.name)
    )
    rows = session.execute(select(Definition.key, Definition.name).order_by(Definition.version))
    names: dict[str, str] = {row.key: row.name for row in rows}
    return [
        Figure(process, names.get(process, process), name, number)
        for process, name, number in session.execute(statement)
    ]
