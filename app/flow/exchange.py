"""Messages and signals between cases: posted in the step that throws them, handed over in a step of the receiver."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.flow import events, sources
from app.flow.kinds import CaseMessageStatus, InstanceStatus, MessageKind
from app.flow.models import CaseMessage, Instance, Subscription

Delivery = tuple[CaseMessage, str]
"""A message, and the id of the instance that gets it."""


def sync(session: Session, instance: Instance, workflow: BpmnWorkflow, now: datetime) -> None:
    """Writes what left the case in this step, and what it waits for after it."""
    outgoing = events.take_outgoing(workflow)
    for item in outgoing:
        session.add_all(_rows(session, instance, item, now))
    wanted = set() if workflow.completed else events.waiting(workflow)
    if not wanted and not instance.listens:
        return
    instance.listens = bool(wanted)
    rows = session.scalars(select(Subscription).where(Subscription.instance_id == instance.id)).all()
    if {events.Waiting(row.kind, row.name, row.correlation) for row in rows} == wanted:
        return
    for row in rows:
        session.delete(row)
    session.add_all(
        Subscription(instance_id=instance.id, kind=item.kind, name=item.name, correlation=item.correlation)
        for item in wanted
    )


def _rows(session: Session, instance: Instance, item: events.Outgoing, now: datetime) -> list[CaseMessage]:
    """A message goes to whoever waits first; a signal to everybody who waits at this moment."""
    targets: list[str | None] = [None]
    if item.kind == MessageKind.SIGNAL:
        waiting = (
            select(Subscription.instance_id)
            .distinct()
            .where(
                Subscription.kind == MessageKind.SIGNAL,
                Subscription.name == item.name,
                Subscription.instance_id != instance.id,
            )
        )
        targets = list(session.scalars(waiting))
    payload = json.dumps(sources.without_labels(item.payload), ensure_ascii=False)
    return [
        CaseMessage(kind=item.kind, name=item.name, correlation=item.correlation, payload=payload,
                    sender_id=instance.id, target_id=target, sent_at=now, next_try_at=now,
                    status=CaseMessageStatus.OPEN)
        for target in targets
    ]  # fmt: skip


def next_delivery(session: Session, now: datetime, message_id: int | None = None) -> Delivery | None:
    """A message that can be handed over, locked, and the instance that gets it; None where nothing fits.

    With `message_id` only this message is looked at.
    """
    row = session.execute(_first_fitting(message_id is not None), {"now": now, "message": message_id}).first()
    return None if row is None else (row[0], row[1])


@cache
def _first_fitting(certain: bool) -> Select[CaseMessage, str]:
    fitting: Select[CaseMessage, str] = _fitting(select(CaseMessage, Subscription.instance_id))
    due = fitting.where(CaseMessage.next_try_at <= bindparam("now"))
    if certain:
        due = due.where(CaseMessage.id == bindparam("message"))
    first = due.order_by(CaseMessage.id, Subscription.id).limit(1)
    return first.with_for_update(skip_locked=True, of=CaseMessage)


def next_moment(session: Session) -> datetime | None:
    """When the next message is to be handed over to a case that waits for it."""
    return session.scalar(_next_fitting())


@cache
def _next_fitting() -> Select[datetime | None]:
    next_one: Select[datetime | None] = _fitting(select(func.min(CaseMessage.next_try_at)))
    return next_one


def _fitting(statement: Any) -> Any:
    """Of messages on their way, those that a case waits for which is not held up by a failure.

    A case that waits for a message without a correlation means one of its own.
    """
    any_of_it = or_(CaseMessage.kind == MessageKind.SIGNAL, CaseMessage.sender_id == Subscription.instance_id)
    fits = (
        (Subscription.kind == CaseMessage.kind)
        & (Subscription.name == CaseMessage.name)
        & or_(
            Subscription.correlation.is_(None) & any_of_it,
            Subscription.correlation == CaseMessage.correlation,
        )
        & or_(CaseMessage.target_id.is_(None), CaseMessage.target_id == Subscription.instance_id)
    )
    return (
        statement.select_from(CaseMessage)
        .join(Subscription, fits)
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(
            CaseMessage.status == CaseMessageStatus.OPEN, Instance.status == InstanceStatus.OPEN, Instance.failures == 0
        )
    )
