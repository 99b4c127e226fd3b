"""An act: who does something, when, in which transaction, and how the pages it speaks of are addressed.

Every function that changes something is given an act. Views make one for their request, sweeps one for each thing that
is due, the console and the scenario player one for each command.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app import signatures
from app.audit import service as audit
from app.audit.service import AUTOMATIC, Actor
from app.people.models import User


@dataclass(frozen=True)
class Links:
    """Addresses of pages, for mails.

    base_url: address of the site, without a slash at the end. secret: signs addresses that let somebody in who has no
    account, see `app.signatures`.
    """

    base_url: str
    secret: str = field(repr=False)

    def case(self, number: str) -> str:
        """The page of a case."""
        return f"{self.base_url}/faelle/{number}"

    def task(self, item_id: str) -> str:
        """The page of a task."""
        return f"{self.base_url}/aufgaben/{item_id}"

    def messages(self) -> str:
        """The page with one's own messages, on which one chooses how often to be written to."""
        return f"{self.base_url}/mitteilungen"

    def by_link(self, link_id: str) -> str:
        """The page of a task for somebody without an account. It must stand in mails only, never in a log."""
        return f"{self.base_url}/ohne-konto/{signatures.signed(self.secret, link_id)}"

    def emergency(self, access_id: str) -> str:
        """The page of an emergency access."""
        return f"{self.base_url}/notzugriff/{access_id}"


@dataclass(frozen=True)
class Act:
    """A person or the program doing something, at one moment and in one transaction.

    session: the transaction; nothing of the act stands unless it commits. by: the person who acts; None for the worker
    and for commands at the console. now: the moment on the clock of the cases, which a demonstration moves;
    machine_now: the moment on the machine's clock, by which passwords and accesses run out. nobody: the name in the log
    where `by` is None. cause: the person whose act has this one as a consequence.
    """

    session: Session
    by: User | None
    now: datetime
    machine_now: datetime
    links: Links
    nobody: Actor = AUTOMATIC
    cause: User | None = None

    @property
    def today(self) -> date:
        """The day on the clock of the cases."""
        return self.now.date()

    @property
    def user(self) -> User:
        """The person who acts. Only for acts that always have one."""
        assert self.by is not None, "only people do this"
        return self.by

    @property
    def actor(self) -> Actor:
        """The person who acts, as the log names them; `nobody` without one."""
        return audit.actor(self.by) if self.by is not None else self.nobody

    def record(self, chain: str, action: str, subject: str, categories: Iterable[str] = ()) -> None:
        """Adds to the log that this was done; see `app.audit.service.record`."""
        audit.record(self.session, chain, self.actor, action, subject, self.now, categories)

    def by_itself(self) -> "Act":
        """The same moment and transaction without a person, for what the program does as a consequence."""
        return replace(self, by=None, cause=self.by or self.cause)


class Acts(Protocol):
    """Begins an act at this moment in a transaction; without a person where the program acts by itself."""

    def __call__(self, session: Session, by: User | None = None) -> Act: ...
