"""Files: staged while somebody fills in a form, kept with the document when it is handed in, else removed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, func, literal, or_, select
from sqlalchemy.orm import Session, undefer

from app.act import Act, Acts
from app.cases.models import Case
from app.db import Database
from app.documents.checking import CheckedFile
from app.documents.models import Attachment, Document
from app.documents.service import facts_in
from app.drafts import Draft
from app.errors import ConflictError, InvalidError, NotFoundError
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.forms import Upload
from app.people.models import User
from app.sweeping import NOW, Chore, earliest, next_try, resting, sweep

STAGED_FOR = timedelta(days=14)
LEFT = "files left behind"
MOST_STAGED, MOST_STAGED_BYTES = 100, 100_000_000
"""Files and bytes that one person may have staged in all tasks together."""


class TooMuchStagedError(InvalidError):
    """Sie haben schon sehr viele Dateien ausgewählt und noch nicht abgeschickt. Bitte schliessen Sie zuerst diese
    Aufgaben ab."""


class FileGoneError(ConflictError):
    """Eine ausgewählte Datei ist nicht mehr da. Bitte öffnen Sie die Aufgabe neu und wählen Sie sie noch einmal aus."""


def stage(act: Act, item: WorkItem, case: Case, field: str, file: CheckedFile) -> str:
    """Keeps what somebody chose for `field` of this task until it is handed in; returns its id.

    The same file chosen twice for the same field is kept once. Raises TooMuchStagedError.
    """
    session, user = act.session, act.user
    same = _staged(user, item).where(Attachment.field == field, Attachment.sha256 == file.sha256)
    twin = session.scalars(same).first()
    if twin is not None:
        return twin.id
    mine = select(Attachment.size).where(Attachment.by_id == user.id, Attachment.document_id.is_(None))
    sizes = session.scalars(mine).all()
    if len(sizes) >= MOST_STAGED or sum(sizes) + len(file.content) > MOST_STAGED_BYTES:
        raise TooMuchStagedError
    attachment = Attachment(
        case_id=case.id,
        item_id=item.id,
        field=field,
        by_id=user.id,
        institution_id=user.institution_id,
        at=act.now,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
    )
    session.add(attachment)
    session.flush()
    return attachment.id


def staged(session: Session, user: User, item: WorkItem) -> Mapping[str, Upload]:
    """The files that `user` chose in this task and has not handed in, by id."""
    rows = session.scalars(_staged(user, item).order_by(Attachment.at))
    return {row.id: Upload(row.id, row.field, row.name, row.kind, row.size) for row in rows}


def unstage(act: Act, item: WorkItem, attachment_id: str) -> None:
    """Deletes a file that the person who acts has staged in this task; does nothing where it is not theirs."""
    for row in act.session.scalars(_staged(act.user, item)):
        if row.id == attachment_id:
            act.session.delete(row)


def hand_in(act: Act, item: WorkItem, document: Document | None) -> None:
    """Makes the files that `document` names part of it, and deletes all other files staged for this task.

    Raises FileGoneError where one of them no longer exists.
    """
    session = act.session
    named = {file["id"] for fact in facts_in(document) for file in fact.files} if document else set()
    for row in session.scalars(_staged(act.user, item).where(Attachment.id.in_(named)).with_for_update()):
        row.document_id = document.id if document else None
    session.flush()
    kept = select(func.count()).where(Attachment.id.in_(named), Attachment.document_id.is_not(None))
    if document and session.scalar(kept.where(Attachment.case_id == document.case_id)) != len(named):
        raise FileGoneError
    session.execute(delete(Attachment).where(Attachment.item_id == item.id, Attachment.document_id.is_(None)))


def content_of(session: Session, case: Case, attachment_id: str) -> Attachment:
    """A file of this case that was handed in, with its content. Raises NotFoundError.

    Whether somebody may read it is decided by the answer it belongs to (`app.consent.reading`).
    """
    statement = select(Attachment).where(
        Attachment.id == attachment_id, Attachment.case_id == case.id, Attachment.document_id.is_not(None)
    )
    found = session.scalars(statement.options(undefer(Attachment.content))).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def remove_left(database: Database, acts: Acts) -> int:
    """Removes what nobody handed in: when its task is over, or after some days without a draft; returns how many."""

    def remove(act: Act, attachment_id: str) -> None:
        act.session.execute(delete(Attachment).where(Attachment.id == attachment_id))

    return sweep(database, acts, Chore(LEFT, _claim, remove))


def next_removal(session: Session, now: datetime) -> datetime | None:
    """When the next file is left behind, as far as that is known, or one that could not be removed is tried again."""
    moment = {NOW.key: now, "kept_since": now - STAGED_FOR}
    any_left, staged_at, again = session.execute(_next_moments(), moment).one()
    return now if any_left else earliest(staged_at and staged_at + STAGED_FOR, again)


def _claim(act: Act) -> tuple[str, str] | None:
    moment = {NOW.key: act.now, "kept_since": act.now - STAGED_FOR}
    found = act.session.scalars(_first_left(), moment).one_or_none()
    return None if found is None else (found, found)


@cache
def _next_moments() -> Select[bool, datetime, datetime]:
    staged_at = select(func.min(Attachment.at)).where(Attachment.document_id.is_(None), ~_has_draft())
    next_one = staged_at.where(Attachment.at > bindparam("kept_since"))
    return select(exists().where(*_left_behind()), next_one.scalar_subquery(), next_try(LEFT))


@cache
def _first_left() -> Select[str]:
    left = select(Attachment.id).where(*_left_behind()).limit(1)
    return left.with_for_update(of=Attachment, skip_locked=True)


def _left_behind() -> tuple[ColumnElement[bool], ...]:
    task_is_open = exists().where(WorkItem.id == Attachment.item_id, WorkItem.status == ItemStatus.OPEN)
    forgotten = (Attachment.at <= bindparam("kept_since")) & ~_has_draft()
    return Attachment.document_id.is_(None), or_(~task_is_open, forgotten), ~resting(LEFT, Attachment.id)


def _has_draft() -> ColumnElement[bool]:
    path = literal("/aufgaben/") + Attachment.item_id
    return exists().where(Draft.user_id == Attachment.by_id, Draft.path == path)


def _staged(user: User, item: WorkItem) -> Select[Attachment]:
    return select(Attachment).where(
        Attachment.by_id == user.id, Attachment.item_id == item.id, Attachment.document_id.is_(None)
    )
