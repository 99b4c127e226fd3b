"""The table of grants."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Moment, new_id


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
