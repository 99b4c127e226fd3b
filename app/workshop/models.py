"""Tables of the workshop: the files of the procedures in service, and the drafts of those who change them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Moment, OneOf, Words, new_id
from app.people.models import User

REASON_LENGTH = 300
_CURRENT = text("current")


class Origin(StrEnum):
    """Where files came from when they were put into service."""

    FOLDER = "folder"
    """From a folder, by the operator."""
    WORKSHOP = "workshop"
    """From a draft of the workshop."""


class Publication(Base):
    """One time at which files were put into service together. by_name: as the person was called then."""

    __tablename__ = "workshop_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    by_name: Mapped[str] = mapped_column(Words(200))
    origin: Mapped[Origin] = mapped_column(OneOf(Origin, 20))
    reason: Mapped[str] = mapped_column(Words(REASON_LENGTH))


class Source(Base):
    """A file of a procedure as it was put into service, byte for byte. Rows are added; only `current` moves on.

    path: `workflows/<folder>/diagram.bpmn` or `forms/<key>.form`. content: None where the file was removed.
    exported: whether a folder has been given this content since.
    """

    __tablename__ = "workshop_source"
    __table_args__ = (
        Index("uq_workshop_source_file", "file", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        Index("ix_workshop_source_file_hash", "file", "hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column("file", String(300))
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    current: Mapped[bool] = mapped_column(default=True)
    exported: Mapped[bool] = mapped_column(default=False)
    publication_id: Mapped[int] = mapped_column(ForeignKey("workshop_publication.id"))

    publication: Mapped[Publication] = relationship()


class Procedure(Base):
    """In which folder a procedure lies, and when its newest version was put into service."""

    __tablename__ = "workshop_procedure"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    folder: Mapped[str] = mapped_column(String(100), index=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("workshop_publication.id"))

    publication: Mapped[Publication] = relationship()


class Draft(Base):
    """The folder of a procedure that somebody is changing; one at a time, shared by all process owners.

    asked_by_id, asked_rev, asked_reason: who wants change number `asked_rev` in service, where two people have to.
    rev: counts the changes. findings: what the gate found in change number `checked`, as JSON; None before.
    """

    __tablename__ = "workshop_draft"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    folder: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(Words(200))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    rev: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int | None]
    findings: Mapped[str | None] = mapped_column(Text)
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    asked_rev: Mapped[int | None]
    asked_reason: Mapped[str | None] = mapped_column(Words(REASON_LENGTH))

    asked_by: Mapped[User | None] = relationship(foreign_keys=asked_by_id)
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    changed_by: Mapped[User] = relationship(foreign_keys=changed_by_id)


class DraftFile(Base):
    """A file that differs in a draft. content: None where it is removed.

    base: hash of the file in service when it was first changed here; None where there was none.
    rev: counts the changes, so that none overwrites another.
    """

    __tablename__ = "workshop_draft_file"

    draft_id: Mapped[str] = mapped_column(ForeignKey("workshop_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column("file", String(300), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    base: Mapped[str | None] = mapped_column(String(64))
    rev: Mapped[int]


class DraftStep(Base):
    """What a file of a draft was at some moment; kept for a while, so that it can be taken up again."""

    __tablename__ = "workshop_draft_step"
    __table_args__ = (Index("ix_workshop_draft_step_draft_id_at", "draft_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("workshop_draft.id"))
    path: Mapped[str] = mapped_column("file", String(300))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(ForeignKey("user.id"))

    by: Mapped[User] = relationship()


class Trial(Base):
    """A scenario that was played on a draft. content: of all files it was played on, and of the scenario itself.

    told: where it came out otherwise than expected, line by line; empty where all came as expected.
    """

    __tablename__ = "workshop_trial"

    draft_id: Mapped[str] = mapped_column(ForeignKey("workshop_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column("file", String(300), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    told: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
