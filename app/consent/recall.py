"""The recall list: what institutions had got to see when consent ended, so that it can be asked back.

It is made from the log, which knows what the people of an institution looked at, took away and were sent.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app import texts
from app.act import Act
from app.audit import access_list
from app.audit import queries as log
from app.audit.models import CHANGED, DISCLOSED, EXPORTED, READ, Entry
from app.cases.models import Case
from app.consent import categories
from app.consent.models import EndOfConsent, Recall
from app.documents.service import as_logged, of_case
from app.people import queries as people
from app.people.kinds import Kind
from app.people.models import Institution, User


def list_seen(
    session: Session,
    case: Case,
    office: Institution,
    reason: EndOfConsent,
    now: datetime,
    category: str | None = None,
    giver: Institution | None = None,
) -> None:
    """Adds to the recall list what `office` saw and got since it last confirmed; adds nothing where it saw nothing.

    category: lists only answers of this category. giver: lists only what this institution handed in. Papers that the
    office itself handed in are its own and never listed.
    """
    session.flush()
    entries = _seen(session, case, office)
    if giver is not None:
        passed_on = {as_logged(paper) for paper in of_case(session, case) if paper.institution_id == giver.id}
        entries = [entry for entry in entries if entry.subject in passed_on]
    if category is not None:
        ended = categories.withdrawn_with(category)
        entries = [entry for entry in entries if ended & set(entry.categories.split(", "))]
    if not entries:
        return
    named = {name for entry in entries for name in entry.categories.split(", ") if name}
    if category is not None:
        named &= ended
    row = Recall(
        case_id=case.id,
        institution=office,
        what="\n".join(access_list.counted(entries)),
        categories=", ".join(name for name in categories.WORDS.values() if name in named),
        last_seen_on=max(entry.at for entry in entries).date(),
        ended_at=now,
        reason=reason,
        category=category,
        giver=giver,
    )
    session.add(row)


def of(session: Session, case: Case) -> Sequence[Recall]:
    """The recall list of a case: what is still to do first, then the newest first."""
    rows = session.scalars(select(Recall).where(Recall.case_id == case.id)).all()
    by_office = sorted(rows, key=lambda row: texts.folded(row.institution.name))
    newest_first = sorted(by_office, key=lambda row: row.ended_at, reverse=True)
    return sorted(newest_first, key=lambda row: row.done_at is not None)


_IS_OPEN = select(select(Recall.id).where(Recall.case_id == bindparam("of_case"), Recall.done_at.is_(None)).exists())


def is_open(session: Session, case: Case) -> bool:
    """Whether something of the list is still to do."""
    return bool(session.scalar(_IS_OPEN, {"of_case": case.id}))


def settle(act: Act, case: Case, row: Recall) -> None:
    """Notes that the institution confirmed the recall. A second call changes nothing."""
    if row.done_at is None:
        row.done_at, row.done_by = act.now, act.by
        act.record(case.number, CHANGED, f"Rückruf bei {row.institution.name} erledigt")


def drop_expired(session: Session, case: Case) -> None:
    """Removes open recalls of an expired mandate: its renewal allows again what was to be asked back."""
    expired = Recall.case_id == case.id, Recall.reason == EndOfConsent.EXPIRED, Recall.done_at.is_(None)
    for row in session.scalars(select(Recall).where(*expired)):
        session.delete(row)


def offices_of(session: Session, keys: Collection[str]) -> Sequence[Institution]:
    """The institutions with these keys from which something can be asked back: all but the coordination office."""
    statement = select(Institution).where(Institution.key.in_(keys), Institution.kind != Kind.KS)
    return people.by_name(session.scalars(statement))


def _seen(session: Session, case: Case, office: Institution) -> list[Entry]:
    names = {office.name, *session.scalars(select(User.name).where(User.institution_id == office.id))}
    own = _own_papers(session, case, office)
    returned = session.scalar(
        select(func.max(Recall.done_at)).where(
            Recall.case_id == case.id,
            Recall.institution_id == office.id,
            Recall.category.is_(None),
            Recall.giver_id.is_(None),
        )
    )
    found = []
    for entry in reversed(log.entries_of(session, case.number)):
        looked = entry.action in (READ, EXPORTED) and entry.institution == office.name and entry.subject not in own
        sent = entry.action == DISCLOSED and any(entry.subject.endswith(f" an {name}") for name in names)
        if (looked or sent) and (returned is None or entry.at > returned):
            found.append(entry)
    return found


def _own_papers(session: Session, case: Case, office: Institution) -> set[str]:
    """The papers the office handed in, as the log names them.

    Without those of which others handed in one of the same name: the office may have read that one.
    """
    papers = of_case(session, case)
    return {as_logged(paper) for paper in papers} - {
        as_logged(paper) for paper in papers if paper.institution_id != office.id
    }
