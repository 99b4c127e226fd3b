"""Timer events that replace the engine's: literal ISO 8601 text, or a FEEL expression over the case data.

The engine's timers add up month lengths on the UTC date, compute their value only once, and take a value without offset
in the server's zone. These clamp months in Europe/Zurich, compute the value again in every step, so that it follows the
data it came from, and use the clock of the caller.

A timer whose value is null waits until the data give it one. A plain date means 06:00 on that day.
"""

from datetime import date, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util import PendingBpmnEvent
from SpiffWorkflow.task import Task

from app.clock import ZONE, at_local
from app.flow.durations import (
    DEADLINE_HOUR,
    Duration,
    Repetition,
    add,
    parse_duration,
    parse_moment,
    parse_repetition,
)
from app.flow.errors import FlowError
from app.flow.rounds import wait_again
from app.flow.words import in_words


class _Timer(TimerEventDefinition):
    """Keeps, per waiting task, when it was armed and when it is due (ISO text, aware)."""

    def _state(self, task: Task) -> dict[str, Any]:
        state: dict[str, Any] = task.internal_data.setdefault(f"timer {self.name}", {})
        return state

    def _armed(self, task: Task) -> datetime:
        state = self._state(task)
        if "armed" not in state:
            state["armed"] = task.workflow.script_engine.now().isoformat()
        return datetime.fromisoformat(state["armed"]).astimezone(ZONE)

    def has_fired(self, my_task: Task) -> bool:
        """Whether the timer is due. Raises FlowError with the event's name where its value is none for a timer."""
        with in_words(my_task):
            return self._has_fired(my_task)

    def _has_fired(self, task: Task) -> bool:
        raise NotImplementedError

    def _value(self, task: Task) -> Any:
        """The expression's value; `now()` and `today()` in it are the moment the timer was armed."""
        return task.workflow.script_engine.timer_value(task, self.expression, self._armed(task))

    def due(self, task: Task) -> datetime | None:
        """The moment at which the timer fires next; None while its value is null, or once it will not fire again."""
        text = self._state(task).get("due")
        return datetime.fromisoformat(text) if text else None

    def reset(self, my_task: Task) -> None:
        my_task.internal_data.pop(f"timer {self.name}", None)
        super().reset(my_task)

    def details(self, my_task: Task) -> PendingBpmnEvent:
        return PendingBpmnEvent(self.name, type(self).__name__, self._state(my_task).get("due"))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.name == other.name

    __hash__ = None  # type: ignore[assignment]


class MomentTimer(_Timer):
    """Fires at a date, a moment, or a duration after it was armed (`timeDate` and `timeDuration`).

    On a boundary that does not interrupt, another round follows (see `memory`); it fires only if the moment has moved
    to a later one.
    """

    def _has_fired(self, task: Task) -> bool:
        state = self._state(task)
        moment = as_moment(self._value(task), self._armed(task), self.name)
        if moment is not None and "fired" in state and moment <= datetime.fromisoformat(state["fired"]):
            moment = None
        state["due"] = moment.isoformat() if moment else None
        return moment is not None and moment <= task.workflow.script_engine.now()

    def memory(self, my_task: Task) -> dict[str, Any]:
        """The internal data of the next round: since when the timer is armed, and for which moment it has fired."""
        state = self._state(my_task)
        return {f"timer {self.name}": {"armed": state["armed"], "fired": state["due"]}}


class CycleTimer(_Timer):
    """Fires again and again (`timeCycle`, `R3/P1M`), counted from when it was armed; missed rounds fire only once.

    Each round is an event task of its own. The engine would hang all rounds below the one waiting event, and so cancel
    everything they started as soon as the activity with the event is done.
    """

    def _has_fired(self, task: Task) -> bool:
        state = self._state(task)
        value = self._value(task)
        if value is None:
            state["due"] = None
            return False
        repetition = as_repetition(value, self.name)
        anchor = repetition.start or self._armed(task)
        first = 0 if repetition.start else 1
        now = task.workflow.script_engine.now()
        rounds = state.get("rounds", 0)  # rounds that have passed, whether fired or missed
        passed = rounds
        while repetition.allows(passed) and add(anchor, repetition.every, first + passed) <= now:
            passed += 1
        if passed == rounds:
            more = repetition.allows(rounds)
            state["due"] = add(anchor, repetition.every, first + rounds).isoformat() if more else None
            return False
        if repetition.allows(passed):
            wait_again(task, {f"timer {self.name}": {"armed": state["armed"], "rounds": passed}})
        return True


def as_moment(value: Any, anchor: datetime, name: str) -> datetime | None:
    """The moment that a timer's value stands for; a duration counts from `anchor`. None for null. Raises FlowError."""
    if value is None:
        return None
    if isinstance(value, str):
        value = parse_duration(value) if value.lstrip("-").startswith("P") else parse_moment(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return at_local(value.date(), value.time())
        return value
    if isinstance(value, date):
        return at_local(value, DEADLINE_HOUR)
    if isinstance(value, timedelta):
        value = Duration.of(value)
    if isinstance(value, Duration):
        return add(anchor, value, 1)
    raise FlowError("Der Wert des Zeitereignisses ist weder ein Datum noch eine Dauer.", name)


def as_repetition(value: Any, name: str) -> Repetition:
    """The repetition that a cycle timer's value stands for; a bare duration repeats without end. Raises FlowError."""
    if isinstance(value, str):
        return parse_repetition(value) if value.startswith("R") else Repetition(None, None, parse_duration(value))
    if isinstance(value, timedelta):
        return Repetition(None, None, Duration.of(value))
    if isinstance(value, Duration):
        return Repetition(None, None, value)
    raise FlowError("Der Wert des wiederholten Zeitereignisses ist keine Wiederholung (z. B. R/P1M).", name)


def next_due(workflow: Any) -> datetime | None:
    """The earliest moment at which a timer of this instance is due; None without one."""
    moments = [due for task in workflow.event_manager.tasks.values() for due in dues(task) if due]
    return min(moments, default=None)


def dues(task: Task) -> list[datetime | None]:
    """When the timers of an event fire next; None for one that waits for a value. Empty where it has none."""
    definition = task.task_spec.event_definition
    inner = getattr(definition, "event_definitions", None) or [definition]
    return [item.due(task) for item in inner if isinstance(item, _Timer)]
