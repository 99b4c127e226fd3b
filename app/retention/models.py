"""The tables of holds, and of what is left of an erased case."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.db import Base, Moment, new_id
from app.people.models import User

REASON_LENGTH = 300


class Hold(Base):
    """Keeps a case from being erased as long as it stands (`until` is None). Without `set_by` a diagram set it."""

    __tablename__ = "retention_hold"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    since: Mapped[datetime] = mapped_column(Moment)
    set_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    until: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id], lazy="joined")
    lifted_by: Mapped[User | None] = relationship(foreign_keys=[lifted_by_id], lazy="joined")


class ErasedCase(Base):
    """Says that there was a case with this number, but not whose. process: key of the procedure."""

    __tablename__ = "erased_case"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    process: Mapped[str] = mapped_column(String(100))
    closed_on: Mapped[date] = mapped_column(Date)
    erased_on: Mapped[date] = mapped_column(Date)
