"""Open tasks go along when somebody else becomes the one who holds a role, and stay behind when an office leaves."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.act import Act
from app.cases.models import Case, Participant
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.people import absences
from app.people.models import User


def pass_on(act: Act, case: Case, row: Participant, before: str | None) -> None:
    """Gives the open tasks of a role that others hold to whoever holds the role now, or to their deputy.

    Others are people of the office that held it until now, who may no longer do them, and `before`, the person of the
    same office. Where the role names nobody in person, the tasks are the office's. Those that name an institution stay.
    """
    held = select(WorkItem).join(User, User.id == WorkItem.assignee_id)
    held = held.where(
        WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN, WorkItem.kind == ItemKind.TASK,
        WorkItem.role == row.role, WorkItem.party.is_(None),
        or_(User.institution_id.is_distinct_from(row.institution_id), User.id == before),
    )  # fmt: skip
    items = act.session.scalars(held).all()
    deputy = absences.stand_in(act.session, row.user_id, act.today, row.deputy_id) if items and row.user_id else None
    for item in items:
        item.assignee_id, item.stands_in_for_id = (deputy, row.user_id) if deputy else (row.user_id, None)


def take_away(session: Session, case: Case, offices: Collection[str]) -> None:
    """Takes the open tasks of a case from the people of these institutions (ids); nobody in person has them then."""
    staff = select(User.id).where(User.institution_id.in_(offices))
    is_open = WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN
    for item in session.scalars(select(WorkItem).where(*is_open, WorkItem.assignee_id.in_(staff))):
        item.assignee_id = item.stands_in_for_id = None
