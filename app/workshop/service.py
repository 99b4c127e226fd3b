"""Changes drafts of procedures; nothing here touches what is in service, but for «keine neuen Fälle»."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import CHANGED, GENERAL_CHAIN
from app.errors import ConflictError, InvalidError, NotFoundError
from app.flow.models import Withdrawn
from app.gate import Finding
from app.workshop import queries
from app.workshop.beginnings import new_form
from app.workshop.files import FOLDER_NAME, MAX_FILE, MAX_FILES, MAX_TOGETHER, Files
from app.workshop.models import REASON_LENGTH, Draft, DraftFile, DraftStep, Trial

KEPT = timedelta(days=30)
ONE_STEP = timedelta(minutes=5)
"""Changes of a file by the same person within this time are one step of the history."""


class NoReasonError(InvalidError):
    """Bitte schreiben Sie einen Grund."""


class TakenError(ConflictError):
    """Eine solche Kennung gibt es schon. Bitte wählen Sie eine andere."""


class WrongKeyError(InvalidError):
    """Die Kennung beginnt mit einem kleinen Buchstaben und enthält nur kleine Buchstaben ohne Umlaute, Ziffern und
    Unterstriche; höchstens 60 Zeichen."""


class NoNameError(InvalidError):
    """Bitte schreiben Sie einen Namen mit höchstens 100 Zeichen."""


class TooLargeError(InvalidError):
    """Dieser Entwurf wird zu gross. Es wurde nichts gespeichert."""


class GoneError(ConflictError):
    """Dieser Entwurf ist inzwischen veröffentlicht oder verworfen. Es wurde nichts geändert."""


class StaleFileError(ConflictError):
    """Jemand anderes hat diese Datei inzwischen geändert. Nichts ist überschrieben; unten stehen beide Fassungen."""

    def __init__(self, saved: DraftFile | None) -> None:
        super().__init__()
        self.saved = saved


def new_draft(act: Act, folder: str, name: str, files: Files) -> Draft:
    """A draft of a procedure that is new. Raises WrongKeyError, TakenError, NoNameError."""
    name = " ".join(name.split())
    if not FOLDER_NAME.fullmatch(folder):
        raise WrongKeyError
    if not name or len(name) > 100 or not name.isprintable():
        raise NoNameError
    if any(folder in (line.folder, line.key) for line in queries.lines(act.session)):
        raise TakenError
    draft = _added(act, folder, name)
    keep_files(act, draft, files)
    act.record(GENERAL_CHAIN, CHANGED, f"Neuer Entwurf für das Verfahren «{name}»")
    return draft


def open_draft(act: Act, folder: str) -> Draft:
    """The draft of a procedure in service; begun if there is none."""
    draft = queries.draft_of(act.session, folder)
    if draft is not None:
        return draft
    line = queries.line_of(act.session, folder)
    act.record(GENERAL_CHAIN, CHANGED, f"Entwurf zum Verfahren «{line.name}» begonnen")
    return _added(act, folder, line.name)


def _added(act: Act, folder: str, name: str) -> Draft:
    draft = Draft(
        folder=folder,
        name=name,
        opened_at=act.now,
        opened_by_id=act.user.id,
        changed_at=act.now,
        changed_by_id=act.user.id,
    )
    act.session.add(draft)
    act.session.flush()
    return draft


def discard(act: Act, draft: Draft) -> None:
    """Removes a draft with its history; what is in service stays as it is."""
    remove(act.session, draft)
    act.record(GENERAL_CHAIN, CHANGED, f"Entwurf zum Verfahren «{draft.name}» verworfen")


def remove(session: Session, draft: Draft) -> None:
    """Removes the rows of a draft."""
    session.flush()
    session.execute(delete(DraftStep).where(DraftStep.draft_id == draft.id))
    session.execute(delete(Trial).where(Trial.draft_id == draft.id))
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.delete(draft)
    session.flush()


def save(act: Act, draft: Draft, path: str, content: bytes | None, rev: int) -> DraftFile:
    """Keeps a file of a draft; None removes it. rev: of the change this one goes on from, 0 for the file in service.

    Raises StaleFileError, which carries what somebody else has saved, and TooLargeError; then nothing is kept.
    """
    locked(act.session, draft)
    row = act.session.get(DraftFile, (draft.id, path), populate_existing=True)
    if (row.rev if row is not None else 0) != rev:
        raise StaleFileError(row)
    return _kept(act, draft, path, content, row, queries.hashes(act.session))


def keep_files(act: Act, draft: Draft, files: Mapping[str, bytes | None]) -> list[str]:
    """Keeps several files at once, whatever was in the draft; returns the paths that changed. Raises TooLargeError."""
    locked(act.session, draft)
    now = queries.files_of(act.session, draft)
    rows, in_service = queries.changes(act.session, draft), queries.hashes(act.session)
    changed = [path for path, content in files.items() if now.get(path) != content]
    for path in changed:
        _kept(act, draft, path, files[path], rows.get(path), in_service)
    return changed


def locked(session: Session, draft: Draft) -> int:
    """The number of the last change of a draft, which nobody else changes until this transaction ends.

    Raises GoneError where it was published or thrown away meanwhile.
    """
    session.flush()
    rev = session.scalar(select(Draft.rev).where(Draft.id == draft.id).with_for_update())
    if rev is None:
        raise GoneError
    return rev


def _kept(
    act: Act, draft: Draft, path: str, content: bytes | None, row: DraftFile | None, in_service: Mapping[str, str]
) -> DraftFile:
    _remember(act, draft, path, content)
    rev = row.rev + 1 if row is not None else 1
    base = row.base if row is not None else in_service.get(path)
    if row is None:
        row = DraftFile(draft_id=draft.id, path=path, base=base)
        act.session.add(row)
    row.content, row.rev = content, rev
    draft.changed_at, draft.changed_by_id, draft.rev = act.now, act.user.id, locked(act.session, draft) + 1
    act.session.flush()
    _bound(act.session, draft)
    return row


def _bound(session: Session, draft: Draft) -> None:
    rows = queries.changes(session, draft).values()
    sizes = [len(row.content or b"") for row in rows]
    if len(sizes) > MAX_FILES or sum(sizes) > MAX_TOGETHER or max(sizes, default=0) > MAX_FILE:
        raise TooLargeError


def _remember(act: Act, draft: Draft, path: str, content: bytes | None) -> None:
    """Adds to the history of a draft, and drops what is older than KEPT."""
    session = act.session
    session.execute(delete(DraftStep).where(DraftStep.draft_id == draft.id, DraftStep.at < act.now - KEPT))
    last = next((step for step in queries.steps(session, draft) if step.path == path), None)
    if last is not None and last.by_id == act.user.id and last.at > act.now - ONE_STEP:
        last.content = content
        return
    session.add(DraftStep(draft_id=draft.id, path=path, content=content, at=act.now, by_id=act.user.id))


def add_form(act: Act, draft: Draft, key: str, title: str) -> str:
    """A new form in a draft; returns its path. Raises WrongKeyError, NoNameError, TakenError."""
    title = " ".join(title.split())
    if not FOLDER_NAME.fullmatch(key):
        raise WrongKeyError
    if not title or len(title) > 100 or not title.isprintable():
        raise NoNameError
    path = f"forms/{key}.form"
    if path in queries.files_of(act.session, draft):
        raise TakenError
    keep_files(act, draft, {path: new_form(key, title)})
    return path


def take_up(act: Act, draft: Draft, step_id: int) -> DraftStep:
    """Makes a file what it was at a step of the history. Raises NotFoundError."""
    step = queries.step(act.session, draft, step_id)
    keep_files(act, draft, {step.path: step.content})
    return step


def keep_findings(draft: Draft, rev: int, findings: Iterable[Finding]) -> None:
    """Keeps what the gate found in change number `rev` of a draft."""
    draft.checked, draft.findings = rev, json.dumps([asdict(one) for one in findings], ensure_ascii=False)


def withdraw(act: Act, folder: str, reason: str) -> None:
    """From now on nobody opens cases of this procedure; those under way go on. Raises NoReasonError, NotFoundError."""
    line = queries.line_of(act.session, folder)
    if not line.key:
        raise NotFoundError
    if line.withdrawn is None:
        why = told(reason)
        act.session.add(Withdrawn(key=line.key, at=act.now, by_id=act.user.id, reason=why))
        act.record(GENERAL_CHAIN, CHANGED, f"Verfahren «{line.name}» nimmt keine neuen Fälle mehr auf: {why}")


def resume(act: Act, folder: str) -> None:
    """Cases of this procedure may be opened again. Raises NotFoundError."""
    line = queries.line_of(act.session, folder)
    if line.withdrawn is not None:
        act.session.delete(line.withdrawn)
        act.record(GENERAL_CHAIN, CHANGED, f"Verfahren «{line.name}» nimmt wieder neue Fälle auf")


def told(reason: str) -> str:
    """A reason as it is kept. Raises NoReasonError."""
    words = " ".join(reason.split())[:REASON_LENGTH]
    if not words:
        raise NoReasonError
    return words
