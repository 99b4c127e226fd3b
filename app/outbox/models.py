"""The table of messages."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Moment, OneOf, Words, new_id


class MessageStatus(StrEnum):
    """What became of a message so far. A letter waits until somebody prints it; then it is sent like a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    LETTER = "letter"
    DIGESTED = "digested"
    """It went out as a line of a digest, or is read in the app alone."""


class MessageKind(StrEnum):
    """What a message is about. A duty always goes out at once and by itself, whatever its receiver has chosen."""

    DUTY = "duty"
    TASK = "task"
    REMINDER = "reminder"
    NEWS = "news"
    DIGEST = "digest"


PATIENT = (MessageKind.TASK, MessageKind.REMINDER, MessageKind.NEWS)
"""Kinds that may wait for a digest, if their receiver wants one."""


class Rhythm(StrEnum):
    """How often somebody wants mails."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"


class MailChoice(Base):
    """How one person wants to be written to; without a row: each message at once, and news too.

    news: whether what is only to be known comes by mail. seen_at: when they last looked at their messages in the app.
    """

    __tablename__ = "mail_choice"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(OneOf(Rhythm, 10), default=Rhythm.EACH)
    news: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)


_FAILED_ONCE = text("trouble IS NOT NULL")


class Message(Base):
    """One message to one person or office. Its text names the case number and a link, never client data.

    Anyone without an e-mail address (`to_address` is empty) gets a `letter`, which somebody prints and sends. trouble:
    why the last try failed, in words. item_id: the task it is about. latest: the last day on which a message that may
    wait tells anything new; None: it may wait for the next digest. digest_at: when that is, once somebody wants one.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_status_next_try_at", "status", "next_try_at"),
        Index("ix_message_to_address", "to_address", "posted_at"),
        Index("ix_message_digest_at", "digest_at"),
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
    kind: Mapped[MessageKind] = mapped_column(
        OneOf(MessageKind, 10), default=MessageKind.DUTY, server_default=MessageKind.DUTY
    )
    item_id: Mapped[str | None] = mapped_column(String(32))
    latest: Mapped[date | None] = mapped_column(Date)
    digest_at: Mapped[datetime | None] = mapped_column(Moment)
