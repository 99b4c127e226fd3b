"""Finding the cases of one person, and reading their rows."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.cases import roles
from app.cases.models import Case, Participant
from app.cases.roles import Right
from app.cases.standing import Standing, standing_of
from app.consent.models import Grant
from app.flow.models import DecisionLog
from app.outbox.models import Message
from app.people.models import User


def client_of(case: Case) -> User | None:
    """The login of the case's client, if they have one."""
    rows = participants_ever(case)
    return next((row.user for row in rows if row.role == roles.CLIENT and row.user is not None), None)


def is_about_somebody(case: Case) -> bool:
    """Whether the case has a client at all; a yearly report has none."""
    return any(row.role == roles.CLIENT for row in participants_ever(case))


def other_cases_of_same_person(session: Session, standing: Standing, today: date) -> list[Standing]:
    """The asker in the other cases of the client, as far as they may see the log there; the newest first.

    A case is of the same person where the client has the same login, or else the same AHV number. Two different logins
    are two persons, even if somebody typed the same number in both cases.
    """
    case, client = standing.case, client_of(standing.case)
    same = [Case.person_key == case.person_key] if case.person_key else []
    if client is not None:
        as_client = select(Participant.case_id).where(
            Participant.role == roles.CLIENT, Participant.user_id == client.id
        )
        same.append(Case.id.in_(as_client))
    statement = select(Case).where(or_(false(), *same), Case.id != case.id).order_by(Case.opened_at.desc())
    others = [standing_of(standing.user, other, today) for other in session.scalars(statement)]
    return [other for other in others if other.has(Right.SEES_LOG) and not _are_two(client_of(other.case), client)]


def _are_two(login: User | None, client: User | None) -> bool:
    return login is not None and client is not None and login.id != client.id


def participants_ever(case: Case) -> Sequence[Participant]:
    """Everybody who takes part, and who once did, in the order in which they joined."""
    return sorted(case.participants, key=lambda row: (row.since, row.role))


def grants(session: Session, case: Case) -> Sequence[Grant]:
    """All grants of the client in this case, ended ones included."""
    statement = select(Grant).where(Grant.case_id == case.id)
    return session.scalars(statement.order_by(Grant.given_at, Grant.giver, Grant.receiver, Grant.category)).all()


def messages(session: Session, case: Case) -> Sequence[Message]:
    """The messages about a case, the oldest first."""
    statement = select(Message).where(Message.case_number == case.number)
    return session.scalars(statement.order_by(Message.posted_at, Message.to_name, Message.id)).all()


def decisions(session: Session, case: Case) -> Sequence[DecisionLog]:
    """The results of decision tables, the oldest first."""
    statement = select(DecisionLog).where(DecisionLog.instance_id == case.instance_id)
    return session.scalars(statement.order_by(DecisionLog.id)).all()
