"""Moves a running process to another version of its procedure: tasks, data and armed timers stay as they are.

What is over stays as it is. What is under way must be found in the new version, at the same place and of the same kind;
what follows is planned anew. Events at the border of an activity that is under way are armed if the new version has
them and disarmed if it has not. Whatever cannot be carried over without a guess is refused with the element named.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow.compaction import ALIVE
from app.flow.errors import CannotMoveError
from app.flow.joins import check_joins
from app.flow.serializer import Specs
from app.flow.specs import CallActivity, MultiInstance

SPLIT, JOIN, ROUND = ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]"
"""Ends of the names that the engine gives to what stands around an activity, and to a round of a multi-instance one."""
_OVER = "Start"
"""The specification that stands for a finished step which the new version does not have; each process has it."""
_NAME, _STATE, _PARENT, _CHILDREN, _INTERNAL = 0, 1, 2, 3, 6
"""Positions in the row of a task, see `state`."""

Names = Mapping[str, str]
"""Id of an element → its id in the new version, where it is another one."""


def moved_state(data: bytes, old: Specs, new: Specs, names: Names) -> bytes:
    """The state of a case as the new version reads it; `settle` must follow. Raises CannotMoveError."""
    state = json.loads(zlib.decompress(data))
    known = _moved(state["main"], old.main, new.main, names)
    inner = []
    for parent_id, content in state["inner"]:
        # An activity that is over may be unknown to the new version; then nobody asks what ran in it.
        was, becomes = known.get(parent_id, (None, None))
        if was is not None and becomes is not None and becomes.spec in new.called:
            known |= _moved(content, old.called[was.spec], new.called[becomes.spec], names)
            inner.append([parent_id, content])
    state["inner"] = inner
    return zlib.compress(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _moved(content: dict[str, Any], old: Any, new: Any, names: Names) -> dict[str, tuple[Any, Any]]:
    """Moves one process or sub-process. Id of each activity with an inside → its specification before and after."""
    before = {task_id: old.task_specs[row[_NAME]] for task_id, row in _rows(content)}
    _Process(content, old, new, names).move()
    after = {task_id: new.task_specs[row[_NAME]] for task_id, row in _rows(content)}
    return {key: (before[key], spec) for key, spec in after.items() if hasattr(spec, "spec")}


def _rows(content: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    return zip(content["ids"], content["tasks"], strict=True)


def renamed(name: str, names: Names) -> str:
    """The name of a specification in the new version."""
    for end in (SPLIT, JOIN, ROUND):
        if name.endswith(end):
            return renamed(name.removesuffix(end), names) + end
    return names.get(name, name)


class _Process:
    """One process, or sub-process, of a case on its way from one specification to another."""

    def __init__(self, content: dict[str, Any], old: Any, new: Any, names: Names) -> None:
        self._content, self._old, self._new, self._names = content, old, new, names

    def move(self) -> None:
        """Rewrites the rows of its tasks. Raises CannotMoveError."""
        alive = [row[_NAME] for row in self._content["tasks"] if row[_STATE] & ALIVE]
        kept = [self._keeps(row) for row in self._content["tasks"]]
        targets = {name: renamed(name, self._names) for name in alive}
        check_joins(self._old, self._new, {name: to for name, to in targets.items() if to in self._new.task_specs})
        self._drop(kept)

    def _keeps(self, row: list[Any]) -> bool:
        """Renames a row; tells whether it stays."""
        state, name = row[_STATE], row[_NAME]
        target = renamed(name, self._names)
        before, after = self._old.task_specs[name], self._new.task_specs.get(target)
        if state & _AHEAD:
            return False
        if state & TaskState.FINISHED_MASK:
            row[_NAME] = target if type(after) is type(before) else _OVER
            return True
        if state == TaskState.WAITING and self._is_left_behind(before, after):
            return False
        _check_kind(before, after)
        row[_NAME] = target
        row[_INTERNAL] = {self._inner_key(key): value for key, value in row[_INTERNAL].items()}
        return True

    def _is_left_behind(self, before: Any, after: Any) -> bool:
        """True for an event at a border where the new version has none, or another one."""
        if isinstance(before, BoundaryEventJoin):
            return after is None
        if not isinstance(before, BoundaryEvent):
            return False
        borders = {renamed(spec.name, self._names) for spec in before.inputs}
        return not (isinstance(after, BoundaryEvent) and borders == {spec.name for spec in after.inputs})

    def _inner_key(self, key: str) -> str:
        kind, _, name = key.partition(" ")
        return f"{kind} {self._names.get(name, name)}" if kind == "timer" and name else key

    def _drop(self, kept: list[bool]) -> None:
        """Removes the rows that do not stay, and counts the others anew."""
        content = self._content
        position = dict(zip((index for index, stays in enumerate(kept) if stays), range(len(kept)), strict=False))
        for row in content["tasks"]:
            row[_PARENT] = position.get(row[_PARENT])
            row[_CHILDREN] = [position[child] for child in row[_CHILDREN] if child in position]
        content["ids"] = [task_id for task_id, stays in zip(content["ids"], kept, strict=True) if stays]
        content["tasks"] = [row for row, stays in zip(content["tasks"], kept, strict=True) if stays]
        content["root"], content["last"] = position[content["root"]], position.get(content["last"])


_AHEAD = TaskState.PREDICTED_MASK | TaskState.FUTURE


def _check_kind(before: Any, after: Any) -> None:
    """Raises CannotMoveError unless a step under way can go on as `after`."""
    title = before.bpmn_name or before.bpmn_id or before.name
    element = before.bpmn_id or before.name
    if after is None:
        raise CannotMoveError(f"«{title}» gibt es dort in der neuen Version nicht.", element)
    if type(before) is not type(after) and not (before.manual and after.manual):
        raise CannotMoveError(f"«{title}» ist in der neuen Version etwas anderes.", element)
    if isinstance(before, CallActivity) and before.spec != after.spec:
        raise CannotMoveError(f"«{title}» ruft in der neuen Version ein anderes Verfahren auf.", element)
    if isinstance(before, MultiInstance):
        same = ("sequential", "element", "results")
        if any(before.loop.get(key) != after.loop.get(key) for key in same):
            raise CannotMoveError(f"«{title}» wird in der neuen Version anders wiederholt.", element)
    if isinstance(before, BoundaryEvent) and before.cancel_activity != after.cancel_activity:
        raise CannotMoveError(f"«{title}» unterbricht in der neuen Version anders als bisher.", element)


def settle(workflow: Any) -> None:
    """Gives a process that was loaded from `moved_state` what the new version has around the steps under way."""
    for process in (workflow, *workflow.subprocesses.values()):
        for task in [task for task in process.tasks.values() if task.has_state(ALIVE)]:
            if isinstance(task.task_spec, BoundaryEvent):
                continue
            split = process.spec.task_specs.get(f"{task.task_spec.name}{SPLIT}")
            if isinstance(split, BoundaryEventSplit):
                _arm(task, split)
        for task in [task for task in process.tasks.values() if task.has_state(ALIVE)]:
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)


def _arm(activity: Task, split: BoundaryEventSplit) -> None:
    """Lets the events wait that the new version has at the border of an activity and the old one had not."""
    above = activity.parent
    if above.task_spec is not split:
        above = _put_between(above, activity, split)
    there = {child.task_spec.name for child in above.children}
    for spec in [spec for spec in split.outputs if isinstance(spec, BoundaryEvent) and spec.name not in there]:
        event = above._add_child(spec, TaskState.WAITING)
        event.task_spec._predict(event, mask=TaskState.NOT_FINISHED_MASK)
        event.task_spec._update(event)


def _put_between(above: Task, activity: Task, split: BoundaryEventSplit) -> Task:
    between = above._add_child(split, TaskState.FUTURE)
    above._children.remove(between.id)
    above._children[above._children.index(activity.id)] = between.id
    between._children.append(activity.id)
    activity.parent = between
    between._set_state(TaskState.COMPLETED)
    return between
