"""How much of the data of a case a person sees: in the forms of tasks, and of the client's name in lists.

Every answer carries a label (`<id of its paper>:<category>`), so a form shows a reader what the papers would show them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, defer, lazyload

from app.cases import queries
from app.cases.models import Case, Participant
from app.cases.roles import Right, with_right
from app.cases.standing import Standing
from app.consent.categories import in_words
from app.consent.models import Grant
from app.consent.reading import AFTERWARDS, Reader, is_over, is_told_name, reader_of
from app.consent.service import holds, holds_on
from app.db import Moment
from app.documents.models import Document
from app.flow import sources
from app.flow.models import Instance
from app.people.models import Institution, User
from app.people.roles import is_client

LONG_AGO = bindparam("long_ago", type_=Moment)
"""A case that ended before this moment is over, see `is_over`; `over_before` fills it in."""


def labelled(values: Mapping[str, Any], given: Mapping[sources.LabelPath, str], document_id: str) -> dict[str, Any]:
    """`values` of a form, each answer at `given` (place → category) with its label."""
    return sources.labelled(values, {place: f"{document_id}:{category}" for place, category in given.items()})


@dataclass(frozen=True)
class Share:
    """What one person may see of the data of a case. papers: its documents by id."""

    reader: Reader
    papers: Mapping[str, Document]

    def of(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """`variables` as far as they may be read; of a name that is not for the reader, initials."""
        shared: dict[str, Any] = sources.visible(variables, cache(self.sees))
        client = variables.get("klient")
        if isinstance(client, Mapping) and isinstance(shared.get("klient"), dict):
            hidden = {part: initials(str(client[part])) for part in ("vorname", "name") if client.get(part)}
            shared["klient"] = {**hidden, **shared["klient"]}
        return shared

    def categories(self, variables: Mapping[str, Any], paths: Iterable[tuple[str, ...]]) -> list[str]:
        """In words, the categories of what others said and the reader sees at these paths."""
        labels = [label for label in sources.labels_at(variables, paths) if self.sees(label)]
        pairs = [label.partition(":")[::2] for label in labels]
        return in_words(category for paper, category in pairs if not self.reader.is_own(self.papers[paper]))

    def sees(self, label: str) -> bool:
        """Whether what has this label, one alone, is for the reader."""
        document_id, _, category = label.partition(":")
        paper = self.papers.get(document_id)
        return paper is not None and self.reader.sees(paper, category)


def share_of(session: Session, standing: Standing, now: datetime) -> Share:
    """What somebody may see of the data of a case at this moment."""
    papers = {paper.id: paper for paper in session.scalars(_papers(), {"case": standing.case.id})}
    return Share(reader_of(session, standing, now), papers)


def share_in(session: Session, reader: Reader, papers: Collection[str]) -> Share:
    """What `reader` may see of data that stand in these papers, named by their ids: as many as are drawn, not all."""
    if not papers:
        return Share(reader, {})
    found = select(Document).where(Document.id.in_(papers)).options(defer(Document.facts), lazyload(Document.by))
    return Share(reader, {paper.id: paper for paper in session.scalars(found)})


@cache
def _papers() -> Select[Document]:
    return (
        select(Document)
        .where(Document.case_id == bindparam("case"))
        .options(defer(Document.facts), lazyload(Document.by))
    )


def client_name(reader: Reader, case: Case) -> str:
    """The name of the client as `reader` may know it; empty where the case is about nobody."""
    return shown_name(case, reader.knows_name)


def shown_name(case: Case, knows_it: bool) -> str:
    """The name of the client, or the initials for somebody who may not know it."""
    return case.client_name if knows_it else initials(case.client_name)


def client_names(session: Session, cases: Collection[Case], user: User, now: datetime) -> dict[str, str]:
    """Case id → the name of the client as `user` may know it.

    The same rule as `client_name`, for a whole list by two statements instead of two for each case.
    """
    if not cases:
        return {}
    ids = [case.id for case in cases]
    # Grants open nothing any more in a case that ended long ago (`is_over`): its name becomes initials again.
    going = [case.id for case in cases if not is_over(case, now)]
    # The roles the user holds in each case, themselves or through their institution.
    rows = select(Participant.case_id, Participant.role).where(
        Participant.case_id.in_(ids), Participant.until.is_(None), queries.takes_part()
    )
    held: dict[str, set[str]] = {}
    for case_id, role in session.execute(rows, queries.asked_by(user, now.date())):
        held.setdefault(case_id, set()).add(role)
    grants = session.execute(select(Grant.case_id, Grant.receiver).where(Grant.case_id.in_(going), holds(now)))
    own_key = user.institution.key if user.institution else None
    # Cases in which anybody was granted something (a provider goes by that), and those in which the user's office was.
    anybody, own = set[str](), set[str]()
    for case_id, receiver in grants:
        anybody.add(case_id)
        if receiver == own_key:
            own.add(case_id)
    named = {id for id in ids if is_told_name(held.get(id, ()), id in own, id in anybody)}
    return {case.id: shown_name(case, case.id in named) for case in cases}


@cache
def name_is_known() -> ColumnElement[bool]:
    """Condition on Case: who asks may know the client's name. It is `is_told_name` in SQL, for searching by names.

    The values come from `queries.asked_by` and `over_before`.
    """
    mine = select(Participant.id).where(
        Participant.case_id == Case.id, Participant.until.is_(None), queries.takes_part()
    )
    by_role = mine.where(Participant.role.in_(with_right(Right.KNOWS_NAME))).exists()
    granted = select(Grant.id).where(Grant.case_id == Case.id, holds_on(queries.TODAY), ~_is_over())
    own_key = select(Institution.key).where(Institution.id == queries.OFFICE).scalar_subquery()
    reads = mine.where(Participant.role.in_(with_right(Right.READS_GRANTED))).exists()
    return or_(by_role, granted.where(Grant.receiver == own_key).exists(), and_(~reads, granted.exists()))


def over_before(now: datetime) -> Mapping[str, datetime]:
    """The value that `name_is_known` needs beside those of `queries.asked_by`."""
    return {LONG_AGO.key: now - AFTERWARDS}


def _is_over() -> ColumnElement[bool]:
    ended = select(Instance.id).where(Instance.id == Case.instance_id, Instance.ended_at <= LONG_AGO)
    return ended.exists()


def name_shown(person: User, client: str) -> str:
    """What `person` is called on a page whose reader knows the client as `client`."""
    return client if is_client(person) else person.name


def initials(name: str) -> str:
    """«Peter Muster» as «P. M.»."""
    return " ".join(f"{word[0]}." for word in name.split())
