"""Reading the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app import texts
from app.audit.models import READ, Chain, Entry
from app.clock import at_local
from app.people.models import User


@dataclass(frozen=True)
class Search:
    """A question to the log; an empty part does not narrow it. since, until: days, both included."""

    case: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    action: str = ""


def is_known(session: Session, chain: str) -> bool:
    """Whether there is a chain of this name."""
    return session.get(Chain, chain) is not None


def was_recorded(
    session: Session,
    chain: str,
    actor_id: str | None,
    action: str,
    subject: str,
    categories: str,
    since: datetime,
) -> bool:
    """Whether this person has an entry like that at `since` or later."""
    wanted = {"chain": chain, "actor_id": actor_id, "at": since, "action": action, "subject": subject}
    return (
        session.scalars(_recorded(stranger=actor_id is None), {**wanted, "categories": categories}).first() is not None
    )


@cache
def _recorded(*, stranger: bool) -> Select[int]:
    by = Entry.actor_id.is_(None) if stranger else Entry.actor_id == bindparam("actor_id")
    return (
        select(Entry.sequence)
        .where(
            Entry.chain == bindparam("chain"),
            by,
            Entry.at >= bindparam("at"),
            Entry.action == bindparam("action"),
            Entry.subject == bindparam("subject"),
            Entry.categories == bindparam("categories"),
        )
        .limit(1)
    )


def readers_of(session: Session, chain: str, subject: str, since: datetime) -> set[str]:
    """The ids of those who have read this in a case, at `since` or later."""
    read = Entry.chain == chain, Entry.action == READ, Entry.subject == subject, Entry.at >= since
    found = select(Entry.actor_id).where(*read, Entry.actor_id.is_not(None)).distinct()
    return {actor for actor in session.scalars(found) if actor is not None}


def entries_of(session: Session, chain: str) -> Sequence[Entry]:
    """All entries of a chain, newest first."""
    return session.scalars(select(Entry).where(Entry.chain == chain).order_by(Entry.sequence.desc())).all()


def find(session: Session, search: Search, offset: int, limit: int) -> Sequence[Entry]:
    """The entries that match, newest first."""
    newest_first = _matching(session, search).order_by(Entry.at.desc(), Entry.chain, Entry.sequence.desc())
    return session.scalars(newest_first.offset(offset).limit(limit)).all()


def count(session: Session, search: Search) -> int:
    """How many entries match."""
    return session.scalars(select(func.count()).select_from(_matching(session, search).subquery())).one()


def _matching(session: Session, search: Search) -> Select[Entry]:
    statement = select(Entry)
    if search.case:
        statement = statement.where(Entry.chain == search.case)
    if search.person:
        statement = statement.where(_is_called(session, texts.folded(search.person)))
    if search.since:
        statement = statement.where(Entry.at >= at_local(search.since))
    if search.until:
        statement = statement.where(Entry.at < at_local(search.until + timedelta(days=1)))
    if search.action:
        statement = statement.where(Entry.action == search.action)
    return statement


def _is_called(session: Session, wanted: str) -> ColumnElement[bool]:
    """Condition: the person of an entry has `wanted`, which is folded, in their name.

    Names are compared here: databases fold letters each in their own way, and SQLite only those of English.
    """

    def fits(name: str) -> bool:
        return wanted != "" and wanted in texts.folded(name)

    names = [name for name in session.scalars(select(Entry.actor_name).distinct()) if fits(name)]
    # Clients are in the log without their name; their account has it.
    accounts = [user_id for user_id, name in session.execute(select(User.id, User.name)) if fits(name)]
    return or_(Entry.actor_name.in_(names), Entry.actor_id.in_(accounts))
