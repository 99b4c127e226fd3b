"""Checks how a diagram hangs together: identifiers, starts, flows and ways to an end."""

from collections.abc import Iterator

from app.flow.normalise import RESERVED
from app.gate.bpmn_words import ACTIVITIES, FLOW_NODES, kind, title
from app.gate.diagram import (
    Container,
    Diagram,
    Element,
    event_kinds,
    interrupts,
    is_event_subprocess,
    link_name,
    walk,
)
from app.gate.finding import Finding

_INTERNAL = (".BoundaryEventSplit", ".BoundaryEventJoin", ".split", ".to_split", ".choice", ".to_choice",
             ".to_end", ".end", ".link", ".body", ".rest", ".start", ".trigger", ".enter", ".leave")  # fmt: skip
_ENGINE_NAMES = ("StartEventSplit", "StartEventJoin")


def check_structure(diagram: Diagram) -> Iterator[Finding]:
    """Findings about ids, starts, ends and flows, container by container."""
    yield from _ids(diagram)
    for container in diagram.containers:
        broken = list(_flows(diagram, container))
        starts = list(_starts(diagram, container))
        yield from broken
        yield from starts
        yield from _attached(diagram, container)
        yield from _links(diagram, container)
        if not broken and not starts:
            yield from _unreachable(diagram, container)
            yield from _endless(diagram, container)


def _ids(diagram: Diagram) -> Iterator[Finding]:
    ids = {str(node.get("id")) for node in diagram.root.iter() if node.get("id")}
    for node in diagram.root.iter():
        name = node.get("id")
        if kind(node) in FLOW_NODES and not name:
            yield diagram.found(node, f"{title(node)} hat keine Kennung (id). Bitte speichern Sie im Editor neu.")
        if name is None or kind(node) not in (*FLOW_NODES, "sequenceFlow", "process"):
            continue
        base, dot, _ = name.rpartition(".")
        taken = dot and any(name.endswith(end) for end in _INTERNAL) and base in ids
        if taken or name in _ENGINE_NAMES or (name.endswith("_") and name[:-1] in RESERVED and name[:-1] in ids):
            yield diagram.found(node, f"Die Kennung «{name}» braucht das System selbst. Bitte wählen Sie eine andere.")


def _flows(diagram: Diagram, container: Container) -> Iterator[Finding]:
    for flow in container.flows:
        source, target = (container.nodes.get(str(flow.get(end))) for end in ("sourceRef", "targetRef"))
        if source is None or target is None:
            name = str(flow.get("sourceRef" if source is None else "targetRef"))
            yield diagram.found(flow, _loose_end(diagram, name, "beginnt" if source is None else "endet", flow))
        elif kind(source) == "endEvent":
            yield diagram.found(flow, f"Nach {_after(source)} darf kein Pfeil weiterführen. Bitte entfernen Sie ihn.")
        elif kind(target) in ("startEvent", "boundaryEvent"):
            yield diagram.found(flow, f"{title(flow)} darf nicht in ein Start- oder angeheftetes Ereignis führen.")
        elif is_event_subprocess(source) or is_event_subprocess(target):
            message = "Ein Ereignis-Teilprozess wird durch sein Ereignis gestartet und darf keine Pfeile haben."
            yield diagram.found(flow, message)


def _after(node: Element) -> str:
    return f"dem End-Ereignis «{node.get('name') or node.get('id')}»"


def _loose_end(diagram: Diagram, name: str, verb: str, flow: Element) -> str:
    if name in diagram.nodes:
        return (
            f"{title(flow)} überschreitet die Grenze eines Teilprozesses ({verb} bei «{name}»). "
            "Bitte verbinden Sie nur Elemente derselben Ebene."
        )
    return f"{title(flow)} {verb} im Leeren: «{name}» gibt es nicht. Bitte verbinden Sie ihn neu."


