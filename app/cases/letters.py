"""Posting messages of a case: the frame around each, and the silence where no message may leave any more."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.cases.recipients import Recipient, letter
from app.outbox.models import WAITING, Message
from app.outbox.service import post


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
    session.execute(delete(Message).where(Message.case_number == case.number, Message.status == WAITING))
