"""Erasing cases whose time is over: one transaction for each, by any number of processes at once."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, delete, or_, select
from sqlalchemy.orm import Session

from app.act import Acts
from app.audit import service as audit
from app.audit.models import ERASED
from app.cases import roles
from app.cases.models import Case, Participant
from app.db import Database
from app.flow.models import Instance, WorkItem
from app.flow.sweeps import Chosen, sweep
from app.people.models import User
from app.people.roles import is_client
from app.retention.coverage import BELONGS, OF_ACCOUNT, PAGES, Column, of_case
from app.retention.models import ErasedCase
from app.retention.queries import ENDED, is_held, standing

logger = logging.getLogger(__name__)


def erase_due(database: Database, acts: Acts, limit: int = 1000) -> int:
    """Erases the ended cases whose day has come and that nothing holds; returns how many were touched.

    A case that cannot be erased stays whole and is tried again the next day.
    """

    def choose(session: Session) -> Chosen:
        now = acts(session).now
        case = session.scalars(_first_due(now.date())).one_or_none()
        if case is None:
            return None
        return lambda: _erase_unless_held(session, case, now), partial(_set_aside, case.id)

    return sweep(database, acts, choose, limit)


def erase(session: Session, case: Case, now: datetime) -> None:
    """Removes everything about an ended case, and the login of its client if that was their last.

    Left are figures without names, the log of accesses, and that there was a case with this number.
    """
    instance, ended = case.instance, case.instance.ended_at
    if instance.status not in ENDED or ended is None:
        raise ValueError("only a case that has ended is erased")
    left = ErasedCase(number=case.number, process=instance.definition.key, closed_on=ended.date(), erased_on=now.date())
    accounts = _accounts_to_close(session, case)
    tasks = session.scalars(select(WorkItem.id).where(WorkItem.instance_id == instance.id))
    pages = [f"/aufgaben/{task}" for task in tasks]
    for column in PAGES:
        _remove(session, column, column.in_(pages))
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


def _first_due(today: date) -> Select[Case]:
    due = (
        select(Case)
        .join(Instance, Instance.id == Case.instance_id)
        .where(
            Case.erase_on <= today,
            or_(Case.erase_again_on.is_(None), Case.erase_again_on <= today),
            Instance.status.in_(ENDED),
            ~is_held(),
        )
        .order_by(Case.erase_on, Case.number)
    )
    return due.limit(1).with_for_update(of=Case, skip_locked=True)


def _erase_unless_held(session: Session, case: Case, now: datetime) -> None:
    # Asked again now that the row is locked: a hold may have been set since the case was chosen.
    if not standing(session, case):
        erase(session, case, now)


def _set_aside(case_id: str, session: Session, error: Exception, now: datetime) -> None:
    logger.error("erasing a case failed: %s", type(error).__name__)
    case = session.get(Case, case_id, with_for_update={"of": Case})
    if case is not None:
        case.erase_again_on = now.date() + timedelta(days=1)


def _accounts_to_close(session: Session, case: Case) -> Sequence[str]:
    """The ids of clients who take part in no other case, and never did."""
    elsewhere = select(Participant.user_id).where(Participant.case_id != case.id, Participant.user_id.is_not(None))
    statement = (
        select(User)
        .join(Participant, Participant.user_id == User.id)
        .where(Participant.case_id == case.id, Participant.role == roles.CLIENT, User.id.not_in(elsewhere))
    )
    return [user.id for user in session.scalars(statement).unique() if is_client(user)]


def _remove(session: Session, column: Column, condition: ColumnElement[bool]) -> None:
    session.execute(delete(column.class_).where(condition).execution_options(synchronize_session=False))
