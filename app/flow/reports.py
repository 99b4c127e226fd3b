"""Reports (German: Meldungen): message events with a form, which people may trigger by hand at any time.

A report is open while the process waits for a message event that has the property `form`. The property `roles` names
the lanes whose people may make it; `when` (an expression) says whether there is anything to report at the moment. When
they hand in the form, the event catches the message, with the form's values as payload. Example: a caseworker reports
that the client has broken off the measure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.task import Task

from app.flow import expressions, scope
from app.flow.events import FirstOf, Message
from app.flow.words import in_words


@dataclass(frozen=True)
class Report:
    """A message event that waits for somebody to make this report."""

    task: Task
    spec: Any
    message: Message

    @property
    def properties(self) -> Mapping[str, str]:
        """The extension properties of the event as drawn."""
        found: Mapping[str, str] = (self.spec.extensions or {}).get("properties", {})
        return found

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes whose people may report it."""
        return lanes_of(self.properties.get("roles", ""))

    @property
    def possible(self) -> bool:
        """Whether it may be made now: the property `when` is true, or there is none."""
        condition = self.properties.get("when")
        if not condition:
            return True
        with in_words(self.task):
            now = self.task.workflow.script_engine.now
            return expressions.text_or_value(condition, scope.readable(self.task), now) is True

    def hand_in(self, values: Mapping[str, Any]) -> None:
        """Lets the event happen with `values`."""
        self.task.task_spec.catch(self.task, BpmnEvent(self.message, payload=dict(values)))
        self.task.task_spec._update(self.task)


def lanes_of(text: str) -> tuple[str, ...]:
    """The names of lanes in the property `roles`: separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def waiting_reports(workflow: BpmnWorkflow) -> list[Report]:
    """The reports a process can take at this moment."""
    found = [report for task in workflow.event_manager.tasks.values() for report in _reports(task)]
    return [report for report in found if report.properties.get("form") and report.possible]


def _reports(task: Task) -> Iterator[Report]:
    definition = task.task_spec.event_definition
    if isinstance(definition, FirstOf):
        # The engine moves the definitions of the events behind the gateway into the gateway, in the same order.
        for spec, inner in zip(task.task_spec.outputs, definition.event_definitions, strict=True):
            if isinstance(inner, Message):
                yield Report(task, spec, inner)
    elif isinstance(definition, Message):
        yield Report(task, task.task_spec, definition)
