"""Stops the engine from planning the whole future of a process in advance.

The engine predicts every path to the end, each join once for every way to it: ten forks in a row make a thousand
predicted tasks, twenty a million, before the first one is done. It needs no more than the next step. So here a task
predicts only its direct followers, when its turn comes.

This replaces two methods of the engine's `TaskSpec` for all its subclasses, since the engine offers no setting for it.
The version of the engine is pinned, and each construct is played in the tests.
"""

from typing import Any

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


def _predict(
    self: Any, my_task: Task, seen: object = None, looked_ahead: int = 0, mask: int = TaskState.PREDICTED_MASK
) -> None:
    if my_task.has_state(mask):
        self._predict_hook(my_task)


def _update(self: Any, my_task: Task) -> None:
    if not my_task.has_state(TaskState.FINISHED_MASK) and (
        my_task.has_state(TaskState.PREDICTED_MASK) or not my_task.children
    ):
        self._predict(my_task, mask=TaskState.NOT_FINISHED_MASK)
    if self._update_hook(my_task):
        my_task._ready()


def install() -> None:
    """Replaces the two methods; a second call changes nothing."""
    TaskSpec._predict, TaskSpec._update = _predict, _update
