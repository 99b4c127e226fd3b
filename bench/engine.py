"""The engine without a database: one step against the engine's own serialiser, the size of a case, long loops."""

import json
import subprocess
import sys
from typing import Any

from app.clock import SystemClock
from app.flow import engine
from app.flow.journal import Journal
from app.flow.script_engine import FeelScriptEngine
from app.flow.serializer import Specs
from app.flow.state import dump_state, load_state
from app.gate import load
from bench.checking import checked
from bench.measure import Row, median_seconds
from bench.models import DATA, HALF_WAY, loop, thirty_five_nodes


def script_engine() -> FeelScriptEngine:
    return FeelScriptEngine(SystemClock().now, lambda *_: None, lambda *_: None)


def specs_of(source: bytes) -> Specs:
    return load(checked(source)).specs


def rows() -> list[Row]:
    ours, size = _our_step()
    stock, stock_size = _stock_step()
    procedure = checked(thirty_five_nodes())
    return [
        Row("Schritt, ohne Datenbank (laden, erledigen, speichern)", ours * 1000, "ms", "35 Knoten, auf halbem Weg"),
        Row("derselbe Schritt mit `serialize_json` der Engine", stock * 1000, "ms"),
        Row("Verhältnis", stock / ours, "×", "Ziel: mindestens 3"),
        Row("gespeicherter Fall", size / 1000, "kB", "Ziel: höchstens 10"),
        Row("derselbe Fall mit `serialize_json`", stock_size / 1000, "kB"),
        *_loops(),
        Row("Diagramm lesen und vorbereiten (35 Knoten)",
            median_seconds(lambda: load(procedure), 5) * 1000, "ms"),
    ]  # fmt: skip


def _our_step() -> tuple[float, int]:
    specs = specs_of(thirty_five_nodes())
    workflow = engine.start(specs, DATA, script_engine(), Journal())
    for _ in range(HALF_WAY):
        _complete_first(workflow)
    state = dump_state(workflow)

    def step() -> None:
        loaded = load_state(state, specs, script_engine())
        _complete_first(loaded)
        dump_state(loaded)

    return median_seconds(step, 50), len(state)


def _complete_first(workflow: Any, values: dict[str, Any] | None = None) -> None:
    now = SystemClock().now()
    task = engine.open_tasks(workflow, lambda _: now)[0]
    engine.complete(workflow, task.id, values or {}, Journal())


def _stock_step() -> tuple[float, int]:
    """Seconds and bytes of the engine as it comes, in a process of its own: ours changes how it predicts."""
    done = subprocess.run([sys.executable, "-m", "bench.stock"], capture_output=True, text=True, check=True)
    seconds, size = json.loads(done.stdout)
    return seconds, size


def _loops() -> list[Row]:
    specs = specs_of(loop())
    workflow = engine.start(specs, {"stop": False}, script_engine(), Journal())
    measured: dict[int, float] = {}
    for number in range(1, 1201):
        state = dump_state(workflow)
        if number in (10, 100, 1000, 1200):

            def step(state: bytes = state) -> None:
                loaded = load_state(state, specs, script_engine())
                _complete_first(loaded)
                dump_state(loaded)

            measured[number] = median_seconds(step, 20)
        _complete_first(workflow)
    found = [Row(f"Schritt in Runde {number} einer Schleife", value * 1000, "ms") for number, value in measured.items()]
    return [*found, Row("Runde 1'200 gegen Runde 10", measured[1200] / measured[10], "×", "Ziel: höchstens 1.5")]
