"""How long the next try has to wait after wrong passwords or codes, so that guessing does not pay.

A failure counts for the account at this address, for the address, for the account wherever it was tried, and for the
whole house. The wait doubles with each further one, up to the longest of its rule. A try before the wait is over is
not looked at and does not count, so nobody can lock others out for ever. A browser in which the person has signed in
before has a rule of its own, so that tries of strangers elsewhere do not delay it.

The name counts as it was typed, whether or not there is such an account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, and_, delete, func, select, true
from sqlalchemy.orm import Session

from app.people.models import SignInFailure
from app.signatures import mark

KEPT = timedelta(days=1)
"""Failures older than this are forgotten; no rule looks back further."""


@dataclass(frozen=True)
class Rule:
    """`free` failures within `window` cost nothing; the next ones 1, 2, 4 … seconds, up to `longest` seconds."""

    scope: str
    free: int
    longest: int
    window: timedelta


STRANGERS = (
    Rule("account and address", 5, 900, KEPT),
    Rule("address", 30, 60, timedelta(hours=1)),
    Rule("account", 15, 15, timedelta(hours=1)),
    Rule("house", 200, 5, timedelta(minutes=5)),
)
KNOWN = (Rule("device", 5, 30, timedelta(hours=1)),)
"""Wrong passwords from browsers that the account has not, or has, signed in with before."""
OWNER, OWNER_KNOWN = (Rule("account", 5, 900, KEPT),), (Rule("device", 5, 900, KEPT),)
"""Wrong codes and old passwords. Anyone who gets there already knows the password, or sits at an open session."""


@dataclass(frozen=True)
class Attempt:
    """Account, address and browser of one try, as keyed hashes. device: None for a browser the account has not used."""

    account: str
    address: str
    device: str | None
    rules: tuple[Rule, ...]


def password_attempt(secret: str, name: str, address: str, device: str | None) -> Attempt:
    """Signing in as `name`, as typed."""
    marked = mark(secret, "device", device) if device else None
    account = mark(secret, "account", name.strip().lower())
    return Attempt(account, mark(secret, "address", _network(address)), marked, KNOWN if device else STRANGERS)


def owner_attempt(secret: str, user_id: str, address: str, device: str | None = None) -> Attempt:
    """A code, or the old password, of somebody whose account is known."""
    marked = mark(secret, "device", device) if device else None
    account, network = mark(secret, "owner", user_id), mark(secret, "address", _network(address))
    return Attempt(account, network, marked, OWNER_KNOWN if device else OWNER)


def seconds_to_wait(session: Session, attempt: Attempt, now: datetime) -> int:
    """How many seconds from `now` the attempt has to wait; 0 where it may be looked at."""
    waits = []
    for rule in attempt.rules:
        condition = and_(_scope(rule, attempt), SignInFailure.at > now - rule.window)
        number, last = session.execute(
            select(func.count(), func.max(SignInFailure.at)).select_from(SignInFailure).where(condition)
        ).one()
        if number > rule.free:
            wait = timedelta(seconds=min(2 ** min(number - rule.free - 1, 20), rule.longest))
            waits.append(last + wait - now)
    longest = max(waits, default=timedelta(0))
    return max(0, -(-longest // timedelta(seconds=1)))


def count_try(session: Session, attempt: Attempt, now: datetime) -> int:
    """Counts a try as failed until `note_success` says otherwise; returns 0.

    Where it has to wait it does not count: returns for how many seconds.
    """
    wait = seconds_to_wait(session, attempt, now)
    if not wait:
        note_failure(session, attempt, now)
    return wait


def note_failure(session: Session, attempt: Attempt, now: datetime) -> None:
    """Counts a wrong password or code, and deletes failures older than KEPT."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - KEPT))
    session.add(SignInFailure(at=now, account=attempt.account, address=attempt.address, device=attempt.device))


def note_success(session: Session, attempt: Attempt) -> None:
    """Forgets the failures of this account at this address, or on this device."""
    scope = "device" if attempt.device else "account and address"
    session.execute(delete(SignInFailure).where(_scope(Rule(scope, 0, 0, KEPT), attempt)))


def _scope(rule: Rule, attempt: Attempt) -> ColumnElement[bool]:
    """Condition: the failures a rule counts. Those on a known device concern nobody else."""
    row = SignInFailure
    strangers = row.device.is_(None)
    return {
        "device": and_(row.device == attempt.device, row.account == attempt.account),
        "account and address": and_(row.account == attempt.account, row.address == attempt.address, strangers),
        "address": and_(row.address == attempt.address, strangers),
        "account": and_(row.account == attempt.account, strangers),
        "house": and_(true(), strangers),
    }[rule.scope]


def _network(address: str) -> str:
    """The network that counts as one address: anyone with an IPv6 address has a whole network of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network(f"{address}/64", strict=False))
