"""Noting what a request reads while its page is made, and recording it in the log before the page leaves.

Pages are read in transactions that write nothing, so their entries are written in a short one of their own. If that
fails, the person sees an error instead of the page: nobody reads anything unrecorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import g

from app.audit import queries, service
from app.audit.models import EXPORTED, GENERAL_CHAIN, READ, REFUSED, chain_of_person
from app.audit.service import STRANGER, Actor
from app.errors import AppError
from app.people.models import User
from app.web.context import current_user, db, parts

ONE_READING = timedelta(minutes=10)
"""The same page opened again by the same person within this time adds no second entry."""


@dataclass(frozen=True)
class Note:
    """An entry that will be written when the page is made."""

    chain: str
    by: Actor
    action: str
    subject: str
    categories: tuple[str, ...] = ()


def note_read(chain: str, subject: str, categories: Sequence[str] = ()) -> None:
    """Notes that the person who asks is about to see this, with data of these categories (in words)."""
    _note_once(Note(chain, _asker(), READ, subject, tuple(categories)))


def note_each_read(chain: str, subject: str, categories: Sequence[str] = ()) -> None:
    """Like `note_read`, but each time counts."""
    _notes().append(Note(chain, _asker(), READ, subject, tuple(categories)))


def note_export(chain: str, subject: str, categories: Sequence[str] = ()) -> None:
    """Notes that the person who asks is about to get this as a file. categories: in words. Each file counts."""
    _notes().append(Note(chain, _asker(), EXPORTED, subject, tuple(categories)))


def note_refusal(error: AppError) -> None:
    """Notes that somebody was kept from a case. A number that was never given out begins no chain."""
    if error.refused_case is not None and queries.is_known(db(), error.refused_case):
        _note_once(Note(error.refused_case, _asker(), REFUSED, "Seite dieses Falls"))


def note_failed_sign_in(user: User | None) -> None:
    """Notes a wrong password, or a name that does not exist. Nothing of what was typed is kept."""
    if user is None:
        _note_once(Note(GENERAL_CHAIN, STRANGER, REFUSED, "Anmeldung"))
    else:
        _note_once(Note(chain_of_person(user.id), service.actor(user), REFUSED, "Anmeldung"))


def write_notes() -> None:
    """Records the notes of this request in a transaction of its own."""
    notes: list[Note] = g.pop("audit_notes", [])
    if not notes:
        return
    now = parts().clock.now()
    with parts().database.transaction() as session:
        for note in notes:
            service.record(session, note.chain, note.by, note.action, note.subject, now, note.categories)


def _note_once(note: Note) -> None:
    since = parts().clock.now() - ONE_READING
    categories = ", ".join(note.categories)
    if not queries.was_recorded(db(), note.chain, note.by.id, note.action, note.subject, categories, since):
        _notes().append(note)


def _notes() -> list[Note]:
    notes: list[Note] = g.setdefault("audit_notes", [])
    return notes


def _asker() -> Actor:
    user = current_user()
    return service.actor(user) if user else STRANGER
