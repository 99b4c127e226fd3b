"""Reading what a demonstration shows."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox.models import Message

MESSAGES_SHOWN = 200


def latest_messages(session: Session) -> Sequence[Message]:
    """The messages that would have gone out by mail, newest first."""
    return session.scalars(select(Message).order_by(Message.posted_at.desc()).limit(MESSAGES_SHOWN)).all()
