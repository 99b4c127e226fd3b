"""Work that is due by itself: timers, messages between cases. One case per transaction, by any number of processes.

A case that fails is set aside with growing pauses, and after many failures marked as stuck, with the reason in plain
words; it never stops the others.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import AppError
from app.flow import exchange
from app.flow.models import ERROR, LIVE, STUCK, Instance
from app.flow.service import Flow

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
GIVE_UP_AFTER = 12

Step = Callable[[], object]
Chosen = tuple[str, Step] | None
"""The id of a case whose row is locked, and what to do with it; None where nothing is due."""


def fire_due(database: Database, flow: Flow, limit: int = 1000) -> int:
    """Fires the timers that are due; returns how many cases were touched."""

    def choose(session: Session) -> Chosen:
        due = select(Instance).where(Instance.status.in_(LIVE), Instance.next_due <= flow.clock.now())
        first = due.order_by(Instance.next_due).limit(1).with_for_update(skip_locked=True)
        instance = session.scalars(first).one_or_none()
        return None if instance is None else (instance.id, lambda: flow.fire(session, instance))

    return _sweep(database, flow, choose, limit)


def route_messages(database: Database, flow: Flow, limit: int = 1000) -> int:
    """Hands over messages and signals between cases; returns how many."""

    def choose(session: Session) -> Chosen:
        found = exchange.next_delivery(session)
        if found is None:
            return None
        message, instance_id = found
        return instance_id, lambda: flow.receive(session, instance_id, message)

    return _sweep(database, flow, choose, limit)


def _sweep(database: Database, flow: Flow, choose: Callable[[Session], Chosen], limit: int) -> int:
    for count in range(limit):
        case = None
        try:
            with database.transaction() as session:
                chosen = choose(session)
                if chosen is None:
                    return count
                case, step = chosen
                step()
        except Exception as error:
            if case is None:
                raise  # no case is at fault: the database itself does not answer
            with database.transaction() as session:
                _set_aside(session, case, error, flow.clock.now())
    return limit


def _set_aside(session: Session, case: str, error: Exception, now: datetime) -> None:
    instance = session.get_one(Instance, case, with_for_update=True)
    instance.failures += 1
    # Only our own errors speak to people; another's text may be unreadable or carry case data.
    known = isinstance(error, AppError)
    instance.incident = str(error) if known else f"Unerwarteter Fehler ({type(error).__name__})"
    instance.next_due = now + min(FIRST_PAUSE * 2 ** (instance.failures - 1), LONGEST_PAUSE)
    instance.status = STUCK if instance.failures >= GIVE_UP_AFTER else ERROR
