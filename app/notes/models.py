"""The table of notes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.db import Base, Moment, OneOf, Words, new_id
from app.flow.models import WorkItem
from app.people.models import Institution, User


class NoteKind(StrEnum):
    """What a note is about."""

    PHONE = "phone"
    TALK = "talk"
    MAIL = "mail"
    NOTE = "note"


KINDS = {
    NoteKind.PHONE: "Telefon",
    NoteKind.TALK: "Gespräch",
    NoteKind.MAIL: "Mail",
    NoteKind.NOTE: "Notiz",
}
"""Kind → its German name. The first one is proposed."""


class Note(Base):
    """What somebody of an institution wrote down in a case. Its text is never changed.

    category: who may read it (see `app.consent.categories`; OFFICE: nobody but their own institution). readers: roles
    that were told of it, as in `Document.readers`. to_name: who was told of it or is to do it, in words; empty for
    nobody. item_id: the own task that came of it. corrects_id: the version it takes the place of. is_corrected: another
    took its place.
    """

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_case_id", "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"))
    kind: Mapped[NoteKind] = mapped_column(OneOf(NoteKind, 20))
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(50))
    readers: Mapped[str] = mapped_column(String(300), default="")
    to_name: Mapped[str] = mapped_column(Words(200), default="")
    item_id: Mapped[str | None] = mapped_column(ForeignKey("work_item.id"), index=True)
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("note.id"), index=True)
    is_corrected: Mapped[bool] = mapped_column(default=False, server_default=false())

    case: Mapped[Case] = relationship()
    by: Mapped[User] = relationship(lazy="joined")
    institution: Mapped[Institution] = relationship(lazy="joined")
    item: Mapped[WorkItem | None] = relationship(lazy="joined")
