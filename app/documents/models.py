"""The tables of documents and of the files attached to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.db import Base, Moment, Words, new_id
from app.flow.models import WorkItem
from app.people.models import Institution, User


class Document(Base):
    """A form that somebody handed in, in the words it had at that moment. Its answers are never changed.

    facts: JSON, a list of [heading, label, text, category, files]; files are records as in `app.forms.files`.
    readers: keys of roles, with a space around each, that the diagram names as readers (see `app.consent.reading`).
    phase: the phase of the procedure in which it was handed in, in the words of the diagram; pinned: it stays on top.
    sought: by which words a search finds it, folded; None in documents from before there was one.
    corrects_id, reason: the version it takes the place of, and why. is_corrected: another took its place.
    """

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    title: Mapped[str] = mapped_column(Words(200))
    label: Mapped[str | None] = mapped_column(Words(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    readers: Mapped[str] = mapped_column(String(300), default="")
    facts: Mapped[str] = mapped_column(Text)
    phase: Mapped[str | None] = mapped_column(Words(100))
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    sought: Mapped[str | None] = mapped_column(Words(700))
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"), index=True)
    reason: Mapped[str | None] = mapped_column(Words(300))
    is_corrected: Mapped[bool] = mapped_column(default=False, server_default=false())

    case: Mapped[Case] = relationship()
    by: Mapped[User] = relationship(lazy="joined")
    institution: Mapped[Institution | None] = relationship(lazy="joined")


class Attachment(Base):
    """A file somebody attached to an answer. Until it is handed in it belongs to no document: it is staged.

    item_id, field: the task, and the field of its form without row numbers. kind: the media type its content has; size
    in bytes; sha256 in hexadecimal. The content never changes.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_item_by", "item_id", "by_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey(WorkItem.id))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"), index=True)
    field: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institution.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(50))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
