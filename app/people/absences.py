"""Absences: periods in which somebody is away, and the deputy who gets their new tasks meanwhile."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidError
from app.people import queries, roles
from app.people.models import Absence, User, UserRole


class AbsenceError(InvalidError):
    """Diese Abwesenheit können wir so nicht eintragen."""


def add(session: Session, user: User, deputy: User | None, first: date, last: date, today: date) -> Absence:
    """Notes that `user` is away from `first` to `last`, both included. Raises AbsenceError.

    deputy: somebody of the same institution; None only where nobody else works there.
    """
    if first > last:
        raise AbsenceError("Der letzte Tag liegt vor dem ersten.")
    if last < today:
        raise AbsenceError("Diese Zeit ist schon vorbei.")
    colleagues = {row.id for row in possible_deputies(session, user)}
    if colleagues and (deputy is None or deputy.id not in colleagues):
        raise AbsenceError("Bitte wählen Sie als Vertretung jemanden aus Ihrer Stelle.")
    own = _between(session, [user.id], first, last)
    if own:
        raise AbsenceError(f"In dieser Zeit sind Sie schon abwesend: {_period(own[0])}.")
    stands_in = deputy if colleagues else None
    away = _between(session, [stands_in.id], first, last) if stands_in is not None else []
    if stands_in is not None and away:
        raise AbsenceError(f"{stands_in.name} ist dann selbst abwesend: {_period(away[0])}.")
    row = Absence(user_id=user.id, deputy_id=stands_in.id if stands_in else None, first=first, last=last)
    session.add(row)
    session.flush()
    return row


def remove(session: Session, user: User, absence_id: str) -> None:
    """Forgets an absence of `user`; one that is not theirs stays."""
    row = session.get(Absence, absence_id)
    if row is not None and row.user_id == user.id:
        session.delete(row)


def of_user(session: Session, user: User, today: date) -> Sequence[Absence]:
    """The absences of `user` that are not over, and those in which they stand in for somebody, in order."""
    statement = select(Absence).where(or_(Absence.user_id == user.id, Absence.deputy_id == user.id))
    return session.scalars(statement.where(Absence.last >= today).order_by(Absence.first, Absence.id)).all()


def possible_deputies(session: Session, user: User) -> Sequence[User]:
    """The caseworkers of the same institution, who may stand in for `user`, by name."""
    if user.institution_id is None:
        return []
    return queries.by_name(session.scalars(_colleagues(), {"office": user.institution_id, "me": user.id}))


@cache
def _colleagues() -> Select[User]:
    does_casework = select(UserRole.user_id).where(UserRole.role == roles.CASEWORKER)
    colleagues = select(User).where(User.institution_id == bindparam("office"), User.active, User.id != bindparam("me"))
    return colleagues.where(User.id.in_(does_casework))


def away_among(session: Session, users: Sequence[User], today: date) -> dict[str, Absence]:
    """Id of each of these people who is away today → their absence."""
    return {row.user_id: row for row in _between(session, [user.id for user in users], today, today)}


def stand_in(session: Session, user_id: str, today: date, first: str | None = None) -> str | None:
    """The id of the person who does the work of `user_id` today; None where they are here, or nobody stands in.

    A deputy who is away as well is followed to their own deputy. Where that leads in a circle, nobody stands in.
    first: the deputy for this piece of work, who goes before the one for everything.
    """
    here, seen = user_id, {user_id}
    while away := _between(session, [here], today, today):
        follows = first if first is not None and here == user_id else away[0].deputy_id
        if follows is None or follows in seen:
            return None
        here = follows
        seen.add(here)
    deputy = session.get(User, here)
    return here if here != user_id and deputy is not None and deputy.active else None


def _between(session: Session, user_ids: Sequence[str], first: date, last: date) -> Sequence[Absence]:
    """The absences of these people that have a day in common with the period."""
    if not user_ids:
        return []
    return session.scalars(_absences(), {"people": user_ids, "first": first, "last": last}).all()


@cache
def _absences() -> Select[Absence]:
    of_people = Absence.user_id.in_(bindparam("people", expanding=True))
    overlaps = Absence.first <= bindparam("last"), Absence.last >= bindparam("first")
    return select(Absence).where(of_people, *overlaps).order_by(Absence.first, Absence.id)


def _period(row: Absence) -> str:
    stands_in = f"Vertretung {row.deputy.name}" if row.deputy is not None else "ohne Vertretung"
    return f"{row.first:%d.%m.%Y} bis {row.last:%d.%m.%Y}, {stands_in}"
