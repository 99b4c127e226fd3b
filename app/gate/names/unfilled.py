"""Warns of names that are read where some way has not written them yet, and says which way that is."""

from collections.abc import Iterator

from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.flow.extensions import read_loop
from app.gate.bpmn_words import ACTIVITIES, kind, title
from app.gate.diagram import Container, Diagram, Element, is_event_subprocess
from app.gate.expression_check import short
from app.gate.finding import Finding
from app.gate.names.flowing import Names
from app.gate.names.guards import Read, always_read
from app.gate.names.places import Place
from app.gate.names.surely import Surely

_BRANCHING = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")


def check_unfilled(names: Names) -> Iterator[Finding]:
    """Warnings about conditions, timers, due dates and lists that would stop a case, as a name in them is not there."""
    surely = Surely(names, by_ways=True)
    for diagram in names.parts.diagrams:
        for place in names.places[diagram.name]:
            if place.needed and not names.see(place.chain).opens():
                yield from _at_place(diagram, place, names, surely)


def _at_place(diagram: Diagram, place: Place, names: Names, surely: Surely) -> Iterator[Finding]:
    try:
        expression = compile_text(place.text)
    except FlowError:  # unreadable, which `gate.language` says
        return
    node = place.node
    begin = str(node.get("sourceRef") if kind(node) == "sequenceFlow" else node.get("id"))
    after_it = kind(node) == "sequenceFlow" and kind(diagram.nodes[begin]) in ACTIVITIES
    there = surely.raw_after(diagram, begin) if after_it else surely.raw_before(diagram, begin)
    if there is None:
        return
    there |= _of_rounds(node) | frozenset(place.extra)
    sight, told = names.see(place.chain), set[str]()
    for path in sorted(always_read(expression.node)):
        if path[0] not in expression.names or sight.find(path[0]) is None or _is_there(path, there):
            continue
        name = ".".join(_first_missing(path, there))
        if name not in told:
            told.add(name)
            yield diagram.remarked(node, _sentence(place, name, _way(diagram, begin, name, surely)))


def _sentence(place: Place, name: str, way: str) -> str:
    return (
        f"{title(place.node)}: {place.what} «{short(' '.join(place.text.split()))}» liest «{name}»; {way} ist das noch "
        f"leer, und der Fall bliebe hier mit einem Fehler stehen. Wo es leer sein darf, fragt der Ausdruck danach (if "
        f"{name} = null then … else …); sonst füllen Sie es auf jedem Weg."
    )


def _is_there(path: Read, there: frozenset[str]) -> bool:
    """Whether something wrote the path: it, a context it lies in as a whole, or something in it."""
    written = ".".join(path)
    whole = any(".".join(path[:size]) in there for size in range(1, len(path) + 1))
    return whole or any(name.startswith(f"{written}.") for name in there)


def _first_missing(path: Read, there: frozenset[str]) -> Read:
    return next(path[:size] for size in range(1, len(path) + 1) if not _is_there(path[:size], there))


def _of_rounds(node: Element) -> frozenset[str]:
    """What every round around an element has."""
    rounds = (read_loop(one) for one in (node, *node.iterancestors()) if kind(one) in ACTIVITIES)
    return frozenset(name for loop in rounds if loop is not None for name in (str(loop["element"]), "loopCounter"))


def _way(diagram: Diagram, element: str, name: str, surely: Surely) -> str:
    """A way that leads to an element without anything that writes the name: «auf dem Weg über …»."""
    container = next((one for one in diagram.containers if element in one.nodes), None)
    if container is None:
        return "vom Anfang bis hierher"
    host = container.nodes[element].get("attachedToRef")
    found = _back(diagram, container, str(host or element), tuple(name.split(".")), surely)
    if found:
        return f"auf dem Weg über {found}"
    around = container.element
    if is_event_subprocess(around):
        starts = [_called(start) for start in container.starts]
        return f"wenn {starts[0] if starts else 'das Ereignis'} früh eintrifft,"
    return _way(diagram, str(around.get("id")), name, surely)


def _back(diagram: Diagram, container: Container, element: str, path: Read, surely: Surely) -> str:
    """The last branch on a way back from an element on which nothing has written the path; empty where none is."""
    waiting, seen = [element], {element}
    for name in waiting:
        node = container.nodes[name]
        if node.get("attachedToRef") is not None:
            return _called(node)
        for flow in container.incoming.get(name, ()):
            source = str(flow.get("sourceRef"))
            after = surely.raw_after(diagram, source)
            if source in seen or after is None or _is_there(path, after):
                continue
            branch = container.nodes[source]
            if kind(branch) in _BRANCHING and len(container.outgoing.get(source, ())) > 1:
                return _called(flow) if flow.get("name") else _called(container.nodes[name])
            seen.add(source)
            waiting.append(source)
    return ""


def _called(node: Element) -> str:
    """How people call a flow or an element: «Ablehnen»."""
    return f"«{' '.join(str(node.get('name') or node.get('id')).split())[:80]}»"
