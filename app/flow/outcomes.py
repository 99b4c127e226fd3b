"""What came of a task or a report, in the words of its diagram: «Handlungsplan, Fassung 2» instead of an order."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task

from app.flow import expressions, scope
from app.flow.page_words import CONSEQUENCE, PHASE, PINNED, RESULT, YES


@dataclass(frozen=True)
class Outcome:
    """title: the name of the result, None where the diagram gives none. phase: the phase of the procedure it is part
    of, None where it is part of none. pinned: it stays on top of the papers of its case."""

    title: str | None
    phase: str | None
    pinned: bool


def outcome_of(task: Task, spec: Any) -> Outcome:
    """The outcome of a task that has been done, or of a report `spec` that `task` waited for. Raises FlowError."""
    own = _properties(spec)
    text = own.get(RESULT)
    title = None
    if text:
        title = expressions.text_or_value(text, scope.readable(task), task.workflow.script_engine.now)
    return Outcome(str(title) if title else None, own.get(PHASE) or phase_of(task), own.get(PINNED) == YES)


def consequence_of(task: Task, spec: Any, values: Mapping[str, Any]) -> str | None:
    """What the property `consequence` of a task or report `spec` says when it is handed in with `values`.

    None where it says nothing. Raises FlowError.
    """
    text = _properties(spec).get(CONSEQUENCE)
    if not text:
        return None
    seen, engine = scope.flattened(task), task.workflow.script_engine
    scope.merge(seen, values)
    said = expressions.text_or_value(text, ChainMap(seen, engine.given), engine.now)
    return str(said) if said else None


def phase_of(task: Task) -> str | None:
    """The phase of a task; inside an activity that has none, the phase of the activity around it."""
    while True:
        phase = _properties(task.task_spec).get(PHASE)
        if phase or task.workflow.parent_task_id is None:
            return phase
        task = task.workflow.top_workflow.get_task_from_id(task.workflow.parent_task_id)


def _properties(spec: Any) -> Mapping[str, str]:
    found: Mapping[str, str] = (getattr(spec, "extensions", None) or {}).get("properties", {})
    return found
