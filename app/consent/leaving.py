"""Institutions leave a case because consent has ended, and come back when an expired mandate is renewed."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.act import Act
from app.cases import passing_on, queries
from app.cases import service as cases
from app.cases.models import Case, Participant
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.outbox.models import Message, MessageStatus
from app.people import queries as people
from app.people.models import Institution, User


def send_away(act: Act, case: Case, leaving: Sequence[Participant], expired: bool = False) -> list[Institution]:
    """Ends the parts that are `leaving`; returns the institutions that are gone now, by name.

    Their open tasks lose their assignee, and messages to them that wait for delivery or printing are deleted. An
    institution that also holds another part in the case stays, with all its parts.
    """
    session = act.session
    others = [row for row in queries.participants(session, case.id) if row not in leaving]
    staying = {row.institution_id for row in others if row.institution_id}
    gone = [row for row in leaving if row.institution_id not in staying]
    cases.end_participation(act, gone, barred=not expired, expired=expired)
    session.flush()
    offices = {row.institution.id: row.institution for row in gone if row.institution}
    if offices:
        passing_on.take_away(session, case, offices)
        _drop_messages(session, case, offices)
    return people.by_name(offices.values())


def bring_back(act: Act, case: Case) -> list[Institution]:
    """Brings back everybody who left when the mandate expired, in the roles they had; returns their institutions."""
    session = act.session
    returning = queries.sent_away(session, case.id)
    let_return(returning)
    session.flush()
    open_items = select(WorkItem).where(WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN)
    for item in session.scalars(open_items) if returning else []:
        if item.role is not None:
            cases.bring_in(act, case, item.role, item.party)
        _give_back(item, returning)
    offices = {row.institution.id: row.institution for row in returning if row.institution}
    return people.by_name(offices.values())


def let_return(rows: Iterable[Participant]) -> None:
    """Makes these parts open again, as if they had never ended."""
    for row in rows:
        row.until, row.expired = None, False


def _give_back(item: WorkItem, returning: Sequence[Participant]) -> None:
    """Gives a task back to the person who had this part before, even if somebody else is its assignee meanwhile."""
    for row in returning:
        key = row.institution.key if row.institution else None
        if item.party == key if item.party is not None else item.role == row.role:
            person = row.user if row.user is not None and row.user.active else None
            item.assignee_id, item.stands_in_for_id = person.id if person else None, None


def _drop_messages(session: Session, case: Case, offices: dict[str, Institution]) -> None:
    """Deletes messages to these offices and their people that have not left."""
    # Mail is found by its address. A letter on paper has none, so it is found by the name on it.
    known = [(office.name, office.email) for office in offices.values()]
    staff = select(User).where(User.institution_id.in_(offices))
    known += [(user.name, user.email) for user in session.scalars(staff)]
    mail = and_(
        Message.status == MessageStatus.WAITING, Message.to_address.in_([address for _, address in known if address])
    )
    on_paper = and_(Message.status == MessageStatus.LETTER, Message.to_name.in_([name for name, _ in known]))
    theirs = select(Message).where(Message.case_number == case.number, or_(mail, on_paper))
    for message in session.scalars(theirs.with_for_update()):
        session.delete(message)
