"""The table of messages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Moment, OneOf, Words, new_id


class MessageStatus(StrEnum):
    """What became of a message so far. A letter waits until somebody prints it; then it is sent like a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    LETTER = "letter"


_FAILED_ONCE = text("trouble IS NOT NULL")


class Message(Base):
    """One message to one person or office. Its text names the case number and a link, never client data.

    Anyone without an e-mail address (`to_address` is empty) gets a `letter`, which somebody prints and sends. trouble:
    why the last try failed, in words.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_status_next_try_at", "status", "next_try_at"),
        Index("ix_message_trouble", "case_number", postgresql_where=_FAILED_ONCE, sqlite_where=_FAILED_ONCE),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_number: Mapped[str | None] = mapped_column(String(20), index=True)
    to_name: Mapped[str] = mapped_column(Words(200))
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Words(200))
    body: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[MessageStatus] = mapped_column(OneOf(MessageStatus, 20), default=MessageStatus.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str | None] = mapped_column(Text)
