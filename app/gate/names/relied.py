"""Compares versions: names that a new one relies on at a step and a case under way may not have."""

import re
from collections.abc import Mapping

from app.flow.bundle import Bundle
from app.gate.diagram import Diagram
from app.gate.finding import Known
from app.gate.names.checking import follow
from app.gate.names.flowing import Names
from app.gate.names.surely import Surely
from app.gate.opening import open_diagram


class Relied:
    """Compares two versions of a procedure, both of which the gate has let through."""

    def __init__(self, before: Bundle, after: Bundle, known: Known) -> None:
        self._before, self._after = _Followed(before, known), _Followed(after, known)

    def at(self, element: str, becomes: str) -> frozenset[str]:
        """The names, as `a.b`, that surely exist at a step of the new version, surely did not at the same step of the
        old one, and without which a case would stop somewhere. becomes: the id of the step in the new version."""
        new = self._after.surely(becomes) - self._before.surely(element)
        return frozenset(name for name in new if self._after.needs(name))


class _Followed:
    def __init__(self, bundle: Bundle, known: Known) -> None:
        diagrams = [found for one in bundle.diagrams.items() if (found := open_diagram(*one)[0]) is not None]
        names = follow(bundle, known, diagrams, {})
        self._surely, self._at = Surely(names), _places_of(diagrams)
        self._needed = "\n".join(_needed(names))

    def surely(self, element: str) -> frozenset[str]:
        diagram = self._at.get(element)
        return self._surely.before(diagram, element) if diagram is not None else frozenset()

    def needs(self, name: str) -> bool:
        return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", self._needed) is not None


def _places_of(diagrams: list[Diagram]) -> Mapping[str, Diagram]:
    return {element: diagram for diagram in diagrams for element in diagram.nodes}


def _needed(names: Names) -> list[str]:
    return [place.text for places in names.places.values() for place in places if place.needed]
