"""Tables of cases and their participants."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, new_id
from app.flow.models import Instance
from app.people.models import Institution, User


class Case(Base):
    """One person's way through a procedure. The case number is all that mails and letters say."""

    __tablename__ = "case"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("instance.id"), unique=True)
    client_name: Mapped[str] = mapped_column(String(200), default="")
    client_email: Mapped[str | None] = mapped_column(String(254))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    result: Mapped[str | None] = mapped_column(String(200))

    instance: Mapped[Instance] = relationship(lazy="joined")
    participants: Mapped[list["Participant"]] = relationship(back_populates="case", order_by="Participant.since")


class Participant(Base):
    """Who takes part: a role held by an institution, by one of its people, or by a person without institution."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("case_id", "role", "institution_id", "user_id", name="uq_participant_case_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(String(50))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)

    case: Mapped[Case] = relationship(back_populates="participants")
    institution: Mapped[Institution | None] = relationship(lazy="joined")
    user: Mapped[User | None] = relationship(lazy="joined")


class CaseNumber(Base):
    """The last case number given out in a year."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
