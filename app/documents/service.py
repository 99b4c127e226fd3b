"""Keeping what was handed in, and reading it back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.act import Act
from app.cases.models import Case
from app.documents.models import Document
from app.forms import Fact
from app.people.models import User

OPENING = "Angaben bei der Eröffnung"


@dataclass(frozen=True)
class Heading:
    """Title and label of a document. readers, phase, pinned: as in `Document`."""

    title: str
    label: str | None
    readers: str
    phase: str | None = None
    pinned: bool = False


def keep(act: Act, case: Case, heading: Heading, facts: Sequence[Fact], document_id: str) -> Document | None:
    """Stores a form that was handed in; stores nothing and returns None where it has no answers.

    document_id: the id it gets, because the labels of its answers already name it.
    """
    if not facts:
        return None
    document = Document(
        id=document_id,
        case_id=case.id,
        title=heading.title,
        label=heading.label,
        at=act.now,
        by_id=act.user.id,
        institution_id=act.user.institution_id,
        readers=heading.readers,
        phase=heading.phase,
        pinned=heading.pinned,
        facts=json.dumps([_row(fact) for fact in facts], ensure_ascii=False),
    )
    act.session.add(document)
    return document


def _row(fact: Fact) -> list[object]:
    return [fact.heading, fact.label, fact.text, fact.category, fact.files]


def of_case(session: Session, case: Case) -> Sequence[Document]:
    """The documents of a case, the newest first."""
    return session.scalars(_of_case(), {"case": case.id}).all()


@cache
def _of_case() -> Select[Document]:
    return select(Document).where(Document.case_id == bindparam("case")).order_by(Document.at.desc())


def latest(session: Session, case: Case, most: int) -> Sequence[Document]:
    """The `most` newest documents of a case and those pinned in it, the newest first."""
    newest = select(Document.id).where(Document.case_id == case.id).order_by(Document.at.desc()).limit(most)
    wanted = or_(Document.id.in_(newest), Document.pinned)
    found = select(Document).where(Document.case_id == case.id, wanted).order_by(Document.at.desc())
    return session.scalars(found.options(joinedload(Document.by).lazyload(User.institution))).all()


def days_of_phases(session: Session, case: Case) -> dict[str, datetime]:
    """Phase → when the last paper of it was handed in. Who took part and when is known to all who follow a case."""
    of_phases = select(Document.phase, func.max(Document.at)).where(Document.case_id == case.id)
    rows = session.execute(of_phases.where(Document.phase.is_not(None)).group_by(Document.phase))
    return {str(phase): at for phase, at in rows}


def of_id(session: Session, case: Case, document_id: str) -> Document | None:
    """One document of a case."""
    return session.scalars(
        select(Document).where(Document.case_id == case.id, Document.id == document_id)
    ).one_or_none()


def facts_in(document: Document) -> list[Fact]:
    """The answers of a document, in reading order."""
    return [_fact(*row) for row in json.loads(document.facts)]


def _fact(heading: str, label: str, text: str, category: str, files: Sequence[dict[str, Any]] = ()) -> Fact:
    return Fact(heading, label, text, category, tuple(files))
