"""A diagram file as a process owner sees it: elements from left to right, each in its lane."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from app.flow.errors import DiagramError
from app.flow.extensions import BPMN, CAMUNDA, read_extensions
from app.flow.xml import read_xml

B, C = f"{{{BPMN}}}", f"{{{CAMUNDA}}}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"


class Drawing:
    """One process with its lanes and flow nodes. Raises DiagramError where the file has no process."""

    def __init__(self, file: Path) -> None:
        self.file, self.data = file, file.read_bytes()
        self.root = read_xml(self.data, str(file))
        process = self.root.find(f"{B}process")
        if process is None:
            raise DiagramError("Die Datei enthält keinen Prozess.", str(file), 1)
        self.process = process
        self.key = str(process.get("id"))
        self.name = one_line(process.get("name") or self.key)
        self.purpose = one_line(process.findtext(f"{B}documentation") or "")
        self.startable = process.get(f"{C}isStartableInTasklist", "true") == "true"
        self.lanes = [one_line(lane.get("name")) for lane in process.iter(f"{B}lane")]

    def nodes(self, *tags: str) -> list[etree._Element]:
        """The elements of these kinds, from left to right."""
        return sorted(self.process.iter(*(f"{B}{tag}" for tag in tags)), key=self._position)

    def named(self, element: str | None) -> str:
        """The name of the element with this id; empty where it has none."""
        return one_line(self._by_id[element].get("name")) if element in self._by_id else ""

    def followers(self, node: etree._Element) -> list[etree._Element]:
        """The elements that the flows out of `node` lead to."""
        flows = self.process.iter(f"{B}sequenceFlow")
        return [self._by_id[flow.get("targetRef")] for flow in flows if flow.get("sourceRef") == node.get("id")]

    def lane_of(self, node: etree._Element) -> str:
        """The lane an element lies in; inside a sub-process, that of the sub-process."""
        around: Iterable[etree._Element] = (node, *node.iterancestors(f"{B}subProcess"))
        return next((self._lanes[element.get("id")] for element in around if element.get("id") in self._lanes), "")

    @staticmethod
    def around(node: etree._Element) -> etree._Element | None:
        """The sub-process an element stands in; None for the process itself."""
        return next(node.iterancestors(f"{B}subProcess"), None)

    @cached_property
    def _by_id(self) -> dict[str | None, etree._Element]:
        return {node.get("id"): node for node in self.process.iter(f"{B}*") if node.get("id")}

    @cached_property
    def _lanes(self) -> dict[str | None, str]:
        return {
            ref.text: one_line(lane.get("name"))
            for lane in self.process.iter(f"{B}lane")
            for ref in lane.iter(f"{B}flowNodeRef")
        }

    def _position(self, node: etree._Element) -> tuple[float, float]:
        return self._positions.get(str(node.get("id")), (0, 0))

    @cached_property
    def _positions(self) -> dict[str, tuple[float, float]]:
        found = {}
        for shape in self.root.iter(f"{_DI}BPMNShape"):
            bounds = shape.find(f"{_DC}Bounds")
            if bounds is not None:
                found[str(shape.get("bpmnElement"))] = (float(bounds.get("x", 0)), float(bounds.get("y", 0)))
        return found


def one_line(text: str | None) -> str:
    """A text without line breaks and double spaces."""
    return " ".join((text or "").split())


def properties_of(node: etree._Element) -> dict[str, str]:
    """The extension properties of an element."""
    found: dict[str, Any] = read_extensions(node)
    return dict(found.get("properties", {}))
