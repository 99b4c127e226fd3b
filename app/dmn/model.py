"""Decision models: reads a DMN file, and decides with a log of the rules that hit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.dmn.errors import DmnError
from app.dmn.expressions import Expressions, Reading
from app.dmn.graph import DecisionNode, Graph, InputData, Service, read_graph
from app.dmn.lint import LintFinding, lint_tables
from app.dmn.logic import DecisionRun, RuleHit, fitted, root_frame
from app.dmn.table import DecisionTable
from app.dmn.types import from_any, from_text, read_types
from app.dmn.xml import Element, attribute, children, parse
from app.feel.conversion import from_json
from app.feel.evaluation import Run
from app.feel.library import Library
from app.feel.limits import check_tree
from app.feel.names import tidy
from app.feel.standard import STANDARD
from app.feel.types import ANY, coerce
from app.feel.values import FunctionValue, function_value


@dataclass(frozen=True)
class DecisionInfo:
    """A decision of a model: its id and name, the inputs it needs in the end, the names of its outputs."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class DecisionOutline:
    """A decision as it is drawn: the names of the inputs it requires, name → id of the decisions it requires.

    `needed` are the ids of all decisions made for it, itself included; `readings` its own expressions.
    """

    id: str
    name: str
    inputs: frozenset[str]
    decisions: Mapping[str, str]
    needed: tuple[str, ...]
    readings: tuple[Reading, ...]
    table: DecisionTable | None
    literal: Reading | None


@dataclass(frozen=True)
class Decision:
    """A result: a FEEL value (a context for several outputs), the rules that hit, and why something became null."""

    value: object
    log: list[RuleHit]
    reasons: list[str]


class Model:
    """A DMN file, read and ready to decide from any thread."""

    def __init__(self, graph: Graph, expressions: Expressions) -> None:
        self._graph = graph
        self._expressions = expressions

    @property
    def decisions(self) -> tuple[DecisionInfo, ...]:
        """The decisions in the order of the file."""
        return tuple(self._info(decision) for decision in self._graph.decisions.values())

    def _info(self, decision: DecisionNode) -> DecisionInfo:
        inputs: dict[str, None] = {}
        for needed in self._graph.needed_for((decision.id,)):
            inputs.update(dict.fromkeys(self._graph.inputs[identifier].name for identifier in needed.inputs))
            inputs.update(dict.fromkeys([needed.name] if needed.logic is None else sorted(needed.undeclared)))
        return DecisionInfo(decision.id, decision.name, tuple(inputs), decision.outputs)

    def outlines(self) -> dict[str, DecisionOutline]:
        """The decisions by id, for whoever wants to know what they read without making them."""
        readings: dict[str, list[Reading]] = {}
        for reading in self._expressions.readings:
            readings.setdefault(reading.owner, []).append(reading)
        graph = self._graph
        return {
            one.id: DecisionOutline(
                one.id,
                one.name,
                frozenset(graph.inputs[identifier].name for identifier in one.inputs),
                {graph.decisions[identifier].name: identifier for identifier in one.decisions},
                tuple(needed.id for needed in graph.needed_for((one.id,))),
                tuple(readings.get(one.id, ())),
                one.table,
                one.literal,
            )
            for one in graph.decisions.values()
        }

    def decide(
        self, decision: str, inputs: Mapping[str, object], *, now: Callable[[], datetime] | None = None
    ) -> Decision:
        """Decides by id or name, also of a decision service. Inputs are Python or JSON values; text becomes a date
        where the model says so.

        Raises DmnError when there is no such decision or it cannot be read, DecisionError when its table is
        ambiguous, FeelLimitError when it costs too much.
        """
        wanted = self._find(decision)
        run = DecisionRun(now)
        try:
            value = _Evaluation(self._graph, run, self._visible(inputs)).answer(wanted)
        except RecursionError:
            raise DmnError(_TOO_DEEP, element=wanted) from None
        check_tree(value)
        return Decision(value, run.log, run.reasons)

    def made_here(self, decision: str, names: Iterable[str]) -> list[str]:
        """Which of these names are decisions that `decision` requires and makes itself: as inputs they do nothing.

        Raises DmnError when there is no such decision.
        """
        wanted = self._find(decision)
        service = self._graph.services.get(wanted)
        outputs = (wanted,) if service is None else service.outputs
        given = frozenset(() if service is None else service.input_decisions)
        made = {part.name for part in self._graph.needed_for(outputs, given) if part.logic is not None}
        made -= {data.name for data in self._graph.inputs.values()}
        return [name for name in names if tidy(name) in made]

    def _find(self, wanted: str) -> str:
        askable: dict[str, Service | DecisionNode] = {**self._graph.services, **self._graph.decisions}
        if wanted in askable:
            return wanted
        for part in askable.values():
            if part.name == tidy(wanted):
                return part.id
        raise DmnError(f"Die Entscheidung «{wanted}» gibt es in dieser Datei nicht.")

    def _visible(self, inputs: Mapping[str, object]) -> dict[str, object]:
        values = {tidy(str(name)): from_json(value) for name, value in inputs.items()}
        for data in self._graph.inputs.values():
            if data.name in values:
                value, library = values[data.name], self._expressions.library
                given = from_any(value, library) if data.kind is ANY else from_text(value, data.kind, library)
                values[data.name] = coerce(given, data.kind)[1]
        return values

    def lint(self) -> list[LintFinding]:
        """Everything wrong or doubtful: unreadable parts, gaps and overlaps of decision tables."""
        problems = [
            LintFinding(problem.element, problem.line or 0, problem.message) for problem in self._expressions.problems
        ]
        typed = {decision.name: decision.kind for decision in self._graph.decisions.values()}
        typed |= {data.name: data.kind for data in self._graph.inputs.values()}
        return problems + lint_tables(self._expressions.tables, typed)


