"""Reading tasks as one person may see them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.models import Case
from app.consent import sharing
from app.errors import ForbiddenError, NotFoundError
from app.flow.errors import TaskGoneError
from app.flow.models import OPEN, REPORT, TASK, Instance, WorkItem
from app.people.models import User


class NotYourTaskError(ForbiddenError):
    """Diese Aufgabe gehört einer anderen Stelle. Auf der Fallseite sehen Sie, wer daran ist."""


@dataclass(frozen=True)
class Entry:
    """A task in the inbox, with its case and how urgent it is: `late`, `today`, `soon` (7 days) or `later`.

    client: the client's name, as the reader may know it. holder: who does it; absent: for whom, where they are away.
    """

    item: WorkItem
    case: Case
    client: str
    urgency: str
    holder: User | None
    absent: User | None


def inbox(session: Session, user: User, now: datetime) -> list[Entry]:
    """The open tasks `user` may do, the most urgent first."""
    statement = cases.work_items(user, now.date()).where(WorkItem.status == OPEN, WorkItem.kind == TASK)
    statement = statement.order_by(WorkItem.due.is_(None), WorkItem.due, WorkItem.opened_at, WorkItem.id)
    rows = session.execute(statement).all()
    ids = {id for item, _ in rows for id in (item.assignee_id, item.stands_in_for_id) if id}
    names = {row.id: row for row in session.scalars(select(User).where(User.id.in_(ids)))}
    clients = sharing.client_names(session, {case.id: case for _, case in rows}.values(), user, now)
    return [
        Entry(
            item,
            case,
            clients[case.id],
            urgency(item.due, now.date()),
            names.get(item.assignee_id or ""),
            names.get(item.stands_in_for_id or ""),
        )
        for item, case in rows
    ]


def urgency(due: date | None, today: date) -> str:
    """How urgent a due date is."""
    if due is None:
        return "later"
    days = (due - today).days
    return "late" if days < 0 else "today" if days == 0 else "soon" if days <= 7 else "later"


def locked_task_for(session: Session, user: User, item_id: str, today: date) -> tuple[WorkItem, Case]:
    """Like open_task_for, with the case locked against other steps first: who is sent away meanwhile is refused."""
    instance_id = session.scalar(select(WorkItem.instance_id).where(WorkItem.id == item_id))
    session.execute(select(Instance.id).where(Instance.id == instance_id).with_for_update())
    return open_task_for(session, user, item_id, today)


def open_task_for(session: Session, user: User, item_id: str, today: date) -> tuple[WorkItem, Case]:
    """The open task, or report, `item_id` and its case.

    Raises NotFoundError, ConsentEndedError or MandateExpiredError where `user` takes no part in the case,
    NotYourTaskError where somebody else is to do it, TaskGoneError where it is no longer open.
    """
    item = session.get(WorkItem, item_id)
    if item is None:
        raise NotFoundError
    case = cases.case_of_instance(session, item.instance_id)
    cases.case_for(session, user, case.number, today)
    if session.execute(cases.work_items(user, today).where(WorkItem.id == item_id)).first() is None:
        raise NotYourTaskError().keeping_from(case.number)
    if item.status != OPEN:
        raise TaskGoneError
    return item, case


def in_words(item: WorkItem) -> str:
    """A task or report as the log names it."""
    return f"{'Meldung' if item.kind == REPORT else 'Aufgabe'} «{item.title}»"


def next_task(session: Session, user: User, case: Case, now: datetime) -> WorkItem | None:
    """The next open task of `user` in this case that is theirs alone, if there is one."""
    for entry in inbox(session, user, now):
        if entry.case.id == case.id and entry.item.assignee_id == user.id:
            return entry.item
    return None
