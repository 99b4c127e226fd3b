"""Granting and ending consent, with everything that follows from it, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import CHANGED
from app.cases import queries, roles
from app.cases.models import Case
from app.cases.service import end_participation
from app.cases.standing import mandate_is_over
from app.consent import categories, leaving, recall, terms
from app.consent.models import EndOfConsent, Grant
from app.deadlines import moments
from app.errors import InvalidError
from app.people import queries as people
from app.people.models import Institution


class MandateError(InvalidError):
    """Die Vollmacht ist unvollständig: Es braucht weitergebende Stellen, Empfänger mit Kategorien und ein Ende."""


def record(act: Act, case: Case, mandate: Mapping[str, Any]) -> list[Institution]:
    """Keeps what a signed mandate allows, in place of any earlier one of this case.

    Institutions that left because the earlier one had expired take part again; returns those.
    mandate: `weitergebende` (keys of institutions), `empfaenger` (list of `stelle`, `kategorien`), `gueltig_bis`.
    Raises MandateError.
    """
    session, now = act.session, act.now
    try:
        until = moments.as_date(mandate["gueltig_bis"])
        givers = [str(key) for key in mandate["weitergebende"]]
        received = [
            (str(one["stelle"]), str(category)) for one in mandate["empfaenger"] for category in one["kategorien"]
        ]
    except (KeyError, TypeError) as error:
        raise MandateError from error
    if until is None or not {category for _, category in received} <= set(categories.NAMES):
        raise MandateError
    _end(active(session, case, now), now)
    for giver in givers:
        for receiver, category in dict.fromkeys(received):
            grant = Grant(case_id=case.id, giver=giver, receiver=receiver, category=category, given_at=now, until=until)
            session.add(grant)
    case.mandate_until, case.warn_at = until, terms.next_warning(until)
    session.flush()
    if mandate_is_over(case, act.today):
        return []
    recall.drop_expired(session, case)
    return leaving.bring_back(act, case)


def active(session: Session, case: Case, now: datetime) -> Sequence[Grant]:
    """The grants that hold at this moment."""
    return session.scalars(_holding(), {"case": case.id, "today": now.date()}).all()


@cache
def _holding() -> Select[Grant]:
    return select(Grant).where(Grant.case_id == bindparam("case"), holds_on(bindparam("today")))


def holds(now: datetime) -> ColumnElement[bool]:
    """Condition on Grant: it holds at this moment."""
    return holds_on(now.date())


def holds_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """Condition on Grant: it holds on this day."""
    return and_(Grant.ended_at.is_(None), Grant.until >= day)


def withdraw_all(act: Act, case: Case, staying: Sequence[str] = roles.STAYING) -> None:
    """Ends all consent of the client. Only the roles `staying` still take part, and each reads only its own papers."""
    session = act.session
    _end(active(session, case, act.now), act.now)
    case.mandate_until = case.warn_at = None
    away = queries.sent_away(session, case.id)
    offices = {row.institution_id for row in away if row.role in staying}
    leaving.let_return([row for row in away if row.institution_id in offices])
    end_participation(act, [row for row in away if row.institution_id not in offices], barred=True)
    session.flush()
    rows = [row for row in queries.participants(session, case.id) if row.role not in staying]
    for office in leaving.send_away(act, case, rows):
        recall.list_seen(session, case, office, EndOfConsent.WITHDRAWN, act.now)


def close_withdrawn(act: Act, case: Case) -> None:
    """Ends the parts that stayed after the whole mandate was withdrawn only so that somebody could end the case.

    Does nothing where consent holds, or was never given. The coordination office and the client still take part.
    """
    given = act.session.scalars(select(Grant.id).where(Grant.case_id == case.id).limit(1)).first()
    if given is None or case.mandate_until is not None or active(act.session, case, act.now):
        return
    rows = queries.participants(act.session, case.id)
    end_participation(act, [row for row in rows if row.role not in roles.STAYING], barred=True)


def receivers_of(act: Act, case: Case, category: str) -> list[str]:
    """The institutions that may read `category` at the moment: their keys."""
    return sorted({grant.receiver for grant in active(act.session, case, act.now) if grant.category == category})


def withdraw(act: Act, case: Case, party: str = "", category: str = "") -> None:
    """Ends the consent for one `category` of data, or else for the institution `party`.

    The institution leaves the case, and messages to it that have not left are deleted.
    """
    session, now = act.session, act.now
    grants = active(session, case, now)
    if category:
        ending = [grant for grant in grants if grant.category == category]
        _end(ending, now)
        for office in recall.offices_of(session, {grant.receiver for grant in ending}):
            recall.list_seen(session, case, office, EndOfConsent.WITHDRAWN, now, category)
        return
    _end((grant for grant in grants if party in (grant.receiver, grant.giver)), now)
    receivers = {grant.receiver for grant in grants if grant.giver == party} - {party}
    for office in recall.offices_of(session, receivers):
        recall.list_seen(
            session, case, office, EndOfConsent.WITHDRAWN, now, giver=people.institution_by_key(session, party)
        )
    away = [row for row in queries.sent_away(session, case.id) if row.institution and row.institution.key == party]
    end_participation(act, away, barred=True)
    rows = [row for row in queries.participants(session, case.id) if row.institution and row.institution.key == party]
    for office in leaving.send_away(act, case, rows):
        recall.list_seen(session, case, office, EndOfConsent.WITHDRAWN, now)


def expire(act: Act, case: Case, until: date) -> list[Institution]:
    """Sends away everybody who needs a mandate: its last day `until` has passed. Returns the institutions that left."""
    rows = [row for row in queries.participants(act.session, case.id) if row.role not in roles.STAYING]
    gone = leaving.send_away(act, case, rows, expired=True)
    act.record(case.number, CHANGED, "Ende der Vollmacht")
    closed = case.is_closed  # nothing is asked back from a case that came to its end
    for office in [] if closed else gone:
        recall.list_seen(act.session, case, office, EndOfConsent.EXPIRED, terms.over_at(until))
    return gone


def _end(grants: Iterable[Grant], now: datetime) -> None:
    for grant in grants:
        grant.ended_at = now
