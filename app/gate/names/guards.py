"""Tells the names an expression reads in any case from those it first asks for (`x = null`, `is empty(x)`)."""

from collections.abc import Container, Iterable, Iterator

from app.feel.compile_operators import ASKING
from app.feel.paths import path_of
from app.feel.syntax import Call, Comparison, Filter, For, FunctionDefinition, If, Literal, Name, Node, Quantified
from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.gate.bpmn_words import GATEWAYS, kind
from app.gate.diagram import Diagram
from app.gate.names.places import Place

Read = tuple[str, ...]
"""A path of names, `("plan", "bis")`."""


def always_read(node: Node) -> frozenset[Read]:
    """The paths that are read without a question whether they are there, by the same rule as when a case runs.

    Branches of an `if` count as guarded by its condition, whatever that asks. Who asks for one field of a name has
    thought of the others. Names inside loops and filters belong to entries of lists.
    """
    asked = frozenset(path[0] for path in _asked(node))
    return frozenset(path for path in _read(node) if path[0] not in asked)


def proved(diagram: Diagram, places: Iterable[Place], pieces: Container[str]) -> dict[str, frozenset[str]]:
    """For each element the names that exist once it is done, since the case would have stopped there without them.

    A timer that has fired had a value, so what its expression reads was there; so was what a report asks with `when`.
    pieces: names that are filled field by field; any other is there with all its fields, or not at all.
    """
    found: dict[str, set[str]] = {}
    decided: set[str] = set()
    for place in places:
        element = str(place.node.get("id"))
        if kind(place.node) == "sequenceFlow":
            element = str(place.node.get("sourceRef"))
            # Only the first condition is looked at in any case.
            if element in decided or kind(diagram.nodes[element]) not in GATEWAYS:
                continue
            decided.add(element)
        try:
            expression = compile_text(place.text)
        except FlowError:  # unreadable, which `gate.language` says
            continue
        if place.waits:
            paths: Iterable[Read] = expression.paths
        elif place.needed:
            paths = always_read(expression.node)
        else:
            continue
        names = found.setdefault(element, set())
        names.update(".".join(path) if path[0] in pieces else path[0] for path in paths)
    return {element: frozenset(names) for element, names in found.items()}


def _asked(node: Node) -> Iterator[Read]:
    if _asks(node):
        for child in node.children():
            yield from _paths(child)
    for child in node.children():
        yield from _asked(child)


def _asks(node: Node) -> bool:
    if isinstance(node, Comparison):
        return node.operator in ("=", "!=") and any(_is_null(side) for side in node.children())
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in ASKING


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _paths(node: Node) -> Iterator[Read]:
    path = path_of(node)
    if path:
        yield path
        return
    for child in node.children():
        yield from _paths(child)


def _read(node: Node) -> Iterator[Read]:
    path = path_of(node)
    if path:
        yield path
        return
    match node:
        case If(condition=condition):
            yield from _read(condition)
        case Filter(source=source):
            yield from _read(source)
        case For(iterations=iterations) | Quantified(iterations=iterations):
            yield from _read(iterations[0].start)
        case FunctionDefinition():
            return
        case Call(function=Name()):
            for argument in node.arguments:
                yield from _read(argument)
        case _:
            for child in node.children():
                yield from _read(child)
