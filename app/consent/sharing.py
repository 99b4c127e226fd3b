"""What a person may see of the data of a case: in the forms of tasks, and of the client's name in lists.

Every answer carries the label of the paper it stands in and its category, so forms show what papers would show.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.consent.models import Grant
from app.consent.reading import INSIDERS, Reader, is_over, reader_of
from app.consent.service import holds
from app.documents.models import Document
from app.flow import sources
from app.people.models import User
from app.people.roles import is_client


def labelled(values: Mapping[str, Any], given: Mapping[sources.Place, str], document_id: str) -> dict[str, Any]:
    """`values` of a form, each answer at `given` (place → category) with its label."""
    return sources.labelled(values, {place: f"{document_id}:{category}" for place, category in given.items()})


def shared_variables(
    session: Session, case: Case, user: User, variables: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The `variables` of `case` as far as `user` may read them; of a name that is not for them, initials."""
    reader = reader_of(session, case, user, now)
    statement = select(Document).where(Document.case_id == case.id).options(defer(Document.facts))
    papers = {paper.id: paper for paper in session.scalars(statement)}
    known: dict[str, bool] = {}

    def may_see(label: str) -> bool:
        if label not in known:
            known[label] = _sees(reader, papers, label)
        return known[label]

    shared: dict[str, Any] = sources.visible(variables, may_see)
    client = variables.get("klient")
    if isinstance(client, Mapping) and isinstance(shared.get("klient"), dict):
        hidden = {part: initials(str(client[part])) for part in ("vorname", "name") if client.get(part)}
        shared["klient"] = {**hidden, **shared["klient"]}
    return shared


def _sees(reader: Reader, papers: Mapping[str, Document], label: str) -> bool:
    document_id, _, category = label.partition(":")
    paper = papers.get(document_id)
    return paper is not None and reader.sees(paper, category)


def client_name(session: Session, case: Case, user: User, now: datetime) -> str:
    """The name of the client as `user` may know it; empty where the case is about nobody."""
    return client_names(session, [case], user, now)[case.id]


def client_names(session: Session, cases: Collection[Case], user: User, now: datetime) -> dict[str, str]:
    """Case id → the name of the client as `user` may know it, the same as `Reader.knows_name` says."""
    ids = [case.id for case in cases]
    going = [case.id for case in cases if not is_over(case, now)]
    rows = select(Participant.case_id, Participant.role).where(
        Participant.case_id.in_(ids), Participant.until.is_(None), queries.takes_part(user)
    )
    held: dict[str, set[str]] = {}
    for case_id, role in session.execute(rows):
        held.setdefault(case_id, set()).add(role)
    grants = session.execute(select(Grant.case_id, Grant.receiver).where(Grant.case_id.in_(going), holds(now)))
    own_key = user.institution.key if user.institution else None
    anybody, own = set[str](), set[str]()
    for case_id, receiver in grants:
        anybody.add(case_id)
        if receiver == own_key:
            own.add(case_id)
    named = {id for id in ids if held.get(id, set()) & {roles.CLIENT, roles.REFERRER}} | own
    named |= {id for id in anybody if not held.get(id, set()) & set(INSIDERS)}
    return {case.id: case.client_name if case.id in named else initials(case.client_name) for case in cases}


def name_shown(person: User, client: str) -> str:
    """What `person` is called on a page whose reader knows the client as `client`."""
    return client if is_client(person) else person.name


def initials(name: str) -> str:
    """«Peter Muster» as «P. M.»."""
    return " ".join(f"{word[0]}." for word in name.split())
