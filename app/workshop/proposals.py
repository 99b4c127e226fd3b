"""A draft on its way into service: what it changes, what stands against it, and putting it there."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.act import Act
from app.audit.models import CHANGED, GENERAL_CHAIN
from app.designer.differences import Change, differences
from app.designer.drafts import check_folders
from app.errors import ConflictError
from app.flow.bundle import Bundle
from app.flow.models import Definition
from app.gate import CheckedBundle
from app.workshop import queries, service
from app.workshop.files import Files, laid_out
from app.workshop.models import Draft, Origin, Procedure, Publication
from app.workshop.publishing import one_at_a_time, publish, texts_of
from app.workshop.trials import content_name, scenarios_of, trials_of


class ChangedMeanwhileError(ConflictError):
    """Der Entwurf wurde geändert, seit Sie diese Seite geöffnet haben. Bitte lesen Sie die Änderungen noch einmal."""


class OvertakenError(ConflictError):
    """Seit dieser Entwurf begonnen wurde, ist anderes in Betrieb gekommen. Es wurde nichts veröffentlicht."""


class UnplayedError(ConflictError):
    """Nicht alle Szenarien sind mit diesem Entwurf wie erwartet ausgegangen. Es wurde nichts veröffentlicht."""


class NothingChangedError(ConflictError):
    """In diesem Entwurf ist nichts anders als in Betrieb."""


@dataclass(frozen=True)
class FileChange:
    """What changes in one file."""

    path: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Ready:
    """Procedures that passed the gate, made of the files of change `rev` and of what was in service then."""

    rev: int
    state: int
    procedures: tuple[CheckedBundle, ...]


def changes_of(session: Session, draft: Draft) -> list[FileChange]:
    """What a draft changes, file by file, in plain words."""
    before, rows = queries.sources(session), queries.changes(session, draft)
    found = [(path, before.get(path), row.content) for path, row in rows.items()]
    return [FileChange(path, tuple(differences(path, old, new))) for path, old, new in found if old != new]


def overtaken(session: Session, draft: Draft) -> list[str]:
    """The files that others have put into service since they were first changed in this draft."""
    now = queries.hashes(session)
    return [path for path, row in queries.changes(session, draft).items() if now.get(path) != row.base]


def affected(session: Session, draft: Draft) -> dict[str, str]:
    """Folder → name of the other procedures in service that are made of files which this draft changes."""
    changed = {one.path for one in changes_of(session, draft)}
    last = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = select(Definition).join(last, (Definition.key == last.c.key) & (Definition.version == last.c.version))
    folders = {row.key: row.folder for row in session.scalars(select(Procedure))}
    found: dict[str, str] = {}
    for row in session.scalars(rows.options(undefer(Definition.bundle))):
        folder, paths = folders.get(row.key, ""), {path for path, _ in texts_of(Bundle.unpacked(row.bundle))}
        if folder and folder != draft.folder and paths & changed:
            found[folder] = row.name
    return found


def prepared(session: Session, draft: Draft) -> Ready:
    """The draft and what depends on its files, checked. Raises RefusedError with every finding."""
    folders = {draft.folder, *affected(session, draft)}
    with laid_out(queries.files_of(session, draft)) as root:
        procedures = check_folders(root, folders).passed()
    return Ready(draft.rev, _state(session), procedures)


def _state(session: Session) -> int:
    return session.scalar(select(func.max(Publication.id))) or 0


def put_into_service(act: Act, draft: Draft, ready: Ready, reason: str, *, four_eyes: bool) -> dict[str, int] | None:
    """Publishes a draft, which ends with it; returns key → version. None where a second person has to agree first.

    Raises ChangedMeanwhileError, OvertakenError, UnplayedError, NothingChangedError and NoReasonError; then nothing is
    in service that was not before.
    """
    session = act.session
    why = service.told(reason)
    one_at_a_time(session)
    if service.locked(session, draft) != ready.rev:
        raise ChangedMeanwhileError
    files = queries.files_of(session, draft)
    if overtaken(session, draft) or _state(session) != ready.state:
        raise OvertakenError
    if not changes_of(session, draft):
        raise NothingChangedError
    if unplayed(session, draft, files):
        raise UnplayedError
    if four_eyes and (draft.asked_rev != draft.rev or draft.asked_by_id in (None, act.user.id)):
        draft.asked_by_id, draft.asked_rev, draft.asked_reason = act.user.id, draft.rev, why
        act.record(GENERAL_CHAIN, CHANGED, f"Veröffentlichung von «{draft.name}» vorgeschlagen: {why}")
        return None
    rows = queries.changes(session, draft)
    contents = {path: row.content for path, row in rows.items()}
    deployed = publish(session, {**files, **contents}, ready.procedures, act.now, Origin.WORKSHOP, act.actor, why)
    act.record(GENERAL_CHAIN, CHANGED, f"Entwurf von «{draft.name}» veröffentlicht: {why}")
    service.remove(session, draft)
    return deployed


def unplayed(session: Session, draft: Draft, files: Files) -> list[str]:
    """The scenarios of a draft that were not played on it as it is, or came out otherwise."""
    trials = trials_of(session, draft, content_name(files))
    return [path for path in scenarios_of(files, draft.folder) if path not in trials or trials[path].told]


def names_of(deployed: Iterable[tuple[str, int]]) -> str:
    """Procedures and versions in one line."""
    return ", ".join(f"{key} Version {version}" for key, version in deployed)
