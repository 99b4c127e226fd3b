"""Locks and saves cases, and derives the tasks for people from what the engine waits for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, undefer

from app.act import Act
from app.db import new_id
from app.dmn import Decision
from app.feel import kept_json
from app.flow import engine, exchange, sources, timers
from app.flow.describing import OpenTask
from app.flow.errors import ClosedError
from app.flow.journal import HISTORY, Journal
from app.flow.kinds import LIVE, InstanceStatus, ItemKind, ItemStatus, Reminders
from app.flow.models import DecisionLog, Event, Instance, WorkItem
from app.flow.outcomes import Outcome
from app.flow.reports import next_look
from app.flow.state import dump_state


@dataclass(frozen=True)
class Step:
    """A step that has been taken and is to be saved.

    before: the tasks and reports that were open until now; done: the one among them that was handed in.
    """

    act: Act
    instance: Instance
    workflow: BpmnWorkflow
    journal: Journal
    before: Sequence[WorkItem]
    done: WorkItem | None

    @property
    def actor_id(self) -> str | None:
        """The user who took the step; None where time or another case did."""
        return self.act.by.id if self.act.by is not None else None


@dataclass
class StepResult:
    """The outcome of a step: tasks that opened and closed, all tasks and reports open now, names to be counted.

    rescheduled: the open tasks that have another due date, or other reminders, than before; new ones among them.
    moved: the open tasks that are for another role or institution than before.
    outcome: what came of the task or report that was handed in. happened: the titles of what ran.
    """

    opened: list[WorkItem] = field(default_factory=list)
    closed: list[WorkItem] = field(default_factory=list)
    open: list[WorkItem] = field(default_factory=list)
    rescheduled: list[WorkItem] = field(default_factory=list)
    moved: list[WorkItem] = field(default_factory=list)
    statistics: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    happened: list[str] = field(default_factory=list)


def lock(session: Session, instance_id: str, statuses: Sequence[InstanceStatus] = LIVE) -> Instance:
    """Locks the instance against other steps until the transaction ends; a second call in it locks nothing more.

    Raises ClosedError unless its status is one of `statuses`.
    """
    instance = _locked(session).get(instance_id) or _lock(session, _instance(), {"instance": instance_id})
    if instance is None or instance.status not in statuses:
        raise ClosedError
    return instance


def lock_of_item(session: Session, item_id: str) -> None:
    """Locks the instance of a task or report, whatever its status; does nothing if there is no such item."""
    _lock(session, _instance_of_item(), {"item": item_id})


def is_locked(session: Session, instance_id: str) -> bool:
    """Whether this transaction has locked the instance."""
    return instance_id in _locked(session)


@cache
def _instance() -> Select[Instance]:
    whole = select(Instance).where(Instance.id == bindparam("instance")).options(undefer(Instance.state))
    return whole.with_for_update().execution_options(populate_existing=True)


@cache
def _instance_of_item() -> Select[Instance]:
    of_item = select(WorkItem.instance_id).where(WorkItem.id == bindparam("item")).scalar_subquery()
    whole = select(Instance).where(Instance.id == of_item).options(undefer(Instance.state))
    return whole.with_for_update().execution_options(populate_existing=True)


def _lock(session: Session, statement: Select[Instance], values: Mapping[str, str]) -> Instance | None:
    instance = session.scalars(statement, values).one_or_none()
    if instance is not None:
        hold(session, instance)
    return instance


def hold(session: Session, instance: Instance) -> None:
    """Notes that this transaction has locked `instance`, or made it, so that nobody else sees it yet."""
    _locked(session)[instance.id] = instance


def _locked(session: Session) -> dict[str, Instance]:
    """The instances that this transaction has locked, by id."""
    locked: dict[str, Instance] = session.info.setdefault("locked instances", {})
    return locked


def open_items(session: Session, instance: Instance) -> list[WorkItem]:
    """The open tasks and reports of an instance, as the database has them now."""
    return list(session.scalars(_open_items(), {"instance": instance.id}))


@cache
def _open_items() -> Select[WorkItem]:
    of_instance = WorkItem.instance_id == bindparam("instance"), WorkItem.status == ItemStatus.OPEN
    # What else the session is about to write changes none of these rows: it is written together with the step.
    return select(WorkItem).where(*of_instance).execution_options(populate_existing=True, autoflush=False)


def note_incident(instance: Instance, message: str, now: datetime) -> None:
    """Keeps why a step failed, and since when steps of this case fail; the next good step clears both."""
    instance.incident, instance.incident_at = message, instance.incident_at or now


def save(step: Step, roles: Mapping[str, str]) -> StepResult:
    """Writes the state of the process and everything derived from it. roles: name of a lane → role.

    Raises FlowError for a state that is too large, or a correlation that cannot be computed.
    """
    instance, session = step.instance, step.act.session
    instance.state = dump_state(step.workflow)
    set_next(instance, step.workflow)
    instance.incident, instance.incident_at, instance.failures = None, None, 0
    instance.status = InstanceStatus.OPEN
    result = _sync_work_items(step, roles)
    result.statistics, result.outcome = step.journal.statistics, step.journal.outcome
    result.happened = [one.title for one in step.journal.happenings]
    _write_history(step)
    exchange.sync(session, instance, step.workflow, step.act.now)
    if step.workflow.completed:
        instance.status, instance.ended_at, instance.next_due = InstanceStatus.DONE, step.act.now, None
        instance.next_timer = None
    return result


def set_next(instance: Instance, workflow: Any) -> None:
    """Notes when the case has to be looked at next: for a timer, or for a report that is possible only in its time."""
    instance.next_timer = timers.next_due(workflow)
    moments = (instance.next_timer, next_look(workflow))
    instance.next_due = min((moment for moment in moments if moment is not None), default=None)


def _write_history(step: Step) -> None:
    """Writes a row for every happening that belongs in the history; the first of a step is ascribed to its actor."""
    worth_telling = [item for item in step.journal.happenings if item.kind in HISTORY and item.named]
    for item in worth_telling:
        actor = step.actor_id if step.done is not None and item is worth_telling[0] else None
        row = Event(
            instance_id=step.instance.id, at=step.act.now, kind=item.kind, element=item.element, title=item.title
        )
        row.actor_id = actor
        step.act.session.add(row)


def log_decision(session: Session, instance_id: str, decision: Decision, now: datetime) -> None:
    """Writes a row for each decision table: the rules that were hit, inputs and outputs."""
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
    return json.dumps(kept_json(sources.without_labels(values)), ensure_ascii=False)


def _sync_work_items(step: Step, roles: Mapping[str, str]) -> StepResult:
    result, now = StepResult(), step.act.now
    # Own tasks are none of the diagram's; they end with the case.
    before = [row for row in step.before if row.kind != ItemKind.OWN or step.workflow.completed]
    rows = {(row.task_id, row.element): row for row in before}
    opened_at = {task_id: row.opened_at for (task_id, _), row in rows.items()}
    waiting = engine.open_tasks(step.workflow, lambda task_id: opened_at.get(task_id, now))
    for task in waiting + engine.open_reports(step.workflow):
        row = rows.pop((task.id, task.element), None)
        if row is None and task.report:
            row = _possible_again(step, task)
        if row is None:
            row = WorkItem(
                id=new_id(), instance_id=step.instance.id, task_id=task.id, opened_at=now, element=task.element
            )
            row.kind = ItemKind.REPORT if task.report else ItemKind.TASK
            step.act.session.add(row)
            result.opened += [] if task.report else [row]
        row.title, row.label, row.form = task.title, task.label, task.form
        responsible = _responsible(task, roles)
        if not task.report and row not in result.opened and (row.role, row.party) != responsible:
            result.moved.append(row)
        row.role, row.party = responsible
        row.roles = _keys(task.lanes, roles) if task.report else None
        row.readers = _keys(task.readers, roles)
        if not task.report and (row.due, row.reminders) != (task.due, task.reminders):
            result.rescheduled.append(row)
        row.possible_until = task.possible_until
        row.due, row.reason, row.reminders = task.due, task.reason, Reminders(task.reminders)
        result.open.append(row)
    for row in rows.values():
        row.status = ItemStatus.DONE if row is step.done else ItemStatus.CANCELLED
        row.closed_at, row.remind_at = now, None
        row.closed_by_id = step.actor_id if row is step.done else None
        result.closed += [] if row.kind == ItemKind.REPORT else [row]
    return result


def _possible_again(step: Step, task: OpenTask) -> WorkItem | None:
    """The row of a report that was possible before, then was not (see its property `when`), and now is again."""
    statement = select(WorkItem).where(
        WorkItem.instance_id == step.instance.id, WorkItem.task_id == task.id, WorkItem.element == task.element
    )
    row = step.act.session.scalars(statement).one_or_none()
    if row is not None:
        row.status, row.closed_at, row.opened_at = ItemStatus.OPEN, None, step.act.now
    return row


def _keys(lanes: Sequence[str], roles: Mapping[str, str]) -> str:
    """The roles of these lanes, each between spaces."""
    return "".join(f" {roles[lane]} " for lane in lanes if lane in roles)


def _responsible(task: OpenTask, roles: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Role and party of a task.

    `candidates` names a role (which then replaces the lane's), or else the party within the lane's role.
    """
    lane_role = roles.get(task.lane or "")
    if task.candidates in roles.values():
        return task.candidates, None
    return lane_role, task.candidates
