"""Input that was not sent yet: saved on purpose, or rescued when a session ended in mid-form."""

import json
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ForeignKey, Select, String, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Moment

LIVES = timedelta(days=90)
MOST = 100
MOST_CHARACTERS = 1_000_000
"""As much as a request may bring; a draft saved on purpose is never too long."""


class Draft(Base):
    """The input of one person on one page. form: JSON, input name → list of texts, as the browser posted it."""

    __tablename__ = "draft"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    form: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(Moment)


def keep(session: Session, user_id: str, path: str, form: dict[str, list[str]], now: datetime) -> bool:
    """Saves the input of `user_id` on `path`, in place of an earlier draft; returns whether there was any to save.

    Names that begin with `_` are left out. Nothing takes the place of an earlier draft where nothing was typed, or more
    than `MOST_CHARACTERS`. Of more than `MOST` drafts of one person the oldest go, and all go that are older than
    `LIVES`.
    """
    kept = {name: values for name, values in form.items() if not name.startswith("_") and name != "csrf_token"}
    text = json.dumps(kept)
    if not any(value for values in kept.values() for value in values) or len(text) > MOST_CHARACTERS:
        return False
    session.execute(delete(Draft).where(Draft.kept_at < now - LIVES))
    session.merge(Draft(user_id=user_id, path=path, form=text, kept_at=now))
    session.flush()
    own = select(Draft.path).where(Draft.user_id == user_id).order_by(Draft.kept_at.desc(), Draft.path)
    surplus = session.scalars(own.offset(MOST)).all()
    if surplus:
        session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.path.in_(surplus)))
    return True


def find(session: Session, user_id: str, path: str) -> dict[str, list[str]] | None:
    """The draft of `user_id` on `path`, input name → texts; None without one."""
    text = session.scalar(_text(), {"of_user": user_id, "at_path": path})
    return None if text is None else dict(json.loads(text))


@cache
def _text() -> Select[str]:
    return select(Draft.form).where(Draft.user_id == bindparam("of_user"), Draft.path == bindparam("at_path"))


def drop(session: Session, path: str, user_id: str | None = None) -> None:
    """Deletes the draft of `user_id` on `path`; without one, of all people, because the task there is done."""
    gone = delete(Draft).where(Draft.path == path)
    gone = gone if user_id is None else gone.where(Draft.user_id == user_id)
    session.execute(gone, execution_options={"synchronize_session": False, "autoflush": False})
