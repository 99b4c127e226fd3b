"""Erasing cases whose time is over: one transaction for each, by any number of processes at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from app.act import Act, Acts
from app.audit import service as audit
from app.audit.models import ERASED
from app.cases import roles
from app.cases.models import Case, Participant
from app.clock import at_local
from app.db import Database
from app.flow.kinds import FINISHED
from app.flow.models import Instance, WorkItem
from app.people.models import User
from app.people.roles import is_client
from app.retention.coverage import BELONGS, OF_ACCOUNT, PAGES, Column, of_case
from app.retention.models import ErasedCase
from app.retention.queries import ERASURE, is_held, standing
from app.sweeping import NOW, Chore, Pauses, earliest, next_try, resting, sweep

DAY = timedelta(days=1)
PAUSES = Pauses(first=DAY, longest=DAY)
"""Cases are due by the day; the day after is early enough, and later than that would break the promise."""


def erase_due(database: Database, acts: Acts) -> int:
    """Erases the ended cases whose day has come and that nothing holds; returns how many.

    A case that cannot be erased stays whole.
    """

    def finish(act: Act, case: Case) -> None:
        erase(act.session, case, act.now)

    return sweep(database, acts, Chore(ERASURE, _claim, finish, pauses=PAUSES))


def next_erasure(session: Session, now: datetime) -> datetime | None:
    """When the next case is to be erased, as far as nothing holds it, or one where that failed is tried again."""
    day, again = session.execute(_next_days(), {NOW.key: now}).one()
    return earliest(at_local(day) if day else None, again)


def erase(session: Session, case: Case, now: datetime) -> None:
    """Removes everything about an ended case, and the login of its client if that was their last.

    Left are figures without names, the log of accesses, and that there was a case with this number.
    """
    instance, ended = case.instance, case.instance.ended_at
    if instance.status not in FINISHED or ended is None:
        raise ValueError("only a case that has ended is erased")
    left = ErasedCase(
        number=case.number,
        process=instance.definition.key,
        closed_on=case.closed_on or ended.date(),
        erased_on=now.date(),
    )
    accounts = _accounts_to_close(session, case)
    tasks = session.scalars(select(WorkItem.id).where(WorkItem.instance_id == instance.id))
    pages = [f"/aufgaben/{task}" for task in tasks]
    for column in PAGES:
        _remove(session, column, or_(column.in_(pages), column.startswith(f"/faelle/{case.number}/")))
    for column, target in BELONGS:
        _remove(session, column, of_case(column, target, case))
    _remove(session, Case.id, Case.id == case.id)
    _remove(session, Instance.id, Instance.id == instance.id)
    for column in OF_ACCOUNT:
        _remove(session, column, column.in_(accounts))
    _remove(session, User.id, User.id.in_(accounts))
    session.expunge_all()
    session.add(left)
    audit.record(session, left.number, audit.AUTOMATIC, ERASED, "Fall, nach Ablauf der Aufbewahrungsfrist", now)


def _claim(act: Act) -> tuple[str, Case | None] | None:
    case = act.session.scalars(_first_due(), {NOW.key: act.now, "today": act.today}).one_or_none()
    if case is None:
        return None
    # Asked again now that the row is locked: a hold may have been set since the case was chosen.
    return case.number, None if standing(act.session, case) else case


@cache
def _next_days() -> Select[date, datetime]:
    first = select(func.min(Case.erase_on)).join(Case.instance).where(*_free())
    return select(first.scalar_subquery(), next_try(ERASURE))


@cache
def _first_due() -> Select[Case]:
    due = select(Case).join(Case.instance).where(Case.erase_on <= bindparam("today"), *_free())
    return due.order_by(Case.erase_on, Case.number).limit(1).with_for_update(of=Case, skip_locked=True)


def _free() -> tuple[ColumnElement[bool], ...]:
    return Instance.status.in_(FINISHED), ~is_held(), ~resting(ERASURE, Case.number)


def _accounts_to_close(session: Session, case: Case) -> Sequence[str]:
    """The ids of clients who take part in no other case, and never did, and of all who acted by links in this one."""
    elsewhere = select(Participant.user_id).where(Participant.case_id != case.id, Participant.user_id.is_not(None))
    statement = (
        select(User)
        .join(Participant, Participant.user_id == User.id)
        .where(Participant.case_id == case.id, Participant.role == roles.CLIENT, User.id.not_in(elsewhere))
    )
    guests = select(User.id).join(Participant, Participant.id == User.guest_of).where(Participant.case_id == case.id)
    clients = [user.id for user in session.scalars(statement).unique() if is_client(user)]
    return [*clients, *session.scalars(guests)]


def _remove(session: Session, column: Column, condition: ColumnElement[bool]) -> None:
    session.execute(delete(column.class_).where(condition).execution_options(synchronize_session=False))
