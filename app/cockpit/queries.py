"""Reads how the house runs: by its own numbers, never by what stands in a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select, text
from sqlalchemy.orm import Session, joinedload

from app.cases import rescue
from app.cases.models import Cancellation, Case
from app.documents.models import Attachment
from app.flow.kinds import LIVE, InstanceStatus
from app.flow.models import Definition, Instance
from app.outbox import service as outbox
from app.outbox.models import Message, MessageStatus
from app.sweeping import SetAside, set_aside_rows

PAGE = 50
_URGENCY = case(
    (Instance.status == InstanceStatus.STUCK, 0), (Instance.status == InstanceStatus.ERROR, 1), else_=2
)  # fmt: skip
_TROUBLED: Select[Case, Cancellation | None] = (
    select(Case, Cancellation)
    .join(Instance, Instance.id == Case.instance_id)
    .outerjoin(Cancellation, Cancellation.case_id == Case.id)
    .where(or_(rescue.hangs(), Cancellation.case_id.is_not(None)))
    .order_by(_URGENCY, Instance.incident_at, Case.number)
    .options(joinedload(Case.instance).joinedload(Instance.definition), joinedload(Cancellation.asker))
)
_STATES = (
    select(Definition.name, Definition.version, Instance.status, func.count())
    .join(Instance, Instance.definition_digest == Definition.digest)
    .group_by(Definition.name, Definition.version, Instance.status)
    .order_by(Definition.name, Definition.version.desc())
)
_TIMERS = select(func.count(), func.min(Instance.next_due)).where(Instance.status.in_(LIVE))
_MAILS = select(func.count(), func.min(Message.next_try_at)).where(
    Message.status == MessageStatus.WAITING, ~outbox.waits_for_digest()
)
_SIZES = {
    "postgresql": text("SELECT pg_database_size(current_database())"),
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
}


@dataclass(frozen=True)
class Version:
    """One version of a procedure, and how many cases run on it in which state."""

    procedure: str
    version: int
    cases: dict[InstanceStatus, int]


@dataclass(frozen=True)
class Backlog:
    """Work that should be done by now: how much it is, and since when the oldest of it waits."""

    number: int
    since: datetime | None


@dataclass(frozen=True)
class State:
    """How the house runs. size: of the database, files: of the files in it, both in bytes."""

    versions: Sequence[Version]
    timers: Backlog
    mails: Backlog
    given_up: Sequence[Message]
    set_aside: Sequence[SetAside]
    size: int
    files: int

    def count(self, *states: InstanceStatus) -> int:
        """Counts the cases in one of `states`."""
        return sum(number for one in self.versions for status, number in one.cases.items() if status in states)


def state(session: Session, now: datetime) -> State:
    """Reads how the house runs at this moment, by seven statements."""
    versions: dict[tuple[str, int], Version] = {}
    for name, version, status, number in session.execute(_STATES):
        versions.setdefault((name, version), Version(name, version, {})).cases[status] = number
    dialect = session.get_bind().dialect.name
    return State(
        list(versions.values()),
        late_timers(session, now),
        late_mails(session, now),
        outbox.given_up(session, PAGE),
        set_aside_rows(session, PAGE),
        session.scalar(_SIZES[dialect]) or 0,
        session.scalar(select(func.sum(Attachment.size))) or 0,
    )


def late_timers(session: Session, now: datetime) -> Backlog:
    """Timers that should have fired by now."""
    return Backlog(*session.execute(_TIMERS.where(Instance.next_due <= now)).one())


def late_mails(session: Session, now: datetime) -> Backlog:
    """Messages that should have left by now."""
    return Backlog(*session.execute(_MAILS.where(Message.next_try_at <= now)).one())


def troubled(session: Session, page: int) -> tuple[Sequence[tuple[Case, Cancellation | None]], bool]:
    """One page of the cases in which something failed, that rest, or that are to be ended; whether more follow."""
    found = session.execute(_TROUBLED.limit(PAGE + 1).offset(PAGE * (page - 1))).all()
    return [(row[0], row[1]) for row in found[:PAGE]], len(found) > PAGE
