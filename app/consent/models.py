"""Tables of what the client agreed to, and of what follows when that ends."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, OneOf, new_id
from app.people.models import Institution, User


class EndOfConsent(StrEnum):
    """Why consent ended: the client withdrew it, or the mandate's last day passed."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Grant(Base):
    """The client agrees that `giver` passes on data of one category to `receiver` (keys of institutions).

    It holds from `given_at` to the end of the day `until`, unless it ended before (`ended_at`).
    """

    __tablename__ = "consent_grant"
    __table_args__ = (Index("ix_consent_grant_case_receiver", "case_id", "receiver"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    giver: Mapped[str] = mapped_column(String(50))
    receiver: Mapped[str] = mapped_column(String(50))
    category: Mapped[str] = mapped_column(String(50))
    given_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Notice(Base):
    """What was done about a mandate that holds until the day `until`: a warning was sent, or its end took effect.

    step: `30` or `7` (days before), or `over`. A renewed mandate has another last day, so everything begins again.
    """

    __tablename__ = "consent_notice"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    until: Mapped[date] = mapped_column(Date, primary_key=True)
    step: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Recall(Base):
    """What `institution` had got to see when consent ended, so that it can be asked to delete it or send it back.

    what: one thing a line, in the words of the log; categories: in words. category, giver: filled in where consent
    ended for this category only, or for what this institution passes on only. done_at: when the institution confirmed.
    """

    __tablename__ = "recall"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    what: Mapped[str] = mapped_column(Text)
    categories: Mapped[str] = mapped_column(String(300))
    last_seen_on: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[EndOfConsent] = mapped_column(OneOf(EndOfConsent, 20))
    category: Mapped[str | None] = mapped_column(String(50))
    giver_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))

    institution: Mapped[Institution] = relationship(lazy="joined", foreign_keys=[institution_id])
    giver: Mapped[Institution | None] = relationship(lazy="joined", foreign_keys=[giver_id])
    done_by: Mapped[User | None] = relationship(lazy="joined")