def _starts(diagram: Diagram, container: Container) -> Iterator[Finding]:
    if not container.nodes:
        yield diagram.found(container.element, f"{title(container.element)} ist leer. Bitte zeichnen Sie einen Ablauf.")
        return
    if not container.starts:
        yield diagram.found(
            container.element, f"{title(container.element)} hat kein Start-Ereignis. Bitte ergänzen Sie eines."
        )
    plain = [start for start in container.starts if not event_kinds(start)]
    if is_event_subprocess(container.element):
        if len(container.starts) > 1 or plain:
            message = (
                f"{title(container.element)} wird durch ein Ereignis ausgelöst und braucht genau ein Start-Ereignis "
            )
            yield diagram.found(container.element, message + "mit Nachricht, Zeit, Signal, Fehler oder Eskalation.")
    elif kind(container.element) != "process":
        for start in container.starts:
            if event_kinds(start):
                message = "In einem Teilprozess ist nur ein Start-Ereignis ohne Auslöser möglich."
                yield diagram.found(start, message)
    if plain and len(container.starts) > len(plain) and not is_event_subprocess(container.element):
        for start in container.starts:
            if event_kinds(start):
                message = (
                    f"{title(start)} wird nie ausgelöst, weil das Verfahren sofort beim Start-Ereignis ohne Auslöser "
                    "beginnt. Bitte lassen Sie nur eines, oder zeichnen Sie einen Ereignis-Teilprozess."
                )
                yield diagram.found(start, message)
    if len(plain) > 1:
        for start in plain[1:]:
            message = (
                f"{title(container.element)} hat mehrere Start-Ereignisse ohne Auslöser. Bitte lassen Sie nur eines."
            )
            yield diagram.found(start, message)


def _attached(diagram: Diagram, container: Container) -> Iterator[Finding]:
    for event in container.of("boundaryEvent"):
        host = container.nodes.get(str(event.get("attachedToRef")))
        if host is None or kind(host) not in ACTIVITIES:
            message = f"{title(event)} ist an nichts angeheftet. Bitte heften Sie es an einen Schritt."
            yield diagram.found(event, message)
        elif is_event_subprocess(host):
            yield diagram.found(event, "An einen Ereignis-Teilprozess lässt sich kein Ereignis anheften.")


def _links(diagram: Diagram, container: Container) -> Iterator[Finding]:
    catches = [link_name(node) for node in container.of("intermediateCatchEvent") if link_name(node) is not None]
    for node in container.of("intermediateCatchEvent"):
        if link_name(node) is not None and catches.count(link_name(node)) > 1:
            yield diagram.found(node, f"Das Sprungziel «{link_name(node)}» kommt auf dieser Ebene mehrfach vor.")
    for node in container.of("intermediateThrowEvent"):
        name = link_name(node)
        if name is not None and name not in catches:
            message = f"{title(node)} springt zu «{name}», das es auf dieser Ebene nicht gibt. Bitte ergänzen Sie "
            yield diagram.found(node, message + "das Link-Ereignis gleichen Namens.")


def _unreachable(diagram: Diagram, container: Container) -> Iterator[Finding]:
    """Findings about nodes that no token can reach; of several in a row only the first: the others follow from it."""
    begin = [name for name, node in container.nodes.items() if kind(node) == "startEvent" or is_event_subprocess(node)]
    lost = set(container.nodes) - walk(container.next, begin)
    back = _reversed(container.next)
    first = {name for name in lost if not back.get(name)}
    named = first | (lost - walk(container.next, first))
    for name, node in container.nodes.items():
        if name in named:
            message = f"{title(node)} wird nie erreicht. Bitte führen Sie einen Pfeil dorthin, oder entfernen Sie das"
            yield diagram.found(node, f"{message} Element.")


def _endless(diagram: Diagram, container: Container) -> Iterator[Finding]:
    """Findings about circles that no flow leaves, unless an event ends the container."""
    if _ends_from_elsewhere(diagram, container):
        return
    finished = walk(_reversed(container.next), [name for name, targets in container.next.items() if not targets])
    lost = [name for name in container.nodes if name not in finished]
    stuck = [container.nodes[name] for name in lost if name in walk(container.next, container.next[name])]
    if stuck:
        names = ", ".join(f"«{node.get('name') or node.get('id')}»" for node in stuck[:5])
        message = (
            f"Von hier führt kein Weg zu einem Ende: Das Verfahren dreht sich für immer im Kreis ({names}). "
            "Bitte ergänzen Sie einen Ausgang."
        )
        yield diagram.found(stuck[0], message)


def _ends_from_elsewhere(diagram: Diagram, container: Container) -> bool:
    """Whether a terminate event, an event on the border or an event sub-process can end the container."""
    if any("terminate" in event_kinds(end) for end in container.of("endEvent")):
        return True
    handlers = [node for node in container.nodes.values() if is_event_subprocess(node)]
    starts = [child for handler in handlers for child in handler if kind(child) == "startEvent"]
    if any(interrupts(start) for start in starts):
        return True
    name = str(container.element.get("id"))
    around = next((other for other in diagram.containers if name in other.nodes), None)
    if around is None:
        return False
    borders = around.attached.get(name, [])
    return any(interrupts(event) for event in borders) or _ends_from_elsewhere(diagram, around)


def _reversed(ways: dict[str, list[str]]) -> dict[str, list[str]]:
    back: dict[str, list[str]] = {}
    for source, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return back
