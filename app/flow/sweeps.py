"""Work that is due by itself: timers, messages between cases. One case per transaction, by any number of processes.

A case that fails is set aside with growing pauses, and after many failures marked as stuck, with the reason in plain
words.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from app.act import Act, Acts
from app.db import Database
from app.flow import exchange, store
from app.flow.errors import ClosedError
from app.flow.kinds import LIVE, CaseMessageStatus, InstanceStatus
from app.flow.models import CaseMessage, Instance
from app.flow.service import Flow
from app.sweeping import NOW, Chore, Pauses, in_words, sweep

PAUSES = Pauses(give_up_after=12)


def fire_due(database: Database, flow: Flow, acts: Acts) -> int:
    """Fires the timers that are due; returns how often a case went on."""
    return sweep(database, acts, Chore("timers", _claim, flow.fire, set_aside=_set_case_aside))


def next_timer(session: Session, _now: datetime) -> datetime | None:
    """When the next timer is due, or a case that failed is tried again."""
    return session.scalar(_next_due())


@cache
def _next_due() -> Select[datetime | None]:
    return select(func.min(Instance.next_due)).where(Instance.status.in_(LIVE))


def route_messages(database: Database, flow: Flow, acts: Acts) -> int:
    """Hands over messages and signals between cases; returns how many."""

    def hand_over(act: Act, delivery: exchange.Delivery) -> None:
        message, receiver = delivery
        flow.receive(act, receiver, message)

    chore = Chore("case messages", _claim_message, hand_over, set_aside=_set_message_aside)
    return sweep(database, acts, chore)


def next_message(session: Session, _now: datetime) -> datetime | None:
    """When the next message can be handed over to a case that waits for it."""
    return exchange.next_moment(session)


def _claim(act: Act) -> tuple[str, Instance] | None:
    instance = act.session.scalars(_first_due(), {NOW.key: act.now}).one_or_none()
    if instance is None:
        return None
    store.hold(act.session, instance)
    return instance.id, instance


@cache
def _first_due() -> Select[Instance]:
    due = select(Instance).where(Instance.status.in_(LIVE), Instance.next_due <= NOW)
    first = due.order_by(Instance.next_due).limit(1).with_for_update(skip_locked=True)
    return first.options(undefer(Instance.state))


def _claim_message(act: Act) -> tuple[int, exchange.Delivery | None] | None:
    found = exchange.next_delivery(act.session, act.now)
    if found is None:
        return None
    message, receiver = found
    try:
        store.lock(act.session, receiver)
    except ClosedError:  # somebody closed or suspended the receiver in the meantime
        return message.id, None
    # Asked again now that the receiver is locked: another message may have reached it while we waited for that.
    return message.id, found if exchange.next_delivery(act.session, act.now, message.id) == found else None


def _set_case_aside(act: Act, instance_id: str, error: Exception) -> None:
    instance = act.session.get(Instance, instance_id, with_for_update=True)
    if instance is None or instance.status not in LIVE or not _is_due(instance.next_due, act.now):
        return
    instance.failures += 1
    store.note_incident(instance, in_words(error), act.now)
    instance.next_due = act.now + PAUSES.after(instance.failures)
    instance.status = InstanceStatus.STUCK if instance.failures >= PAUSES.give_up_after else InstanceStatus.ERROR


def _set_message_aside(act: Act, message_id: int, error: Exception) -> None:
    message = act.session.get(CaseMessage, message_id, with_for_update=True)
    if message is None or not _is_due(message.next_try_at, act.now):
        return
    message.failures += 1
    message.trouble = in_words(error)
    message.next_try_at = act.now + PAUSES.after(message.failures)
    if message.failures >= PAUSES.give_up_after:
        message.status = CaseMessageStatus.STUCK


def _is_due(moment: datetime | None, now: datetime) -> bool:
    """Whether a row that failed is still to be set aside: no other worker did that, nor did a step move it on."""
    return moment is not None and moment <= now
