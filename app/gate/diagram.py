"""A diagram as it was drawn, indexed for the rules: containers, flow nodes, flows, lanes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from app.gate.bpmn_words import CONTAINERS, FLOW_NODES, B, kind
from app.gate.finding import Finding, Level

Element = etree._Element
Sent = tuple[str, str]
"""Something events send and wait for: `message` or `signal`, and its name."""
THROWING = ("sendTask", "intermediateThrowEvent", "endEvent")
"""The elements that send messages; the last two signals, too."""


@dataclass
class Container:
    """A process or embedded sub-process, with the nodes and flows directly in it."""

    element: Element
    nodes: dict[str, Element] = field(default_factory=dict)
    flows: list[Element] = field(default_factory=list)

    @cached_property
    def outgoing(self) -> dict[str, list[Element]]:
        """Id of a node → the flows that leave it."""
        return self._by("sourceRef")

    @cached_property
    def incoming(self) -> dict[str, list[Element]]:
        """Id of a node → the flows that lead to it."""
        return self._by("targetRef")

    def _by(self, end: str) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for flow in self.flows:
            found.setdefault(str(flow.get(end)), []).append(flow)
        return found

    @cached_property
    def attached(self) -> dict[str, list[Element]]:
        """Id of an activity → the events on its border."""
        found: dict[str, list[Element]] = {}
        for node in self.of("boundaryEvent"):
            found.setdefault(str(node.get("attachedToRef")), []).append(node)
        return found

    @cached_property
    def next(self) -> dict[str, list[str]]:
        """Id of a node → the nodes a token can go to: along flows, to events on its border, through links."""
        ways: dict[str, list[str]] = {name: [] for name in self.nodes}
        for flow in self.flows:
            source, target = str(flow.get("sourceRef")), str(flow.get("targetRef"))
            if source in ways and target in ways:
                ways[source].append(target)
        for name, events in self.attached.items():
            if name in ways:
                ways[name] += [str(event.get("id")) for event in events]
        for name, target in self.links.items():
            ways[name].append(target)
        return ways

    @cached_property
    def links(self) -> dict[str, str]:
        """Id of a link's throwing event → id of the catching event of the same name."""
        catches = {link_name(node): str(node.get("id")) for node in self.of("intermediateCatchEvent")}
        return {
            str(node.get("id")): catches[link_name(node)]
            for node in self.of("intermediateThrowEvent")
            if link_name(node) is not None and link_name(node) in catches
        }

    def of(self, *kinds: str) -> list[Element]:
        """The nodes of these kinds."""
        return [node for node in self.nodes.values() if kind(node) in kinds]

    @cached_property
    def starts(self) -> list[Element]:
        """The start events."""
        return self.of("startEvent")


class Diagram:
    """One BPMN file."""

    def __init__(self, name: str, root: Element) -> None:
        self.name, self.root = name, root
        self.containers = [self._container(element) for element in root.iter(*(f"{B}{tag}" for tag in CONTAINERS))]
        self.nodes = {key: node for container in self.containers for key, node in container.nodes.items()}

    @cached_property
    def processes(self) -> list[Element]:
        """The processes in the file."""
        return list(self.root.iterchildren(f"{B}process"))

    @cached_property
    def lanes(self) -> dict[str, str]:
        """Id of a node → name of the lane it lies in."""
        return {
            str(ref.text).strip(): str(lane.get("name") or "")
            for lane in self.root.iter(f"{B}lane")
            for ref in lane.iterchildren(f"{B}flowNodeRef")
        }

    def lane_of(self, node: Element) -> str | None:
        """The lane of a node, or of the activity around it."""
        inner: Element | None = node
        while inner is not None:
            if str(inner.get("id")) in self.lanes:
                return self.lanes[str(inner.get("id"))]
            inner = inner.getparent()
        return None

    def found(self, node: Element, message: str) -> Finding:
        """A finding about an element."""
        return Finding(self.name, node.sourceline, node.get("id") or _id_around(node), message)

    def remarked(self, node: Element, message: str, level: Level = Level.WARNING) -> Finding:
        """The same as a warning or a hint."""
        return replace(self.found(node, message), level=level)

    @staticmethod
    def _container(element: Element) -> Container:
        container = Container(element)
        for child in element:
            if kind(child) in FLOW_NODES and child.get("id"):
                container.nodes[str(child.get("id"))] = child
            elif kind(child) == "sequenceFlow":
                container.flows.append(child)
        return container


def is_default(flow: Element, node: Element) -> bool:
    """Whether a flow is the default way out of a node; one without an id never is."""
    return flow.get("id") is not None and flow.get("id") == node.get("default")


def definitions_of(event: Element) -> list[Element]:
    """The event definitions directly in an event."""
    return [child for child in event if kind(child).endswith("EventDefinition")]


def event_kinds(event: Element) -> set[str]:
    """The kinds of things an event waits for or throws: `timer`, `message` …; empty for a plain event."""
    return {kind(child).removesuffix("EventDefinition") for child in definitions_of(event)}


def link_name(event: Element) -> str | None:
    """The name of a link event, None for others."""
    link = event.find(f"{B}linkEventDefinition")
    return None if link is None else str(link.get("name") or event.get("name") or "")


def is_event_subprocess(node: Element) -> bool:
    """Whether a sub-process starts by an event instead of a flow."""
    return kind(node) in ("subProcess", "transaction") and node.get("triggeredByEvent") in ("true", "1")


def sent_by(diagram: Diagram, node: Element) -> Sent | None:
    """Kind and name of the message or signal an element sends or waits for; None without one."""
    for word in ("message", "signal"):
        definition = node.find(f"{B}{word}EventDefinition")
        holder = definition if definition is not None else node
        reference = holder.get(f"{word}Ref")
        if definition is None and not (kind(node) in ("sendTask", "receiveTask") and reference is not None):
            continue
        declared = next((one for one in diagram.root.iterchildren(f"{B}{word}") if one.get("id") == reference), None)
        return word, str((declared.get("name") if declared is not None else None) or node.get("name"))
    return None


def interrupts(event: Element) -> bool:
    """Whether a boundary event ends its activity, or the start of an event sub-process everything around it."""
    name = "cancelActivity" if kind(event) == "boundaryEvent" else "isInterrupting"
    return event.get(name, "true") not in ("false", "0")


def walk(ways: dict[str, list[str]], begin: Iterable[str]) -> set[str]:
    """Everything that can be reached from `begin`."""
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += ways.get(name, [])
    return seen


def _id_around(node: Element) -> str | None:
    around = node.getparent()
    while around is not None:
        if around.get("id") and kind(around) in (*FLOW_NODES, "sequenceFlow", "process"):
            return str(around.get("id"))
        around = around.getparent()
    return None
