"""Reading for the pages of a demonstration."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox.models import Message

MESSAGES_SHOWN = 200


def latest_messages(session: Session) -> Sequence[Message]:
    """The latest messages, newest first; in production they would be mails."""
    return session.scalars(select(Message).order_by(Message.posted_at.desc()).limit(MESSAGES_SHOWN)).all()
