"""The table of documents."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.db import Base, Moment, new_id
from app.people.models import Institution, User


class Document(Base):
    """What somebody handed in, as it read at that moment; never changed.

    facts: JSON, a list of [heading, label, text, category]. readers: keys of roles between spaces that may read it,
    beside those who may anyway (see `app.consent.reading`).
    """

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    label: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    readers: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[str] = mapped_column(Text)

    case: Mapped[Case] = relationship()
    by: Mapped[User] = relationship(lazy="joined")
    institution: Mapped[Institution | None] = relationship(lazy="joined")
