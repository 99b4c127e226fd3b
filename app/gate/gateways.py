"""Checks gateways and conditions: the engine must be able to decide on every way out."""

from collections.abc import Iterator

from app.gate.bpmn_words import ACTIVITIES, B, kind, title
from app.gate.diagram import Container, Diagram, Element, event_kinds, is_default
from app.gate.finding import Finding

_DECIDING = ("exclusiveGateway", "inclusiveGateway")
_RACING = ("message", "timer", "signal")


def check_gateways(diagram: Diagram) -> Iterator[Finding]:
    """Findings about ways out of gateways and conditional flows."""
    for container in diagram.containers:
        for node in container.nodes.values():
            ways = container.outgoing.get(str(node.get("id")), [])
            yield from _default(diagram, node, ways)
            if kind(node) in _DECIDING and len(ways) > 1:
                yield from _undecided(diagram, node, ways)
            if kind(node) in ("parallelGateway", "eventBasedGateway"):
                yield from _ignored(diagram, node, ways)
            if kind(node) == "eventBasedGateway":
                yield from _race(diagram, container, node, ways)


def _conditional(flow: Element) -> bool:
    return flow.find(f"{B}conditionExpression") is not None


def _default(diagram: Diagram, node: Element, ways: list[Element]) -> Iterator[Finding]:
    default = node.get("default")
    if default is None:
        return
    way = next((way for way in ways if way.get("id") == default), None)
    if kind(node) not in (*_DECIDING, *ACTIVITIES):
        return
    if way is None:
        message = f"{title(node)}: Der Standardweg «{default}» geht nicht von hier aus. Bitte wählen Sie ihn neu."
        yield diagram.found(node, message)
    elif _conditional(way):
        message = f"{title(node)}: Der Standardweg hat eine Bedingung, die nie geprüft wird. Bitte entfernen Sie sie."
        yield diagram.found(way, message)


def _undecided(diagram: Diagram, node: Element, ways: list[Element]) -> Iterator[Finding]:
    for way in ways:
        if not _conditional(way) and not is_default(way, node):
            target = way.get("name") or way.get("targetRef")
            message = (
                f"{title(node)}: Der Weg «{target}» hat keine Bedingung. Bitte ergänzen Sie eine, oder machen Sie ihn "
                "zum Standardweg."
            )
            yield diagram.found(way, message)


def _ignored(diagram: Diagram, node: Element, ways: list[Element]) -> Iterator[Finding]:
    for way in ways:
        if _conditional(way):
            message = (
                f"{title(node)} prüft keine Bedingungen, sondern geht jeden Weg. Bitte entfernen Sie die Bedingung, "
                "oder verwenden Sie eine exklusive oder inklusive Verzweigung."
            )
            yield diagram.found(way, message)


def _race(diagram: Diagram, container: Container, node: Element, ways: list[Element]) -> Iterator[Finding]:
    for way in ways:
        target = container.nodes.get(str(way.get("targetRef")))
        if target is None:
            continue
        waits = kind(target) == "intermediateCatchEvent" and event_kinds(target) & set(_RACING)
        if not waits and kind(target) != "receiveTask":
            message = f"{title(node)}: Der Weg zu «{target.get('name') or target.get('id')}» muss mit einem Ereignis "
            yield diagram.found(way, f"{message}beginnen, auf das gewartet wird (Zeit, Nachricht oder Signal).")
    if not ways:
        yield diagram.found(node, f"{title(node)} hat keinen Ausgang. Bitte ergänzen Sie Ereignisse.")
