"""The browsers in which somebody is signed in."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import Session, joinedload

from app.people.models import SignIn, User

NOTICED = timedelta(minutes=5)
"""`last_seen` is written no more often than this."""

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def begin(session: Session, user: User, agent: str, address: str, now: datetime, idle: timedelta) -> str:
    """Signs `user` in and returns the key for their browser; deletes all sign-ins that have been idle for too long."""
    session.execute(delete(SignIn).where(SignIn.last_seen < now - idle))
    key = secrets.token_urlsafe(32)
    row = SignIn(
        id=_hash(key),
        user_id=user.id,
        since=now,
        last_seen=now,
        device=device_words(agent),
        address=shortened(address),
    )
    session.add(row)
    session.flush()
    return key


def find(session: Session, key: str, now: datetime, idle: timedelta) -> SignIn | None:
    """The sign-in that a browser's key belongs to; None where it has ended, or its person is no longer active."""
    row = session.scalars(_with_key(), {"key": _hash(key)}).unique().one_or_none() if key else None
    if row is None or row.last_seen < now - idle or not row.user.active:
        return None
    return row


@cache
def _with_key() -> Select[SignIn]:
    with_roles = joinedload(SignIn.user).joinedload(User.roles)
    return select(SignIn).where(SignIn.id == bindparam("key")).options(with_roles)


def is_noticed(row: SignIn, now: datetime) -> bool:
    """Whether `last_seen` is recent enough to leave it alone."""
    return now - row.last_seen < NOTICED


def notice(session: Session, row: SignIn, now: datetime) -> None:
    """Notes that the browser is still used; does nothing where it was signed out meanwhile."""
    session.execute(update(SignIn).where(SignIn.id == row.id).values(last_seen=now))


def of_user(session: Session, user: User, now: datetime, idle: timedelta) -> Sequence[SignIn]:
    """The sign-ins of `user`, the most recently used first."""
    statement = select(SignIn).where(SignIn.user_id == user.id, SignIn.last_seen >= now - idle)
    return session.scalars(statement.order_by(SignIn.last_seen.desc(), SignIn.id)).all()


def end(session: Session, user: User, sign_in_id: str) -> None:
    """Signs `user` out in one browser."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id))


def end_all(session: Session, user: User, but: SignIn | None = None) -> None:
    """Signs `user` out everywhere, or everywhere `but` here."""
    statement = delete(SignIn).where(SignIn.user_id == user.id)
    session.execute(statement.where(SignIn.id != but.id) if but else statement)


def device_words(agent: str) -> str:
    """A browser's self-description in words: «Firefox auf Windows»."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if re.search(rf"\b{mark}", agent)), "")
    return " auf ".join(word for word in (browser, system) if word) or "Unbekanntes Gerät"


def shortened(address: str) -> str:
    """An address without its last part, so that it tells a network and not a person: 192.0.2.x."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    network = ip_network(f"{address}/{24 if found.version == 4 else 48}", strict=False)
    start = str(network.network_address)
    return start.rpartition(".")[0] + ".x" if found.version == 4 else f"{start}…"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
