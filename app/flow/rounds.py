"""Events that happen more than once beside one activity: each round is an event task of its own."""

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


def wait_again(event: Task, memory: dict[str, Any]) -> None:
    """Lets a further event task of the same kind wait beside the activity; `memory` is its internal data."""
    following = event.parent._add_child(event.task_spec, TaskState.WAITING)
    following.triggered = True
    following.internal_data.update(memory)
    following.task_spec._predict(following, mask=TaskState.NOT_FINISHED_MASK)
    following.task_spec._update(following)
