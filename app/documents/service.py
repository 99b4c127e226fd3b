"""Keeping what was handed in, and reading it back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.documents.models import Document
from app.forms import Fact
from app.people.models import User


@dataclass(frozen=True)
class Heading:
    """What a document is called, and which roles may read it beside those who may anyway (keys between spaces)."""

    title: str
    label: str | None
    readers: str


def keep(
    session: Session, case: Case, heading: Heading, user: User, facts: Sequence[Fact], now: datetime, document_id: str
) -> None:
    """Keeps what `user` handed in, under the id that its answers already name; nothing where nothing was answered."""
    if not facts:
        return
    document = Document(
        id=document_id,
        case_id=case.id,
        title=heading.title,
        label=heading.label,
        at=now,
        by_id=user.id,
        institution_id=user.institution_id,
        readers=heading.readers,
        facts=json.dumps([[fact.heading, fact.label, fact.text, fact.category] for fact in facts], ensure_ascii=False),
    )
    session.add(document)


def of_case(session: Session, case: Case) -> Sequence[Document]:
    """The documents of a case, the newest first."""
    return session.scalars(select(Document).where(Document.case_id == case.id).order_by(Document.at.desc())).all()


def facts_in(document: Document) -> list[Fact]:
    """What the document says."""
    return [Fact(*row) for row in json.loads(document.facts)]
