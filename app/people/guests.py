"""Guests: accounts with which nobody can sign in. Whoever acts by a link in a mail does it under one of them.

So the log, the papers and what was typed have somebody they belong to. A guest belongs to one part in one case, holds
no role, is never active, and is erased with the case.
"""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.people.models import Institution, User
from app.people.passwords import password_of_nobody

CLIENT, ANYBODY = "Klient/in", "Person ohne Konto"


def guest_of(session: Session, part_id: str) -> User:
    """The guest for this part in a case, for whom `make` was called before."""
    return session.scalars(_of_part(), {"part": part_id}).unique().one()


def make(session: Session, part_id: str, institution: Institution | None) -> None:
    """Makes the guest for this part in a case, once. institution: of the part; None: a client."""
    if session.scalars(_of_part(), {"part": part_id}).unique().one_or_none() is None:
        session.add(
            User(
                username=f"gast.{part_id}",
                name=CLIENT if institution is None else ANYBODY,
                email=f"gast.{part_id}",
                password_hash=password_of_nobody(),
                active=False,
                institution_id=institution.id if institution is not None else None,
                guest_of=part_id,
            )
        )


@cache
def _of_part() -> Select[User]:
    return select(User).where(User.guest_of == bindparam("part"))
