"""The names that exist at an element, for people: name, kind, label, and whether it is surely there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.flow.extensions import read_loop
from app.gate.bpmn_words import ACTIVITIES, kind
from app.gate.diagram import Diagram, Element
from app.gate.names.flowing import Names
from app.gate.names.kinds import GERMAN
from app.gate.names.places import Chain, chain_around, chain_in
from app.gate.names.shapes import Shape
from app.gate.names.surely import Surely

MAX_NAMES = 2_000
_DEPTH = 5


@dataclass(frozen=True)
class KnownName:
    """A name as an expression writes it (`ziele[].titel` for a field of each entry), and what is known about it.

    kind: in German, such as `Text`; label: the question of a form, or what writes it; surely: whether every way that
    leads here has written it, though it may be empty; for a field of entries, whether the list is there.
    """

    name: str
    kind: str
    label: str
    surely: bool


def names_at(names: Names, element: str) -> list[KnownName]:
    """The names an expression at this element sees. Raises KeyError if there is no such element."""
    diagram, node, chain = place_in(names, element)
    begin = str(node.get("sourceRef")) if kind(node) == "sequenceFlow" else element
    return _listed(names, chain, Surely(names).before(diagram, begin) | _of_round(node))


def place_in(names: Names, element: str) -> tuple[Diagram, Element, Chain]:
    """An element, and the scopes an expression at it sees. Raises KeyError if there is no such element."""
    diagram, node = _found(names, element)
    if kind(node) == "process":
        return diagram, node, ((diagram.name, element),)
    return diagram, node, chain_in(diagram, node) if kind(node) in ACTIVITIES else chain_around(diagram, node)


def _of_round(node: Element) -> frozenset[str]:
    """What every round around an element has."""
    rounds = (read_loop(one) for one in (node, *node.iterancestors()) if kind(one) in ACTIVITIES)
    return frozenset(name for loop in rounds if loop is not None for name in (str(loop["element"]), "loopCounter"))


def elements_of(names: Names) -> list[str]:
    """The ids of all elements that `names_at` takes."""
    return [element for diagram in names.parts.diagrams for element in _elements(diagram)]


def _found(names: Names, element: str) -> tuple[Diagram, Element]:
    for diagram in names.parts.diagrams:
        node = _elements(diagram).get(element)
        if node is not None:
            return diagram, node
    raise KeyError(element)


def _elements(diagram: Diagram) -> Mapping[str, Element]:
    flows = {str(flow.get("id")): flow for one in diagram.containers for flow in one.flows}
    return {**{str(one.get("id")): one for one in diagram.processes}, **diagram.nodes, **flows}


def _listed(names: Names, chain: Chain, surely: frozenset[str]) -> list[KnownName]:
    sight = names.see(chain)
    found: list[KnownName] = []
    for name in sorted(sight.known(), key=str.casefold):
        for path, shape in _paths(name, sight.find(name), 0):
            found.append(KnownName(path, _kind(shape), " ".join(shape.label.split()), path.partition("[")[0] in surely))
            if len(found) == MAX_NAMES:
                return found
    return found


def _paths(name: str, shape: Shape | None, depth: int) -> Iterator[tuple[str, Shape]]:
    if shape is None or depth > _DEPTH:
        return
    yield name, shape
    for inner, below in sorted(shape.fields.items()):
        yield from _paths(f"{name}.{inner}", below, depth + 1)
    for inner, below in sorted(shape.item.fields.items()) if shape.item is not None else ():
        yield from _paths(f"{name}[].{inner}", below, depth + 1)


def _kind(shape: Shape) -> str:
    words = sorted(GERMAN[kind] for kind in shape.kinds if kind in GERMAN)
    return "offen" if shape.is_open else " oder ".join(words) or "leer"
