"""Tables of filters that were kept, and of what was last done to several tasks at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Moment, Words, new_id


class SavedFilter(Base):
    """A filter of the list of tasks under a name, for everybody of one institution; it stays when its maker leaves.

    query: the narrowing part of an address, `frist=late&verfahren=iiz`. It never holds words that were searched for,
    which may be a client's name.
    """

    __tablename__ = "saved_filter"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    institution_id: Mapped[str] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[str] = mapped_column(Words(60))
    query: Mapped[str] = mapped_column(String(600))
    made_at: Mapped[datetime] = mapped_column(Moment)


class BulkChange(Base):
    """What one person last did to several tasks at once, so that they can undo it.

    before: JSON, a list of [id of the task, assignee, whom they stood in for, until when it was put off, assignee now].
    """

    __tablename__ = "bulk_change"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    before: Mapped[str] = mapped_column(Text)
