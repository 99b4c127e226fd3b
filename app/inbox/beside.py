"""What the two lists beside one's own tasks say of each: for whom, who has it, since or until when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.cases import beside, roles
from app.clock import ZONE
from app.consent import sharing
from app.flow.models import WorkItem
from app.people import queries as people
from app.people.models import User

DONE, WAITING = "erledigt", "andere"
"""The words of the two lists in addresses."""


@dataclass(frozen=True)
class Line:
    """One task. client: as the reader may know them. who: the person or office that has it, or else the role. day: its
    due date, or the day on which it was done; late: overdue."""

    item: WorkItem
    number: str
    client: str
    who: str
    day: date | None
    late: bool


def lines(session: Session, user: User, now: datetime, whose: str, page: int) -> tuple[list[Line], bool]:
    """One page of the list `whose`, and whether more follow; four statements, however long it is."""
    read = beside.done_by if whose == DONE else beside.waited_for
    rows, more = read(session, user, now.date(), page)
    clients = sharing.client_names(session, {case.id: case for _, case in rows}.values(), user, now)
    persons = people.users_by_id(session, {item.assignee_id for item, _ in rows})
    offices = people.institutions_by_key(session, {item.party for item, _ in rows})
    found = []
    for item, case in rows:
        holder, office = persons.get(item.assignee_id or ""), offices.get(item.party or "")
        who = roles.NAMES.get(item.role or "", "")
        who = office.name if office is not None else who
        if holder is not None and holder.institution_id is not None:  # the client's name is not for everybody
            who = f"{holder.name}, {holder.institution.name}" if holder.institution is not None else holder.name
        if whose == DONE:
            day = item.closed_at.astimezone(ZONE).date() if item.closed_at is not None else None
            found.append(Line(item, case.number, clients[case.id], "", day, late=False))
        else:
            late = item.due is not None and item.due < now.date()
            found.append(Line(item, case.number, clients[case.id], who, item.due, late))
    return found, more
