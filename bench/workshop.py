"""What process owners wait for: checking as they draw, and the scripts that pages load."""

import gzip
import time
from collections.abc import Callable
from itertools import count

from app.config import ROOT
from app.designer.check import KNOWN
from app.designer.properties import change
from app.designer.redrawing import Drawing
from app.workshop.beginnings import MEETING, beginning
from app.workshop.editing import findings_while_drawing, names_while_drawing
from app.workshop.files import Files, read_folder
from bench.measure import Row, median_seconds

_LARGEST = "workflows/iiz_verfahren/diagram.bpmn"
_NODES = 60
_NUMBERS = count()


def _sixty_nodes() -> tuple[Files, str]:
    """The files of a procedure with 60 nodes, and the path of its diagram."""
    files, path = beginning(MEETING, "probe", "Probe"), "workflows/probe/diagram.bpmn"
    drawing = Drawing(files[path], path)
    while sum(1 for node in drawing.ids.values() if str(node.tag).endswith(("Task", "Event", "Gateway"))) < _NODES:
        new = drawing.insert_after("opened", "userTask", "Nachfragen")
        change(drawing, new, {"form": "probe_gespraech", "due": "= add working days(today(), 3)"}, KNOWN.signatures)
    return {**files, path: drawing.written()}, path


def _changed(files: Files, path: str) -> Callable[[], object]:
    """Checks the diagram with a change each time, so that nothing is known of it."""

    def check() -> object:
        text = files[path].decode()
        return findings_while_drawing(files, path, text.replace("</", f"<!-- {next(_NUMBERS)} --></", 1))

    return check


def _cpu(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began


def rows() -> list[Row]:
    """Milliseconds of a check once the process is warm, and kilobytes as they travel."""
    delivered = read_folder(ROOT / "workflows", ROOT / "forms")
    sixty, path = _sixty_nodes()
    found = []
    for name, check in (("60 Knoten", _changed(sixty, path)), ("grösstes Verfahren", _changed(delivered, _LARGEST))):
        check()
        least = min(_cpu(check) for _ in range(10))
        note = f"kleinste CPU-Zeit {least * 1000:.0f} ms; Ziel: höchstens 300"
        found.append(Row(f"Prüfung beim Zeichnen, {name}", median_seconds(check, 2) * 1000, "ms", note))
    text = delivered[_LARGEST].decode()
    asked = median_seconds(lambda: names_while_drawing(delivered, _LARGEST, text, "pre_check"), 3) * 1000
    found.append(Row("Namen an einem Element, Zeichnung unverändert", asked, "ms"))
    for file in sorted((ROOT / "app/web/static/vendor").glob("*.js")):
        content = file.read_bytes()
        size = len(gzip.compress(content)) / 1000
        found.append(Row(f"Skript {file.name}", size, "kB", f"gepackt; ungepackt {len(content) / 1000:.0f} kB"))
    return found
