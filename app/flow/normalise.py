"""Rewrites a diagram before it is parsed, so that what modelling tools draw means what it says.

The engine drops flows without an id, ignores a condition on a task's only flow, turns link events into nothing,
never completes without an end event, and does not interrupt for event sub-processes. All of these can be said with
constructs it does well. The stored diagram stays as it was drawn; only the parser sees the result.
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
SCOPES = (f"{_B}process", f"{_B}subProcess", f"{_B}transaction")
RESERVED = ("Start", "End", "Root")
"""Ids the engine uses itself."""


def normalise(root: etree._Element) -> etree._Element:
    """A copy of the definitions element in which every construct is one the engine does well."""
    root = deepcopy(root)
    _name_flows(root)
    _rename_reserved(root)
    for scope in list(root.iter(*SCOPES)):
        _join_links(scope)
        _split_by_gateways(scope)
        _end_open_paths(scope)
    for scope in list(root.iter(*SCOPES)):
        _unfold_event_subprocesses(scope)
    return root


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
        for name in ("id", "sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement"):
            if node.get(name) in RESERVED:
                node.set(name, f"{node.get(name)}_")
        if node.tag in (f"{_B}flowNodeRef", f"{_B}incoming", f"{_B}outgoing") and node.text in RESERVED:
            node.text = f"{node.text}_"


def _join_links(scope: etree._Element) -> None:
    """A link throw goes on at the link catch of the same name."""
    catches: dict[str | None, etree._Element] = {}
    throws: list[tuple[str | None, etree._Element]] = []
    for event in scope.findall(f"{_B}intermediateCatchEvent") + scope.findall(f"{_B}intermediateThrowEvent"):
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
            _flow(scope, f"{throw.get('id')}.link", throw, catches[name])


def _split_by_gateways(scope: etree._Element) -> None:
    """Several or conditional flows out of an activity or event get the gateway they imply."""
    for node in [child for child in scope if child.tag in ACTIVITIES + EVENTS]:
        flows = _outgoing(scope, node)
        conditional = [flow for flow in flows if flow.find(CONDITION) is not None]
        if len(flows) < 2 and not conditional:
            continue
        kind = "inclusiveGateway" if conditional else "parallelGateway"
        gateway = etree.SubElement(scope, f"{_B}{kind}", id=f"{node.get('id')}.split")
        default = node.attrib.pop(DEFAULT, None)
        for flow in flows:
            flow.set("sourceRef", str(gateway.get("id")))
            if conditional and flow.find(CONDITION) is None and flow.get("id") != default:
                etree.SubElement(flow, CONDITION).text = "true"
        if default is not None:
            gateway.set(DEFAULT, default)
        _flow(scope, f"{node.get('id')}.to_split", node, gateway)


def _end_open_paths(scope: etree._Element) -> None:
    """A path that stops without an end event ends there."""
    for node in [child for child in scope if child.tag in ACTIVITIES + EVENTS + GATEWAYS]:
        if _is_event_subprocess(node) or _outgoing(scope, node):
            continue
        end = etree.SubElement(scope, f"{_B}endEvent", id=f"{node.get('id')}.end")
        _flow(scope, f"{node.get('id')}.to_end", node, end)


def _unfold_event_subprocesses(scope: etree._Element) -> None:
    """An event sub-process becomes a boundary event around the rest of its scope.

    scope[ …, event sub-process ]  →  scope[ start → body[ … ] → end, boundary event on body → sub-process → end ]
    The scope completes when both have, and its variables are shared, since an embedded sub-process has none. One that
    interrupts stands around those that do not, so that it ends them too.
    """
    handlers = [child for child in scope if _is_event_subprocess(child)]
    outer = [handler for handler in handlers if _interrupts(handler)]
    inner = [handler for handler in handlers if handler not in outer]
    if outer:
        rest = _enclose(scope, "rest" if inner else "body", outer)
        for handler in outer:
            _attach(scope, rest, handler)
        scope = rest
    if inner:
        body = _enclose(scope, "body", inner)
        for handler in inner:
            _attach(scope, body, handler)


def _enclose(scope: etree._Element, name: str, outside: list[etree._Element]) -> etree._Element:
    """Moves what flows in `scope`, but for what stays `outside`, into a sub-process of its own."""
    name = f"{scope.get('id')}.{name}"
    body = etree.Element(f"{_B}subProcess", id=name)
    for child in list(scope):
        if child.tag in ACTIVITIES + EVENTS + GATEWAYS + (f"{_B}endEvent", FLOW) and child not in outside:
            body.append(child)
    scope.append(body)
    _frame(scope, body, name)
    return body


def _interrupts(handler: etree._Element) -> bool:
    start = handler.find(f"{_B}startEvent")
    return start is None or start.get("isInterrupting", "true") == "true"


def _attach(scope: etree._Element, body: etree._Element, handler: etree._Element) -> None:
    handler.attrib.pop("triggeredByEvent")
    name = str(handler.get("id"))
    start = handler.find(f"{_B}startEvent")
    if start is None:
        return
    # The event keeps the id it was drawn with, so that whoever reports or looks for it finds it under that name.
    drawn = str(start.get("id") or f"{name}.trigger")
    boundary = etree.SubElement(scope, f"{_B}boundaryEvent", id=drawn, attachedToRef=str(body.get("id")))
    for flow in _outgoing(handler, start):
        flow.set("sourceRef", f"{name}.start")
    start.set("id", f"{name}.start")
    boundary.set("name", start.get("name") or handler.get("name") or name)
    boundary.set("cancelActivity", start.attrib.pop("isInterrupting", "true"))
    for definition in [child for child in start if str(child.tag).endswith("EventDefinition")]:
        boundary.append(definition)
    for extension in start.findall(f"{_B}extensionElements"):
        boundary.insert(0, extension)
    end = etree.SubElement(scope, f"{_B}endEvent", id=f"{name}.end")
    _flow(scope, f"{name}.enter", boundary, handler)
    _flow(scope, f"{name}.leave", handler, end)


def _frame(scope: etree._Element, body: etree._Element, name: str) -> None:
    start = etree.SubElement(scope, f"{_B}startEvent", id=f"{name}.start")
    end = etree.SubElement(scope, f"{_B}endEvent", id=f"{name}.end")
    _flow(scope, f"{name}.enter", start, body)
    _flow(scope, f"{name}.leave", body, end)


def _is_event_subprocess(node: etree._Element) -> bool:
    return node.tag == f"{_B}subProcess" and node.get("triggeredByEvent") == "true"


def _outgoing(scope: etree._Element, node: etree._Element) -> list[etree._Element]:
    return [flow for flow in _flows(scope) if flow.get("sourceRef") == node.get("id")]


def _flows(scope: etree._Element) -> Iterator[etree._Element]:
    return scope.iterchildren(FLOW)


def _flow(scope: etree._Element, name: str, source: etree._Element, target: etree._Element) -> None:
    etree.SubElement(scope, FLOW, id=name, sourceRef=str(source.get("id")), targetRef=str(target.get("id")))
