"""Anonymous figures: what happened in cases, counted while it happens, so that they outlive the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, undefer

from app.act import Act
from app.cases.models import Case, Statistic
from app.flow.bundle import Bundle
from app.flow.figure_words import named, words_of
from app.flow.models import Definition
from app.people.models import User

TAKEN_BACK = "-"
"""Before a name in the property `statistic`: something that was counted did not happen after all."""


@dataclass(frozen=True)
class Figure:
    """How often something (`name`) happened in a procedure (its key) during a year; label, procedure: both in words."""

    process: str
    procedure: str
    name: str
    number: int
    label: str


def count(act: Act, case: Case, names: Sequence[str]) -> None:
    """Keeps one row for each of `names`, without a trace to the case; a name after a minus takes one such row back.

    The row taken back is the latest that this case can have written: it may turn out later that something did not
    happen, for example when a job that was found falls through.
    """
    if not names:
        return
    opener = act.session.get_one(User, case.opened_by_id)
    institution = opener.institution.key if opener.institution else None
    opened = case.opened_at.date()
    for name in names:
        if name.startswith(TAKEN_BACK):
            _take_back(act, case.instance.definition.key, name.removeprefix(TAKEN_BACK), institution, opened)
            continue
        act.session.add(
            Statistic(
                day=act.today,
                process=case.instance.definition.key,
                name=name,
                institution=institution,
                days=(act.today - opened).days,
            )
        )


def _take_back(act: Act, process: str, name: str, institution: str | None, opened: date) -> None:
    """Deletes the latest row whose day and number of days fit a case that was opened on `opened`."""
    statement = (
        select(Statistic)
        .where(Statistic.process == process, Statistic.name == name, Statistic.institution == institution)
        .order_by(Statistic.day.desc(), Statistic.id.desc())
    )
    for row in act.session.scalars(statement):
        if row.day - timedelta(days=row.days) == opened:
            act.session.delete(row)
            act.session.flush()
            return


def figures(session: Session, year: int) -> list[Figure]:
    """What was counted in `year`, by procedure and name."""
    statement = (
        select(Statistic.process, Statistic.name, func.count())
        .where(Statistic.day >= date(year, 1, 1), Statistic.day <= date(year, 12, 31))
        .group_by(Statistic.process, Statistic.name)
        .order_by(Statistic.process, Statistic.name)
    )
    newest = _newest(session)
    words = {key: words_of(Bundle.unpacked(row.bundle)) for key, row in newest.items()}
    of_others = {name: said for each in words.values() for name, said in each.items()}
    return [
        Figure(
            process,
            newest[process].name if process in newest else process,
            name,
            number,
            named(name, of_others | words.get(process, {})),
        )
        for process, name, number in session.execute(statement)
    ]


def _newest(session: Session) -> dict[str, Definition]:
    """The newest version of each process. What a called process counts is counted for the one that calls it."""
    last = select(Definition.key, func.max(Definition.version)).group_by(Definition.key)
    rows = session.scalars(
        select(Definition)
        .where(tuple_(Definition.key, Definition.version).in_(last))
        .options(undefer(Definition.bundle))
    )
    return {row.key: row for row in rows}
