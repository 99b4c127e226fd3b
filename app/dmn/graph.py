"""The requirements graph of a model: inputs, decisions, business knowledge and decision services, read from XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.dmn.boxed import has_logic, inner_logic, read_function
from app.dmn.errors import DmnError
from app.dmn.expressions import Expressions, Reading
from app.dmn.logic import Logic
from app.dmn.table import DecisionTable
from app.dmn.xml import Element, attribute, child, children, error, label_of, tag
from app.feel.names import tidy
from app.feel.types import Type

_TARGETS = {
    "requiredInput": ("inputData",),
    "requiredDecision": ("decision",),
    "requiredKnowledge": ("businessKnowledgeModel", "decisionService"),
    "outputDecision": ("decision",),
    "inputDecision": ("decision",),
    "inputData": ("inputData",),
}
"""Kind of reference → the elements it may point to."""


@dataclass(frozen=True)
class InputData:
    """A value the decisions take from outside."""

    id: str
    name: str
    kind: Type


@dataclass(frozen=True)
class DecisionNode:
    """A decision with what it requires, each by id. `undeclared` are variables it reads without requiring them.

    Without logic, people decide: the value comes from outside. table, literal: the logic, if it is just one of these.
    """

    id: str
    name: str
    line: int
    kind: Type
    logic: Logic | None
    inputs: tuple[str, ...]
    decisions: tuple[str, ...]
    knowledge: tuple[str, ...]
    undeclared: frozenset[str]
    outputs: tuple[str, ...]
    table: DecisionTable | None
    literal: Reading | None


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: logic whose value is a function."""

    id: str
    name: str
    logic: Logic
    kind: Type
    knowledge: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """A decision service: decisions as a function of input data and of decisions given from outside."""

    id: str
    name: str
    kind: Type
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    input_decisions: tuple[str, ...]


@dataclass
class Graph:
    """All parts of a model by id."""

    inputs: dict[str, InputData] = field(default_factory=dict)
    decisions: dict[str, DecisionNode] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    def needed_for(self, wanted: tuple[str, ...], given: frozenset[str] = frozenset()) -> list[DecisionNode]:
        """The decisions to make for those `wanted`, requirements first; those `given` are not made again."""
        order: dict[str, DecisionNode] = {}
        pending = [(identifier, False) for identifier in reversed(wanted)]
        while pending:
            identifier, expanded = pending.pop()
            decision = self.decisions.get(identifier)
            if decision is None or identifier in order or identifier in given:
                continue
            if expanded:
                order[identifier] = decision
                continue
            pending.append((identifier, True))
            pending.extend((required, False) for required in reversed(decision.decisions))
        return list(order.values())


def read_graph(root: Element, expressions: Expressions) -> Graph:
    """Reads all parts of a model. Raises DmnError for double ids and circles; other problems are noted."""
    parts = _parts_by_id(root)
    namespace = attribute(root, "namespace")
    graph = Graph()
    for element in children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService"):
        reader = _PartReader(element, parts, namespace, expressions)
        if tag(element) == "inputData":
            graph.inputs[reader.id] = InputData(reader.id, reader.name, reader.kind)
        elif tag(element) == "decision":
            graph.decisions[reader.id] = reader.decision()
        elif tag(element) == "businessKnowledgeModel":
            graph.knowledge[reader.id] = reader.knowledge()
        else:
            graph.services[reader.id] = reader.service()
    _check_circles(graph)
    return graph


def _parts_by_id(root: Element) -> dict[str, Element]:
    parts: dict[str, Element] = {}
    for element in children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService"):
        identifier = label_of(element)
        if identifier in parts:
            raise error(f"Die Kennung «{identifier}» kommt zweimal vor.", element)
        parts[identifier] = element
    return parts


def _name(element: Element) -> str:
    """The name under which others refer to an element: that of its variable, else its own."""
    return tidy(attribute(element, "name")) or label_of(element)


