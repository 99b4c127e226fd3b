"""Messages of a case: the frame around each, letters to print, and the silence where nothing may leave any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.cases.recipients import Recipient, letter
from app.outbox.models import LETTER, SENT, WAITING, Message
from app.outbox.service import post
from app.people.models import User

SENDERS = (roles.COORDINATION_OFFICE, roles.CASE_LEAD, roles.REFERRER)
"""The roles that print and send letters."""


def post_to(session: Session, case: Case, to: Recipient, subject: str, body: str, link: str, now: datetime) -> None:
    """Posts one message about `case`; a silent case posts none."""
    if case.silent:
        return
    post(
        session,
        to_name=to.name,
        to_address=to.address,
        now=now,
        case_number=case.number,
        subject=subject,
        body=letter(to, body, link, case.number),
    )


def silence(session: Session, case: Case) -> None:
    """From now on no message leaves for this case; those that have not left yet are dropped."""
    case.silent = True
    session.flush()
    session.execute(delete(Message).where(Message.case_number == case.number, Message.status.in_((WAITING, LETTER))))


def to_print(session: Session, case: Case, user: User) -> Sequence[Message]:
    """The letters of `case` that have not been sent yet, for whoever may send them."""
    rows = queries.participants(session, case.id)
    if not any(row.role in SENDERS and _is(row, user) for row in rows):
        return []
    statement = select(Message).where(Message.case_number == case.number, Message.status == LETTER)
    return session.scalars(statement.order_by(Message.posted_at)).all()


def mark_sent(message: Message, now: datetime) -> None:
    """Notes that a letter was printed and sent."""
    message.status, message.sent_at = SENT, now


def _is(row: Participant, user: User) -> bool:
    return row.user_id == user.id or (row.institution_id is not None and row.institution_id == user.institution_id)
