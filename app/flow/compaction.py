"""Keeps the engine's tree of tasks flat when a process goes round in a loop, and free of what was cancelled.

The engine appends every round of a loop below the one before. Past a thousand levels it no longer sees its own tasks,
and each step costs more than the last. So when a task waits whose earlier round is among its ancestors, and nothing
else is alive below that ancestor, the rounds in between are removed and the task is put where its ancestor was. What
happened in them is kept as rows of `event`.
"""

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
"""States of a step that has begun and is not over."""


def compact(workflow: BpmnWorkflow) -> None:
    """Removes finished rounds of loops from the process and its sub-processes."""
    for inner in (workflow, *workflow.subprocesses.copy().values()):
        for task in [task for task in inner.tasks.values() if task.has_state(ALIVE)]:
            unit = _unit(task)
            earlier = _earliest_self(unit)
            if earlier is not None and not _others_alive(earlier, unit):
                _take_place(workflow, inner, earlier, unit)


def _unit(task: Task) -> Task:
    """The part of the tree that is moved: the task, or the split that holds it and the boundary events beside it."""
    parent = task.parent
    return parent if parent is not None and isinstance(parent.task_spec, BoundaryEventSplit) else task


def _earliest_self(unit: Task) -> Task | None:
    found, ancestor = None, unit.parent
    while ancestor is not None:
        if ancestor.task_spec is unit.task_spec and ancestor.parent is not None:
            found = ancestor
        ancestor = ancestor.parent
    return found


def _others_alive(earlier: Task, unit: Task) -> bool:
    waiting = [earlier]
    while waiting:
        task = waiting.pop()
        if task is unit:
            continue
        if task.has_state(ALIVE):
            return True
        waiting.extend(task.children)
    return False


def _take_place(workflow: BpmnWorkflow, inner: BpmnWorkflow, earlier: Task, unit: Task) -> None:
    above, between = earlier.parent, unit.parent
    between._children.remove(unit.id)
    above._children[above._children.index(earlier.id)] = unit.id
    unit.parent = above
    waiting = [earlier]
    while waiting:
        task = waiting.pop()
        waiting.extend(child for child in task.children if child is not None)
        inner.tasks.pop(task.id, None)
        _forget(workflow, task)
    if inner.last_task is not None and inner.last_task.id not in inner.tasks:
        inner.last_task = above


def drop_orphans(workflow: BpmnWorkflow) -> None:
    """Removes sub-processes whose activity is gone.

    When the engine cancels a multi-instance activity it drops the rounds, but what ran inside them stays, and
    would go on: a task of a cancelled round would still be open.
    """
    while True:
        known = {task_id for inner in (workflow, *workflow.subprocesses.values()) for task_id in inner.tasks}
        orphans = [task_id for task_id in workflow.subprocesses if task_id not in known]
        if not orphans:
            return
        for task_id in orphans:
            for task in workflow.subprocesses.pop(task_id).tasks.values():
                _forget(workflow, task)


def _forget(workflow: BpmnWorkflow, task: Task) -> None:
    workflow.event_manager.remove_task(task)
    below = workflow.subprocesses.pop(task.id, None)
    for inner_task in below.tasks.values() if below is not None else ():
        _forget(workflow, inner_task)