class _PartReader:
    """Reads one part of a model."""

    def __init__(self, element: Element, parts: dict[str, Element], namespace: str, expressions: Expressions) -> None:
        self.element = element
        self.id = label_of(element)
        self.name = _name(element)
        self.parts = parts
        self.namespace = namespace
        self.expressions = expressions
        self.variable = child(element, "variable")
        self.kind = expressions.type_of(self.variable)
        expressions.decision, expressions.owner = self.name, self.id
        expressions.free = set()

    def decision(self) -> DecisionNode:
        """The decision, with logic that stands in for a broken one."""
        inputs = self._required("informationRequirement", "requiredInput")
        decisions = self._required("informationRequirement", "requiredDecision")
        knowledge = self._required("knowledgeRequirement", "requiredKnowledge")
        known = frozenset(_name(self.parts[identifier]) for identifier in (*inputs, *decisions, *knowledge))
        tables, readings = len(self.expressions.tables), len(self.expressions.readings)
        logic = self._logic(lambda: inner_logic(self.element, known, self.expressions))
        own_tables = self.expressions.tables[tables:]
        outputs = tuple(clause.name for clause in own_tables[-1].outputs if clause.name) if own_tables else ()
        return DecisionNode(
            id=self.id,
            name=self.name,
            line=self.element.sourceline or 0,
            kind=self.kind,
            logic=logic if has_logic(self.element) else None,
            inputs=inputs,
            decisions=decisions,
            knowledge=knowledge,
            undeclared=frozenset(self.expressions.free),
            outputs=outputs or (self.name,),
            table=own_tables[-1] if own_tables and child(self.element, "decisionTable") is not None else None,
            literal=next(iter(self.expressions.readings[readings:]), None)
            if child(self.element, "literalExpression") is not None
            else None,
        )

    def knowledge(self) -> Knowledge:
        """The business knowledge model, with logic that stands in for a broken one."""
        required = self._required("knowledgeRequirement", "requiredKnowledge")
        known = frozenset({self.name, *(_name(self.parts[identifier]) for identifier in required)})
        function = child(self.element, "encapsulatedLogic")
        if function is None:
            logic: Logic = lambda frame: None  # noqa: E731
        else:
            logic = self._logic(lambda: read_function(function, known, self.expressions))
        return Knowledge(self.id, self.name, logic, self.kind, required)

    def service(self) -> Service:
        """The decision service."""
        return Service(
            id=self.id,
            name=self.name,
            kind=self.kind,
            outputs=self._references("outputDecision"),
            inputs=self._references("inputData"),
            input_decisions=self._references("inputDecision"),
        )

    def _logic(self, read: Callable[[], Logic]) -> Logic:
        try:
            return read()
        except DmnError as problem:
            return self.expressions.broken(problem)

    def _required(self, requirement: str, kind: str) -> tuple[str, ...]:
        return tuple(
            identifier for element in children(self.element, requirement) for identifier in self._targets(element, kind)
        )

    def _references(self, kind: str) -> tuple[str, ...]:
        return tuple(self._targets(self.element, kind))

    def _targets(self, element: Element, kind: str) -> Iterator[str]:
        for reference in children(element, kind):
            href = attribute(reference, "href")
            namespace, _, identifier = href.rpartition("#")
            known = namespace in ("", self.namespace) and identifier in self.parts
            if not known or tag(self.parts[identifier]) not in _TARGETS[kind]:
                message = f"«{self.name}» verweist auf «{href}», das es in dieser Datei nicht gibt."
                self.expressions.broken(error(message, reference))
                continue
            yield identifier


def _check_circles(graph: Graph) -> None:
    """Raises DmnError when a decision requires itself, directly or through others."""
    done: set[str] = set()
    for start in graph.decisions:
        path: list[str] = []
        pending = [(start, False)]
        while pending:
            identifier, leaving = pending.pop()
            if leaving:
                path.pop()
                done.add(identifier)
                continue
            if identifier in path:
                decision = graph.decisions[identifier]
                message = f"Die Entscheidung «{decision.name}» setzt sich selbst voraus."
                raise DmnError(message, line=decision.line, element=identifier)
            if identifier in done or identifier not in graph.decisions:
                continue
            path.append(identifier)
            pending.append((identifier, True))
            pending.extend((required, False) for required in graph.decisions[identifier].decisions)
