"""The diagrams that lie around one: what it calls, and who else calls it, sends to it, shows its forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.flow.bundle import forms_of
from app.flow.errors import DiagramError
from app.flow.extensions import read_extensions
from app.flow.xml import read_xml
from app.gate.bpmn_words import B
from app.gate.diagram import THROWING, Diagram, Sent, sent_by
from app.gate.files import Unreadable, place_of, text_of

_KEPT = 64
"""Texts of diagrams; a house has some dozen."""


@dataclass(frozen=True)
class Facts:
    """What other diagrams have to know about one: the processes in it, and what it has for others.

    calls: called process → names of the values it gets; sent: message or signal → names of what comes with it.
    """

    keys: tuple[str, ...]
    forms: frozenset[str]
    calls: Mapping[str, frozenset[str]]
    sent: Mapping[Sent, frozenset[str]]


@dataclass(frozen=True)
class Outside:
    """What reaches a procedure from the diagrams that do not belong to it; as in Facts."""

    calls: Mapping[str, frozenset[str]]
    sent: Mapping[Sent, frozenset[str]]


@dataclass(frozen=True)
class Neighbours:
    """The files among which a diagram finds what it calls: other diagrams, and the folder of forms.

    known: facts about files (None: unreadable), filled as they are asked for, so that a file is opened only once.
    """

    diagrams: tuple[Path, ...]
    forms: Path
    known: dict[Path, Facts | None] = field(default_factory=dict)

    def files_with(self, key: str) -> Iterator[Path]:
        """The files that contain a process `key`."""
        return (file for file in self.diagrams if (facts := self._facts(file)) is not None and key in facts.keys)

    def showing(self, form: str) -> frozenset[Path]:
        """The files with a step that shows this form; with them those that nobody can read."""
        every = ((file, self._facts(file)) for file in self.diagrams)
        return frozenset(place_of(file) for file, facts in every if facts is None or form in facts.forms)

    def outside(self, own: frozenset[Path]) -> Outside | None:
        """What the files that are not among `own` have for others; None where one cannot be read, or there is none."""
        others = [self._facts(file) for file in self.diagrams if place_of(file) not in own]
        found = [facts for facts in others if facts is not None]
        if not found or len(found) < len(others):
            return None
        calls: dict[str, frozenset[str]] = {}
        sent: dict[Sent, frozenset[str]] = {}
        for facts in found:
            for key, names in facts.calls.items():
                calls[key] = calls.get(key, frozenset()) | names
            for event, names in facts.sent.items():
                sent[event] = sent.get(event, frozenset()) | names
        return Outside(calls, sent)

    def _facts(self, file: Path) -> Facts | None:
        if file not in self.known:
            try:
                self.known[file] = _facts_in(text_of(file))
            except (Unreadable, DiagramError):
                self.known[file] = None
        return self.known[file]


@lru_cache(maxsize=_KEPT)
def _facts_in(text: str) -> Facts:
    """The facts about a diagram; kept, since the same neighbours are asked for with every change of a drawing."""
    diagram = Diagram("", read_xml(text.encode(), ""))
    calls: dict[str, frozenset[str]] = {}
    for call in diagram.root.iter(f"{B}callActivity"):
        names = frozenset(mapping["target"].partition(".")[0] for mapping in read_extensions(call).get("in", []))
        key = str(call.get("calledElement"))
        calls[key] = calls.get(key, frozenset()) | names
    sent: dict[Sent, frozenset[str]] = {}
    for node in diagram.root.iter(*(f"{B}{tag}" for tag in THROWING)):
        event = sent_by(diagram, node)
        if event is not None:
            names = frozenset(name.partition(".")[0] for name in read_extensions(node).get("inputs", {}))
            sent[event] = sent.get(event, frozenset()) | names
    keys = tuple(str(process.get("id")) for process in diagram.processes)
    forms = frozenset(form for node in diagram.root.iter(f"{B}*") for form in forms_of(node))
    return Facts(keys, forms, calls, sent)
