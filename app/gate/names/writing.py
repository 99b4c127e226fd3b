"""What the elements of a diagram write, and into which scope: answers, results, payloads, handed-over values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.flow.errors import FlowError
from app.flow.expressions import compile_text, is_expression
from app.flow.extensions import read_extensions, read_loop
from app.forms.form import Form
from app.gate.bpmn_words import ACTIVITIES, CATCHING, EVENTS, B, kind, title
from app.gate.diagram import THROWING, Diagram, Element, Sent, sent_by
from app.gate.finding import Known
from app.gate.names.forms import written_by
from app.gate.names.places import Chain, Scope, chain_around, chain_in, lines_of
from app.gate.names.reading import Reader, Sight
from app.gate.names.shapes import NULL, NUMBER, OPEN, TEXT, Shape, context_of, entry, list_of, stored
from app.gate.names.tables import Decisions

_PEOPLE = ("userTask", "manualTask", "task")


@dataclass(frozen=True)
class Write:
    """One thing that gets written: to `path` in `scope`; with an empty path the fields of the context are merged.

    shape: what, over what is known so far. element: the id of what writes it. form: the form whose answers they are.
    """

    scope: Scope
    path: tuple[str, ...]
    shape: Callable[[], Shape]
    label: str
    element: str = ""
    form: Form | None = None

    @property
    def partial(self) -> bool:
        """Whether what stood there before may stay in part."""
        return len(self.path) != 1


@dataclass(frozen=True)
class Parts:
    """All parts of a procedure, read. processes: id → its diagram; see: the sight out of a chain of scopes."""

    known: Known
    diagrams: tuple[Diagram, ...]
    forms: Mapping[str, Form]
    tables: tuple[Decisions, ...]
    see: Callable[[Chain], Sight]

    def process(self, key: str) -> Scope | None:
        """The scope of a process of this procedure."""
        found = (one.name for one in self.diagrams for process in one.processes if process.get("id") == key)
        name = next(found, None)
        return None if name is None else (name, key)

    def decisions_with(self, key: str) -> Decisions | None:
        """The file with this decision."""
        return next((tables for tables in self.tables if key in tables.outlines), None)

    def value(self, text: str, chain: Chain) -> Shape:
        """What an expression results in, as case data."""
        try:
            return stored(Reader().read(compile_text(text).node, self.see(chain)))
        except FlowError:  # unreadable, which `gate.language` says
            return OPEN

    def text_or_value(self, text: str, chain: Chain) -> Shape:
        """The same for a text that is an expression only with its mark."""
        return self.value(text, chain) if is_expression(text) else TEXT


def writes_of(diagram: Diagram, parts: Parts) -> Iterator[Write]:
    """Everything the elements of a diagram write."""
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) in (*ACTIVITIES, *EVENTS):
            yield from (replace(write, element=str(node.get("id"))) for write in _writes(diagram, node, parts))


def _writes(diagram: Diagram, node: Element, parts: Parts) -> Iterator[Write]:
    chain, more, about = chain_in(diagram, node), read_extensions(node), title(node)
    if kind(node) in _PEOPLE and more.get("form") in parts.forms:
        yield _form(parts, more["form"], chain)
    if kind(node) == "scriptTask":
        for name, text in lines_of(node):
            yield Write(chain[0], tuple(name.split(".")), lambda text=text: parts.value(text, chain), about)  # type: ignore[misc]
    if more.get("result"):
        yield Write(chain[0], tuple(more["result"].split(".")), lambda: _result(node, more, chain, parts), about)
    if kind(node) == "callActivity":
        yield from _call(diagram, node, parts)
    if kind(node) in CATCHING or kind(node) == "receiveTask":
        yield from _caught(diagram, node, parts)
    yield from _rounds(diagram, node, parts)


def _form(parts: Parts, key: str, chain: Chain) -> Write:
    form = parts.forms[key]
    return Write(chain[0], (), lambda: written_by(form, parts.see(chain)), "", form=form)


def _result(node: Element, more: Mapping[str, str], chain: Chain, parts: Parts) -> Shape:
    if kind(node) == "businessRuleTask":
        decisions = parts.decisions_with(str(more.get("decision")))
        return OPEN if decisions is None else decisions.result(more["decision"], parts.see(chain))
    action = parts.known.signatures.get(str(more.get("topic")))
    if action is None:
        return OPEN
    return context_of({name: _returned(fields) for name, fields in action.results.items()}) if action.results else NULL


def _returned(fields: tuple[str, ...]) -> Shape:
    return list_of(context_of(dict.fromkeys(fields, OPEN))) if fields else OPEN


def _call(diagram: Diagram, node: Element, parts: Parts) -> Iterator[Write]:
    chain, more, about = chain_in(diagram, node), read_extensions(node), title(node)
    inner = parts.process(str(node.get("calledElement")))
    if inner is None:
        return
    for mapping in more.get("in", []):
        yield Write(inner, _target(mapping), lambda text=mapping["source"]: parts.value(text, chain), about)  # type: ignore[misc]
    for mapping in more.get("out", []):
        yield Write(chain[0], _target(mapping), lambda text=mapping["source"]: parts.value(text, (inner,)), about)  # type: ignore[misc]


def _target(mapping: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(mapping["target"].split("."))


def _caught(diagram: Diagram, node: Element, parts: Parts) -> Iterator[Write]:
    """What reaches a message or signal event: the form of a report, and what is sent along."""
    chain, form = chain_in(diagram, node), read_extensions(node).get("properties", {}).get("form")
    if form in parts.forms:
        yield _form(parts, form, chain)
    name = sent_by(diagram, node)
    if name is None:
        return
    for sender, throwing in senders_of(name, parts):
        sight = chain_in(sender, throwing)
        for key, text in read_extensions(throwing).get("inputs", {}).items():
            yield Write(
                chain[0],
                tuple(key.split(".")),
                lambda text=text, sight=sight: parts.text_or_value(text, sight),  # type: ignore[misc]
                title(throwing),
            )


def senders_of(name: Sent, parts: Parts) -> list[tuple[Diagram, Element]]:
    """The elements of the procedure that send this message or signal."""
    return [
        (diagram, node)
        for diagram in parts.diagrams
        for node in diagram.root.iter(*(f"{B}{tag}" for tag in THROWING))
        if sent_by(diagram, node) == name
    ]


def _rounds(diagram: Diagram, node: Element, parts: Parts) -> Iterator[Write]:
    """What a multi-instance activity writes: the item of each round, its number, and the list of results."""
    loop = read_loop(node) if kind(node) in ACTIVITIES else None
    if loop is None:
        return
    around, about = chain_around(diagram, node), title(node)
    own = (diagram.name, str(node.get("id")))

    def item() -> Shape:
        return entry(parts.value(loop["collection"], around)) if loop["collection"] else NUMBER

    def results() -> Shape:
        sight = parts.see((own,))
        names = {name: sight.find(name) or OPEN for name in sight.known() if name != "loopCounter"}
        return list_of(OPEN if sight.opens() else context_of(names))

    yield Write(own, (str(loop["element"]),), item, about)
    yield Write(own, ("loopCounter",), lambda: NUMBER, about)
    if loop["results"]:
        yield Write(around[0], tuple(str(loop["results"]).split(".")), results, about)
