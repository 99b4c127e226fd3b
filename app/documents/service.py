"""Keeping what was handed in, and reading it back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app import texts
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
        sought=_sought(heading, act.user),
        facts=json.dumps([_row(fact) for fact in facts], ensure_ascii=False),
    )
    act.session.add(document)
    return document


def as_logged(document: Document) -> str:
    """A document as the log names it when somebody reads it."""
    return f"Angaben «{document.title}»"


def versions_before(session: Session, document: Document) -> list[Document]:
    """The versions that a document has taken the place of, the newest first."""
    found, before = list[Document](), document.corrects_id
    while before is not None:
        found.append(session.get_one(Document, before))
        before = found[-1].corrects_id
    return found


def version_after(session: Session, document: Document) -> Document | None:
    """The version that took the place of a document."""
    return session.scalars(select(Document).where(Document.corrects_id == document.id)).one_or_none()


def _sought(heading: Heading, by: User) -> str:
    """What a search finds a document by: its title, its label and the office it comes from, folded."""
    office = by.institution.name if by.institution is not None else ""
    return texts.folded(f"{heading.title} {heading.label or ''} {office}")


def _row(fact: Fact) -> list[object]:
    return [fact.heading, fact.label, fact.text, fact.category, fact.files]


def of_case(session: Session, case: Case) -> Sequence[Document]:
    """The documents of a case, the newest first."""
    return session.scalars(_of_case(), {"case": case.id}).all()


@cache
def _of_case() -> Select[Document]:
    return select(Document).where(Document.case_id == bindparam("case")).order_by(Document.at.desc())


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
