"""Messages and signals: within a case, and between cases.

A signal is caught by everything that waits for it in its own case, and leaves the case as an `Outgoing` for every other
case that waits. A message has one receiver: of those that wait for it in its own case the one that declares the same
correlation, or else the one that has waited longest. If none waits, a message with a correlation leaves the case for
the one case with the same correlation; one without stays in its case until something waits for it (`CaseProcess.kept`),
since nobody could say which other case is meant. The payload are the event's input parameters; they are written to the
variables of the catcher.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import ThrowingEvent
from SpiffWorkflow.bpmn.util import BpmnEvent, PendingBpmnEvent
from SpiffWorkflow.task import Task

from app.flow import expressions, scope
from app.flow.errors import FlowError
from app.flow.kinds import MessageKind
from app.flow.words import in_words

MAX_KEPT = 100
"""Messages that wait in one case for a receiver; a diagram that sends more is taken to send without end."""


class CaseProcess(BpmnWorkflow):
    """A running process. kept: the messages that nothing has waited for yet, the oldest first."""

    def __init__(self, *args: Any, script_engine: Any, **kwargs: Any) -> None:
        # Without a script engine the engine would take one that runs Python.
        self.kept: list[BpmnEvent] = []
        super().__init__(*args, script_engine=script_engine, **kwargs)


@dataclass(frozen=True)
class Waiting:
    """A message or signal (`kind`) that a case waits for.

    correlation: None for a signal, and for a message of the case's own that left it before it was waited for.
    """

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
        if self.kind == MessageKind.SIGNAL:
            top.event_manager.catch(event, internal=False)
            top.bpmn_events.append(event)
        elif event.correlations["key"] is None:
            hand_in(top, event)
        elif not _deliver(top, event):
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
    """The events behind an event-based gateway, of which the first counts; of two timers that are due, the earlier.

    WAY: key in the gateway's internal data, the number of the event that came first.
    """

    WAY = "way"

    def has_fired(self, my_task: Task) -> bool:
        if self.WAY in my_task.internal_data:
            return True
        fired = [
            (definition.due(my_task), index)
            for index, definition in enumerate(self.event_definitions)
            if isinstance(definition, TimerEventDefinition) and definition.has_fired(my_task)
        ]
        if not fired:
            return False
        _, index = min(fired)
        self._first(my_task, index, BpmnEvent(self.event_definitions[index]))
        return True

    def catch(self, my_task: Task, event: BpmnEvent | None = None) -> None:
        if event is None or self.WAY in my_task.internal_data:
            return
        ways = list(enumerate(self.event_definitions))
        reported = [index for index, definition in ways if definition is event.event_definition]
        fitting = [index for index, definition in ways if definition.catches(my_task, event)]
        self._first(my_task, (reported or fitting)[0], event)

    def _first(self, my_task: Task, index: int, event: BpmnEvent) -> None:
        my_task._set_internal_data(**{self.WAY: index, "seen_events": [event]})


def hand_in(workflow: CaseProcess, event: BpmnEvent) -> bool:
    """Hands a message to its receiver, or keeps it until there is one; a signal to everything that waits for it.

    Tells whether anything had waited for it. Raises FlowError where more than MAX_KEPT messages wait.
    """
    if isinstance(event.event_definition, Signal):
        return bool(workflow.event_manager.catch(event, internal=False))
    if _deliver(workflow, event):
        return True
    if len(workflow.kept) >= MAX_KEPT:
        raise FlowError(
            f"Schon {MAX_KEPT} Nachrichten warten in diesem Fall auf einen Empfänger. Bitte prüfen Sie im Diagramm, "
            f"wer die Nachricht «{event.event_definition.name}» empfangen soll."
        )
    workflow.kept.append(event)
    return False


def deliver_kept(workflow: CaseProcess) -> bool:
    """Hands the oldest kept message that something waits for now to its receiver; tells whether there was one."""
    for event in workflow.kept:
        if _deliver(workflow, event):
            workflow.kept.remove(event)
            return True
    return False


def _deliver(workflow: CaseProcess, event: BpmnEvent) -> bool:
    """Lets the one receiver of a message catch it; False if none waits. The engine alone would let all of them."""
    waiting = [task for task in workflow.event_manager.tasks.values() if task.task_spec.catches(task, event)]
    receiver = next((task for task in waiting if _declares(task, event)), waiting[0] if waiting else None)
    if receiver is None:
        return False
    with in_words(receiver):
        receiver.task_spec.catch(receiver, event)
        receiver.task_spec._update(receiver)
    return True


def _declares(task: Task, event: BpmnEvent) -> bool:
    """Whether a receiver waits for just the correlation of the message, not for any message of its name."""
    return any(
        isinstance(definition, Message) and definition.catches(task, event) and definition.correlation_of(task)
        for definition in _definitions(task.task_spec.event_definition)
    )


def take_outgoing(workflow: BpmnWorkflow) -> list[Outgoing]:
    """The messages and signals that left the case since the last call."""
    return [
        Outgoing(event.event_definition.kind, event.event_definition.name, event.correlations.get("key"), event.payload)
        for event in workflow.get_events()
        if isinstance(event.event_definition, _Named)
    ]


def waiting(workflow: BpmnWorkflow) -> set[Waiting]:
    """The messages and signals that may reach the case from outside.

    Every signal, messages with a correlation, and those that the case itself sends with a correlation: one of them may
    have left it before anything waited for it.
    """
    sent = _sent_with_correlation(workflow)
    return {
        Waiting(definition.kind, definition.name, definition.correlation_of(task) or None)
        for task in workflow.event_manager.tasks.values()
        for definition in _definitions(task.task_spec.event_definition)
        if isinstance(definition, Signal)
        or (isinstance(definition, Message) and (definition.name in sent or definition.correlation_of(task)))
    }


def _sent_with_correlation(workflow: BpmnWorkflow) -> set[str]:
    thrown = (
        spec.event_definition
        for process in (workflow.spec, *workflow.subprocess_specs.values())
        for spec in process.task_specs.values()
        if isinstance(spec, ThrowingEvent)
    )
    return {definition.name for definition in thrown if isinstance(definition, Message) and definition.correlation}


def _definitions(definition: Any) -> Iterator[Any]:
    yield from getattr(definition, "event_definitions", None) or [definition]


def incoming(kind: MessageKind, name: str, correlation: str | None, payload: dict[str, Any]) -> BpmnEvent:
    """An event from outside, as the engine takes it."""
    definition = (Message if kind == MessageKind.MESSAGE else Signal)(name)
    return BpmnEvent(definition, payload=payload, correlations={"key": correlation})
