"""Runs one process in memory: starts it, completes a task, lets time pass. Knows nothing of databases or forms.

Every function that changes the process leaves it at rest: no automatic step is ready, every timer that was due has
fired.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow import events, prediction, scope, throws
from app.flow.compaction import compact, drop_orphans
from app.flow.describing import OpenTask, report_described, task_described
from app.flow.errors import FlowError, TaskGoneError
from app.flow.events import CaseProcess
from app.flow.journal import Journal
from app.flow.kinds import MessageKind
from app.flow.outcomes import consequence_of
from app.flow.reports import Report, waiting_reports
from app.flow.script_engine import FeelScriptEngine
from app.flow.serializer import Specs
from app.flow.specs import MultiInstance
from app.flow.words import in_words

prediction.install()

_MAY_INTERRUPT = (CatchingEvent, EndEvent, BoundaryEventJoin)
MAX_STEPS = 1_000
"""Automatic steps in one go; a diagram that needs more is taken to run in circles, and FlowError is raised."""


def start(specs: Specs, variables: Mapping[str, Any], script_engine: FeelScriptEngine, journal: Journal) -> CaseProcess:
    """A new process with its first variables, run until it rests."""
    workflow = CaseProcess(specs.main, specs.called, script_engine=script_engine)
    workflow.data.update(variables)
    advance(workflow, journal)
    return workflow


def complete(workflow: CaseProcess, task_id: str, values: Mapping[str, Any], journal: Journal) -> None:
    """Completes the open task `task_id` with `values` (nested case data). Raises TaskGoneError if it is not open."""
    task = next((task for task in _ready_by_hand(workflow) if str(task.id) == task_id), None)
    if task is None:
        raise TaskGoneError
    scope.merge(scope.writable(task), values)
    with in_words(task):
        task.run()
        journal.note(task)
    advance(workflow, journal)


def report(workflow: CaseProcess, task_id: str, element: str, values: Mapping[str, Any], journal: Journal) -> None:
    """Lets the message event `element` happen, as a person reports it. Raises TaskGoneError if nobody waits for it."""
    found = _report(workflow, task_id, element)
    with in_words(found.task):
        found.hand_in(values)
        journal.note_report(found)
    advance(workflow, journal)


def _report(workflow: CaseProcess, task_id: str, element: str) -> Report:
    for found in waiting_reports(workflow):
        if str(found.task.id) == task_id and found.spec.bpmn_id == element:
            return found
    raise TaskGoneError


def consequence(workflow: CaseProcess, task_id: str, element: str, values: Mapping[str, Any]) -> str | None:
    """What handing in an open task or report with `values` leads to, in the words of its property `consequence`.

    None where the diagram, or its expression for these values, says nothing. Raises TaskGoneError, FlowError.
    """
    by_hand = [(task, task.task_spec) for task in _ready_by_hand(workflow)]
    by_hand += [(found.task, found.spec) for found in waiting_reports(workflow)]
    for task, spec in by_hand:
        if str(task.id) == task_id and spec.bpmn_id == element:
            with in_words(task):
                return consequence_of(task, spec, values)
    raise TaskGoneError


def receive(
    workflow: CaseProcess,
    kind: MessageKind,
    name: str,
    correlation: str | None,
    payload: Mapping[str, Any],
    journal: Journal,
) -> bool:
    """Hands a message or signal from outside to the process; False if nothing in it waits for it.

    Such a message is kept until something does.
    """
    caught = events.hand_in(workflow, events.incoming(kind, name, correlation, dict(payload)))
    advance(workflow, journal)
    return caught


def advance(workflow: CaseProcess, journal: Journal) -> None:
    """Runs everything automatic and fires every timer that is due, until the process rests."""
    steps = 0
    workflow.refresh_timers()
    while True:
        events.deliver_kept(workflow)
        ready = _next_automatic(workflow)
        if ready is None:
            finished = _finish_subprocesses(workflow) or _drop_unneeded(workflow)
            workflow.refresh_timers()
            if not finished and _next_automatic(workflow) is None:
                compact(workflow)
                return
            continue
        steps += 1
        if steps > MAX_STEPS:
            raise FlowError("Das Verfahren dreht sich im Kreis: zu viele automatische Schritte.", ready.task_spec.name)
        with in_words(ready):
            ready.run()
            journal.note(ready)
        if throws.is_uncaught(ready):
            workflow.cancel()
            workflow.kept.clear()
            drop_orphans(workflow)
        if isinstance(ready.task_spec, _MAY_INTERRUPT):
            drop_orphans(workflow)


def open_tasks(workflow: CaseProcess, opened: Callable[[str], datetime]) -> list[OpenTask]:
    """The tasks that wait for a person. `opened(task id)`: since when; `today()` in a due date is that day."""
    return [task_described(workflow, task, opened(str(task.id))) for task in _ready_by_hand(workflow)]


def open_reports(workflow: CaseProcess) -> list[OpenTask]:
    """The reports that people may make at this moment."""
    return [report_described(workflow, found) for found in waiting_reports(workflow)]


def variables_of(workflow: CaseProcess, task_id: str) -> Mapping[str, Any]:
    """The variables that the open task or report `task_id` sees: its form is filled with them. Raises TaskGoneError."""
    for task in (*_ready_by_hand(workflow), *(found.task for found in waiting_reports(workflow))):
        if str(task.id) == task_id:
            return scope.flattened(task)
    raise TaskGoneError


def _workflows(workflow: CaseProcess) -> Iterator[Any]:
    """The process and its active sub-processes, outer ones first, so that an interruption comes before what it ends."""
    yield workflow
    yield from sorted(workflow.get_active_subprocesses(), key=lambda inner: inner.depth)


def _ready_by_hand(workflow: CaseProcess) -> list[Task]:
    return [task for task in _ready(workflow) if task.task_spec.manual]


def _next_automatic(workflow: CaseProcess) -> Task | None:
    return next((task for task in _ready(workflow) if not task.task_spec.manual), None)


def _ready(workflow: CaseProcess) -> Iterator[Task]:
    # The engine's own search goes along the tree and does not see tasks more than 1,000 levels deep.
    for inner in _workflows(workflow):
        yield from [task for task in inner.tasks.values() if task.state == TaskState.READY]


def _drop_unneeded(workflow: CaseProcess) -> bool:
    """Ends the rounds of multi-instance activities that are no longer needed; tells whether there were any."""
    dropped = False
    for inner in _workflows(workflow):
        for task in [one for one in inner.tasks.values() if isinstance(one.task_spec, MultiInstance)]:
            with in_words(task):
                dropped = task.task_spec.drop_unneeded(task) or dropped
    if dropped:
        drop_orphans(workflow)
    return dropped


def _finish_subprocesses(workflow: CaseProcess) -> bool:
    """Lets the activities of finished sub-processes go on; tells whether any did."""
    drop_orphans(workflow)
    finished = False
    for inner in sorted(workflow.subprocesses.values(), key=lambda inner: -inner.depth):
        parent = workflow.get_task_from_id(inner.parent_task_id)
        if inner.completed and parent.state == TaskState.STARTED:
            with in_words(parent):
                parent.task_spec._update(parent)
            finished = True
    return finished
