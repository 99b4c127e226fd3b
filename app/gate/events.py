"""Checks that messages, signals, errors and escalations of events exist, and that errors are caught somewhere."""

from collections.abc import Iterator

from app.gate.bpmn_words import EVENTS, B, kind, title
from app.gate.diagram import Diagram, Element, definitions_of, is_event_subprocess
from app.gate.finding import Finding

_REFERENCES = {
    "messageEventDefinition": ("messageRef", "message", "die Nachricht"),
    "signalEventDefinition": ("signalRef", "signal", "das Signal"),
    "errorEventDefinition": ("errorRef", "error", "der Fehler"),
    "escalationEventDefinition": ("escalationRef", "escalation", "die Eskalation"),
    "receiveTask": ("messageRef", "message", "die Nachricht"),
    "sendTask": ("messageRef", "message", "die Nachricht"),
}
_NEEDS_A_NAME = ("messageEventDefinition", "signalEventDefinition", "receiveTask")


def check_events(diagram: Diagram) -> Iterator[Finding]:
    """Findings about references of events."""
    declared = {(kind(child), str(child.get("id"))): child for child in diagram.root if kind(child) and child.get("id")}
    for child in diagram.root:
        if kind(child) in ("message", "signal", "error", "escalation") and not child.get("id"):
            yield diagram.found(child, f"{title(child)} hat keine Kennung (id). Bitte speichern Sie im Editor neu.")
    for node in diagram.root.iter(*(f"{B}{name}" for name in _REFERENCES)):
        yield from _reference(diagram, node, declared)
    for container in diagram.containers:
        for end in container.of("endEvent"):
            definition = end.find(f"{B}errorEventDefinition")
            if definition is not None and not _caught(diagram, container.element, definition, declared):
                message = (
                    f"{title(end)} wirft einen Fehler, den niemand auffängt. Bitte heften Sie dem Teilprozess ein "
                    "Fehler-Ereignis an."
                )
                yield diagram.found(end, message)


def _reference(diagram: Diagram, node: Element, declared: dict[tuple[str, str], Element]) -> Iterator[Finding]:
    attribute, wanted, words = _REFERENCES[kind(node)]
    event = _event_of(node)
    reference = node.get(attribute)
    if reference is not None:
        target = declared.get((wanted, str(reference)))
        if target is None:
            message = f"{title(event)}: «{reference}», {words} dazu, gibt es nicht. Bitte wählen Sie im Editor neu."
            yield diagram.found(event, message)
        elif not target.get("name") and kind(node) in _NEEDS_A_NAME and not event.get("name"):
            yield diagram.found(event, f"{title(event)}: Hier fehlt der Name. Bitte benennen Sie {words}.")
    elif kind(node) in _NEEDS_A_NAME and not event.get("name"):
        yield diagram.found(event, f"{title(event)}: Es ist nicht gewählt, {words} welchen Namens gemeint ist.")


def _event_of(node: Element) -> Element:
    around = node.getparent()
    return around if kind(node).endswith("Definition") and around is not None and kind(around) in EVENTS else node


def _caught(
    diagram: Diagram, container: Element, definition: Element, declared: dict[tuple[str, str], Element]
) -> bool:
    """Whether something catches an error thrown in `container`: an event sub-process in it, its border, so outwards.

    At the top an error that nobody catches ends the process, which is fine: the history of the case says so.
    """
    thrown = _code(definition, declared)
    inner, before = container, None
    while True:
        handlers = [node for node in inner if is_event_subprocess(node) and node is not before]
        events = [start for node in handlers for start in node if kind(start) == "startEvent"]
        around = inner.getparent()
        if kind(inner) != "process" and around is not None:
            events += [node for node in around if node.get("attachedToRef") == inner.get("id")]
        caught = (item for event in events for item in definitions_of(event) if kind(item) == "errorEventDefinition")
        if any(_code(item, declared) in (None, thrown) for item in caught):
            return True
        if kind(inner) == "process" or around is None:
            return container is inner
        inner, before = around, inner


def _code(definition: Element, declared: dict[tuple[str, str], Element]) -> str | None:
    error = declared.get(("error", str(definition.get("errorRef"))))
    return None if error is None else error.get("errorCode")
