"""Lists the steps of a running process that are under way, the moments they wait for, and their variables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task

from app.flow import scope, timers
from app.flow.compaction import ALIVE


@dataclass(frozen=True)
class UnderWay:
    """A step that has begun and is not over. due: when its timer fires next; variables: what it can read."""

    task_id: str
    element: str
    title: str
    due: datetime | None
    variables: Mapping[str, Any]


def under_way(workflow: Any) -> Iterator[UnderWay]:
    """The steps of a process, and of those inside it, that are under way; outer ones first."""
    for process in (workflow, *sorted(workflow.subprocesses.values(), key=lambda inner: inner.depth)):
        for task in process.tasks.values():
            spec = task.task_spec
            if task.has_state(ALIVE) and getattr(spec, "bpmn_id", None) is not None:
                title = spec.bpmn_name or spec.bpmn_id
                yield UnderWay(str(task.id), spec.bpmn_id, title, _due(task), scope.flattened(task))


def _due(task: Task) -> datetime | None:
    moments = timers.dues(task) if hasattr(task.task_spec, "event_definition") else []
    return min((moment for moment in moments if moment is not None), default=None)
