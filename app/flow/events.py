"""Messages and signals: within a case, and between cases.

A thrown message or signal is caught first inside the same case, by whatever waits for it there. A signal leaves the
case in addition, as an `Outgoing`, and reaches every case that waits for it. A message leaves only if nothing in its
own case caught it and it has a correlation, and reaches the one case with the same correlation; without a correlation
nobody could say which case is meant. The payload are the event's input parameters; they are written to the variables of
the catcher.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent, PendingBpmnEvent
from SpiffWorkflow.task import Task

from app.flow import expressions, scope
from app.flow.kinds import MessageKind


@dataclass(frozen=True)
class Waiting:
    """A message or signal (`kind`) that a case waits for; `correlation` is None for a signal."""

    kind: MessageKind
    name: str
    correlation: str | None


@dataclass(frozen=True)
class Outgoing:
    """A message or signal that left a case."""

    kind: MessageKind
    name: str
    correlation: str | None
    payload: dict[str, Any] = field(default_factory=dict)


class _Named(EventDefinition):
    """Matches by name; carries a correlation expression and input parameters."""

    kind: MessageKind

    def __init__(self, name: str, correlation: str | None = None, inputs: dict[str, str] | None = None,
                 description: str | None = None) -> None:  # fmt: skip
        super().__init__(name, description)
        self.correlation, self.inputs = correlation, inputs or {}

    def correlation_of(self, task: Task) -> str | None:
        """The value of the correlation expression as text; None where there is none."""
        if not self.correlation:
            return None
        value = task.workflow.script_engine.value(task, self.correlation)
        return None if value is None else str(value)

    def throw(self, my_task: Task) -> None:
        engine, payload = my_task.workflow.script_engine, dict[str, Any]()
        for name, text in self.inputs.items():
            value = engine.sourced(my_task, text) if expressions.is_expression(text) else (text, "")
            scope.assign(payload, name, *value)
        event = BpmnEvent(self, payload=payload, correlations={"key": self.correlation_of(my_task)})
        top = my_task.workflow.top_workflow
        caught = top.event_manager.catch(event, internal=False)
        if self.kind == MessageKind.SIGNAL or (self.correlation and not caught):
            top.bpmn_events.append(event)

    def catches(self, my_task: Task, event: BpmnEvent) -> bool:
        return bool(self == event.event_definition) and self._correlates(my_task, event)

    def _correlates(self, my_task: Task, event: BpmnEvent) -> bool:
        wanted = self.correlation_of(my_task)
        return wanted is None or wanted == event.correlations.get("key")

    def catch(self, my_task: Task, event: BpmnEvent | None = None) -> None:
        if event is not None and event.payload:
            scope.merge(scope.writable(my_task), event.payload)
        super().catch(my_task, event)

    def details(self, my_task: Task) -> PendingBpmnEvent:
        return PendingBpmnEvent(self.name, type(self).__name__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.name == other.name

    __hash__ = None  # type: ignore[assignment]


class Message(_Named):
    """A message event; one receiver."""

    kind = MessageKind.MESSAGE


class Signal(_Named):
    """A signal event; everybody who waits for it."""

    kind = MessageKind.SIGNAL


class FirstOf(MultipleEventDefinition):
    """The events behind an event-based gateway, of which the first counts; of two timers that are due, the earlier."""

    def has_fired(self, my_task: Task) -> bool:
        if my_task.internal_data.get("seen_events"):
            return True
        fired = [
            (definition.due(my_task), index)
            for index, definition in enumerate(self.event_definitions)
            if isinstance(definition, TimerEventDefinition) and definition.has_fired(my_task)
        ]
        if not fired:
            return False
        _, index = min(fired)
        my_task._set_internal_data(seen_events=[BpmnEvent(self.event_definitions[index])])
        return True

    def catch(self, my_task: Task, event: BpmnEvent | None = None) -> None:
        if event is not None and not my_task.internal_data.get("seen_events"):
            my_task._set_internal_data(seen_events=[event])


def take_outgoing(workflow: BpmnWorkflow) -> list[Outgoing]:
    """The messages and signals that left the case since the last call."""
    return [
        Outgoing(event.event_definition.kind, event.event_definition.name, event.correlations.get("key"), event.payload)
        for event in workflow.get_events()
        if isinstance(event.event_definition, _Named)
    ]


def waiting(workflow: BpmnWorkflow) -> set[Waiting]:
    """The messages and signals of other cases that the case waits for: every signal, and messages that correlate."""
    return {
        Waiting(definition.kind, definition.name, definition.correlation_of(task))
        for task in workflow.event_manager.tasks.values()
        for definition in _definitions(task.task_spec.event_definition)
        if isinstance(definition, Signal) or (isinstance(definition, Message) and definition.correlation_of(task))
    }


def _definitions(definition: Any) -> Iterator[Any]:
    yield from getattr(definition, "event_definitions", None) or [definition]


def incoming(kind: MessageKind, name: str, correlation: str | None, payload: dict[str, Any]) -> BpmnEvent:
    """An event from outside, as the engine takes it."""
    definition = (Message if kind == MessageKind.MESSAGE else Signal)(name)
    return BpmnEvent(definition, payload=payload, correlations={"key": correlation})
