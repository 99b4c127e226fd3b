"""Errors, escalations and cancellations: caught by exactly one event around the element that throws them.

They go outwards, scope by scope: first to the event sub-processes of the scope, then to the events on the border of its
activity. In a scope an event that names the code comes before one that takes any. An escalation that nobody catches has
no effect, as BPMN says. An error that nobody catches ends the case (`is_uncaught`), and its history says so.

The engine by itself asks everything that waits in a scope, also the borders of other activities, and lets all of them
catch. The classes have the names of those they replace, so that versions stored earlier get them as well.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions import CancelEventDefinition as SpiffCancelEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition as SpiffErrorEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions import EscalationEventDefinition as SpiffEscalationEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow.normalise import AROUND_HANDLERS

_UNCAUGHT = "uncaught"


class _Thrown(EventDefinition):
    """Goes outwards until something catches it; carries no data, since variables are shared."""

    def throw(self, my_task: Task) -> None:
        receiver = _receiver(my_task, self)
        if receiver is None:
            my_task.internal_data[_UNCAUGHT] = True
        else:
            receiver.task_spec.catch(receiver, BpmnEvent(self))
            receiver.task_spec._update(receiver)

    def catch(self, my_task: Task, event: BpmnEvent | None = None) -> None:
        EventDefinition.catch(self, my_task, event)

    def update_task_data(self, my_task: Task) -> None:
        """Writes nothing."""

    def reset(self, my_task: Task) -> None:
        EventDefinition.reset(self, my_task)


class ErrorEventDefinition(_Thrown, SpiffErrorEventDefinition):
    """An error."""


class EscalationEventDefinition(_Thrown, SpiffEscalationEventDefinition):
    """An escalation."""


class CancelEventDefinition(_Thrown, SpiffCancelEventDefinition):
    """The cancellation of a transaction."""


def is_uncaught(task: Task) -> bool:
    """Whether a task has thrown an error that nobody caught."""
    return _UNCAUGHT in task.internal_data and isinstance(task.task_spec.event_definition, ErrorEventDefinition)


def _receiver(thrower: Task, thrown: EventDefinition) -> Task | None:
    for scope in _scopes(thrower.workflow):
        fitting = [event for event in scope if event.task_spec.event_definition == thrown]
        if fitting:
            return min(fitting, key=lambda event: getattr(event.task_spec.event_definition, "code", None) is None)
    return None


def _scopes(workflow: Any) -> Iterator[list[Task]]:
    """The events that wait on the borders of the activities around, scope by scope from the inside.

    Event sub-processes of one scope may stand on two borders, since the parser sees them as such (see `normalise`).
    """
    events: list[Task] = []
    while workflow.parent_task_id is not None:
        activity = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        handlers = activity.task_spec.name.endswith(AROUND_HANDLERS)
        if events and not handlers:
            yield events
            events = []
        events += _on_the_border(activity)
        if not handlers:
            yield events
            events = []
        workflow = activity.workflow
    yield events


def _on_the_border(activity: Task) -> list[Task]:
    around = activity.parent
    if around is not None and isinstance(around.task_spec, LoopTask):
        around = around.parent
    if around is None or not isinstance(around.task_spec, BoundaryEventSplit):
        return []
    return [
        task for task in around.children
        if isinstance(task.task_spec, BoundaryEvent) and task.state == TaskState.WAITING
    ]  # fmt: skip
