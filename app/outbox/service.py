"""Posting messages and delivering them, each in a transaction of its own."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit import service as audit
from app.clock import Clock
from app.db import Database
from app.outbox.channels import Channel, DeliveryError
from app.outbox.models import FAILED, LETTER, SENT, WAITING, Message

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP_AFTER = 15
RESERVATION = timedelta(minutes=5)


def post(
    act: Act,
    *,
    to_name: str,
    to_address: str,
    subject: str,
    body: str,
    case_number: str | None = None,
) -> Message:
    """Puts a message into the outbox; it goes out if, and only if, the transaction of `act` commits.

    Without an address it becomes a letter and waits to be printed.
    """
    one_line = " ".join(subject.split())
    message = Message(
        case_number=case_number,
        to_name=to_name,
        to_address=to_address,
        subject=one_line,
        body=body,
        posted_at=act.now,
        next_try_at=act.now,
        status=WAITING if to_address else LETTER,
    )
    act.session.add(message)
    return message


def deliver_due(database: Database, channel: Channel, clock: Clock, limit: int = 500) -> int:
    """Sends what is waiting, one message per transaction; returns how many went out.

    Any number of processes may do this at once. One refused message never stops the others; it is tried again after
    growing pauses and given up after many, or at once where the refusal is permanent.
    """
    sent = 0
    for _ in range(limit):
        message = _claim(database, clock)
        if message is None:
            break
        sent += _deliver(database, channel, message, clock)
    return sent


def _claim(database: Database, clock: Clock) -> Message | None:
    """Reserves the next message for this process. The reservation runs out, should the process die meanwhile.

    No transaction is open while a mail server is talked to: on SQLite it would keep everybody from working.
    """
    with database.transaction() as session:
        now = clock.now()
        due = select(Message).where(Message.status == WAITING, Message.next_try_at <= now)
        first = due.order_by(Message.next_try_at, Message.posted_at).limit(1).with_for_update(skip_locked=True)
        message = session.scalars(first).one_or_none()
        if message is not None:
            message.attempts += 1
            message.next_try_at = now + RESERVATION
        return message


def _deliver(database: Database, channel: Channel, message: Message, clock: Clock) -> int:
    failure: DeliveryError | None = None
    try:
        channel.send(message)
    except DeliveryError as error:
        failure = error
    with database.transaction() as session:
        row = session.get(Message, message.id)
        if row is None:  # dropped while it was leaving; what has left stands in the log all the same
            if failure is None:
                _note_disclosure(session, message, clock.now())
            return int(failure is None)
        if failure is None:
            row.status, row.sent_at, row.trouble = SENT, clock.now(), None
            _note_disclosure(session, row, clock.now())
            return 1
        row.trouble = failure.message
        row.status = FAILED if failure.permanent or row.attempts >= GIVE_UP_AFTER else WAITING
        row.next_try_at = clock.now() + min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
        return 0


def _note_disclosure(session: Session, row: Message, now: datetime) -> None:
    if row.case_number is not None:
        what = f"Nachricht «{row.subject}»"
        audit.record_disclosure(session, row.case_number, audit.AUTOMATIC, what, row.to_name, row.to_address, now)
