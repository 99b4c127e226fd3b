"""Compares the arrows of the diagrams with those that scenarios walk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from app.flow.extensions import BPMN
from app.flow.normalise import FLOW, normalise
from app.flow.tracing import Footprint
from app.flow.xml import read_xml
from app.gate import Finding

_B = f"{{{BPMN}}}"
_NAMELESS = {
    "startEvent": "Start",
    "endEvent": "Ende",
    "exclusiveGateway": "Verzweigung",
    "inclusiveGateway": "Verzweigung",
    "parallelGateway": "Gabelung",
    "eventBasedGateway": "Warten auf das Erste",
    "boundaryEvent": "Ereignis",
    "intermediateCatchEvent": "Ereignis",
    "intermediateThrowEvent": "Ereignis",
}
"""Element without a name → what it is called."""


@dataclass(frozen=True)
class SequenceFlow:
    """A sequence flow as drawn, its ends in words."""

    line: int
    id: str
    name: str
    source: str
    target: str
    footprint: Footprint

    def __str__(self) -> str:
        return f"«{self.source}» → «{self.target}»" + (f" ({self.name})" if self.name else "")


@dataclass(frozen=True)
class DiagramCoverage:
    """The flows of one diagram and those of them that nobody walked."""

    file: Path
    flows: tuple[SequenceFlow, ...]
    missing: tuple[SequenceFlow, ...]

    def findings(self) -> list[Finding]:
        """A sentence for each flow not walked; one for the whole diagram if no scenario enters it."""
        if self.flows and self.flows == self.missing:
            message = f"Kein Szenario betritt dieses Diagramm mit {len(self.flows)} Pfeilen."
            return [Finding(str(self.file), 1, None, message)]
        return [
            Finding(str(self.file), flow.line, flow.id, f"Diesen Pfeil begeht kein Szenario: {flow}.")
            for flow in self.missing
        ]

    def for_machines(self) -> dict[str, Any]:
        """The coverage as JSON values."""
        missing = [
            {"line": flow.line, "id": flow.id, "name": flow.name, "from": flow.source, "to": flow.target}
            for flow in self.missing
        ]
        return {"diagram": str(self.file), "flows": len(self.flows), "missing": missing}

    def told(self) -> str:
        """The share of flows that were walked, in German."""
        return tell([self])


def tell(diagrams: Iterable[DiagramCoverage]) -> str:
    """«37 von 40 Pfeilen begangen (92 %)». The percentage is rounded down, so that 100 % means all."""
    diagrams = list(diagrams)
    total = sum(len(diagram.flows) for diagram in diagrams)
    walked = total - sum(len(diagram.missing) for diagram in diagrams)
    return f"{walked} von {total} Pfeilen begangen ({100 * walked // total if total else 100} %)"


def cover(workflows: Path, found: set[Footprint]) -> list[DiagramCoverage]:
    """Compares all diagrams below `workflows/*/` with the footprints of the scenarios that were played."""
    covered = []
    for file in sorted(workflows.glob("*/*.bpmn")):
        flows = _read_flows(file)
        missing = tuple(flow for flow in flows if flow.footprint not in found)
        covered.append(DiagramCoverage(file, flows, missing))
    return covered


def _read_flows(file: Path) -> tuple[SequenceFlow, ...]:
    root = read_xml(file.read_bytes(), str(file))
    names = {str(node.get("id")): _name_of(node) for node in root.iter(f"{_B}*") if node.get("id")}
    footprints = footprints_of(root, f"{file.parent.name}/{file.name}")
    flows = []
    for number, node in enumerate(root.iter(FLOW), start=1):
        name = node.get("id") or f"flow.{number}"
        source, target = (names.get(str(node.get(end)), "?") for end in ("sourceRef", "targetRef"))
        flows.append(SequenceFlow(node.sourceline or 1, name, node.get("name") or "", source, target, footprints[name]))
    return tuple(flows)


def footprints_of(root: etree._Element, diagram: str) -> dict[str, Footprint]:
    """Id of each flow as drawn → the footprint of a token on it. Normalising a diagram keeps these ids."""
    found: dict[str, Footprint] = {}
    ways: Counter[tuple[str, str]] = Counter()
    for node in normalise(root).iter(FLOW):
        ends = str(node.get("sourceRef")), str(node.get("targetRef"))
        found[str(node.get("id"))] = Footprint(diagram, *ends, ways[ends])
        ways[ends] += 1
    return found


def _name_of(node: etree._Element) -> str:
    """An element's name on one line; without a name, the German word for its kind."""
    if node.get("name"):
        return " ".join(str(node.get("name")).split())
    kind = etree.QName(node).localname
    joins = kind.endswith("Gateway") and len(node.findall(f"{_B}incoming")) > 1
    return "Zusammenführung" if joins else str(_NAMELESS.get(kind) or node.get("id"))
