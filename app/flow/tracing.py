"""Traces the tokens of cases: calls a function for every step from one element of a diagram to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow.serializer import Specs

_BEFORE = ".BoundaryEventSplit"
"""The engine puts a step of this name in front of an activity with boundary events."""


@dataclass(frozen=True)
class Footprint:
    """A step in a diagram file, between elements as the parser sees them (see `app.flow.normalise`).

    way: which of the flows between the same two elements, counted from 0 as they are written.
    """

    diagram: str
    source: str
    target: str
    way: int


OnStep = Callable[[Footprint], None]


def watch(specs: Specs, on_step: OnStep) -> None:
    """Makes the engine call `on_step` for every further step of every case of these specifications."""

    def note(workflow: Any, task: Task) -> None:
        """Called by the engine when `task` is done and its followers are chosen."""
        for child in task.children:
            if child.state != TaskState.CANCELLED:
                target = child.task_spec.name.removesuffix(_BEFORE)
                on_step(Footprint(workflow.spec.file, task.task_spec.name, target, _way(task, child)))

    for process in (specs.main, *specs.called.values()):
        for spec in process.task_specs.values():
            spec.completed_event.connect(note)


def _way(task: Task, child: Task) -> int:
    """The number of the flow that a gateway took to an element: the first whose condition holds, else the default."""
    choices = getattr(task.task_spec, "cond_task_specs", [])
    conditions = [condition for condition, name in choices if name == child.task_spec.name]
    if len(conditions) < 2:
        return 0
    holding = (way for way, condition in enumerate(conditions) if condition is not None and condition._matches(task))
    return next(holding, conditions.index(None) if None in conditions else 0)
