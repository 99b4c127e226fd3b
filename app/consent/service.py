"""Granting and withdrawing consent. What ends, ends in the caller's transaction, with everything that follows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from app.cases import queries, roles
from app.cases.models import Case, Participant
from app.cases.service import end_participation
from app.consent import categories
from app.consent.models import Grant
from app.errors import InvalidError
from app.outbox.models import WAITING, Message
from app.people import queries as people

STAYING = (roles.CLIENT, roles.COORDINATION_OFFICE)
"""The roles that still take part after everything was withdrawn: to close the case."""


class MandateError(InvalidError):
    """Die Vollmacht ist unvollständig: Es braucht weitergebende Stellen, Empfänger mit Kategorien und ein Ende."""


def record(session: Session, case: Case, mandate: Mapping[str, Any], now: datetime) -> None:
    """Keeps what a signed mandate allows, in place of any earlier one of this case.

    mandate: `weitergebende` (keys of institutions), `empfaenger` (list of `stelle`, `kategorien`), `gueltig_bis`.
    Raises MandateError.
    """
    try:
        until = date.fromisoformat(str(mandate["gueltig_bis"])[:10])
        givers = [str(key) for key in mandate["weitergebende"]]
        received = [
            (str(one["stelle"]), str(category)) for one in mandate["empfaenger"] for category in one["kategorien"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise MandateError from error
    if not {category for _, category in received} <= set(categories.NAMES):
        raise MandateError
    _end(active(session, case, now), now)
    for giver in givers:
        for receiver, category in dict.fromkeys(received):
            grant = Grant(case_id=case.id, giver=giver, receiver=receiver, category=category, given_at=now, until=until)
            session.add(grant)
    session.flush()


def active(session: Session, case: Case, now: datetime) -> Sequence[Grant]:
    """The grants that hold at this moment."""
    return session.scalars(select(Grant).where(Grant.case_id == case.id, holds(now))).all()


def holds(now: datetime) -> ColumnElement[bool]:
    """Condition on Grant: it holds at this moment."""
    return and_(Grant.ended_at.is_(None), Grant.until >= now.date())


def withdraw_all(session: Session, case: Case, now: datetime, staying: Sequence[str] = STAYING) -> None:
    """Ends everything the client agreed to; only the roles `staying` still take part, each with its own papers."""
    _end(active(session, case, now), now)
    _send_away(session, case, [row for row in queries.participants(session, case.id) if row.role not in staying], now)


def withdraw(session: Session, case: Case, now: datetime, party: str = "", category: str = "") -> None:
    """Ends what the client no longer agrees to: the institution `party`, or one `category` of data.

    The institution takes no part any more, and messages to it that have not left are dropped.
    """
    grants = active(session, case, now)
    if category:
        _end((grant for grant in grants if grant.category == category), now)
        return
    _end((grant for grant in grants if party in (grant.receiver, grant.giver)), now)
    rows = queries.participants(session, case.id)
    _send_away(session, case, [row for row in rows if row.institution and row.institution.key == party], now)


def _end(grants: Iterable[Grant], now: datetime) -> None:
    for grant in grants:
        grant.ended_at = now


def _send_away(session: Session, case: Case, leaving: Sequence[Participant], now: datetime) -> None:
    """Nobody leaves whose institution stays in another role."""
    others = [row for row in queries.participants(session, case.id) if row not in leaving]
    staying = {row.institution_id for row in others if row.institution_id}
    gone = [row for row in leaving if row.institution_id not in staying]
    end_participation(gone, now, barred=True)
    session.flush()
    offices = {row.institution_id for row in gone if row.institution_id}
    addresses = {row.institution.email for row in gone if row.institution}
    addresses |= {user.email for user in people.users(session) if user.institution_id in offices}
    session.execute(
        delete(Message).where(
            Message.case_number == case.number, Message.status == WAITING, Message.to_address.in_(addresses)
        )
    )
