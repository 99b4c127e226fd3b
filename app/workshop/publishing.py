"""Puts files into service, from a folder or a draft: versions, files and the log in one transaction, or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.audit import service as audit
from app.audit.models import CHANGED, GENERAL_CHAIN, Chain
from app.audit.service import OPERATOR, Actor
from app.errors import ConflictError
from app.flow.bundle import Bundle
from app.flow.models import Definition
from app.gate import CheckedBundle, deploy
from app.gate.files import even
from app.workshop.files import Files, hash_of
from app.workshop.models import Origin, Procedure, Publication, Source
from app.workshop.service import told


class DivergingError(ConflictError):
    """Dieser Ordner ist älter als das, was in Betrieb ist. Es wurde nichts übernommen."""


class MovedError(ConflictError):
    """Der Ordner hat sich während der Prüfung geändert. Es wurde nichts übernommen; bitte versuchen Sie es noch
    einmal."""


def take_over(
    session: Session, files: Files, procedures: Iterable[CheckedBundle], now: datetime, force: str | None = None
) -> dict[str, int]:
    """Puts a folder into service as it was read and checked; returns key → version of the procedures that changed.

    force: the reason for replacing what is newer. Raises DivergingError, which names each file, without one; and
    NoReasonError for an empty one; MovedError where a file is no longer what was checked.
    """
    bundles = [*procedures]
    if any(_text(files.get(path)) not in (None, even(text)) for one in bundles for path, text in texts_of(one.bundle)):
        raise MovedError
    one_at_a_time(session)
    newer = refuse_older(session, files, force)
    reason = told(force) if force is not None else ""
    if newer:
        subject = f"Neuere Dateien durch einen Ordner ersetzt: {reason}"
        audit.record(session, GENERAL_CHAIN, OPERATOR, CHANGED, subject, now)
    return publish(session, files, bundles, now, Origin.FOLDER, OPERATOR, reason)


def one_at_a_time(session: Session) -> None:
    """Lets nobody else publish or take over until this transaction ends: all of them add to the same chain."""
    session.execute(select(Chain.count).where(Chain.chain == GENERAL_CHAIN).with_for_update())


def refuse_older(session: Session, files: Files, force: str | None) -> list[str]:
    """Raises DivergingError where a folder would replace what is newer; with a reason to do so, tells what that is."""
    newer = differences(session, files)
    if newer and force is None:
        hint = "Holen Sie zuerst den neuen Stand mit «nahtstelle export», oder nennen Sie mit --force einen Grund."
        raise DivergingError("\n".join((DivergingError().message, *newer, hint)))
    return newer


def changed_in(session: Session, procedures: Iterable[CheckedBundle]) -> set[str]:
    """The keys of the procedures that would get a new version."""
    last = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    newest = (Definition.key == last.c.key) & (Definition.version == last.c.version)
    in_service = {*session.scalars(select(Definition.digest).join(last, newest))}
    return {one.bundle.key for one in procedures if one.digest not in in_service}


def differences(session: Session, files: Files) -> list[str]:
    """What makes a folder older than, or other than, the files in service: a German sentence for each file."""
    rows = select(Source).where(Source.current, Source.content.is_not(None)).options(joinedload(Source.publication))
    found = []
    for row in session.scalars(rows):
        content, edited = files.get(row.path), row.publication.origin == Origin.WORKSHOP and not row.exported
        who = f"{row.publication.at:%d.%m.%Y} von {row.publication.by_name}"
        if content is None:
            found += [f"{row.path}: fehlt im Ordner, in der Werkstatt veröffentlicht am {who}."] if edited else []
        elif hash_of(content) != row.hash and _was_in_service(session, row.path, content):
            found.append(f"{row.path}: Der Ordner hat eine frühere Fassung; die neuere ist vom {who}.")
        elif hash_of(content) != row.hash and edited:
            found.append(f"{row.path}: in der Werkstatt geändert am {who}, im Ordner anders.")
    return sorted(found)


def texts_of(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Path and text of each file in a bundle."""
    for name, text in (*bundle.diagrams.items(), *bundle.decisions.items()):
        yield f"workflows/{name}", text
    for key, text in bundle.forms.items():
        yield f"forms/{key}.form", text


def _text(content: bytes | None) -> str | None:
    return None if content is None else even(content.decode("utf-8", errors="replace"))


def _was_in_service(session: Session, path: str, content: bytes) -> bool:
    earlier = select(Source.id).where(Source.path == path, Source.hash == hash_of(content))
    return session.scalars(earlier.limit(1)).first() is not None


def publish(
    session: Session,
    files: Mapping[str, bytes | None],
    procedures: Iterable[CheckedBundle],
    now: datetime,
    origin: Origin,
    by: Actor,
    reason: str,
) -> dict[str, int]:
    """Puts files (None: removed) and the procedures made of them into service; returns key → version of the new ones.

    What is as it was before stays untouched, and where nothing changes nothing is written.
    """
    bundles = [*procedures]
    deployed = deploy(session, bundles, now, by)
    current = {row.path: row for row in session.scalars(select(Source).where(Source.current))}
    changed = {path: content for path, content in files.items() if _differs(current.get(path), content)}
    places = {one.bundle.key: _folder_of(one, files) for one in bundles}
    known = {row.key: row for row in session.scalars(select(Procedure))}
    moved = {key for key, folder in places.items() if key not in known or known[key].folder != folder}
    if not changed and not deployed and not moved:
        return deployed
    publication = Publication(at=now, by_id=by.id, by_name=by.name, origin=origin, reason=reason)
    session.add(publication)
    session.flush()
    for path in changed.keys() & current.keys():
        current[path].current = False
    session.flush()
    for path, content in changed.items():
        digest = hash_of(content) if content is not None else ""
        session.add(Source(path=path, hash=digest, content=content, publication_id=publication.id))
    for key in deployed.keys() | moved:
        row = known.get(key) or Procedure(key=key)
        row.folder, row.publication_id = places[key], publication.id
        session.add(row)
    session.flush()
    return deployed


def _differs(row: Source | None, content: bytes | None) -> bool:
    return (row.hash if row is not None else "") != (hash_of(content) if content is not None else "")


def _folder_of(checked: CheckedBundle, files: Mapping[str, object]) -> str:
    """The folder in which a procedure lies; empty for a diagram that lies in none, which the workshop cannot change."""
    name = next(iter(checked.bundle.diagrams))
    return name.partition("/")[0] if f"workflows/{name}" in files else ""


def exported(session: Session) -> dict[str, bytes]:
    """The files in service, byte for byte; from now on a folder may hold something newer."""
    rows = select(Source).where(Source.current, Source.content.is_not(None)).options(undefer(Source.content))
    found = {}
    for row in session.scalars(rows):
        found[row.path], row.exported = row.content or b"", True
    return found
