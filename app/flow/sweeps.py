"""Work that is due by itself: timers, messages between cases. One case per transaction, by any number of processes.

A case that fails is set aside with growing pauses, and after many failures marked as stuck, with the reason in plain
words; it never stops the others.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.act import Acts
from app.db import Database
from app.errors import AppError
from app.flow import exchange
from app.flow.errors import ClosedError
from app.flow.models import ERROR, LIVE, STUCK, CaseMessage, Instance
from app.flow.service import Flow

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
GIVE_UP_AFTER = 12

Step = Callable[[], object]
SetAside = Callable[[Session, Exception, datetime], None]
Chosen = tuple[Step, SetAside] | None
"""What to do with a case whose row is locked, and how to set it aside if it fails; None where nothing is due."""


def fire_due(database: Database, flow: Flow, acts: Acts, limit: int = 1000) -> int:
    """Fires the timers that are due; returns how many cases were touched."""

    def choose(session: Session) -> Chosen:
        act = acts(session)
        due = select(Instance).where(Instance.status.in_(LIVE), Instance.next_due <= act.now)
        first = (
            due.order_by(Instance.next_due).limit(1).with_for_update(skip_locked=True).options(undefer(Instance.state))
        )
        instance = session.scalars(first).one_or_none()
        if instance is None:
            return None
        return lambda: flow.fire(act, instance), partial(_set_case_aside, instance.id)

    return sweep(database, acts, choose, limit)


def route_messages(database: Database, flow: Flow, acts: Acts, limit: int = 1000) -> int:
    """Hands over messages and signals between cases; returns how many were touched."""

    def choose(session: Session) -> Chosen:
        found = exchange.next_delivery(session, acts(session).now)
        if found is None:
            return None
        message, instance_id = found
        return lambda: flow.receive(acts(session), instance_id, message), partial(_set_message_aside, message.id)

    return sweep(database, acts, choose, limit)


def sweep(database: Database, acts: Acts, choose: Callable[[Session], Chosen], limit: int) -> int:
    """Does what `choose` chooses, each in a transaction of its own, until there is nothing; returns how often.

    What fails is set aside in another transaction, and the others go on.
    """
    for count in range(limit):
        set_aside = None
        try:
            with database.transaction() as session:
                chosen = choose(session)
                if chosen is None:
                    return count
                step, set_aside = chosen
                step()
        except ClosedError:
            continue  # somebody closed or suspended the case in the meantime; it is chosen no more
        except Exception as error:
            if set_aside is None:
                raise  # no case is at fault: the database itself does not answer
            with database.transaction() as session:
                set_aside(session, error, acts(session).now)
    return limit


def _set_case_aside(case: str, session: Session, error: Exception, now: datetime) -> None:
    instance = session.get_one(Instance, case, with_for_update=True)
    if instance.status not in LIVE:
        return
    instance.failures += 1
    instance.incident = in_words(error)
    instance.next_due = now + _pause(instance.failures)
    instance.status = STUCK if instance.failures >= GIVE_UP_AFTER else ERROR


def _set_message_aside(message_id: int, session: Session, error: Exception, now: datetime) -> None:
    message = session.get_one(CaseMessage, message_id, with_for_update=True)
    message.failures += 1
    message.trouble = in_words(error)
    message.next_try_at = now + _pause(message.failures)
    if message.failures >= GIVE_UP_AFTER:
        message.status = STUCK


def _pause(failures: int) -> timedelta:
    doubled: timedelta = FIRST_PAUSE * 2 ** (failures - 1)
    return min(doubled, LONGEST_PAUSE)


def in_words(error: Exception) -> str:
    """A failure as people may read it."""
    # Only our own errors speak to people; another's text may be unreadable or carry case data.
    return str(error) if isinstance(error, AppError) else f"Unerwarteter Fehler ({type(error).__name__})"
