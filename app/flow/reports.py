"""Reports (German: Meldungen): message events with a form, which people may trigger by hand at any time.

A report is open while the process waits for a message event that has the property `form`. The property `roles` names
the lanes whose people may make it; `when` (an expression) says whether there is anything to report at the moment. When
they hand in the form, the event catches the message, with the form's values as payload. Example: a caseworker reports
that the client has broken off the measure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.task import Task

from app.clock import ZONE, at_local
from app.flow import expressions, scope
from app.flow.events import FirstOf, Message
from app.flow.words import in_words

_TIMED = re.compile(r"\b(today|now)\s*\(")
"""In `when`: whether there is anything to report changes by the mere passing of time."""
AHEAD = timedelta(days=31)
"""How far such a change is looked for; then the case is looked at again."""
_EXACT = timedelta(minutes=1)


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
        return self._possible_at(self.task.workflow.script_engine.now())

    @property
    def is_timed(self) -> bool:
        """Whether that can change although nobody does anything."""
        return _TIMED.search(self.properties.get("when", "")) is not None

    def changes_at(self) -> datetime | None:
        """When it becomes possible or stops being so by the passing of time; None where it does not soon (`AHEAD`)."""
        before = now = self.task.workflow.script_engine.now()
        if not self.is_timed:
            return None
        is_possible = self._possible_at(now)
        for day in range(1, AHEAD.days + 1):
            after = at_local(now.astimezone(ZONE).date() + timedelta(days=day))
            if self._possible_at(after) != is_possible:
                return self._change_between(before, after)
            before = after
        return None

    def _change_between(self, before: datetime, after: datetime) -> datetime:
        """The moment of the change, at most a minute late: as `after` it is, as `before` it was."""
        is_possible = self._possible_at(before)
        while after - before > _EXACT:
            middle = before + (after - before) / 2
            before, after = (middle, after) if self._possible_at(middle) == is_possible else (before, middle)
        return after

    def _possible_at(self, now: datetime) -> bool:
        condition = self.properties.get("when")
        if not condition:
            return True
        with in_words(self.task):
            return expressions.text_or_value(condition, scope.readable(self.task), lambda: now) is True

    def hand_in(self, values: Mapping[str, Any]) -> None:
        """Lets the event happen with `values`."""
        self.task.task_spec.catch(self.task, BpmnEvent(self.message, payload=dict(values)))
        self.task.task_spec._update(self.task)


def lanes_of(text: str) -> tuple[str, ...]:
    """The names of lanes in the property `roles`: separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def waiting_reports(workflow: BpmnWorkflow) -> list[Report]:
    """The reports a process can take at this moment."""
    return [report for report in _with_form(workflow) if report.possible]


def next_look(workflow: BpmnWorkflow) -> datetime | None:
    """When has to be looked next which reports are possible, although nothing happens; None where never."""
    soon = workflow.script_engine.now() + AHEAD
    return min((report.changes_at() or soon for report in _with_form(workflow) if report.is_timed), default=None)


def _with_form(workflow: BpmnWorkflow) -> list[Report]:
    found = [report for task in workflow.event_manager.tasks.values() for report in _reports(task)]
    return [report for report in found if report.properties.get("form")]


def _reports(task: Task) -> Iterator[Report]:
    definition = task.task_spec.event_definition
    if isinstance(definition, FirstOf):
        # The engine moves the definitions of the events behind the gateway into the gateway, in the same order.
        for spec, inner in zip(task.task_spec.outputs, definition.event_definitions, strict=True):
            if isinstance(inner, Message):
                yield Report(task, spec, inner)
    elif isinstance(definition, Message):
        yield Report(task, task.task_spec, definition)
