"""Lets values flow through a procedure until nothing new comes: afterwards it is known which names each scope has.

Nothing depends on the order of steps: a name counts as known where any step writes it. Parallel ways, loops, reports
and boundary events need no care of their own. A write is looked at again when something it reads has changed.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.flow.bundle import Bundle
from app.flow.extensions import read_extensions
from app.forms.form import Form
from app.gate.bpmn_words import CATCHING, B
from app.gate.diagram import Diagram, sent_by
from app.gate.finding import Known
from app.gate.names.forms import written_by
from app.gate.names.places import Chain, Scope, chain_in, places_of
from app.gate.names.reading import Sight
from app.gate.names.shapes import NONE_YET, OPEN, Shape, at_path, join, of_value
from app.gate.names.tables import Decisions
from app.gate.names.writing import Parts, Write, senders_of, writes_of
from app.gate.neighbours import Outside

MAX_LOOKS = 20
"""How often one write is looked at again; after that, what it writes may be anything."""
_ANY = "*"


class Names:
    """The names of all scopes of one procedure."""

    def __init__(
        self,
        bundle: Bundle,
        known: Known,
        diagrams: list[Diagram],
        forms: Mapping[str, Form],
        tables: list[Decisions],
        outside: Outside | None = None,
    ) -> None:
        """outside: what other diagrams hand to this procedure; None where that cannot be known."""
        self._scopes: dict[Scope, dict[str, Shape]] = {}
        self._open: set[Scope] = set()
        self._whole: set[tuple[Scope, str]] = set()
        self._readers: dict[tuple[Scope, str], set[int]] = {}
        self._reading: int | None = None
        self.everywhere = {name: of_value(value) for name, value in known.everywhere.items()}
        self.parts = Parts(known, tuple(diagrams), forms, tuple(tables), self.see)
        self.places = {diagram.name: (*places_of(diagram),) for diagram in diagrams}
        self.writes = [write for diagram in diagrams for write in writes_of(diagram, self.parts)]
        self.main = self.parts.process(bundle.key)
        self.handed: frozenset[str] = frozenset()
        """Names that those hand over who call the procedure."""
        if self.main is not None:
            self._begin(bundle, self.main, outside)
        self._let_in_strangers(outside)
        self._flow()

    def see(self, chain: Chain) -> Sight:
        """The names that are seen from a place."""
        return _ChainSight({}, names_of=self, chain=chain)

    def names_in(self, scope: Scope) -> Mapping[str, Shape]:
        """The names of one scope."""
        self._note(scope, _ANY)
        return self._scopes.get(scope, {})

    def opens(self, scope: Scope) -> bool:
        """Whether a scope may have names nobody knows here."""
        return scope in self._open

    def find(self, scope: Scope, name: str) -> Shape | None:
        """What a name stands for in one scope; None if for nothing."""
        self._note(scope, name)
        found = self._scopes.get(scope, {}).get(name)
        if found is not None and scope in self._open and (scope, name) not in self._whole:
            return Shape(is_open=True, label=found.label)
        return found

    def _note(self, scope: Scope, name: str) -> None:
        if self._reading is not None:
            self._readers.setdefault((scope, name), set()).add(self._reading)

    def _begin(self, bundle: Bundle, main: Scope, outside: Outside | None) -> None:
        """The first names of a case. What a procedure gets that only others call may not be known here."""
        names = self._scopes.setdefault(main, {})
        if bundle.startable:
            names |= {name: of_value(value) for name, value in self.parts.known.given.items()}
        form = self.parts.forms.get(bundle.start_form or "") if bundle.startable else None
        if form is not None:
            self.writes.append(Write(main, (), lambda: written_by(form, self.see((main,))), "", main[1], form))
        handed = outside.calls.get(bundle.key) if outside is not None else None
        self.handed = handed or frozenset()
        names |= dict.fromkeys(self.handed, OPEN)
        if form is None and handed is None:
            self._open.add(main)

    def _let_in_strangers(self, outside: Outside | None) -> None:
        """What other procedures send to events of this one; where that is not known, it may be anything."""
        for diagram in self.parts.diagrams:
            for node in diagram.root.iter(*(f"{B}{tag}" for tag in (*CATCHING, "receiveTask"))):
                event = sent_by(diagram, node)
                if event is None or (event[0] == "message" and not _correlates(node)):
                    continue
                scope = chain_in(diagram, node)[0]
                if outside is not None:
                    self._scopes.setdefault(scope, {}).update(dict.fromkeys(outside.sent.get(event, ()), OPEN))
                elif not senders_of(event, self.parts):
                    self._open.add(scope)

    def _flow(self) -> None:
        waiting, queued = deque(range(len(self.writes))), set(range(len(self.writes)))
        looks = [0] * len(self.writes)
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            looks[number] += 1
            for changed in self._look(number, looks[number] > MAX_LOOKS):
                for reader in self._readers.get(changed, ()):
                    if reader not in queued and looks[reader] <= MAX_LOOKS:
                        queued.add(reader)
                        waiting.append(reader)

    def _look(self, number: int, give_up: bool) -> list[tuple[Scope, str]]:
        """Looks at one write; returns what changed by it."""
        write, self._reading = self.writes[number], number
        shape = OPEN if give_up else write.shape()
        self._reading = None
        names = self._scopes.setdefault(write.scope, {})
        written = at_path(write.path, shape) if write.path else shape
        changed = []
        for name, inner in written.fields.items():
            before = names.get(name, NONE_YET)
            after = join((before, inner))
            if not after.label and write.label:
                after = Shape(after.kinds, after.fields, after.item, after.is_open, write.label)
            if name not in names or after != before:
                changed += [(write.scope, name), (write.scope, _ANY)]
            names[name] = after
            if not write.partial and inner.kinds - {"null"} and (write.scope, name) not in self._whole:
                self._whole.add((write.scope, name))
                changed += [(write.scope, name), (write.scope, _ANY)]
        return changed


def _correlates(node: object) -> bool:
    return bool(read_extensions(node).get("properties", {}).get("correlation"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class _ChainSight(Sight):
    """What is seen out of a chain of scopes: a name may be in several of them."""

    names_of: Names = field(kw_only=True)
    chain: Chain = field(kw_only=True)

    def find(self, name: str) -> Shape | None:
        found = [shape for scope in self.chain if (shape := self.names_of.find(scope, name)) is not None]
        if found:
            return join(found)
        return OPEN if self.opens() else self.names_of.everywhere.get(name)

    def opens(self) -> bool:
        return any(self.names_of.opens(scope) for scope in self.chain)

    def known(self) -> frozenset[str]:
        own = frozenset(name for scope in self.chain for name in self.names_of.names_in(scope))
        return own.union(self.names_of.everywhere)
