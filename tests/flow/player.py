"""Plays a small diagram without a database: every step is dumped and loaded again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.clock import ZONE, ManualClock
from app.flow import engine, events, timers
from app.flow.journal import HISTORY, Journal
from app.flow.kinds import MessageKind
from app.flow.moving import moved_state, settle
from app.flow.script_engine import FeelScriptEngine
from app.flow.serializer import Specs, dump_specs, load_specs
from app.flow.state import dump_state, load_state
from tests.flow.passing import specs_of, unchecked_specs_of

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="test">'
)

START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'


def diagram(body: str, key: str = "process") -> bytes:
    """A BPMN file with one process. In `body`, `a -> b` lines become sequence flows; `a -> b [cond]` with condition."""
    lines = []
    for number, line in enumerate(body.strip().splitlines()):
        text = line.strip()
        if "->" in text and not text.startswith("<"):
            source, _, rest = text.partition("->")
            target, _, condition = rest.partition("[")
            inner = f"<conditionExpression>{condition.rstrip(']')}</conditionExpression>" if condition else ""
            text = (
                f'<sequenceFlow id="f{number}" sourceRef="{source.strip()}" targetRef="{target.strip()}">'
                f"{inner}</sequenceFlow>"
            )
        lines.append(text)
    return f'{HEAD}<process id="{key}" isExecutable="true">{chr(10).join(lines)}</process></definitions>'.encode()


def file_with(definitions: str, body: str, key: str = "process") -> bytes:
    """Like diagram, with messages, signals, errors or escalations beside the process."""
    return diagram(body, key).replace(b"<process ", f"{definitions}<process ".encode(), 1)


class Player:
    """One running process; saved and loaded again around everything that is done to it."""

    def __init__(
        self,
        *diagrams: bytes,
        start: str = "2027-01-04T08:00",
        key: str = "process",
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        self.clock = ManualClock(datetime.fromisoformat(start).replace(tzinfo=ZONE))
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.trace: list[str] = []
        self.told: list[str] = []
        self.counted: list[str] = []
        self.specs = self._specs(*diagrams, key=key)
        journal = Journal()
        workflow = engine.start(self.specs, variables or {}, self._script_engine(), journal)
        self._keep(workflow, journal)

    def _specs(self, *diagrams: bytes, key: str) -> Specs:
        return specs_of(*diagrams, key=key)

    def _script_engine(self) -> FeelScriptEngine:
        def decide(name: str, variables: Mapping[str, Any], now: Any) -> Any:
            return f"decided {name}"

        def act(name: str, parameters: Mapping[str, Any], element: str) -> Any:
            self.calls.append((name, dict(parameters)))
            return parameters.get("answer")

        return FeelScriptEngine(self.clock.now, decide, act)

    def _load(self) -> Any:
        # Specifications are loaded afresh too: what is stored must be enough, in any process.
        self.specs = load_specs(dump_specs(self.specs))
        return load_state(self.state, self.specs, self._script_engine())

    def _keep(self, workflow: Any, journal: Journal) -> None:
        self.outgoing = events.take_outgoing(workflow)
        self.waiting = events.waiting(workflow)
        self.state = dump_state(workflow)
        self.trace += [item.element for item in journal.happenings if item.kind in HISTORY and item.named]
        self.told += [item.title for item in journal.happenings if item.kind in HISTORY and item.named]
        self.done = workflow.completed
        self.next_due = timers.next_due(workflow)

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self._load().data)

    @property
    def open(self) -> list[str]:
        """Ids of the open tasks, with their label where they have one."""
        tasks = engine.open_tasks(self._load(), lambda _: self.clock.now())
        return [f"{task.element} {task.label}" if task.label else task.element for task in tasks]

    @property
    def due(self) -> dict[str, date | None]:
        """The day on which each open task is due."""
        return {task.element: task.due for task in engine.open_tasks(self._load(), lambda _: self.clock.now())}

    def complete(self, name: str, **values: Any) -> "Player":
        workflow = self._load()
        tasks = engine.open_tasks(workflow, lambda _: self.clock.now())
        task = next(task for task in tasks if name in (task.element, f"{task.element} {task.label}"))
        journal = Journal()
        engine.complete(workflow, task.id, values, journal)
        self._keep(workflow, journal)
        return self

    @property
    def reports(self) -> list[str]:
        """Ids of what may be reported, with the lanes that may."""
        found = engine.open_reports(self._load())
        return [f"{item.element}{f' {item.label}' if item.label else ''}: {', '.join(item.lanes)}" for item in found]

    def report(self, element: str, **values: Any) -> "Player":
        workflow, journal = self._load(), Journal()
        item = next(item for item in engine.open_reports(workflow) if item.element == element)
        engine.report(workflow, item.id, element, values, journal)
        self._keep(workflow, journal)
        self.counted += journal.statistics
        return self

    def receive(self, name: str, payload: Mapping[str, Any] | None = None, kind: MessageKind = MessageKind.MESSAGE,
                correlation: str | None = None) -> "Player":  # fmt: skip
        workflow, journal = self._load(), Journal()
        self.caught = engine.receive(workflow, kind, name, correlation, payload or {}, journal)
        self._keep(workflow, journal)
        return self

    def wait_until(self, moment: str) -> "Player":
        self.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
        workflow, journal = self._load(), Journal()
        engine.advance(workflow, journal)
        self._keep(workflow, journal)
        return self

    def move(self, *diagrams: bytes, names: Mapping[str, str] | None = None, key: str = "process") -> "Player":
        """Goes on with other diagrams. names: id of an element → its id there."""
        self.specs = load_specs(dump_specs(self.specs))
        specs = self._specs(*diagrams, key=key)
        state = moved_state(self.state, self.specs, specs, names or {})
        workflow, journal = load_state(state, specs, self._script_engine()), Journal()
        settle(workflow)
        engine.advance(workflow, journal)
        self.specs = specs
        self._keep(workflow, journal)
        return self


class MovingPlayer(Player):
    """Moves the case to a version that says the same, before everything that is done to it."""

    def _load(self) -> Any:
        workflow = super()._load()
        same = load_specs(dump_specs(self.specs))
        workflow = load_state(moved_state(dump_state(workflow), self.specs, same, {}), same, self._script_engine())
        settle(workflow)
        self.specs = same
        return workflow


class UncheckedPlayer(Player):
    """Plays what the gate refuses: only for what the engine guards against itself."""

    def _specs(self, *diagrams: bytes, key: str) -> Specs:
        return unchecked_specs_of(*diagrams, key=key)
