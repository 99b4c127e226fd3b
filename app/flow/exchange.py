"""Messages and signals between cases: posted in the step that throws them, handed over in a step of the receiver."""

import json
from datetime import datetime

from SpiffWorkflow.bpmn import BpmnWorkflow
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.flow import events, sources
from app.flow.models import LIVE, OPEN, CaseMessage, Instance, Subscription


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
    session.execute(delete(Subscription).where(Subscription.instance_id == instance.id))
    session.add_all(
        Subscription(instance_id=instance.id, kind=item.kind, name=item.name, correlation=item.correlation)
        for item in wanted
    )


def _rows(session: Session, instance: Instance, item: events.Outgoing, now: datetime) -> list[CaseMessage]:
    """A message goes to whoever waits first; a signal to everybody who waits at this moment."""
    targets: list[str | None] = [None]
    if item.kind == "signal":
        waiting = (
            select(Subscription.instance_id)
            .distinct()
            .where(
                Subscription.kind == "signal", Subscription.name == item.name, Subscription.instance_id != instance.id
            )
        )
        targets = list(session.scalars(waiting))
    payload = json.dumps(sources.without_labels(item.payload), ensure_ascii=False)
    return [
        CaseMessage(kind=item.kind, name=item.name, correlation=item.correlation, payload=payload,
                    sender_id=instance.id, target_id=target, sent_at=now, next_try_at=now, status=OPEN)
        for target in targets
    ]  # fmt: skip


def next_delivery(session: Session, now: datetime) -> tuple[CaseMessage, str] | None:
    """A message that can be handed over, locked, and the instance that gets it; None where nothing fits."""
    fits = (
        (Subscription.kind == CaseMessage.kind)
        & (Subscription.name == CaseMessage.name)
        & or_(Subscription.correlation.is_(None), Subscription.correlation == CaseMessage.correlation)
        & or_(CaseMessage.target_id.is_(None), CaseMessage.target_id == Subscription.instance_id)
    )
    statement = (
        select(CaseMessage, Subscription.instance_id)
        .join(Subscription, fits)
        .join(
            Instance, (Instance.id == Subscription.instance_id) & (Instance.status == OPEN) & (Instance.failures == 0)
        )
        .where(CaseMessage.status == OPEN, CaseMessage.next_try_at <= now, Instance.status.in_(LIVE))
        .order_by(CaseMessage.id, Subscription.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=CaseMessage)
    )
    row = session.execute(statement).first()
    return None if row is None else (row[0], row[1])
