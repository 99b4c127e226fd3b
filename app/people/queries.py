"""Reading people and institutions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Institution, User


def user_by_id(session: Session, user_id: str) -> User | None:
    """The active user with this id."""
    user = session.get(User, user_id)
    return user if user is not None and user.active else None


def user_by_name(session: Session, username: str) -> User | None:
    """The active user with this user name or e-mail address."""
    name = username.strip().lower()
    statement = select(User).where((User.username == name) | (User.email == name), User.active)
    return session.scalars(statement).one_or_none()


def users(session: Session) -> Sequence[User]:
    """All active users, by name."""
    return session.scalars(select(User).where(User.active).order_by(User.name)).all()


def institutions(session: Session) -> Sequence[Institution]:
    """All institutions, by name."""
    return session.scalars(select(Institution).order_by(Institution.name)).all()


def institution_by_key(session: Session, key: str) -> Institution | None:
    """The institution with this key."""
    return session.scalars(select(Institution).where(Institution.key == key)).one_or_none()
