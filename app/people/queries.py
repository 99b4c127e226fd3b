"""Reading people and institutions."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from app import addresses, texts
from app.people import roles
from app.people.kinds import Kind
from app.people.models import Institution, User, UserRole

Named = TypeVar("Named", User, Institution)
LONGEST_NAME = 254
"""Nobody has a longer user name or e-mail address; a longer text is not even looked for."""


def user_by_id(session: Session, user_id: str) -> User | None:
    """The active user with this id."""
    user = session.get(User, user_id)
    return user if user is not None and user.active else None


def user_by_name(session: Session, username: str, *, lock: bool = False) -> User | None:
    """The active user with this user name or e-mail address. lock: keeps the row locked until the transaction ends."""
    if len(username) > LONGEST_NAME:
        return None
    statement = _named(username).where(User.active)
    return session.scalars(statement.with_for_update(of=User, key_share=True) if lock else statement).one_or_none()


def closed_user_by_name(session: Session, username: str) -> User | None:
    """The user with this user name or e-mail address whose account is closed."""
    return session.scalars(_named(username).where(User.active.is_(False), User.guest_of.is_(None))).first()


def user_by_email(session: Session, email: str) -> User | None:
    """The active user with this e-mail address."""
    return session.scalars(select(User).where(User.email.in_(addresses.spellings(email)), User.active)).one_or_none()


def is_taken(session: Session, username: str, but: User | None = None) -> bool:
    """Whether somebody (other than `but`), active or not, has this user name or e-mail address."""
    return any(but is None or user.id != but.id for user in session.scalars(_named(username)))


def free_username(session: Session, email: str) -> str:
    """A user name after an e-mail address that nobody has: the part before the @, with a number where it is taken."""
    wanted = email.strip().lower().partition("@")[0][:80]
    numbered = (f"{wanted}{number}" for number in range(2, 10_000))
    return next(name for name in (wanted, *numbered) if not is_taken(session, name))


def administered_institutions(session: Session) -> set[str | None]:
    """The ids of the institutions that somebody active administers; None among them: somebody administers all."""
    return set(session.scalars(_administrators()))


def lock_administrators(session: Session) -> None:
    """Locks the administrators, so that of two requests that remove the last two the second sees what the first did."""
    session.execute(_administrators().with_for_update())


def _administrators() -> Select[str | None]:
    statement = select(UserRole.institution_id).join(User, User.id == UserRole.user_id)
    return statement.where(User.active, UserRole.role == roles.ADMIN).order_by(UserRole.id)


def _named(username: str) -> Select[User]:
    name = username.strip().lower()
    return select(User).where((User.username == name) | User.email.in_(addresses.spellings(name)))


def caseworkers_up_to_two(session: Session, institution_id: str) -> int:
    """Counts those of an institution who can sign in and work on cases: 0, 1, or 2 for all numbers above."""
    return len(session.scalars(_caseworkers(), {"office": institution_id}).all())


@cache
def _caseworkers() -> Select[str]:
    staff = select(User.id).join(UserRole, UserRole.user_id == User.id)
    of_office = staff.where(User.institution_id == bindparam("office"), User.active)
    # No step changes who works where: what it is about to write can wait.
    return of_office.where(UserRole.role == roles.CASEWORKER).distinct().limit(2).execution_options(autoflush=False)


def is_staff_or_office(session: Session, name: str, email: str) -> bool:
    """Whether this is the name and address of an institution, or of somebody who works for one."""
    office = select(Institution.id).where(Institution.name == name, Institution.email == email)
    staff = select(User.id).where(User.name == name, User.email == email, User.institution_id.is_not(None))
    return session.scalars(union_all(office, staff).limit(1)).first() is not None


def is_known_address(session: Session, email: str) -> bool:
    """Whether this is the address of an institution or of somebody whose account is open."""
    spelled = addresses.spellings(email)
    office = select(Institution.id).where(Institution.email.in_(spelled))
    person = select(User.id).where(User.email.in_(spelled), User.active)
    return session.scalars(union_all(office, person).limit(1)).first() is not None


def closed_users(session: Session) -> Sequence[User]:
    """Everybody whose account is closed, by name."""
    return by_name(session.scalars(select(User).where(User.active.is_(False), User.guest_of.is_(None))))


def by_name(rows: Iterable[Named]) -> list[Named]:
    """People or institutions as a dictionary has them: Ö stands with O, on every database."""
    return sorted(rows, key=lambda row: (texts.folded(row.name), row.name, row.id))


def users(session: Session) -> Sequence[User]:
    """All active users, by name."""
    return by_name(session.scalars(select(User).where(User.active)))


def institutions(session: Session) -> Sequence[Institution]:
    """All institutions, by name."""
    return by_name(session.scalars(select(Institution)))


def users_by_id(session: Session, ids: Iterable[str | None]) -> dict[str, User]:
    """These users by id, whether or not they are active; unknown ids and None are left out."""
    wanted = {one for one in ids if one}
    rows = session.scalars(select(User).where(User.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def institutions_by_key(session: Session, keys: Iterable[str | None]) -> dict[str, Institution]:
    """These institutions by key; unknown keys and None are left out."""
    wanted = {one for one in keys if one}
    rows = session.scalars(select(Institution).where(Institution.key.in_(wanted))) if wanted else ()
    return {row.key: row for row in rows}


def institutions_of_kind(session: Session, kind: Kind) -> Sequence[Institution]:
    """The institutions of one kind, by name."""
    return by_name(session.scalars(select(Institution).where(Institution.kind == kind)))


def institution_by_key(session: Session, key: str) -> Institution | None:
    """The institution with this key."""
    return session.scalars(select(Institution).where(Institution.key == key)).one_or_none()
