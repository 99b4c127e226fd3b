"""Reading one's own messages in the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.heartbeat import last_beat
from app.outbox.models import MailChoice, Message, MessageKind, Rhythm
from app.people.models import User

SHOWN, MOST_UNREAD = 100, 100


@dataclass(frozen=True)
class Mine:
    """The latest messages of one person, how they want to be written to, and since when the newer ones are unread."""

    messages: Sequence[Message]
    choice: MailChoice


def mine(session: Session, user: User) -> Mine:
    """The messages to the address of `user`, the latest first; digests, which repeat them, are left out."""
    rows = select(Message).where(Message.to_address == user.email, Message.kind != MessageKind.DIGEST)
    found = session.scalars(rows.order_by(Message.posted_at.desc()).limit(SHOWN)).all()
    choice = session.get(MailChoice, user.id) or MailChoice(user_id=user.id, rhythm=Rhythm.EACH, news=True)
    return Mine(found, choice)


def bell(session: Session, user: User) -> tuple[int, datetime | None]:
    """How many messages came since `user` last looked, MOST_UNREAD at most; and the worker's last sign of life.

    One statement for both, since every page asks it.
    """
    row = session.execute(_bell(), {"address": user.email, "user": user.id}).one()
    return row[0], row[1]


@cache
def _bell() -> Select[int, datetime | None]:
    seen = select(MailChoice.seen_at).where(MailChoice.user_id == bindparam("user")).scalar_subquery()
    newer = select(Message.id).where(
        Message.to_address == bindparam("address"),
        Message.kind != MessageKind.DIGEST,
        or_(seen.is_(None), Message.posted_at > seen),
    )
    unread = select(func.count()).select_from(newer.limit(MOST_UNREAD).subquery()).scalar_subquery()
    return select(unread, last_beat())
