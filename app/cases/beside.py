"""Lists beside one's own tasks: what others are to do in cases one leads, and what one has done."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.cases.models import Case, Participant
from app.cases.queries import ME, PAGE, asked_by, is_in_time, may_do, takes_part_today
from app.cases.roles import CASE_LEAD
from app.cases.wanted import LAST
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.people.models import Institution, User

Rows = Sequence[Row[WorkItem, Case]]
_SKIP = bindparam("skip", type_=Integer)


def waited_for(session: Session, user: User, today: date, page: int) -> tuple[Rows, bool]:
    """One page of the open tasks of others in the cases that `user` leads in person, and whether more follow.

    The most urgent come first, those without due date last.
    """
    return _page(session, _waited_for(), user, today, page)


def done_by(session: Session, user: User, today: date, page: int) -> tuple[Rows, bool]:
    """One page of what `user` handed in, in cases that they still take part in, the newest first; and whether more
    follow."""
    return _page(session, _done_by(), user, today, page)


def _page(session: Session, statement: Select[WorkItem, Case], user: User, today: date, page: int) -> tuple[Rows, bool]:
    found = session.execute(statement, {**asked_by(user, today), _SKIP.key: PAGE * (page - 1)}).all()
    return found[:PAGE], len(found) > PAGE


def _items() -> Select[WorkItem, Case]:
    return select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id).where(takes_part_today())


@cache
def _waited_for() -> Select[WorkItem, Case]:
    lead = aliased(Participant)
    leads = select(lead.case_id).where(lead.user_id == ME, lead.role == CASE_LEAD, lead.until.is_(None))
    part = select(Participant.id).outerjoin(Institution, Institution.id == Participant.institution_id)
    mine: Any = part.where(Participant.case_id == Case.id, is_in_time(), may_do()).exists()
    due = func.coalesce(WorkItem.due, literal(LAST))
    statement = _items().where(Case.id.in_(leads), ~mine)
    statement = statement.where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind != ItemKind.REPORT)
    return statement.order_by(due, WorkItem.opened_at, WorkItem.id).limit(PAGE + 1).offset(_SKIP)


@cache
def _done_by() -> Select[WorkItem, Case]:
    statement = _items().where(WorkItem.closed_by_id == ME, WorkItem.closed_at.is_not(None))
    return statement.order_by(WorkItem.closed_at.desc(), WorkItem.id).limit(PAGE + 1).offset(_SKIP)
