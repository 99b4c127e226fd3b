"""Finds the names that are surely there when a step is reached: on every way to it, something has written them.

Along the flows of each container: where ways meet, only what all of them have written counts, at a parallel join what
any of them has. A boundary event sees what there was before its activity, an event sub-process what there was before
the container it lies in. Names are those of the nearest scope; the values may still be empty.
"""

from collections.abc import Iterable, Iterator

from app.flow.extensions import read_extensions, read_loop
from app.forms.definitions import Computed, Field, Input, ListField
from app.gate.bpmn_words import CONTAINERS, B, kind
from app.gate.diagram import Container, Diagram, Element, is_event_subprocess
from app.gate.names.flowing import Names
from app.gate.names.guards import proved
from app.gate.names.writing import Write

_Sets = dict[str, frozenset[str]]


class Surely:
    """For each element of a procedure the names that surely exist when it begins, as `a.b`.

    by_ways: asks only whether a way leads past what writes a name. A question that a form may hide counts then, and so
    does what an earlier element has read: without it the case would not have come further.
    """

    def __init__(self, names: Names, *, by_ways: bool = False) -> None:
        self._names = names
        pieces = {name.partition(".")[0] for write in names.writes for name in _pieces_of(write)}
        self._proved = {
            one.name: proved(one, names.places[one.name], pieces) if by_ways else {} for one in names.parts.diagrams
        }
        self._before: dict[tuple[str, str], frozenset[str]] = {}
        self._after: dict[tuple[str, str], frozenset[str]] = {}
        self._written: dict[tuple[str, str], set[str]] = {}
        for write in names.writes:
            own = self._written.setdefault((write.scope[0], write.element), set())
            own |= set(_asked(write.form.fields, hidden=by_ways)) if write.form is not None else {".".join(write.path)}
        for diagram in names.parts.diagrams:
            inner = {str(one.element.get("id")): one for one in diagram.containers}
            for process in diagram.processes:
                begin = self._at_the_start(diagram, process)
                self._walk(diagram, inner[str(process.get("id"))], inner, begin)

    def before(self, diagram: Diagram, element: str) -> frozenset[str]:
        """The names that surely exist when an element of a diagram begins, with every context they lie in."""
        found = self._before.get((diagram.name, element), frozenset())
        return frozenset(".".join(name.split(".")[:size]) for name in found for size in range(1, name.count(".") + 2))

    def raw_before(self, diagram: Diagram, element: str) -> frozenset[str] | None:
        """What has surely been written as a whole when an element begins; None where no way leads to it."""
        return self._before.get((diagram.name, element))

    def raw_after(self, diagram: Diagram, element: str) -> frozenset[str] | None:
        """The same when it is done."""
        return self._after.get((diagram.name, element))

    def _at_the_start(self, diagram: Diagram, process: Element) -> frozenset[str]:
        key = str(process.get("id"))
        if (diagram.name, key) == self._names.main:
            given = (*_flat(self._names.parts.known.given), *self._names.handed)
            return frozenset(given) | frozenset(self._written.get((diagram.name, key), ()))
        calls = (
            frozenset(mapping["target"] for mapping in read_extensions(call).get("in", []))
            for other in self._names.parts.diagrams
            for call in other.root.iter(f"{B}callActivity")
            if call.get("calledElement") == key
        )
        return _meet(list(calls))

    def _walk(
        self, diagram: Diagram, container: Container, inner: dict[str, Container], begin: frozenset[str]
    ) -> frozenset[str]:
        """Goes through a container and all in it; returns what is surely there when it has ended."""
        after: _Sets = {}
        waiting = list(container.nodes)
        while waiting:
            name = waiting.pop(0)
            node = container.nodes[name]
            before = self._arriving(container, node, after, begin)
            if before is None:
                continue
            left = self._passed(diagram, node, inner, before)
            # A way that is found later can only take names away, so this comes to an end.
            changed = self._before.get((diagram.name, name)) != before or after.get(name) != left
            self._before[(diagram.name, name)], after[name] = before, left
            self._after[(diagram.name, name)] = left
            waiting += [one for one in container.next[name] if changed and one not in waiting]
        ends = [after[name] for name in after if not container.outgoing.get(name) and not _handler(container, name)]
        return _meet(ends) if ends else begin

    def _arriving(
        self, container: Container, node: Element, after: _Sets, begin: frozenset[str]
    ) -> frozenset[str] | None:
        """What is surely there before a node; None as long as no way leads to it."""
        name = str(node.get("id"))
        host = node.get("attachedToRef")
        if host is not None:
            return self._before.get((self._file(node), str(host)))
        sources = [str(flow.get("sourceRef")) for flow in container.incoming.get(name, ())]
        sources += [throw for throw, caught in container.links.items() if caught == name]
        if not sources:
            return begin
        found = [after[source] for source in sources if source in after]
        if not found:
            return None
        return frozenset.union(*found) if kind(node) == "parallelGateway" else _meet(found)

    def _file(self, node: Element) -> str:
        return next(one.name for one in self._names.parts.diagrams if one.root is node.getroottree().getroot())

    def _passed(
        self, diagram: Diagram, node: Element, inner: dict[str, Container], before: frozenset[str]
    ) -> frozenset[str]:
        name = str(node.get("id"))
        before |= self._proved[diagram.name].get(name, frozenset())
        left = before
        if kind(node) in CONTAINERS:
            left = self._walk(diagram, inner[name], inner, before)
        if read_loop(node) is not None:
            results = read_extensions(node).get("properties", {}).get("results")
            return before | ({results} if results else set())
        return left | frozenset(self._written.get((diagram.name, name), ()))


def _meet(ways: list[frozenset[str]]) -> frozenset[str]:
    """What is there whichever way was taken. A way that writes `plan` as a whole has written `plan.bis`, too."""
    met = ways[0] if ways else frozenset()
    for way in ways[1:]:
        met = frozenset({name for name in met if _covers(way, name)} | {name for name in way if _covers(met, name)})
    return met


def _covers(names: frozenset[str], name: str) -> bool:
    if name in names:
        return True
    before, point, _ = name.rpartition(".")
    return bool(point) and _covers(names, before)


def _pieces_of(write: Write) -> Iterator[str]:
    """The names that a write fills in part, and that may therefore lack some fields although they are there."""
    if write.form is not None:
        yield from (key for key in _asked(write.form.fields, hidden=True) if "." in key)
    elif write.partial:
        yield ".".join(write.path)


def _handler(container: Container, name: str) -> bool:
    return is_event_subprocess(container.nodes[name])


def _asked(fields: Iterable[Field], *, hidden: bool) -> Iterator[str]:
    """The keys that handing a form in always writes; with those that are written if the field is not hidden."""
    for field in fields:
        if (field.hide is not None and not hidden) or (isinstance(field, Input) and field.disabled):
            continue
        if isinstance(field, Input | Computed | ListField):
            yield ".".join(field.key)
        else:
            yield from _asked(field.children, hidden=hidden)


def _flat(values: object, before: str = "") -> Iterator[str]:
    if isinstance(values, dict):
        for name, inner in values.items():
            yield f"{before}{name}"
            yield from _flat(inner, f"{before}{name}.")
