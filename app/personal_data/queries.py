"""Finding the cases of one person, and reading their rows."""

from collections.abc import Collection, Sequence

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases import roles
from app.cases.models import Case, Participant
from app.consent.models import Grant
from app.flow.models import DecisionLog
from app.outbox.models import Message
from app.people.models import User


def client_of(session: Session, case: Case) -> User | None:
    """The login of the case's client, if they have one."""
    rows = participants_ever(session, case)
    return next((row.user for row in rows if row.role == roles.CLIENT and row.user is not None), None)


def is_about_somebody(session: Session, case: Case) -> bool:
    """Whether the case has a client at all; a yearly report has none."""
    return any(row.role == roles.CLIENT for row in participants_ever(session, case))


def cases_of_same_person(session: Session, case: Case, asker: User, entitled: Collection[str]) -> list[Case]:
    """`case` and the other cases of its client in which `asker` has one of the roles `entitled`; `case` first.

    The same person is who has the same login, or the same AHV number; two logins are two persons, whatever was typed.
    """
    client = client_of(session, case)
    same = [Case.person_key == case.person_key] if case.person_key else []
    if client is not None:
        as_client = select(Participant.case_id).where(
            Participant.role == roles.CLIENT, Participant.user_id == client.id
        )
        same.append(Case.id.in_(as_client))
    statement = select(Case).where(or_(false(), *same), Case.id != case.id).order_by(Case.opened_at.desc())
    others = session.scalars(statement).all()
    return [case, *(other for other in others if _is_theirs(session, other, client, asker, entitled))]


def _is_theirs(session: Session, other: Case, client: User | None, asker: User, entitled: Collection[str]) -> bool:
    login = client_of(session, other)
    two_persons = login is not None and client is not None and login.id != client.id
    return not two_persons and cases.holds_one_of(session, other, asker, entitled)


def participants_ever(session: Session, case: Case) -> Sequence[Participant]:
    """Who takes part, and who once did."""
    statement = select(Participant).where(Participant.case_id == case.id)
    return session.scalars(statement.order_by(Participant.since, Participant.role)).all()


def grants(session: Session, case: Case) -> Sequence[Grant]:
    """All that the client ever agreed to."""
    statement = select(Grant).where(Grant.case_id == case.id)
    return session.scalars(statement.order_by(Grant.given_at, Grant.giver, Grant.receiver, Grant.category)).all()


def messages(session: Session, case: Case) -> Sequence[Message]:
    """The messages about a case, the oldest first."""
    statement = select(Message).where(Message.case_number == case.number)
    return session.scalars(statement.order_by(Message.posted_at, Message.to_name, Message.id)).all()


def decisions(session: Session, case: Case) -> Sequence[DecisionLog]:
    """What decision tables came to, the oldest first."""
    statement = select(DecisionLog).where(DecisionLog.instance_id == case.instance_id)
    return session.scalars(statement.order_by(DecisionLog.id)).all()
