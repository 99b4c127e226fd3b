"""Changing who has a login, what they may do, and with which password."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import ConflictError, InvalidError
from app.people import queries, roles, sign_ins
from app.people.models import Institution, SignIn, User, UserRole
from app.people.passwords import hash_password, objection


class TakenError(ConflictError):
    """Dieser Benutzername oder diese E-Mail-Adresse ist schon vergeben."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to have a login; without `institution` a client."""

    username: str
    name: str
    email: str
    institution: Institution | None = None
    function: str = ""


def add_user(session: Session, newcomer: Newcomer) -> tuple[User, str]:
    """Adds a person and returns them with their first password. Staff of an institution do casework there.

    Raises TakenError.
    """
    if queries.is_taken(session, newcomer.username) or queries.is_taken(session, newcomer.email):
        raise TakenError
    password = secrets.token_urlsafe(12)
    user = User(
        username=newcomer.username.strip().lower(),
        name=newcomer.name,
        email=newcomer.email.strip().lower(),
        function=newcomer.function,
        password_hash=hash_password(password),
        institution=newcomer.institution,
    )
    session.add(user)
    session.flush()
    if newcomer.institution is not None:
        grant(session, user, roles.CASEWORKER, newcomer.institution)
    return user, password


def grant(session: Session, user: User, role: str, institution: Institution | None) -> None:
    """Gives `user` a role in one institution, or everywhere; who has it already keeps it."""
    place = institution.id if institution else None
    if not any(row.role == role and row.institution_id == place for row in user.roles):
        user.roles.append(UserRole(role=role, institution_id=place))
        session.flush()


def revoke(session: Session, user: User, role: str) -> None:
    """Takes a role from `user`, wherever they held it."""
    user.roles = [row for row in user.roles if row.role != role]
    session.flush()


def deactivate(session: Session, user: User) -> None:
    """Lets `user` in no more, from this moment on."""
    user.active = False
    sign_ins.end_all(session, user)


def set_password(session: Session, user: User, password: str, here: SignIn | None = None) -> None:
    """Gives `user` a new password, and signs them out everywhere but `here`. Raises InvalidError."""
    trouble = objection(password, user)
    if trouble is not None:
        raise InvalidError(trouble)
    user.password_hash = hash_password(password)
    sign_ins.end_all(session, user, but=here)
