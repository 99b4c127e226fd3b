"""Changes a diagram without a canvas: steps are put in, connected and removed, with their shapes and arrows."""

from collections.abc import Iterator

from lxml import etree

from app.errors import InvalidError
from app.flow.extensions import BPMN, CAMUNDA
from app.flow.xml import read_xml

Node = etree._Element
B, C = f"{{{BPMN}}}", f"{{{CAMUNDA}}}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC, _DD = "{http://www.omg.org/spec/DD/20100524/DC}", "{http://www.omg.org/spec/DD/20100524/DI}"
STEPS = {
    "userTask": "Aufgabe für Personen", "serviceTask": "Automatischer Schritt",
    "businessRuleTask": "Entscheidung nach Tabelle", "callActivity": "Anderes Verfahren aufrufen",
    "exclusiveGateway": "Entweder – oder", "endEvent": "Ende",
}  # fmt: skip
"""Kinds of elements that can be put in → what people call them."""
_SIZES = {"exclusiveGateway": (50, 50), "endEvent": (36, 36)}
_BEFORE_FLOWS = ("documentation", "extensionElements", "incoming")
_GAP = 60


class DrawingError(InvalidError):
    """Das lässt sich an dieser Stelle nicht zeichnen. Es wurde nichts geändert."""


class Drawing:
    """A diagram that is being changed. Raises DiagramError for what is no XML; DrawingError where a change is refused,
    which leaves the drawing in no useful state: it is not to be written then."""

    def __init__(self, content: bytes, name: str) -> None:
        self.root = read_xml(content, name)
        self.ids = {str(node.get("id")): node for node in self.root.iter(f"{B}*") if node.get("id")}

    def written(self) -> bytes:
        """The text of the diagram."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def node(self, element: str) -> Node:
        """The element with this id."""
        if element not in self.ids:
            raise DrawingError("Dieses Element gibt es nicht mehr. Es wurde nichts geändert.")
        return self.ids[element]

    def flows(self, end: str, element: str) -> list[Node]:
        """The arrows from an element (end `sourceRef`) or to it (`targetRef`)."""
        return [flow for flow in self.root.iter(f"{B}sequenceFlow") if flow.get(end) == element]

    def insert_after(self, element: str, kind: str, name: str) -> str:
        """Puts a new element behind another, on its only arrow where there is one; returns its id."""
        before, leaving = self.node(element), self.flows("sourceRef", element)
        if kind not in STEPS or before.tag in (f"{B}endEvent", f"{B}sequenceFlow", f"{B}process", f"{B}lane"):
            raise DrawingError
        if len(leaving) > 1 or (leaving and kind == "endEvent"):
            raise DrawingError(
                "Hier gehen schon Pfeile weg. Wählen Sie den Schritt danach, oder entfernen Sie einen Pfeil."
            )
        new = etree.Element(f"{B}{kind}", id=self._fresh(kind), name=name)
        before.addnext(new)
        key = str(new.get("id"))
        self.ids[key] = new
        for lane in [ref for ref in self.root.iter(f"{B}flowNodeRef") if ref.text == element]:
            ref = etree.Element(f"{B}flowNodeRef")
            ref.text = key
            lane.addnext(ref)
        self._shape(key, kind, element)
        if not leaving:
            self.connect(element, key)
            return key
        (flow,) = leaving
        target = str(flow.get("targetRef"))
        self._turn(flow, key)
        self.connect(key, target)
        return key

    def connect(self, source: str, target: str) -> str:
        """Draws an arrow; returns its id."""
        begin, end = self.node(source), self.node(target)
        wrong = (
            begin.getparent() is not end.getparent()
            or source == target
            or end.tag in (f"{B}startEvent", f"{B}boundaryEvent")
        )
        if (
            wrong
            or begin.tag == f"{B}endEvent"
            or any(one.get("targetRef") == target for one in self.flows("sourceRef", source))
        ):
            raise DrawingError("Diese beiden Elemente lassen sich nicht verbinden. Es wurde nichts geändert.")
        key = self._fresh("flow")
        flow = etree.Element(f"{B}sequenceFlow", id=key, sourceRef=source, targetRef=target)
        end.getparent().append(flow)  # type: ignore[union-attr] # checked above: both have the same parent
        self.ids[key] = flow
        self._refer(begin, "outgoing", key)
        self._refer(end, "incoming", key)
        self._arrow(flow)
        return key

    def remove(self, element: str) -> None:
        """Removes an element with what hangs on it. Where one arrow came and one went, the first goes on to its end."""
        node = self.node(element)
        if node.tag in (f"{B}process", f"{B}lane") or node.getparent() is None:
            raise DrawingError
        coming, leaving = self.flows("targetRef", element), self.flows("sourceRef", element)
        for event in [one for one in self.root.iter(f"{B}boundaryEvent") if one.get("attachedToRef") == element]:
            self.remove(str(event.get("id")))
        joins = len(coming) == len(leaving) == 1 and coming[0].get("sourceRef") != leaving[0].get("targetRef")
        if joins:
            self._turn(coming[0], str(leaving[0].get("targetRef")))
        for flow in leaving if joins else (*coming, *leaving):
            self._drop(flow)
        self._drop(node)

    def set_default(self, flow: Node, on: bool) -> None:
        """Makes an arrow the one that is taken where no condition of its siblings holds, or no longer."""
        source, key = self.node(str(flow.get("sourceRef"))), str(flow.get("id"))
        if on:
            source.set("default", key)
        elif source.get("default") == key:
            del source.attrib["default"]

    def _turn(self, flow: Node, target: str) -> None:
        """Lets an arrow end elsewhere."""
        self._forget(str(flow.get("id")), "incoming")
        flow.set("targetRef", target)
        self._refer(self.node(target), "incoming", str(flow.get("id")))
        self._arrow(flow)

    def _drop(self, node: Node) -> None:
        inside = {str(one.get("id")) for one in node.iter(f"{B}*") if one.get("id")}
        for key in inside:
            self._forget(key, "incoming", "outgoing", "flowNodeRef")
        for other in [one for one in self.root.iter(f"{B}*") if one.get("default") in inside]:
            del other.attrib["default"]
        for drawn in [one for one in self.root.iter(f"{DI}*") if one.get("bpmnElement") in inside]:
            _taken_out(drawn)
        for key in inside:
            self.ids.pop(key, None)
        _taken_out(node)

    def _forget(self, key: str, *tags: str) -> None:
        for ref in [one for tag in tags for one in self.root.iter(f"{B}{tag}") if one.text == key]:
            _taken_out(ref)

    def _refer(self, node: Node, tag: str, key: str) -> None:
        ref = etree.Element(f"{B}{tag}")
        ref.text = key
        insert_in_order(node, ref, (*_BEFORE_FLOWS, "outgoing") if tag == "outgoing" else _BEFORE_FLOWS)

    def _fresh(self, kind: str) -> str:
        return next(name for number in range(1, 100_000) if (name := f"{kind.lower()}_{number}") not in self.ids)

    def _bounds(self, element: str) -> tuple[float, float, float, float] | None:
        for shape in self.root.iter(f"{DI}BPMNShape"):
            box = shape.find(f"{_DC}Bounds")
            if shape.get("bpmnElement") == element and box is not None:
                x, y, width, height = (float(box.get(side) or 0) for side in ("x", "y", "width", "height"))
                return x, y, width, height
        return None

    def _planes(self) -> Iterator[Node]:
        yield from self.root.iter(f"{DI}BPMNPlane")

    def _shape(self, key: str, kind: str, beside: str) -> None:
        box, plane = self._bounds(beside), next(self._planes(), None)
        if box is None or plane is None:
            return
        width, height = _SIZES.get(kind, (100, 80))
        x, y = box[0] + box[2] + _GAP, box[1] + box[3] / 2 - height / 2
        shape = etree.SubElement(plane, f"{DI}BPMNShape", id=f"{key}_di", bpmnElement=key)
        etree.SubElement(shape, f"{_DC}Bounds", x=f"{x:g}", y=f"{y:g}", width=str(width), height=str(height))

    def _arrow(self, flow: Node) -> None:
        """Draws an arrow as a straight line from side to side."""
        begin, end = self._bounds(str(flow.get("sourceRef"))), self._bounds(str(flow.get("targetRef")))
        plane, key = next(self._planes(), None), str(flow.get("id"))
        for old in [one for one in self.root.iter(f"{DI}BPMNEdge") if one.get("bpmnElement") == key]:
            _taken_out(old)
        if begin is None or end is None or plane is None:
            return
        edge = etree.SubElement(plane, f"{DI}BPMNEdge", id=f"{key}_di", bpmnElement=key)
        for x, y in ((begin[0] + begin[2], begin[1] + begin[3] / 2), (end[0], end[1] + end[3] / 2)):
            etree.SubElement(edge, f"{_DD}waypoint", x=f"{x:g}", y=f"{y:g}")


def insert_in_order(node: Node, child: Node, before: tuple[str, ...]) -> None:
    """Puts `child` into `node` behind the last of the children with these tags, as the schema orders them."""
    place = 0
    for number, one in enumerate(node, 1):
        if isinstance(one.tag, str) and etree.QName(one).localname in before:
            place = number
    node.insert(place, child)


def _taken_out(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
