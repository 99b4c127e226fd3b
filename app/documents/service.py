"""Keeping what was handed in, and reading it back."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.documents.models import Document
from app.flow.models import WorkItem
from app.forms import Fact
from app.people.models import User

OPENING = "Angaben bei der Eröffnung"


def keep(session: Session, case: Case, item: WorkItem, user: User, facts: Sequence[Fact], now: datetime) -> None:
    """Keeps what `user` handed in for the task or report `item`; nothing where nothing was answered."""
    document = Document(title=item.title, label=item.label, readers=item.readers)
    _keep(session, document, case, user, facts, now)


def keep_opening(session: Session, case: Case, user: User, facts: Sequence[Fact], now: datetime) -> None:
    """Keeps what `user` said when they opened the case; nothing where nothing was answered."""
    _keep(session, Document(title=OPENING, readers=""), case, user, facts, now)


def _keep(
    session: Session, document: Document, case: Case, user: User, facts: Sequence[Fact], now: datetime
) -> None:
    if not facts:
        return
    told = [[fact.heading, fact.label, fact.text, fact.category] for fact in facts]
    document.facts = json.dumps(told, ensure_ascii=False)
    document.case_id, document.at = case.id, now
    document.by_id, document.institution_id = user.id, user.institution_id
    session.add(document)


def of_case(session: Session, case: Case) -> Sequence[Document]:
    """The documents of a case, the newest first."""
    return session.scalars(select(Document).where(Document.case_id == case.id).order_by(Document.at.desc())).all()


def facts_in(document: Document) -> list[Fact]:
    """What the document says."""
    return [Fact(*row) for row in json.loads(document.facts)]
