"""Rewrites a diagram before it is parsed, so that it runs as modelling tools draw it.

The engine drops flows without an id, ignores a condition on a task's only flow, turns link events into nothing, never
completes without an end event, and does not interrupt for event sub-processes. Each of these is rewritten with
constructs that the engine does run as the standard says. The stored diagram stays as it was drawn; only the parser sees
the result.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from app.flow.extensions import BPMN

_B = f"{{{BPMN}}}"
FLOW, CONDITION, DEFAULT = f"{_B}sequenceFlow", f"{_B}conditionExpression", "default"
ACTIVITIES = tuple(
    f"{_B}{tag}"
    for tag in (
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
        "subProcess", "transaction", "callActivity",
    )
)  # fmt: skip
EVENTS = tuple(
    f"{_B}{tag}" for tag in ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
)
GATEWAYS = tuple(
    f"{_B}{tag}" for tag in ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")
)
CONTAINERS = (f"{_B}process", f"{_B}subProcess", f"{_B}transaction")
"""Elements that contain nodes and flows (FlowElementsContainer in the standard)."""
RESERVED = ("Start", "End", "Root")
_REFERRING = frozenset({"id", "sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement"})
"""Ids the engine uses itself."""
TRUTHS = (
    "isExecutable", "isInterrupting", "cancelActivity", "triggeredByEvent", "parallelMultiple", "isSequential",
    "testBefore",
)  # fmt: skip
"""Attributes that are true or false."""
AROUND_HANDLERS = (".body", ".rest")
"""Ends of the ids of sub-processes that nobody drew: event sub-processes become events on their border."""


def normalise(root: etree._Element) -> etree._Element:
    """A copy of the definitions element, rewritten. The order of the rewritings matters, see below."""
    root = deepcopy(root)
    _spell_truths(root)
    # First the ids, which all others refer to. Event sub-processes come last: they wrap everything else.
    _name_flows(root)
    _rename_reserved(root)
    for container in list(root.iter(*CONTAINERS)):
        _join_links(container)
        _split_by_gateways(container)
        _end_open_paths(container)
    for container in list(root.iter(*CONTAINERS)):
        _unfold_event_subprocesses(container)
    return root


def _spell_truths(root: etree._Element) -> None:
    """Writes `true` for `1` and `false` for `0`, which the standard allows and nobody behind this understands."""
    for node in root.iter(f"{_B}*"):
        for name, value in node.items():
            if name in TRUTHS:
                node.set(name, {"1": "true", "0": "false"}.get(value.strip(), value.strip()))


def _name_flows(root: etree._Element) -> None:
    taken = {node.get("id") for node in root.iter() if node.get("id")}
    for number, flow in enumerate(root.iter(FLOW), start=1):
        if not flow.get("id"):
            name = f"flow.{number}"
            while name in taken:
                name += "_"
            taken.add(name)
            flow.set("id", name)


def _rename_reserved(root: etree._Element) -> None:
    for node in root.iter():
        for name, value in node.items():
            if value in RESERVED and name in _REFERRING:
                node.set(name, f"{value}_")
        if node.tag in (f"{_B}flowNodeRef", f"{_B}incoming", f"{_B}outgoing") and node.text in RESERVED:
            node.text = f"{node.text}_"


def _join_links(container: etree._Element) -> None:
    """Replaces links by a flow from each throwing event to the catching one of the same name."""
    catches: dict[str | None, etree._Element] = {}
    throws: list[tuple[str | None, etree._Element]] = []
    for event in container.findall(f"{_B}intermediateCatchEvent") + container.findall(f"{_B}intermediateThrowEvent"):
        link = event.find(f"{_B}linkEventDefinition")
        if link is None:
            continue
        event.remove(link)
        if event.tag == f"{_B}intermediateCatchEvent":
            event.tag = f"{_B}intermediateThrowEvent"
            catches[link.get("name")] = event
        else:
            throws.append((link.get("name"), event))
    for name, throw in throws:
        if name in catches:
            _flow(container, f"{throw.get('id')}.link", throw, catches[name])


def _split_by_gateways(container: etree._Element) -> None:
    """Puts the gateways that BPMN implies behind an activity or event with several or conditional flows.

    A plain flow is always taken. A default flow is taken if no condition holds, whatever plain flows there are beside
    it, and so the conditional ones then have a gateway of their own.
    """
    leaving: dict[str | None, list[etree._Element]] = {}
    for flow in _flows(container):
        leaving.setdefault(flow.get("sourceRef"), []).append(flow)
    for node in [child for child in container if child.tag in ACTIVITIES + EVENTS]:
        flows = leaving.get(node.get("id"), [])
        conditional = [flow for flow in flows if flow.find(CONDITION) is not None]
        if len(flows) < 2 and not conditional:
            continue
        default, name = node.attrib.pop(DEFAULT, None), str(node.get("id"))
        plain = [flow for flow in flows if flow not in conditional and (flow.get("id") != default or not conditional)]
        if conditional and default is None:
            for flow in plain:
                etree.SubElement(flow, CONDITION).text = "true"
            plain = []
        if plain:
            split = _gateway(container, node, "parallelGateway", "split", plain)
            _flow(container, f"{name}.to_split", node, split)
        if conditional:
            end = "choice" if plain else "split"
            choice = _gateway(container, node, "inclusiveGateway", end, [flow for flow in flows if flow not in plain])
            if default is not None:
                choice.set(DEFAULT, default)
            _flow(container, f"{name}.to_{end}", split if plain else node, choice)


def _gateway(
    container: etree._Element, node: etree._Element, kind: str, end: str, flows: list[etree._Element]
) -> etree._Element:
    """A gateway behind `node` from which `flows` start. It has the node's name, for sentences about it."""
    name = str(node.get("name") or node.get("id"))
    gateway = etree.SubElement(container, f"{_B}{kind}", id=f"{node.get('id')}.{end}", name=name)
    for flow in flows:
        flow.set("sourceRef", str(gateway.get("id")))
    return gateway


