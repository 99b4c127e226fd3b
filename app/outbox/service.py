"""Posting messages and delivering them, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app import addresses
from app.act import Act, Acts
from app.audit import service as audit
from app.audit.models import CHANGED, GENERAL_CHAIN
from app.db import Database
from app.errors import InvalidError
from app.outbox.channels import Channel, DeliveryError
from app.outbox.models import PATIENT, MailChoice, Message, MessageKind, MessageStatus, Rhythm
from app.people import queries as people
from app.people.models import User
from app.sweeping import NOW, Chore, Pauses, in_words, sweep

PAUSES = Pauses(first=timedelta(minutes=1), longest=timedelta(hours=6), give_up_after=15)
"""Mail servers ask to be tried again soon, and for about three days."""
RESERVATION = timedelta(minutes=5)


@dataclass(frozen=True)
class About:
    """What a message is about: its kind, the task, and the last day on which it tells anything new."""

    kind: MessageKind
    item_id: str | None = None
    latest: date | None = None


DUTY, NEWS = About(MessageKind.DUTY), About(MessageKind.NEWS)


def post(
    act: Act,
    *,
    to_name: str,
    to_address: str,
    subject: str,
    body: str,
    case_number: str | None = None,
    about: About = DUTY,
) -> Message:
    """Puts a message into the outbox; it goes out if, and only if, the transaction of `act` commits.

    Without an address it becomes a letter and waits to be printed. about: whether it may wait, see `app.digests`.
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
        status=MessageStatus.WAITING if to_address else MessageStatus.LETTER,
        kind=about.kind,
        item_id=about.item_id,
        latest=about.latest,
    )
    act.session.add(message)
    return message


def deliver_due(database: Database, channel: Channel, acts: Acts) -> int:
    """Sends what is waiting, one message after the other; returns how many went out.

    A refused message is tried again after growing pauses and given up after many, or at once where the refusal is
    permanent.
    """
    chore = Chore("messages", _reserve, _note_sent, outside=channel.send, set_aside=_set_aside)
    return sweep(database, acts, chore)


def given_up(session: Session, most: int | None = None) -> Sequence[Message]:
    """The messages that nobody will get unless somebody sends them again, the oldest first; `most` of them, or all."""
    statement = select(Message).where(Message.status == MessageStatus.FAILED).order_by(Message.posted_at)
    return session.scalars(statement.limit(most)).all()


def send_again(act: Act, message_id: str) -> bool:
    """Lets a message that was given up be tried anew; False where there is none with this id."""
    message = act.session.get(Message, message_id, with_for_update=True)
    if message is None or message.status != MessageStatus.FAILED:
        return False
    message.status, message.attempts, message.next_try_at = MessageStatus.WAITING, 0, act.now
    return True


class StrangeAddressError(InvalidError):
    """An diese Adresse geht nichts: Sie gehört keiner Person und keiner Stelle in Nahtstelle."""


def send_to(act: Act, message_id: str, typed: str) -> bool:
    """Like send_again, to another address: that of a person or an office of this house, so that nothing leaves it.

    Raises AddressError, StrangeAddressError.
    """
    address = addresses.read(typed)
    if not people.is_known_address(act.session, address):
        raise StrangeAddressError
    message = act.session.get(Message, message_id, with_for_update=True)
    if message is None or not send_again(act, message_id):
        return False
    message.to_address = address
    act.record(GENERAL_CHAIN, CHANGED, "Adresse einer aufgegebenen Nachricht")
    return True


def drop(act: Act, message_id: str) -> bool:
    """Deletes a message that was given up; False where there is none with this id."""
    message = act.session.get(Message, message_id, with_for_update=True)
    if message is None or message.status != MessageStatus.FAILED:
        return False
    act.session.delete(message)
    act.record(GENERAL_CHAIN, CHANGED, "Aufgegebene Nachricht verworfen")
    return True


def next_delivery(session: Session, _now: datetime) -> datetime | None:
    """When the next message is to be sent."""
    return session.scalar(_next_waiting())


@cache
def _next_waiting() -> Select[datetime | None]:
    return select(func.min(Message.next_try_at)).where(Message.status == MessageStatus.WAITING, ~waits_for_digest())


def _reserve(act: Act) -> tuple[str, Message] | None:
    """The next message, reserved for this process. The reservation runs out, should the process die meanwhile."""
    message = act.session.scalars(_first_waiting(), {NOW.key: act.now}).one_or_none()
    if message is None:
        return None
    message.attempts += 1
    message.next_try_at = act.now + RESERVATION
    return message.id, message


@cache
def _first_waiting() -> Select[Message]:
    due = select(Message).where(Message.status == MessageStatus.WAITING, Message.next_try_at <= NOW)
    due = due.where(~waits_for_digest())
    return due.order_by(Message.next_try_at, Message.posted_at).limit(1).with_for_update(skip_locked=True)


@cache
def waits_for_digest() -> ColumnElement[bool]:
    """Condition on Message: it may wait, and whoever it is for wants digests, or no news by mail."""
    own = select(MailChoice.user_id).join(User, User.id == MailChoice.user_id).where(User.email == Message.to_address)
    wanted = or_(MailChoice.rhythm != Rhythm.EACH, and_(Message.kind == MessageKind.NEWS, ~MailChoice.news))
    return and_(Message.kind.in_(PATIENT), own.where(wanted).exists())


def _note_sent(act: Act, message: Message) -> None:
    # Locked: a withdrawal that drops the message at this moment waits, or has dropped it already.
    row = act.session.get(Message, message.id, with_for_update=True)
    if row is not None:
        row.status, row.sent_at, row.trouble = MessageStatus.SENT, act.now, None
    # A message that was dropped while it was leaving has left: it stands in the log all the same.
    if message.case_number is not None:
        what = f"Nachricht «{message.subject}»"
        audit.record_disclosure(
            act.session, message.case_number, act.actor, what, message.to_name, message.to_address, act.now
        )


def _set_aside(act: Act, message_id: str, error: Exception) -> None:
    row = act.session.get(Message, message_id, with_for_update=True)
    if row is None:
        return
    given_up = row.attempts >= PAUSES.give_up_after or (isinstance(error, DeliveryError) and error.permanent)
    row.trouble = in_words(error)
    row.status = MessageStatus.WAITING
    if given_up:
        # A message of a case has to reach somebody: it becomes a letter for those who print and send letters.
        row.status = MessageStatus.LETTER if row.case_number else MessageStatus.FAILED
    row.next_try_at = act.now + PAUSES.after(row.attempts)
