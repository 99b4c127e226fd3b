"""Adding entries to the log. Nothing changes or removes one, and triggers in the database refuse it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import Connection, Insert, Select, Update, bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from app.audit.models import DISCLOSED, Chain, Entry
from app.db import Base
from app.people import queries as people
from app.people.models import User
from app.people.roles import is_client

FIRST = "0" * 64
"""The first entry of a chain has this instead of the hash of the entry before."""


@dataclass(frozen=True)
class Actor:
    """Somebody who did something, as they were called at that moment. id: of their account; None without one."""

    id: str | None
    name: str
    institution: str = ""


CLIENT_NAME = "Klient/in"
AUTOMATIC = Actor(None, "Nahtstelle, automatisch")
OPERATOR = Actor(None, "Betriebsstelle")
STRANGER = Actor(None, "Unbekannte Person")


def actor(user: User) -> Actor:
    """`user` as the log names them. Of a client only the id: their name is data of their case."""
    if is_client(user):
        return Actor(user.id, CLIENT_NAME)
    return Actor(user.id, user.name, user.institution.name if user.institution else "")


def record(
    session: Session,
    chain: str,
    by: Actor,
    action: str,
    subject: str,
    at: datetime,
    categories: Iterable[str] = (),
) -> None:
    """Adds an entry to `chain`; it stands if, and only if, the caller's transaction commits.

    subject: what was read or changed, in words and without data of the case.
    categories: the categories of data it had, in words. The chain stays locked until the transaction ends, so that two
    writers come one after the other and never continue from the same entry.
    """
    session.flush()
    connection = session.connection()
    count, last = _locked(connection, chain)
    entry = Entry(
        chain=chain,
        sequence=count + 1,
        at=at,
        actor_id=by.id,
        actor_name=by.name,
        institution=by.institution,
        action=action,
        subject=" ".join(subject.split()),
        categories=", ".join(categories),
        previous=last,
    )
    entry.hash = digest(entry)
    # Written past the session, which would take several times as long, for the table that is written most.
    connection.execute(_addition(), {column.name: getattr(entry, column.name) for column in _ENTRIES.columns})
    connection.execute(_advance(), {"of_chain": chain, "count": entry.sequence, "hash": entry.hash})


def record_disclosure(
    session: Session, chain: str, by: Actor, what: str, to_name: str, to_address: str, at: datetime
) -> None:
    """Adds that `what` went out to somebody.

    Anyone who is no institution and works for none is the client, whom the log does not name.
    """
    to = to_name if people.is_staff_or_office(session, to_name, to_address) else CLIENT_NAME
    record(session, chain, by, DISCLOSED, f"{what} an {to}", at)


def digest(entry: Entry) -> str:
    """SHA-256 over everything the entry says, the hash of the entry before included."""
    moment = entry.at.astimezone(UTC).isoformat()
    who = [entry.actor_id, entry.actor_name, entry.institution]
    said = [entry.chain, entry.sequence, moment, *who, entry.action, entry.subject, entry.categories]
    return hashlib.sha256(json.dumps([*said, entry.previous], ensure_ascii=False).encode()).hexdigest()


def _locked(connection: Connection, chain: str) -> tuple[int, str]:
    """How many entries a chain has and the hash of the last, locked until the transaction ends."""
    head = connection.execute(_head(), {"of_chain": chain}).one_or_none()
    if head is None:
        # Of two who begin a chain at the same moment, the second waits here for the first.
        begin = text("INSERT INTO audit_chain (chain, count, hash) VALUES (:chain, 0, :first) ON CONFLICT DO NOTHING")
        connection.execute(begin, {"chain": chain, "first": FIRST})
        head = connection.execute(_head(), {"of_chain": chain}).one()
    count, last = head
    return count, last


_CHAINS, _ENTRIES = Base.metadata.tables[Chain.__tablename__], Base.metadata.tables[Entry.__tablename__]


@cache
def _head() -> Select[int, str]:
    return select(_CHAINS.c.count, _CHAINS.c.hash).where(_CHAINS.c.chain == bindparam("of_chain")).with_for_update()


@cache
def _addition() -> Insert:
    return insert(_ENTRIES)


@cache
def _advance() -> Update:
    return update(_CHAINS).where(_CHAINS.c.chain == bindparam("of_chain"))
