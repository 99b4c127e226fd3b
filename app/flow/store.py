"""A case at rest: locking, loading and saving it, with its tasks for people made from what the engine waits for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dmn import Decision
from app.feel import to_json
from app.flow import engine, exchange, sources, timers
from app.flow.errors import ClosedError
from app.flow.journal import HISTORY, Journal
from app.flow.models import CANCELLED, DONE, LIVE, OPEN, REPORT, TASK, DecisionLog, Event, Instance, WorkItem
from app.flow.state import dump_state


@dataclass
class StepResult:
    """What a step changed: tasks that opened and closed, what is to be counted, and who took it."""

    opened: list[WorkItem] = field(default_factory=list)
    closed: list[WorkItem] = field(default_factory=list)
    statistics: list[str] = field(default_factory=list)
    actor_id: str | None = None


def lock(session: Session, instance_id: str, statuses: Sequence[str] = LIVE) -> Instance:
    """The instance, locked against other steps until the transaction ends.

    Raises ClosedError unless its status is one of `statuses`.
    """
    statement = select(Instance).where(Instance.id == instance_id).with_for_update()
    instance = session.scalars(statement.execution_options(populate_existing=True)).one()
    if instance.status not in statuses:
        raise ClosedError
    return instance


def save(
    session: Session,
    instance: Instance,
    workflow: BpmnWorkflow,
    journal: Journal,
    roles: Mapping[str, str],
    now: datetime,
    done: WorkItem | None = None,
    actor_id: str | None = None,
) -> StepResult:
    """Writes the state of the process and everything derived from it."""
    instance.state = dump_state(workflow)
    instance.next_due = timers.next_due(workflow)
    instance.incident, instance.failures, instance.status = None, 0, OPEN
    result = _sync_work_items(session, instance, workflow, roles, now, done, actor_id)
    result.statistics = journal.statistics
    _write_history(session, instance, journal, now, actor_id if done is not None else None)
    exchange.sync(session, instance, workflow, now)
    if workflow.completed:
        instance.status, instance.ended_at, instance.next_due = DONE, now, None
    session.flush()
    return result


def _write_history(session: Session, instance: Instance, journal: Journal, now: datetime, actor_id: str | None) -> None:
    """One row for everything a person would want to read; the first happening of a step is its actor's."""
    worth_telling = [item for item in journal.happenings if item.kind in HISTORY and item.named]
    for item in worth_telling:
        actor = actor_id if item is worth_telling[0] else None
        row = Event(instance_id=instance.id, at=now, kind=item.kind, element=item.element, title=item.title)
        row.actor_id = actor
        session.add(row)


def log_decision(session: Session, instance_id: str, decision: Decision, now: datetime) -> None:
    """Keeps which rules were hit, with which inputs."""
    for hit in decision.log:
        session.add(
            DecisionLog(
                instance_id=instance_id,
                at=now,
                decision=hit.decision,
                rules=", ".join(str(number) for number in hit.rule_numbers),
                inputs=_as_text(hit.inputs),
                outputs=_as_text(hit.outputs),
            )
        )


def _as_text(values: Mapping[str, Any] | Any) -> str:
    return json.dumps(to_json(sources.without_labels(values)), ensure_ascii=False)


def _sync_work_items(
    session: Session,
    instance: Instance,
    workflow: BpmnWorkflow,
    roles: Mapping[str, str],
    now: datetime,
    done: WorkItem | None,
    actor_id: str | None,
) -> StepResult:
    result = StepResult(actor_id=actor_id)
    statement = select(WorkItem).where(WorkItem.instance_id == instance.id, WorkItem.status == OPEN)
    rows = {(row.task_id, row.element): row for row in session.scalars(statement)}
    opened_at = {task_id: row.opened_at for (task_id, _), row in rows.items()}
    waiting = engine.open_tasks(workflow, lambda task_id: opened_at.get(task_id, now))
    for task in waiting + engine.open_reports(workflow):
        row = rows.pop((task.id, task.element), None)
        if row is None:
            row = WorkItem(instance_id=instance.id, task_id=task.id, opened_at=now, element=task.element)
            row.kind = REPORT if task.report else TASK
            session.add(row)
            result.opened += [] if task.report else [row]
        row.title, row.label, row.form = task.title, task.label, task.form
        row.role, row.party = _responsible(task, roles)
        row.roles = _keys(task.lanes, roles) if task.report else None
        row.readers = _keys(task.readers, roles)
        row.due, row.reason = task.due, task.reason
    for row in rows.values():
        row.status = DONE if row is done else CANCELLED
        row.closed_at = now
        row.closed_by_id = actor_id if row is done else None
        result.closed += [] if row.kind == REPORT else [row]
    return result


def _keys(lanes: Sequence[str], roles: Mapping[str, str]) -> str:
    """The roles of these lanes, each between spaces."""
    return "".join(f" {roles[lane]} " for lane in lanes if lane in roles)


def _responsible(task: engine.OpenTask, roles: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Role and party: the lane's role, unless the task names another role, or a party within the lane's role."""
    lane_role = roles.get(task.lane or "")
    if task.candidates in roles.values():
        return task.candidates, None
    return lane_role, task.candidates
