"""Reading notes, as far as somebody may."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session, lazyload

from app.cases.models import Case
from app.consent import categories
from app.consent.reading import Reader
from app.flow.models import WorkItem
from app.notes.models import Note

PAGE = 20
"""How many notes a page shows."""
AT_ONCE = 200
"""How many rows are asked for at once while a page is filled with notes that the reader may read."""


@dataclass(frozen=True)
class Shown:
    """The notes one reader sees on one page, the newest first.

    more: whether others follow. of_others: in words, the categories of those that other institutions wrote.
    """

    notes: Sequence[Note]
    more: bool
    of_others: Sequence[str]


def readable(session: Session, reader: Reader, case: Case, page: int = 1) -> Shown:
    """One page of the notes of `case` that `reader` may read."""
    skip, found, offset = PAGE * (page - 1), list[Note](), 0
    while len(found) <= skip + PAGE:
        rows = session.scalars(_of_case(), {"case": case.id, "skip": offset, "most": AT_ONCE}).all()
        found += [note for note in rows if reader.sees(note, note.category)]
        offset += AT_ONCE
        if len(rows) < AT_ONCE:
            break
    shown = found[skip : skip + PAGE]
    of_others = categories.in_words({note.category for note in shown if not reader.is_own(note)})
    return Shown(shown, len(found) > skip + PAGE, of_others)


def of_case(session: Session, case: Case) -> Sequence[Note]:
    """All notes of a case with their earlier versions, the oldest first."""
    return session.scalars(select(Note).where(Note.case_id == case.id).order_by(Note.at, Note.id)).all()


def of_id(session: Session, case: Case, note_id: str) -> Note | None:
    """One note of a case."""
    return session.scalars(select(Note).where(Note.case_id == case.id, Note.id == note_id)).one_or_none()


def of_item(session: Session, item: WorkItem) -> Note | None:
    """The note of which an own task came; None for a task of a diagram."""
    return session.scalars(select(Note).where(Note.item_id == item.id)).one_or_none()


def of_items(session: Session, item_ids: Collection[str]) -> Mapping[str, Note]:
    """Id of an own task → the note it came of."""
    if not item_ids:
        return {}
    found = select(Note).where(Note.item_id.in_(item_ids)).options(lazyload(Note.by), lazyload(Note.item))
    return {note.item_id: note for note in session.scalars(found) if note.item_id is not None}


@cache
def _of_case() -> Select[Note]:
    newest = (
        select(Note)
        .where(Note.case_id == bindparam("case"), ~Note.is_corrected)
        .order_by(Note.at.desc(), Note.id.desc())
    )
    window = newest.limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    return window.options(lazyload(Note.item, WorkItem.instance))
