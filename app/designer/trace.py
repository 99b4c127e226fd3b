"""Plays a diagram by itself: every task is completed at once, every timer fires, and what was done is listed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.clock import ManualClock
from app.dmn import read_dmn
from app.feel import to_json
from app.flow import engine
from app.flow.errors import DiagramError, FlowError
from app.flow.expressions import LIBRARY
from app.flow.extensions import BPMN
from app.flow.journal import WORK, Journal
from app.flow.parser import parse_process
from app.flow.script_engine import FeelScriptEngine
from app.flow.serializer import Specs, dump_specs, load_specs
from app.flow.timers import next_due
from app.flow.xml import read_xml

MAX_STEPS = 1_000


class WaitingError(FlowError):
    """Das Verfahren kommt allein nicht weiter: Es wartet auf eine Nachricht oder ein Signal."""


def trace(file: Path, variables: Mapping[str, Any], start: datetime) -> list[str]:
    """The names of the tasks completed, in order. Nobody is written to: actions are only named.

    Called processes and decision tables are looked for beside the file and in the folders beside its own.
    Raises DiagramError, FlowError; WaitingError where only a message from outside would help.
    """
    data = file.read_bytes()
    process = read_xml(data, str(file)).find(f"{{{BPMN}}}process")
    if process is None:
        raise DiagramError("Die Datei enthält keinen Prozess.", str(file), 1)
    parsed = Specs(*parse_process(str(process.get("id")), {str(file): data, **_beside(file)}))
    specs = load_specs(dump_specs(parsed))  # the engine connects the rounds of a multi-instance when it loads
    clock, journal = ManualClock(start), Journal()
    script_engine = FeelScriptEngine(clock.now, _decider(file), lambda name, parameters, element: None)
    workflow = engine.start(specs, variables, script_engine, journal)
    for _ in range(MAX_STEPS):
        if workflow.completed:
            return [item.title for item in journal.happenings if item.kind in WORK]
        tasks = engine.open_tasks(workflow, lambda _: clock.now())
        due = next_due(workflow)
        if tasks:
            engine.complete(workflow, tasks[0].id, {}, journal)
        elif due is not None:
            clock.move_to(max(due, clock.now()))
            engine.advance(workflow, journal)
        else:
            raise WaitingError
    raise FlowError("Das Verfahren dreht sich im Kreis: Nach tausend Schritten ist es nicht zu Ende.")


def _beside(file: Path) -> dict[str, bytes]:
    """Diagrams that call activities may name: in the same folder, and in the folders beside it."""
    others = {*file.parent.glob("*.bpmn"), *file.resolve().parent.parent.glob("*/*.bpmn")}
    called = file.read_bytes().find(b"callActivity") >= 0
    return {str(other): other.read_bytes() for other in sorted(others) if called and other.resolve() != file.resolve()}


def _decider(file: Path) -> Callable[..., Any]:
    models = {
        info.id: model
        for table in sorted(file.parent.glob("*.dmn"))
        for model in [read_dmn(table.read_bytes(), str(table), library=LIBRARY)]
        for info in model.decisions
    }

    def decide(name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> Any:
        if name not in models:
            raise FlowError(f"Die Entscheidung «{name}» gibt es in keiner Tabelle neben dem Diagramm.")
        return to_json(models[name].decide(name, variables, now=now).value)

    return decide
