"""Reading for the pages of a demonstration."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.flow.kinds import LIVE, ItemStatus
from app.flow.models import Instance, WorkItem
from app.outbox.models import Message

MESSAGES_SHOWN = 200


def latest_messages(session: Session) -> Sequence[Message]:
    """The latest messages, newest first; in production they would be mails."""
    return session.scalars(select(Message).order_by(Message.posted_at.desc()).limit(MESSAGES_SHOWN)).all()


def next_moment(session: Session, now: datetime) -> datetime | None:
    """When something happens next by itself in any case: a timer, a reminder or a warning; None where nothing will."""
    waiting = (
        select(func.min(Instance.next_due)).where(Instance.status.in_(LIVE), Instance.next_due > now),
        select(func.min(WorkItem.remind_at)).where(WorkItem.status == ItemStatus.OPEN, WorkItem.remind_at > now),
        select(func.min(Case.warn_at)).where(Case.warn_at > now),
    )
    return min((moment for one in waiting if (moment := session.scalar(one)) is not None), default=None)
