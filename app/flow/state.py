"""Writes and reads the state of a running process as bytes: only what differs from case to case.

The engine's own serialiser repeats every specification with every case, and every task's id wherever another task
refers to it. Here ids stand once in a table and references are positions in it; specifications stay with the version
(see `serializer`). Case data are plain JSON and are never interpreted on load, whatever keys they have.
"""

import json
import zlib
from typing import Any

from SpiffWorkflow.bpmn.serializer.workflow import VERSION
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow import events
from app.flow.errors import FlowError
from app.flow.events import CaseProcess
from app.flow.kinds import MessageKind
from app.flow.serializer import Specs, convert, restore

STATE_VERSION = f"nahtstelle-2/spiff-{VERSION}"
MAX_BYTES = 1_000_000
"""Bytes before compression. Real cases have 20 to 60 kB; one that outgrows this would go on growing."""
_SEEN = "seen_events"  # the engine's only internal value that is not plain JSON


def dump_state(workflow: CaseProcess) -> bytes:
    """The state of a case, compressed. Raises FlowError where it outgrows MAX_BYTES."""
    inner = sorted(workflow.subprocesses.values(), key=lambda sub: sub.depth)
    state = {
        "version": STATE_VERSION,
        "main": _dump(workflow),
        "inner": [[str(sub.parent_task_id), _dump(sub)] for sub in inner],
        "waiting": [str(task_id) for task_id in workflow.event_manager.tasks],
        "kept": [
            [event.event_definition.name, event.correlations.get("key"), event.payload] for event in workflow.kept
        ],
    }
    data = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_BYTES:
        raise FlowError("Die Daten dieses Falls werden zu gross. Bitte kürzen Sie die letzte Eingabe.")
    return zlib.compress(data, 6)


def load_state(data: bytes, definition: Specs, script_engine: Any) -> CaseProcess:
    """A running process from `data`. Raises FlowError for a state written by another version."""
    state = json.loads(zlib.decompress(data))
    if state.get("version") != STATE_VERSION:
        raise FlowError(f"Dieser Stand wurde von einer anderen Programmversion gespeichert ({state.get('version')}).")
    workflow = CaseProcess(definition.main, definition.called, script_engine=script_engine, deserializing=True)
    _fill(workflow, state["main"])
    for parent_id, content in state["inner"]:
        task = workflow.get_task_from_id(parent_id)
        inner = BpmnSubWorkflow(definition.called[task.task_spec.spec], parent_id, workflow, deserializing=True)
        _fill(inner, content)
        workflow.subprocesses[parent_id] = inner
        inner.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
    _put_in_order(workflow, state.get("waiting", []))
    workflow.kept = [events.incoming(MessageKind.MESSAGE, *message) for message in state.get("kept", [])]
    return workflow


def _put_in_order(workflow: CaseProcess, ids: list[str]) -> None:
    """Puts the events that wait in the order in which they began to; those that are not named come last."""
    manager = workflow.event_manager
    first = {task_id: manager.tasks[task_id] for task_id in ids if task_id in manager.tasks}
    manager.tasks = {**first, **manager.tasks}


def _dump(workflow: Any) -> dict[str, Any]:
    position = {task_id: index for index, task_id in enumerate(workflow.tasks)}
    return {
        "ids": [str(task_id) for task_id in position],
        "tasks": [_dump_task(task, position) for task in workflow.tasks.values()],
        "root": position[workflow.task_tree.id],
        "last": position.get(workflow.last_task.id) if workflow.last_task is not None else None,
        "data": workflow.data,
        "correlations": workflow.correlations,
        "success": workflow.success,
        "completed": workflow.completed,
    }


def _dump_task(task: Task, position: dict[Any, int]) -> list[Any]:
    internal = task.internal_data
    if internal.get(_SEEN):
        internal = {**internal, _SEEN: convert(internal[_SEEN])}
    return [
        task.task_spec.name, task._state, position.get(task._parent), [position[child] for child in task._children],
        int(task.triggered), round(task.last_state_change, 3), internal, task.data,
    ]  # fmt: skip


def _fill(workflow: Any, content: dict[str, Any]) -> None:
    ids = content["ids"]
    top, specs = workflow.top_workflow, workflow.spec.task_specs
    for task_id, row in zip(ids, content["tasks"], strict=True):
        workflow.tasks[task_id] = task = _task(workflow, task_id, specs, ids, row)
        if task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            top.event_manager.add_task(task)
    workflow.task_tree = workflow.tasks[ids[content["root"]]]
    workflow.last_task = workflow.tasks[ids[content["last"]]] if content["last"] is not None else None
    workflow.data, workflow.correlations = content["data"], content["correlations"]
    workflow.success, workflow.completed = content["success"], content["completed"]


def _task(workflow: Any, task_id: str, specs: dict[str, Any], ids: list[str], row: list[Any]) -> Task:
    # The constructor would make an id, read the clock and tell the parent, for every task of every step.
    task = Task.__new__(Task)
    task.workflow, task.id, task.thread_id = workflow, task_id, 0
    name, task._state, parent, children, triggered, task.last_state_change, task.internal_data, task.data = row
    task.task_spec, task.triggered = specs[name], bool(triggered)
    task._parent = ids[parent] if parent is not None else None
    task._children = [ids[child] for child in children]
    if task.internal_data.get(_SEEN):
        task.internal_data[_SEEN] = restore(task.internal_data[_SEEN])
    return task
