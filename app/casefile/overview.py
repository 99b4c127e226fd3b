"""What the list of cases says of each: who leads it, what is to be done next and by when, whether that is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, lazyload

from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.cases.roles import Right, have_right
from app.clock import ZONE
from app.consent import sharing
from app.flow.definitions import startable
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.people.models import User


@dataclass(frozen=True)
class Line:
    """One case. client: as the reader may know it. lead: the person who leads it, or their institution; empty where
    there is none. step, due: its most urgent open task; both empty for a reader who does not follow the case. waits:
    until when a case without any task waits for a date, as far as its reader follows it.
    """

    case: Case
    client: str
    lead: str
    step: str
    due: date | None
    late: bool
    waits: date | None


def startable_names(session: Session) -> list[tuple[str, str]]:
    """Key and name of each procedure that people open or have opened, by name."""
    return [(row.key, row.name) for row in startable(session, also_withdrawn=True)]


def lines(session: Session, cases: Sequence[Case], user: User, now: datetime) -> list[Line]:
    """A line for each of `cases`, which `user` takes part in; four statements, however many they are."""
    clients = sharing.client_names(session, cases, user, now)
    ids = [case.id for case in cases]
    asked = queries.asked_by(user, now.date())
    parts = select(Participant).where(
        Participant.case_id.in_(ids),
        Participant.until.is_(None),
        or_(Participant.role == roles.CASE_LEAD, queries.takes_part()),
    )
    leads, held = dict[str, str](), dict[str, set[str]]()
    for row in session.scalars(parts.options(lazyload(Participant.user, User.institution)), asked):
        if row.role == roles.CASE_LEAD:
            leads[row.case_id] = row.user.name if row.user else row.institution.name if row.institution else ""
        if row.user_id == user.id or (row.institution_id and row.institution_id == user.institution_id):
            held.setdefault(row.case_id, set()).add(row.role)
    open_tasks = select(WorkItem).where(
        WorkItem.instance_id.in_([case.instance_id for case in cases]),
        WorkItem.status == ItemStatus.OPEN,
        WorkItem.kind == ItemKind.TASK,
    )
    of_instance = dict[str, list[WorkItem]]()
    for item in session.scalars(open_tasks):
        of_instance.setdefault(item.instance_id, []).append(item)
    found = []
    for case in cases:
        follows = have_right(held.get(case.id, ()), Right.FOLLOWS)
        tasks = queries.most_urgent_first(of_instance.get(case.instance_id, [])) if follows else []
        due = tasks[0].due if tasks else None
        timer = case.instance.next_timer if follows and not tasks and not case.is_closed else None
        found.append(
            Line(
                case,
                clients[case.id],
                leads.get(case.id, "") if follows else "",
                tasks[0].title if tasks else "",
                due,
                due is not None and due < now.date() and not case.is_closed,
                timer.astimezone(ZONE).date() if timer is not None else None,
            )
        )
    return found
