"""The scopes in which the variables of a process live.

A scope is a process, a called process, or one round of a multi-instance sub-process; a variable is stored once per
scope. An embedded sub-process has no scope of its own and shares the one around it. A token of the engine carries only
what is local to it (the item of a multi-instance activity). So parallel branches see the same data, a deadline follows
the data it was computed from, and a case of many steps stays small. The engine by itself copies all data to every
token, and offers none of these.
"""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity as CallActivityMixin
from SpiffWorkflow.task import Task

from app.flow.sources import LABELS, with_labels

ROUND = "round"
"""Key in a task's internal data: the number of its round (from 1) in a multi-instance activity."""


def readable(task: Task) -> ChainMap[str, Any]:
    """All variables `task` can see, innermost first, and last what the house gives to every process.

    What the house gives is fetched when it is read; whoever copies all of this fetches it.
    """
    layers: list[MutableMapping[str, Any]] = [task.data]
    workflow = task.workflow
    while workflow is not None:
        layers.append(workflow.data)
        parent = _parent_task(workflow)
        if parent is None or isinstance(parent.task_spec, CallActivityMixin):
            break
        layers.append(parent.data)
        workflow = parent.workflow
    return ChainMap(*layers, task.workflow.script_engine.given)


def writable(task: Task) -> MutableMapping[str, Any]:
    """The variables of the nearest scope, to which a result of `task` is written."""
    if ROUND in task.internal_data:
        return task.data  # type: ignore[no-any-return]
    workflow = task.workflow
    while True:
        parent = _parent_task(workflow)
        if parent is None or isinstance(parent.task_spec, CallActivityMixin) or ROUND in parent.internal_data:
            return workflow.data  # type: ignore[no-any-return]
        workflow = parent.workflow


def flattened(task: Task) -> dict[str, Any]:
    """All variables of the process that `task` can see, with the labels of where they come from."""
    found: dict[str, Any] = {}
    for layer in reversed(readable(task).maps[:-1]):
        labels = {**dict.fromkeys(layer, ""), **layer.get(LABELS, {})}
        found = with_labels({**found, **{key: value for key, value in layer.items() if key != LABELS}}, labels)
    return found


def assign(variables: MutableMapping[str, Any], path: str, value: Any, label: str = "") -> None:
    """Sets `a.b.c` in `variables`, with the label of where it comes from.

    Contexts on the way are replaced by changed copies, since other variables may share them.
    """
    head, _, rest = path.partition(".")
    if rest:
        inner = variables.get(head)
        copy = dict(inner) if isinstance(inner, Mapping) else {}
        assign(copy, rest, value, label)
        variables[head] = copy
        return
    labels = {**variables.get(LABELS, {}), head: label}
    known = {name: found for name, found in labels.items() if found}
    variables[head] = value
    if known:
        variables[LABELS] = known
    else:
        variables.pop(LABELS, None)


def merge(variables: MutableMapping[str, Any], values: Mapping[str, Any]) -> None:
    """Merges nested `values` into `variables`: contexts are merged, everything else (lists too) is replaced."""
    for key, value in values.items():
        old = variables.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            copy = dict(old)
            merge(copy, value)
            variables[key] = copy
        else:
            variables[key] = value


def _parent_task(workflow: Any) -> Task | None:
    if workflow.parent_task_id is None:
        return None
    return workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
