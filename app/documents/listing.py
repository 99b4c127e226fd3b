"""Lists of the documents of a case, cut in the database: the newest, one page, those beside another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import texts
from app.cases.models import Case
from app.documents.models import Document
from app.people.models import User

PAGE = 50
"""How many documents a page of the list shows."""
_BESIDE = 10
"""So many documents are looked through for the next one that somebody may read."""


def latest(session: Session, case: Case, most: int) -> Sequence[Document]:
    """The `most` newest documents of a case and those pinned in it, the newest first."""
    newest = select(Document.id).where(Document.case_id == case.id).order_by(Document.at.desc()).limit(most)
    wanted = or_(Document.id.in_(newest), Document.pinned)
    return session.scalars(_of(case).where(wanted).order_by(Document.at.desc())).all()


def days_of_phases(session: Session, case: Case) -> dict[str, datetime]:
    """Phase → when the last paper of it was handed in. Who took part and when is known to all who follow a case."""
    of_phases = select(Document.phase, func.max(Document.at)).where(Document.case_id == case.id)
    rows = session.execute(of_phases.where(Document.phase.is_not(None)).group_by(Document.phase))
    return {str(phase): at for phase, at in rows}


def page_of(session: Session, case: Case, page: int, sought: str) -> tuple[Sequence[Document], bool]:
    """One page of the documents of a case, the newest first, and whether more follow.

    sought: only those whose title, label or office has all of these words, however they are spelt; all where empty.
    """
    rows = _of(case).order_by(Document.at.desc(), Document.id)
    for word in texts.folded(sought).split():
        # Documents from before there was a search are found by their title as it stands.
        by_title = Document.sought.is_(None) & func.lower(Document.title).contains(word, autoescape=True)
        rows = rows.where(or_(Document.sought.contains(word, autoescape=True), by_title))
    found = session.scalars(rows.limit(PAGE + 1).offset(PAGE * (page - 1))).all()
    return found[:PAGE], len(found) > PAGE


def beside(session: Session, case: Case, document: Document) -> tuple[Sequence[Document], Sequence[Document]]:
    """The documents just before and just after one, the nearest first."""
    rows = _of(case).limit(_BESIDE)
    before = rows.where(Document.at < document.at).order_by(Document.at.desc())
    after = rows.where(Document.at > document.at).order_by(Document.at)
    return session.scalars(before).all(), session.scalars(after).all()


def _of(case: Case) -> Select[Document]:
    of_case = select(Document).where(Document.case_id == case.id)
    return of_case.options(joinedload(Document.by).lazyload(User.institution))
