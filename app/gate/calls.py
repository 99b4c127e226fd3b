"""Checks the diagrams of one procedure together: names must be unique, and calls must come to an end."""

from collections.abc import Iterator

from app.gate.bpmn_words import CONTAINERS, B, kind, title
from app.gate.diagram import Diagram, Element
from app.gate.finding import Finding


def check_calls(diagrams: list[Diagram], key: str) -> Iterator[Finding]:
    """Findings about processes that share a name, call each other in circles, or are never called."""
    yield from _shared_names(diagrams)
    calls: dict[str, list[tuple[str, Diagram, Element]]] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            calls[str(process.get("id"))] = [
                (str(call.get("calledElement")), diagram, call) for call in process.iter(f"{B}callActivity")
            ]
    yield from _circles(calls)
    called = {target for targets in calls.values() for target, _, _ in targets}
    for diagram in diagrams:
        for process in diagram.processes:
            if process.get("id") != key and process.get("id") not in called:
                message = (
                    f"{title(process)} wird nie gestartet: Eine Datei enthält ein Verfahren. Bitte legen Sie es in "
                    "einer eigenen Datei ab."
                )
                yield diagram.found(process, message)


def _shared_names(diagrams: list[Diagram]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for diagram in diagrams:
        for container in diagram.containers:
            name = str(container.element.get("id"))
            if name in seen and kind(container.element) in CONTAINERS:
                message = (
                    f"{title(container.element)}: Die Kennung «{name}» trägt schon ein Verfahren oder Teilprozess in "
                    f"{seen[name]}. Bitte wählen Sie eine andere."
                )
                yield diagram.found(container.element, message)
            seen.setdefault(name, diagram.name)


def _circles(calls: dict[str, list[tuple[str, Diagram, Element]]]) -> Iterator[Finding]:
    """Each call that can lead back to the process it is in."""
    for name, targets in calls.items():
        for target, diagram, call in targets:
            path = _path(calls, target, name)
            if path is not None:
                circle = " → ".join(f"«{step}»" for step in (name, *path))
                message = f"{title(call)}: Das Verfahren ruft sich selbst auf ({circle}) und käme nie zu einem Ende."
                yield diagram.found(call, message)


def _path(calls: dict[str, list[tuple[str, Diagram, Element]]], begin: str, end: str) -> list[str] | None:
    """A shortest chain of calls from one process to another."""
    paths = {begin: [begin]}
    waiting = [begin]
    while waiting:
        name = waiting.pop(0)
        if name == end:
            return paths[name]
        for target, _, _ in calls.get(name, []):
            if target not in paths:
                paths[target] = [*paths[name], target]
                waiting.append(target)
    return None
