"""Input that was not handed in yet, as it stands in the windows of its author: saved while they type, kept until used.

Each window that shows a page has an id of its own. So two windows never overwrite each other: whatever the other one
holds stays, and is shown for copying.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, String, Text, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Moment, new_id

LIVES = timedelta(days=90)
MOST = 100
MOST_CHARACTERS = 1_000_000
"""As much as a request may bring; a draft saved on purpose is never too long."""
WINDOW, BEFORE = "_page", "_from"
"""Names of the hidden inputs with the id of a window's page, and of the draft with which it was filled."""
_ID = re.compile("[0-9a-f]{32}")

Form = dict[str, list[str]]
Said = Sequence[tuple[str, str]]
"""What somebody typed, in words: label and text of each field that they changed."""


class Draft(Base):
    """The input of one person on one page, as one of their windows shows it.

    window: the id of that window's page; empty where none is known. form: JSON, input name → list of texts, as the
    browser posted it. said: JSON of `Said`; None where nobody has compared the input with what the page had shown.
    """

    __tablename__ = "draft"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    window: Mapped[str] = mapped_column(String(32), primary_key=True, default="")
    form: Mapped[str] = mapped_column(Text)
    said: Mapped[str | None] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def mark(self) -> str:
        """A text that is another one as soon as the input is."""
        return sha256(self.form.encode()).hexdigest()[:16]

    @property
    def posted(self) -> Form:
        """The input, as it was posted."""
        return dict(json.loads(self.form))

    @property
    def words(self) -> Said:
        """What was typed, in words; empty where nobody has compared it."""
        return [(label, text) for label, text in json.loads(self.said or "[]")]


@dataclass(frozen=True)
class Unsent:
    """What a page shows of the drafts of one person.

    window: the id of the page. before: the draft that fills it, and `form` its input; None without one. elsewhere: the
    drafts of other windows that say something else.
    """

    window: str
    before: Draft | None = None
    elsewhere: Sequence[Draft] = ()

    @property
    def form(self) -> Form | None:
        return None if self.before is None else self.before.posted


def keep(session: Session, user_id: str, path: str, form: Form, now: datetime, said: Said | None = None) -> bool:
    """Saves the input of `user_id` on `path`, in place of an earlier one of the same window; whether there was any.

    said: the input in words, if known; where it is empty, nothing was changed, and the window's draft goes. Names that
    begin with `_` are left out. Nothing takes the place of an earlier draft where nothing was typed, or more than
    `MOST_CHARACTERS`. Of more than `MOST` drafts of one person the oldest go, and all go that are older than `LIVES`.
    """
    kept = {name: values for name, values in form.items() if not name.startswith("_") and name != "csrf_token"}
    text = json.dumps(kept)
    if not any(value for values in kept.values() for value in values) or len(text) > MOST_CHARACTERS:
        return False
    own = windows(form)
    if said is not None and not said:
        drop(session, path, user_id, own)
        return False
    session.execute(delete(Draft).where(Draft.kept_at < now - LIVES))
    if own[1:]:
        drop(session, path, user_id, own[1:])
    words = None if said is None else json.dumps(said)
    session.merge(Draft(user_id=user_id, path=path, window=own[0], form=text, said=words, kept_at=now))
    session.flush()
    everything = select(Draft).where(Draft.user_id == user_id).order_by(Draft.kept_at.desc(), Draft.path)
    for surplus in session.scalars(everything.offset(MOST)).all():
        session.delete(surplus)
    session.flush()
    return True


_THEIRS = Draft.user_id == bindparam("of_user"), Draft.path == bindparam("on_path")
_ON_PATH = select(Draft).where(*_THEIRS).order_by(Draft.kept_at.desc(), Draft.window)
# Nothing looks at a dropped draft again; comparing those in memory takes longer than the statement.
_DROP_ALL = delete(Draft).where(*_THEIRS).execution_options(synchronize_session=False)
_DROP_SOME = _DROP_ALL.where(Draft.window.in_(bindparam("of_windows", expanding=True)))


def windows(form: Form) -> list[str]:
    """The ids of the window that posted `form` and of the draft it was filled with, if there was one."""
    named = [form[name][0] for name in (WINDOW, BEFORE) if form.get(name)]
    known = [window for window in named if not window or _ID.fullmatch(window)]
    return known if WINDOW in form and known else ["", *known]


def window_of(form: Form) -> str:
    """The id of the window that posted `form`; a fresh one where it names none."""
    return windows(form)[0] or new_id()


def unsent(session: Session, user_id: str, path: str) -> Unsent:
    """What a new window shows of the drafts of `user_id` on `path`: filled with the latest, the others to copy from."""
    found = all_of(session, user_id, path)
    if not found:
        return Unsent(new_id())
    latest = set(found[0].words)
    elsewhere = [draft for draft in found[1:] if set(draft.words) - latest]
    return Unsent(new_id(), found[0], elsewhere)


def all_of(session: Session, user_id: str, path: str) -> Sequence[Draft]:
    """The drafts of `user_id` on `path`, the latest first."""
    return session.scalars(_ON_PATH, {"of_user": user_id, "on_path": path}).all()


def drop(session: Session, path: str, user_id: str, of: Sequence[str] | None = None) -> None:
    """Deletes the drafts of `user_id` on `path`: all of them, or those that the windows `of` hold."""
    given: dict[str, Any] = {"of_user": user_id, "on_path": path}
    if of is None:
        session.execute(_DROP_ALL, given)
    else:
        session.execute(_DROP_SOME, {**given, "of_windows": list(of)})
