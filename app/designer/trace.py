"""Plays a procedure by itself: completes every task at once, lets every timer fire, and lists what was done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.clock import ManualClock
from app.flow import engine
from app.flow.errors import FlowError
from app.flow.journal import WORK, Journal
from app.flow.script_engine import FeelScriptEngine
from app.flow.timers import next_due
from app.gate import CheckedBundle, load

MAX_STEPS = 1_000


class WaitingError(FlowError):
    """Das Verfahren kommt allein nicht weiter: Es wartet auf eine Nachricht oder ein Signal."""


def trace(procedure: CheckedBundle, variables: Mapping[str, Any], start: datetime) -> list[str]:
    """The names of the activities in the order of their completion. Actions are not performed: nobody gets a mail.

    Raises FlowError, and WaitingError if the procedure waits for a message from outside.
    """
    loaded = load(procedure)
    clock, journal = ManualClock(start), Journal()

    def decide(name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> Any:
        return loaded.decide(name, variables, now)[0]

    script_engine = FeelScriptEngine(clock.now, decide, lambda name, parameters, element: None)
    workflow = engine.start(loaded.specs, variables, script_engine, journal)
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