class _Evaluation:
    """One set of inputs, and the decisions made from it so far."""

    def __init__(
        self, graph: Graph, run: DecisionRun, inputs: dict[str, object], given: Mapping[str, object] | None = None
    ) -> None:
        self._graph = graph
        self._run = run
        self._inputs = inputs
        self._values: dict[str, object] = dict(given or {})
        declared = {data.name for data in graph.inputs.values()}
        self._undeclared = {name: value for name, value in inputs.items() if name not in declared}
        self._functions: dict[str, object] = {}

    def answer(self, wanted: str) -> object:
        """The value of a decision, or of a decision service with its parameters among the inputs."""
        if wanted not in self._graph.services:
            return self.decide(wanted)
        service = self._service(self._graph.services[wanted])
        return service.invoke(self._run, [self._inputs.get(name) for name in service.params])

    def decide(self, wanted: str) -> object:
        """The value of a decision, after those it requires."""
        for decision in self._graph.needed_for((wanted,), frozenset(self._values)):
            self._values[decision.id] = self._decided(decision)
        return self._values[wanted]

    def _decided(self, decision: DecisionNode) -> object:
        graph = self._graph
        if decision.logic is None:
            # A decision without logic is made by people: its value comes in under its name.
            return fitted(self._inputs.get(decision.name), decision.kind, decision.name, self._run)
        visible = dict(self._undeclared)
        for identifier in decision.inputs:
            name = graph.inputs[identifier].name
            visible[name] = self._inputs.get(name)
        for identifier in decision.decisions:
            visible[graph.decisions[identifier].name] = self._values[identifier]
        visible.update(self._knowledge(decision.knowledge))
        value = decision.logic(root_frame(visible, self._run))
        return fitted(value, decision.kind, decision.name, self._run)

    def _knowledge(self, identifiers: Sequence[str]) -> dict[str, object]:
        """The functions with these ids by name, each seeing those it requires itself."""
        found: dict[str, object] = {}
        for identifier in identifiers:
            service = self._graph.services.get(identifier)
            if service is not None:
                found[service.name] = self._service(service)
            elif identifier in self._graph.knowledge:
                found[self._graph.knowledge[identifier].name] = self._function(identifier)
        return found

    def _function(self, identifier: str) -> object:
        if identifier not in self._functions:
            knowledge = self._graph.knowledge[identifier]
            visible: dict[str, object] = {}
            function = knowledge.logic(root_frame(visible, self._run))
            self._functions[identifier] = function
            # Added afterwards, because a function may call itself and those it requires.
            visible[knowledge.name] = function
            visible.update(self._knowledge(knowledge.knowledge))
        return self._functions[identifier]

    def _service(self, service: Service) -> FunctionValue:
        graph = self._graph
        inputs = [graph.inputs[identifier] for identifier in service.inputs]
        decisions = [graph.decisions[identifier] for identifier in service.input_decisions]
        params: list[InputData | DecisionNode] = [*inputs, *decisions]

        def invoke(run: Run, arguments: Sequence[object]) -> object:
            if len(arguments) != len(params):
                run.fail(f"Die Angaben passen nicht zu «{service.name}»")
                return None
            values = [
                fitted(value, param.kind, param.name, run) for param, value in zip(params, arguments, strict=True)
            ]
            run.charge(10)
            run.enter_call(_SERVICE_HEIGHT)
            inner = _Evaluation(
                graph,
                self._run,
                {data.name: value for data, value in zip(inputs, values, strict=False)},
                dict(zip(service.input_decisions, values[len(inputs) :], strict=True)),
            )
            results = {graph.decisions[output].name: inner.decide(output) for output in service.outputs}
            run.leave_call(_SERVICE_HEIGHT)
            value = next(iter(results.values())) if len(results) == 1 else results
            return fitted(value, service.kind, service.name, run)

        return function_value(service.name, tuple(param.name for param in params), invoke)


_TOO_DEEP = "Die Entscheidungslogik ist zu tief verschachtelt."
_SERVICE_HEIGHT = 12
"""The levels a call of a decision service takes, on the scale of `Run.enter_call`."""


def read_dmn(data: bytes, source: str = "decisions.dmn", library: Library = STANDARD) -> Model:
    """Reads a DMN 1.1 to 1.5 file. `source` names it in messages.

    Raises DmnError (with `line` and `element`) for files which are no DMN or whose graph cannot be built. A broken
    expression spoils only the decisions which need it: `decide` raises, `lint` reports it.
    """
    root = parse(data, source)
    expressions = Expressions(library, _members(root))
    try:
        types = read_types(root, lambda text, element: expressions.tests_of(text, element))
        expressions.types = types
        if types:
            expressions.library = library.extend({}, types)
        return Model(read_graph(root, expressions), expressions)
    except RecursionError:
        raise DmnError(_TOO_DEEP) from None


def _members(root: Element) -> frozenset[str]:
    """The names fields of contexts can have, wherever in the model they are declared."""
    names: set[str] = set()
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in ("itemComponent", "column", "output"):
            names.add(tidy(attribute(element, "name")))
        elif isinstance(element.tag, str) and element.tag.endswith("}contextEntry"):
            names.update(tidy(attribute(variable, "name")) for variable in children(element, "variable"))
    return frozenset(names - {""})
