"""Lists of the documents of a case, cut in the database: the newest, one page, those beside another."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import texts
from app.cases.models import Case
from app.cases.roles import Right
from app.cases.standing import Standing
from app.documents.models import Document
from app.people.models import User

PAGE = 50
"""How many documents a page of the list shows."""
_BESIDE = 10
"""So many documents are looked through for the next one that somebody may read."""


_LOOKED_AT = 40
"""So many of the newest documents are read to find those of the case page; more have pages of their own."""


def latest(session: Session, standing: Standing) -> Sequence[Document]:
    """The newest documents that may be for somebody and those pinned in the case, the newest first."""
    return session.scalars(_latest(*_shape(standing)), _given(standing)).all()


def days_of_phases(session: Session, case: Case) -> dict[str, datetime]:
    """Phase → when the last paper of it was handed in. Who took part and when is known to all who follow a case."""
    return {str(phase): at for phase, at in session.execute(_LAST_OF_PHASES, {"of_case": case.id})}


def page_of(session: Session, standing: Standing, page: int, sought: str) -> tuple[Sequence[Document], bool]:
    """One page of the documents that may be for somebody, the newest first, and whether more follow.

    sought: only those whose title, label or office has all of these words, however they are spelt; all where empty.
    """
    rows = _for(*_shape(standing)).order_by(Document.at.desc(), Document.id)
    for word in texts.folded(sought).split():
        # Documents from before there was a search are found by their title as it stands.
        by_title = Document.sought.is_(None) & func.lower(Document.title).contains(word, autoescape=True)
        rows = rows.where(or_(Document.sought.contains(word, autoescape=True), by_title))
    found = session.scalars(rows.limit(PAGE + 1).offset(PAGE * (page - 1)), _given(standing)).all()
    return found[:PAGE], len(found) > PAGE


def beside(session: Session, case: Case, document: Document) -> tuple[Sequence[Document], Sequence[Document]]:
    """The documents just before and just after one, the nearest first."""
    rows = _of_case().limit(_BESIDE)
    of_case = {"of_case": case.id}
    before = rows.where(Document.at < document.at).order_by(Document.at.desc())
    after = rows.where(Document.at > document.at).order_by(Document.at)
    return session.scalars(before, of_case).all(), session.scalars(after, of_case).all()


def _shape(standing: Standing) -> tuple[bool, bool, tuple[str, ...]]:
    """What decides on the text of the statement for somebody; the rest is `_given`."""
    return standing.has(Right.READS_GRANTED), standing.user.institution_id is None, tuple(sorted(standing.roles))


def _given(standing: Standing) -> dict[str, str | None]:
    user = standing.user
    return {"of_case": standing.case.id, "of_office": user.institution_id, "of_person": user.id}


@lru_cache
def _latest(reads_granted: bool, in_person: bool, roles: tuple[str, ...]) -> Select[Document]:
    theirs = _for(reads_granted, in_person, roles)
    newest = theirs.with_only_columns(Document.id).order_by(Document.at.desc()).limit(_LOOKED_AT)
    wanted = or_(Document.id.in_(newest), Document.pinned)
    return theirs.where(wanted).order_by(Document.at.desc())


@lru_cache
def _for(reads_granted: bool, in_person: bool, roles: tuple[str, ...]) -> Select[Document]:
    """The documents of a case that may be for somebody; what of them is, `app.consent.reading` decides.

    Whoever reads only papers that name their role, as a provider, is not to leaf through those of all others.
    """
    rows = _of_case()
    if reads_granted:
        return rows
    own = Document.by_id == bindparam("of_person") if in_person else Document.institution_id == bindparam("of_office")
    return rows.where(or_(own, *(Document.readers.contains(f" {role} ") for role in roles), Document.pinned))


@cache
def _of_case() -> Select[Document]:
    of_case = select(Document).where(Document.case_id == bindparam("of_case"), ~Document.is_corrected)
    return of_case.options(joinedload(Document.by).lazyload(User.institution))


_LAST_OF_PHASES = (
    select(Document.phase, func.max(Document.at))
    .where(Document.case_id == bindparam("of_case"), Document.phase.is_not(None))
    .group_by(Document.phase)
)