def _end_open_paths(container: etree._Element) -> None:
    """Adds an end event to every path that stops without one."""
    left = {flow.get("sourceRef") for flow in _flows(container)}
    for node in [child for child in container if child.tag in ACTIVITIES + EVENTS + GATEWAYS]:
        if _is_event_subprocess(node) or node.get("id") in left:
            continue
        end = etree.SubElement(container, f"{_B}endEvent", id=f"{node.get('id')}.end")
        _flow(container, f"{node.get('id')}.to_end", node, end)


def _unfold_event_subprocesses(container: etree._Element) -> None:
    """Turns an event sub-process into a boundary event around the rest of its container.

    before: container[ …, event sub-process ]
    after:  container[ start → body[ … ] → end, boundary event on body → sub-process → end ]

    The container completes when both have, and variables are shared, since an embedded sub-process has none of its
    own. Those that interrupt are put around those that do not, so that they end them too.
    """
    handlers = [child for child in container if _is_event_subprocess(child)]
    outer = [handler for handler in handlers if _interrupts(handler)]
    inner = [handler for handler in handlers if handler not in outer]
    if outer:
        rest = _enclose(container, "rest" if inner else "body", outer)
        for handler in outer:
            _attach(container, rest, handler)
        container = rest
    if inner:
        body = _enclose(container, "body", inner)
        for handler in inner:
            _attach(container, body, handler)


def _enclose(container: etree._Element, name: str, outside: list[etree._Element]) -> etree._Element:
    """Moves the nodes and flows of `container` into a sub-process of their own, except for those `outside`."""
    name = f"{container.get('id')}.{name}"
    body = etree.Element(f"{_B}subProcess", id=name)
    for child in list(container):
        if child.tag in ACTIVITIES + EVENTS + GATEWAYS + (f"{_B}endEvent", FLOW) and child not in outside:
            body.append(child)
    container.append(body)
    _frame(container, body, name)
    return body


def _interrupts(handler: etree._Element) -> bool:
    start = handler.find(f"{_B}startEvent")
    return start is None or start.get("isInterrupting", "true") == "true"


def _attach(container: etree._Element, body: etree._Element, handler: etree._Element) -> None:
    handler.attrib.pop("triggeredByEvent")
    name = str(handler.get("id"))
    start = handler.find(f"{_B}startEvent")
    if start is None:
        return
    # The event keeps the id it was drawn with: reports and the history name it by that id.
    drawn = str(start.get("id") or f"{name}.trigger")
    boundary = etree.SubElement(container, f"{_B}boundaryEvent", id=drawn, attachedToRef=str(body.get("id")))
    for flow in [flow for flow in _flows(handler) if flow.get("sourceRef") == drawn]:
        flow.set("sourceRef", f"{name}.start")
    start.set("id", f"{name}.start")
    boundary.set("name", start.get("name") or handler.get("name") or name)
    boundary.set("cancelActivity", start.attrib.pop("isInterrupting", "true"))
    for definition in [child for child in start if str(child.tag).endswith("EventDefinition")]:
        boundary.append(definition)
    for extension in start.findall(f"{_B}extensionElements"):
        boundary.insert(0, extension)
    end = etree.SubElement(container, f"{_B}endEvent", id=f"{name}.end")
    _flow(container, f"{name}.enter", boundary, handler)
    _flow(container, f"{name}.leave", handler, end)


def _frame(container: etree._Element, body: etree._Element, name: str) -> None:
    start = etree.SubElement(container, f"{_B}startEvent", id=f"{name}.start")
    end = etree.SubElement(container, f"{_B}endEvent", id=f"{name}.end")
    _flow(container, f"{name}.enter", start, body)
    _flow(container, f"{name}.leave", body, end)


def _is_event_subprocess(node: etree._Element) -> bool:
    return node.tag == f"{_B}subProcess" and node.get("triggeredByEvent") == "true"


def _flows(container: etree._Element) -> Iterator[etree._Element]:
    return container.iterchildren(FLOW)


def _flow(container: etree._Element, name: str, source: etree._Element, target: etree._Element) -> None:
    etree.SubElement(container, FLOW, id=name, sourceRef=str(source.get("id")), targetRef=str(target.get("id")))
