"""Where a case stands, and what comes next by itself: phases, timers, meetings, the plan. Read only, for its page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import IntermediateCatchEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.feel import kept_json
from app.flow import expressions, followers, sources
from app.flow.errors import FlowError
from app.flow.events import CaseProcess
from app.flow.expressions import is_expression
from app.flow.outcomes import phase_of
from app.flow.page_words import MEETING, NO, OUTLOOK, PHASE, PHASES, RESULT, SHOWN, Words, phases_in
from app.flow.specs import BoundaryEvent, CallActivity
from app.flow.timers import CycleTimer, MomentTimer

_BUSY = TaskState.READY | TaskState.STARTED


@dataclass(frozen=True)
class Drawn:
    """The value of an expression for the page, as case data with labels, and its own label (`app.flow.sources`)."""

    value: Any
    label: str


@dataclass(frozen=True)
class Timer:
    """At `at` the case goes on by itself. title: what is to be done then, or what begins.

    lane, candidates: who does it, as drawn; candidates only where it names somebody outright.
    """

    at: datetime
    title: str
    lane: str | None
    candidates: str | None


@dataclass(frozen=True)
class Meeting:
    """An element that is about a meeting, called as its phase. of: what its property says, a context with `datum`."""

    element: str
    title: str
    lane: str | None
    phase: str | None
    of: Drawn


@dataclass(frozen=True)
class Stand:
    """Where a case stands in the diagram of one process: ids of the elements at which it is, and that it has passed."""

    process: str
    name: str
    standing: Sequence[str]
    passed: Sequence[str]


@dataclass(frozen=True)
class Outlook:
    """What the page of a case reads of its process.

    stands: the main diagram first, then each called one that is under way. phases: of the procedure, in order; at:
    those the case is in, all of them reached: the last that was. drawn: property (`page_words.SHOWN`) → its values, one
    for each process that has it, called ones later.
    """

    stands: Sequence[Stand]
    phases: Sequence[str]
    at: frozenset[str]
    reached: str | None
    timers: Sequence[Timer]
    meetings: Sequence[Meeting]
    drawn: Mapping[str, Sequence[Drawn]]


def look_ahead(workflow: CaseProcess, words: Words) -> Outlook:
    """What is known of a case at this moment. An expression that cannot be evaluated yet says nothing."""
    stands = list(_stands(workflow))
    phases = phases_in(words.get(workflow.spec.name, {}).get(PHASES, ""))
    here, before = _phases(workflow)
    return Outlook(
        stands=stands,
        phases=phases,
        at=frozenset(here),
        reached=max(here | before, key=lambda one: phases.index(one) if one in phases else -1, default=None),
        timers=sorted(_timers(workflow), key=lambda one: one.at),
        meetings=list(_meetings(workflow, stands)),
        drawn={name: list(_drawn(workflow, words, name)) for name in SHOWN},
    )


def _all(workflow: CaseProcess) -> Iterator[Any]:
    """The process and its sub-processes, outer ones first, also those that are over."""
    yield workflow
    yield from sorted(workflow.subprocesses.values(), key=lambda inner: inner.depth)


def _process_of(workflow: CaseProcess, inner: Any) -> Any:
    """The process, or called process, whose diagram a sub-process is drawn in."""
    while inner.parent_task_id is not None:
        parent = workflow.get_task_from_id(inner.parent_task_id)
        if isinstance(parent.task_spec, CallActivity):
            return inner
        inner = parent.workflow
    return inner


def _stands(workflow: CaseProcess) -> Iterator[Stand]:
    standing: dict[str, set[str]] = {}
    passed: dict[str, set[str]] = {}
    live: dict[str, bool] = {}
    names: dict[str, str] = {}
    for inner in _all(workflow):
        process = _process_of(workflow, inner)
        name = process.spec.name
        names[name] = process.spec.description or name
        live[name] = live.get(name, False) or process is workflow or not process.completed
        for task in inner.tasks.values():
            element = getattr(task.task_spec, "bpmn_id", None)
            if element is None:
                continue
            if task.has_state(_BUSY) or _is_waiting_event(task):
                standing.setdefault(name, set()).add(element)
            elif task.state == TaskState.COMPLETED:
                passed.setdefault(name, set()).add(element)
    for name in (name for name, is_live in live.items() if is_live):
        here = standing.get(name, set())
        yield Stand(name, names[name], sorted(here), sorted(passed.get(name, set()) - here))


def _is_waiting_event(task: Task) -> bool:
    return task.state == TaskState.WAITING and isinstance(task.task_spec, IntermediateCatchEvent)


def _phases(workflow: CaseProcess) -> tuple[set[str], set[str]]:
    """The phases the case is in, and those of which it has passed a step."""
    here, before = set[str](), set[str]()
    for inner in _all(workflow):
        for task in inner.tasks.values():
            if getattr(task.task_spec, "bpmn_id", None) is None:
                continue
            busy = task.has_state(_BUSY) or _is_waiting_event(task)
            if busy or task.state == TaskState.COMPLETED:
                phase = phase_of(task)
                (here if busy else before).update([phase] if phase else [])
    return here, before


def _timers(workflow: CaseProcess) -> Iterator[Timer]:
    for task in workflow.event_manager.tasks.values():
        spec = task.task_spec
        waiting = isinstance(spec, BoundaryEvent) and spec.cancel_activity
        if waiting or not isinstance(getattr(spec, "event_definition", None), MomentTimer | CycleTimer):
            continue  # an event that breaks something off comes only if nobody has done it by then
        due = spec.event_definition.due(task)
        if due is None or (spec.extensions or {}).get("properties", {}).get(OUTLOOK) == NO:
            continue
        work = followers.next_work(spec, task.workflow.spec, workflow.subprocess_specs)
        if work is not None:
            candidates = str((work.spec.extensions or {}).get("candidates", ""))
            named = None if is_expression(candidates) else candidates or None
            yield Timer(due, _title(work.spec), work.lane or _lane(workflow, task), named)
        elif not isinstance(spec, BoundaryEvent) and spec.bpmn_name:
            yield Timer(due, spec.bpmn_name, None, None)


def _title(spec: Any) -> str:
    """What comes of a step; where that is only known once it is done, what is to be done."""
    result = (spec.extensions or {}).get("properties", {}).get(RESULT, "")
    return str(result if result and not is_expression(result) else spec.bpmn_name or spec.bpmn_id)


def _lane(workflow: CaseProcess, task: Task) -> str | None:
    inner = task.workflow
    lane = task.task_spec.lane
    while not lane and inner.parent_task_id is not None:
        parent = workflow.get_task_from_id(inner.parent_task_id)
        lane, inner = parent.task_spec.lane, parent.workflow
    return str(lane) if lane else None


def _meetings(workflow: CaseProcess, stands: Sequence[Stand]) -> Iterator[Meeting]:
    """The meetings of steps that are still to come, in processes that are under way."""
    over = {stand.process: set(stand.passed) for stand in stands}
    for inner in _all(workflow):
        process = _process_of(workflow, inner)
        if inner.completed or process.spec.name not in over:
            continue
        for spec in inner.spec.task_specs.values():
            own = (getattr(spec, "extensions", None) or {}).get("properties", {})
            text = own.get(MEETING)
            if text and spec.bpmn_id not in over[process.spec.name]:
                found = _value(workflow, process, text)
                if found is not None:
                    phase = own.get(PHASE)
                    yield Meeting(spec.bpmn_id, phase or _title(spec), spec.lane, phase, found)


def _drawn(workflow: CaseProcess, words: Words, name: str) -> Iterator[Drawn]:
    for inner in _all(workflow):
        text = words.get(inner.spec.name, {}).get(name)
        found = _value(workflow, inner, text) if text else None
        if found is not None:
            yield found


def _value(workflow: CaseProcess, process: Any, text: str) -> Drawn | None:
    """The value of an expression over the variables of a process; None where it has none yet."""
    try:
        value = kept_json(expressions.value_of(text, process.data, workflow.script_engine.now))
        label = sources.of_result(expressions.compile_text(text), process.data, value)
    except FlowError:
        return None
    return None if value is None else Drawn(value, label)
