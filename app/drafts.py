"""Input that was not sent yet: saved on purpose, or rescued when a session ended in mid-form."""

import json
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Moment


class Draft(Base):
    """The input of one person on one page. form: JSON, input name → list of texts, as the browser posted it."""

    __tablename__ = "draft"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    form: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(Moment)


def keep(session: Session, user_id: str, path: str, form: dict[str, list[str]], now: datetime) -> None:
    """Saves the input of `user_id` on `path`, in place of an earlier draft. Names that begin with `_` are left out."""
    kept = {name: values for name, values in form.items() if not name.startswith("_") and name != "csrf_token"}
    session.merge(Draft(user_id=user_id, path=path, form=json.dumps(kept), kept_at=now))


def find(session: Session, user_id: str, path: str) -> dict[str, list[str]] | None:
    """The draft of `user_id` on `path`, input name → texts; None without one."""
    row = session.get(Draft, (user_id, path))
    return None if row is None else dict(json.loads(row.form))


def drop(session: Session, path: str) -> None:
    """Deletes the drafts of all people on `path`, because its task is done."""
    session.execute(delete(Draft).where(Draft.path == path))
