"""Describes a task that waits for people, or a report they may make: title, lane, due date and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from SpiffWorkflow.task import Task

from app import wording
from app.deadlines import moments
from app.deadlines.explain import collected_reasons
from app.flow import expressions, scope
from app.flow.events import CaseProcess
from app.flow.kinds import Reminders
from app.flow.reports import Report, lanes_of
from app.flow.words import in_words


@dataclass(frozen=True)
class OpenTask:
    """A task that waits for a person, or (`report`) a report that people of these `lanes` may make.

    readers: further lanes whose people may read what was handed in. reminders: a word of `Reminders`. possible_until:
    when a report stops being possible by the passing of time, as far as that is soon.
    """

    id: str
    element: str
    title: str
    lane: str | None
    form: str | None
    candidates: str | None
    due: date | None
    reason: str | None
    label: str | None
    report: bool = False
    lanes: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    reminders: str = Reminders.STANDARD
    possible_until: datetime | None = None


def report_described(workflow: CaseProcess, found: Report) -> OpenTask:
    """A report that people may make. Raises FlowError where an expression of it cannot be evaluated."""
    with in_words(found.task):
        variables, now = scope.readable(found.task), workflow.script_engine.now
        label = expressions.text_or_value(found.properties.get("label", ""), variables, now)
    return OpenTask(
        id=str(found.task.id), element=found.spec.bpmn_id, title=found.spec.bpmn_name or found.spec.bpmn_id,
        lane=None, form=found.properties["form"], candidates=None, due=None, reason=None, label=_words(label) or None,
        report=True, possible_until=found.changes_at(), lanes=found.lanes,
        readers=lanes_of(found.properties.get("readers", "")),
    )  # fmt: skip


def task_described(workflow: CaseProcess, task: Task, opened: datetime) -> OpenTask:
    """A task that waits for a person since `opened`. Raises FlowError where an expression of it cannot be evaluated."""
    spec, more = task.task_spec, task.task_spec.extensions or {}
    variables = scope.readable(task)

    def text(name: str) -> str | None:
        value = expressions.text_or_value(more[name], variables, lambda: opened) if name in more else None
        return None if value is None else str(value)

    properties = more.get("properties", {})
    with in_words(task):
        with collected_reasons() as reasons:
            due = _due(workflow, more, variables, opened)
        rule = (
            expressions.text_or_value(properties["reason"], variables, lambda: opened) if "reason" in properties else ""
        )
        label = (
            expressions.text_or_value(properties["label"], variables, lambda: opened) if "label" in properties else None
        )
        return OpenTask(
            id=str(task.id),
            element=spec.bpmn_id,
            title=spec.bpmn_name or spec.bpmn_id,
            lane=_lane(workflow, task),
            form=text("form"),
            candidates=text("candidates"),
            due=due,
            reason=" ".join(str(part) for part in (rule, reasons.get(due) if due else None) if part) or None,
            label=_words(label),
            readers=lanes_of(properties.get("readers", "")),
            reminders=properties.get("reminders", Reminders.STANDARD),
        )


def _due(workflow: CaseProcess, more: Mapping[str, Any], variables: Mapping[str, Any], opened: datetime) -> date | None:
    optional = workflow.script_engine.optional
    value = expressions.text_or_value(more.get("due", ""), variables, lambda: opened, optional=optional)
    return expressions.as_date(value)


def _words(value: object) -> str | None:
    """A text that people read: days and moments in it are written as they write them."""
    return None if value is None else wording.counted(moments.for_people(str(value)))


def _lane(workflow: CaseProcess, task: Task) -> str | None:
    """The task's lane; inside a sub-process that has none, the lane of the activity around it."""
    while True:
        if task.task_spec.lane:
            return str(task.task_spec.lane)
        if task.workflow.parent_task_id is None:
            return None
        task = workflow.get_task_from_id(task.workflow.parent_task_id)
