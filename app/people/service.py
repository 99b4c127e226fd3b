"""Changing accounts. Whether somebody may is decided before: in `app.staff.administration`, or by «Mein Konto»."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.errors import ConflictError, InvalidError
from app.people import queries, roles, sign_ins
from app.people.models import Institution, SignIn, User, UserRole
from app.people.passwords import hash_password, objection, password_of_nobody

FIRST_PASSWORD_LASTS = timedelta(days=7)


class TakenError(ConflictError):
    """Dieser Benutzername oder diese E-Mail-Adresse ist schon vergeben."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to have a login; without `institution` a client. roles: those they get in that institution."""

    username: str
    name: str
    email: str
    institution: Institution | None = None
    function: str = ""
    roles: tuple[str, ...] = (roles.CASEWORKER,)


class FirstPassword(NamedTuple):
    """A password for the first time: what the person is told, and the hash that is kept."""

    text: str
    hashed: str


def make_first_password() -> FirstPassword:
    """A random first password. Hashing takes long on purpose, so it is made before anything is written."""
    text = secrets.token_urlsafe(12)
    return FirstPassword(text, hash_password(text))


def add_user(session: Session, newcomer: Newcomer, first: FirstPassword, now: datetime) -> User:
    """Adds a person with their first password. now: the machine's clock. Raises TakenError."""
    if queries.is_taken(session, newcomer.username) or queries.is_taken(session, newcomer.email):
        raise TakenError
    user = User(
        username=newcomer.username.strip().lower(),
        name=newcomer.name,
        email=newcomer.email.strip().lower(),
        function=newcomer.function,
        institution=newcomer.institution,
    )
    give_first_password(session, user, first, now)
    session.add(user)
    session.flush()
    for role in newcomer.roles if newcomer.institution else ():
        grant(session, user, role, newcomer.institution)
    return user


def grant(session: Session, user: User, role: str, institution: Institution | None) -> None:
    """Gives `user` a role in one institution, or everywhere (None). Nothing changes where they have it already."""
    institution_id = institution.id if institution else None
    if not any(row.role == role and row.institution_id == institution_id for row in user.roles):
        user.roles.append(UserRole(role=role, institution=institution))
        session.flush()


def revoke(session: Session, user: User, role: str, institution: Institution | None) -> None:
    """Takes from `user` a role in one institution, or the one that counts everywhere (None)."""
    institution_id = institution.id if institution else None
    user.roles = [row for row in user.roles if (row.role, row.institution_id) != (role, institution_id)]
    session.flush()


def deactivate(session: Session, user: User) -> None:
    """Closes the account of `user` and ends all their sign-ins."""
    user.active = False
    sign_ins.end_all(session, user)


def reopen(session: Session, user: User, first: FirstPassword, now: datetime) -> None:
    """Opens a closed account again, with a new first password. now: the machine's clock."""
    user.active = True
    give_first_password(session, user, first, now)


def give_first_password(session: Session, user: User, first: FirstPassword, now: datetime) -> None:
    """Gives `user` a first password and ends all their sign-ins.

    It is good for a week, and only for choosing a password of their own.
    """
    user.password_hash = first.hashed
    user.first_password_until = now + FIRST_PASSWORD_LASTS
    if user.id:
        sign_ins.end_all(session, user)


def drop_first_password(user: User) -> None:
    """Makes a first password worthless: `user` has shown in another way who they are and needs none."""
    if user.first_password_until is not None:
        user.password_hash = password_of_nobody()
        user.first_password_until = None


def has_lapsed(user: User, now: datetime) -> bool:
    """Whether the password of `user` is a first one whose week is over."""
    return user.first_password_until is not None and user.first_password_until <= now


def choose_password(user: User, password: str) -> str:
    """The hash of a password that `user` may take. Takes long on purpose, and changes nothing. Raises InvalidError."""
    trouble = objection(password, user)
    if trouble is not None:
        raise InvalidError(trouble)
    return hash_password(password)


def set_password(session: Session, user: User, chosen: str, here: SignIn | None = None) -> None:
    """Gives `user` a password, by its hash from `choose_password`, and signs them out everywhere but `here`."""
    user.password_hash = chosen
    user.first_password_until = None
    sign_ins.end_all(session, user, but=here)
