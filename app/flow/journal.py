"""Collects what happens while a process runs, in the words of its diagram."""

from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import ReceiveTask, SendTask
from SpiffWorkflow.bpmn.specs.mixins.script_task import ScriptTask
from SpiffWorkflow.task import Task

from app.flow import expressions, scope, throws
from app.flow.kinds import EventKind
from app.flow.outcomes import Outcome, outcome_of
from app.flow.reports import Report
from app.flow.specs import ActionTask, DecisionTask
from app.flow.timers import CycleTimer, MomentTimer

HISTORY = (EventKind.TASK, EventKind.ACTION, EventKind.TIMER, EventKind.END)
"""The kinds of happenings that get a line in a case's history."""
WORK = (EventKind.TASK, EventKind.ACTION, EventKind.SCRIPT, EventKind.DECISION, EventKind.MESSAGE)
"""The kinds of activities: what BPMN calls tasks."""


@dataclass(frozen=True)
class Happening:
    """Something that happened in a step: an element was run, or a report came in."""

    kind: EventKind
    element: str
    title: str
    named: bool


@dataclass
class Journal:
    """Collects what happens while a process runs, and the names that the property `statistic` wants counted.

    outcome: what came of the task or report that somebody handed in, None where nobody did.
    """

    happenings: list[Happening] = field(default_factory=list)
    statistics: list[str] = field(default_factory=list)
    outcome: Outcome | None = None

    def note(self, task: Task) -> None:
        """Notes a task of the engine that has just been run."""
        spec = task.task_spec
        kind = _kind(spec)
        if kind is not None and throws.is_uncaught(task):
            error = spec.event_definition.name or spec.event_definition.code
            title = f"Beendet mit dem Fehler «{error}», den niemand auffängt" if error else "Beendet mit einem Fehler"
            self.happenings.append(Happening(kind, spec.bpmn_id, title, True))
        elif kind is not None:
            name = spec.bpmn_name
            if kind == EventKind.TASK:
                self.outcome = outcome_of(task, spec)
                name = self.outcome.title or name
            self.happenings.append(Happening(kind, spec.bpmn_id, name or spec.bpmn_id, bool(name)))
        if not hasattr(spec, "loop"):
            self._count(task, spec)

    def note_report(self, report: Report) -> None:
        """Notes a report. It is noted as a task, because in the history it is something that a person did."""
        self.outcome = outcome_of(report.task, report.spec)
        name = self.outcome.title or report.spec.bpmn_name
        self.happenings.append(Happening(EventKind.TASK, report.spec.bpmn_id, name or report.spec.bpmn_id, bool(name)))

    def _count(self, task: Task, spec: Any) -> None:
        text = (getattr(spec, "extensions", None) or {}).get("properties", {}).get("statistic")
        if text:
            name = expressions.text_or_value(text, scope.readable(task), task.workflow.script_engine.now)
            names = name if isinstance(name, list) else [name]
            self.statistics += [str(each) for each in names if each]


def _kind(spec: Any) -> EventKind | None:
    if getattr(spec, "bpmn_id", None) is None or hasattr(spec, "loop"):
        return None
    if spec.manual:
        return EventKind.TASK
    if isinstance(spec, EndEvent):
        return EventKind.END
    if isinstance(spec, CatchingEvent):
        if isinstance(spec.event_definition, MomentTimer | CycleTimer):
            return EventKind.TIMER
        return EventKind.MESSAGE if isinstance(spec, ReceiveTask) else None
    return next((kind for kind, classes in _KINDS if isinstance(spec, classes)), None)


_KINDS = (
    (EventKind.ACTION, ActionTask),
    (EventKind.DECISION, DecisionTask),
    (EventKind.SCRIPT, ScriptTask),
    (EventKind.MESSAGE, SendTask),
)
