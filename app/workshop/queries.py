"""Reads what the pages of the workshop show."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.errors import NotFoundError
from app.flow.kinds import FINISHED
from app.flow.models import Definition, Instance, Withdrawn
from app.gate import Finding, Level
from app.workshop.models import Draft, DraftFile, DraftStep, Procedure, Publication, Source, Trial

MAX_STEPS = 50


@dataclass(frozen=True)
class Played:
    """How the scenarios of a draft came out when they were last played: how many, how many otherwise, when."""

    scenarios: int
    otherwise: int
    at: datetime


@dataclass
class Line:
    """A procedure on the page of the workshop. running: version → open cases, newest first."""

    folder: str
    name: str
    key: str = ""
    version: int = 0
    publication: Publication | None = None
    running: dict[int, int] = field(default_factory=dict)
    withdrawn: Withdrawn | None = None
    draft: Draft | None = None
    played: "Played | None" = None


def lines(session: Session) -> list[Line]:
    """All procedures by name, and the drafts of new ones; six statements."""
    drafts = {draft.folder: draft for draft in session.scalars(_with_people()).unique()}
    withdrawn = {row.key: row for row in session.scalars(select(Withdrawn))}
    placed = session.scalars(select(Procedure).options(joinedload(Procedure.publication))).all()
    of_key = {row.key: row for row in placed}
    counts = _running(session)
    found: dict[str, Line] = {}
    for row in session.scalars(select(Definition).order_by(Definition.version.desc())):
        line = found.get(row.key)
        if line is None:
            place = of_key.get(row.key)
            line = Line(place.folder if place else "", row.name, row.key, row.version)
            line.publication = place.publication if place else None
            line.withdrawn, line.draft = withdrawn.get(row.key), drafts.get(line.folder)
            found[row.key] = line
        if counts.get(row.digest):
            line.running[row.version] = counts[row.digest]
    known = {line.folder for line in found.values()}
    new = [Line(folder, draft.name, draft=draft) for folder, draft in drafts.items() if folder not in known]
    played = _played(session)
    for line in (*found.values(), *new):
        line.played = played.get(line.draft.id) if line.draft is not None else None
    return sorted([*found.values(), *new], key=lambda line: line.name.casefold())


def line_of(session: Session, folder: str) -> Line:
    """The procedure in this folder, or the draft of a new one. Raises NotFoundError."""
    for line in lines(session):
        if folder and line.folder == folder:
            return line
    raise NotFoundError


def _played(session: Session) -> dict[str, Played]:
    otherwise = func.sum(case((Trial.told != "", 1), else_=0)).label("otherwise")
    rows = select(Trial.draft_id, func.count().label("scenarios"), otherwise, func.max(Trial.at).label("at"))
    found = session.execute(rows.group_by(Trial.draft_id))
    return {row.draft_id: Played(row.scenarios, row.otherwise, row.at) for row in found}


def _running(session: Session) -> dict[str, int]:
    live = select(Instance.definition_digest, func.count().label("cases")).where(Instance.status.not_in(FINISHED))
    return {row.definition_digest: row.cases for row in session.execute(live.group_by(Instance.definition_digest))}


def _with_people() -> Select[Draft]:
    return select(Draft).options(joinedload(Draft.opened_by), joinedload(Draft.changed_by))


def draft_of(session: Session, folder: str) -> Draft | None:
    """The draft of this folder; None where there is none."""
    return session.scalars(_with_people().where(Draft.folder == folder)).unique().one_or_none()


def sources(session: Session) -> dict[str, bytes]:
    """All files in service."""
    rows = select(Source).where(Source.current, Source.content.is_not(None)).options(undefer(Source.content))
    return {row.path: row.content or b"" for row in session.scalars(rows)}


def hashes(session: Session) -> dict[str, str]:
    """Path → hash of all files in service."""
    rows = select(Source.path, Source.hash).where(Source.current, Source.content.is_not(None))
    return {row.path: row.hash for row in session.execute(rows)}


def changes(session: Session, draft: Draft) -> dict[str, DraftFile]:
    """The files that differ in a draft, by path."""
    rows = select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.path)
    return {row.path: row for row in session.scalars(rows)}


def files_of(session: Session, draft: Draft | None) -> dict[str, bytes]:
    """All files of the house as they would be with this draft."""
    files = sources(session)
    for path, row in changes(session, draft).items() if draft is not None else ():
        if row.content is None:
            files.pop(path, None)
        else:
            files[path] = row.content
    return files


def steps(session: Session, draft: Draft) -> list[DraftStep]:
    """The newest changes of a draft, the last one first."""
    rows = select(DraftStep).where(DraftStep.draft_id == draft.id).options(joinedload(DraftStep.by))
    return [*session.scalars(rows.order_by(DraftStep.id.desc()).limit(MAX_STEPS)).unique()]


def step(session: Session, draft: Draft, step_id: int) -> DraftStep:
    """One of them, with its content. Raises NotFoundError."""
    found = session.get(DraftStep, step_id, options=[undefer(DraftStep.content)])
    if found is None or found.draft_id != draft.id:
        raise NotFoundError
    return found


def findings(draft: Draft) -> list[Finding] | None:
    """What the gate found in a draft as it is now; None where it was changed since, or never checked."""
    if draft.findings is None or draft.checked != draft.rev:
        return None
    return [Finding(**{**one, "level": Level(one["level"])}) for one in json.loads(draft.findings)]
