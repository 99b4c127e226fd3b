"""Decision tables: reads them, and decides by the seven hit policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.dmn.errors import DecisionError
from app.dmn.expressions import Expressions
from app.dmn.logic import DecisionRun, RuleHit
from app.dmn.types import from_text
from app.dmn.xml import Element, attribute, child, children, error, label_of, text_of
from app.feel.equality import equal
from app.feel.evaluation import Frame, Run
from app.feel.expression import Expression, UnaryTests
from app.feel.library import Library
from app.feel.names import tidy
from app.feel.standard import STANDARD
from app.feel.syntax import Literal, Test
from app.feel.types import Type

HIT_POLICIES = ("UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True)
class InputClause:
    """A column of conditions.

    `variable` is a further name for the input in its cells, besides `?`; `whole` tells that numbers are whole ones.
    """

    label: str
    expression: Expression | None
    kind: Type
    whole: bool
    allowed: UnaryTests | None
    variable: str


@dataclass(frozen=True)
class OutputClause:
    """A column of results. `order` lists the allowed values from the most to the least important; `allowed` tests."""

    name: str
    kind: Type
    order: tuple[object, ...]
    allowed: UnaryTests | None
    default: Expression | None


@dataclass(frozen=True)
class Rule:
    """A row: one test per input, one expression per output (None for an empty cell)."""

    number: int
    line: int
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression | None, ...]


@dataclass(frozen=True)
class DecisionTable:
    """A decision table, ready to decide. `known` are the names its cells may use, `library` the functions."""

    element: str
    line: int
    decision: str
    hit_policy: str
    aggregation: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    known: frozenset[str]
    library: Library

    def evaluate(self, frame: Frame) -> object:
        """The result of the table; null when no rule hits and there is no default.

        Raises DecisionError when the hit policy is violated.
        """
        return self.decided([self._input(clause, frame) for clause in self.inputs], frame)

    def decided(self, values: Sequence[object], frame: Frame) -> object:
        """The same for given values of the columns. Raises DecisionError when the hit policy is violated."""
        hits = self._hits(values, frame)
        results = [self._outputs(rule, frame) for rule in hits]
        self._record(values, hits, results, frame.run)
        if not hits:
            return self._without_hit(frame)
        return self._combined(hits, results, frame.run)

    def _input(self, clause: InputClause, frame: Frame) -> object:
        value = clause.expression.evaluate_in(frame) if clause.expression else None
        return from_text(value, clause.kind, self.library)

    def _hits(self, values: Sequence[object], frame: Frame) -> list[Rule]:
        frames = [
            frame.inner({"?": value, clause.variable: value} if clause.variable else {"?": value})
            for clause, value in zip(self.inputs, values, strict=True)
        ]
        hits: list[Rule] = []
        for rule in self.rules:
            frame.run.charge(1)
            if all(test.holds(inner) for test, inner in zip(rule.tests, frames, strict=True)):
                hits.append(rule)
                if self.hit_policy == "FIRST":
                    break
        return hits

    def _outputs(self, rule: Rule, frame: Frame) -> list[object]:
        return [
            None if cell is None else from_text(cell.evaluate_in(frame), clause.kind, self.library)
            for clause, cell in zip(self.outputs, rule.outputs, strict=True)
        ]

    def _record(self, values: Sequence[object], hits: Sequence[Rule], results: list[list[object]], run: Run) -> None:
        if not isinstance(run, DecisionRun):
            return
        inputs = {clause.label: value for clause, value in zip(self.inputs, values, strict=True)}
        numbers = tuple(rule.number for rule in hits)
        run.log.append(RuleHit(self.decision, numbers, inputs, tuple(self._shaped(result) for result in results)))

    def _shaped(self, result: Sequence[object]) -> object:
        if len(self.outputs) == 1:
            return result[0]
        return {clause.name: value for clause, value in zip(self.outputs, result, strict=True)}

    def _without_hit(self, frame: Frame) -> object:
        defaults = [clause.default for clause in self.outputs]
        if any(defaults):
            return self._shaped([cell.evaluate_in(frame) if cell else None for cell in defaults])
        if self.aggregation == "COUNT":
            return STANDARD.values["count"].invoke(frame.run, [[]])
        if self.hit_policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT") and not self.aggregation:
            return []
        frame.run.fail(f"In der Tabelle «{self.decision}» trifft keine Regel zu")
        return None

    def _combined(self, hits: Sequence[Rule], results: list[list[object]], run: Run) -> object:
        if self.hit_policy == "UNIQUE" and len(hits) > 1:
            raise self._ambiguous("mehrere Regeln treffen zu", hits)
        if self.hit_policy == "ANY" and any(equal(results[0], other, run) is not True for other in results[1:]):
            raise self._ambiguous("die zutreffenden Regeln haben verschiedene Ergebnisse", hits)
        if self.hit_policy in ("PRIORITY", "OUTPUT ORDER"):
            results = sorted(results, key=partial(self._rank, run))
        if self.hit_policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY"):
            return self._shaped(results[0])
        shaped = [self._shaped(result) for result in results]
        return self._aggregated(shaped, run) if self.aggregation else shaped

    def _ambiguous(self, what: str, hits: Sequence[Rule]) -> DecisionError:
        numbers = " und ".join(str(rule.number) for rule in hits)
        message = f"In der Tabelle «{self.decision}» ({self.hit_policy}): {what} (Regeln {numbers})."
        return DecisionError(message, line=self.line, element=self.element)

    def _rank(self, run: Run, result: Sequence[object]) -> tuple[int, ...]:
        return tuple(
            next((rank for rank, known in enumerate(clause.order) if equal(value, known, run)), len(clause.order))
            for clause, value in zip(self.outputs, result, strict=True)
        )

    def _aggregated(self, values: list[object], run: Run) -> object:
        return STANDARD.values[self.aggregation.lower()].invoke(run, [values])


def read_table(element: Element, names: frozenset[str], expressions: Expressions) -> DecisionTable:
    """Reads a `decisionTable`. Raises DmnError where a part is missing or unknown."""
    policy = (attribute(element, "hitPolicy") or "UNIQUE").upper()
    aggregation = attribute(element, "aggregation").upper()
    if policy not in HIT_POLICIES:
        raise error(f"Die Trefferregel «{policy}» gibt es nicht.", element)
    if aggregation not in AGGREGATIONS:
        raise error(f"Die Zusammenfassung «{aggregation}» gibt es nicht.", element)
    inputs = tuple(_input(column, names, expressions) for column in children(element, "input"))
    outputs = tuple(_output(column, names, expressions) for column in children(element, "output"))
    if not outputs:
        raise error("Die Tabelle hat keine Ergebnisspalte.", element)
    if len(outputs) > 1 and any(not clause.name for clause in outputs):
        raise error("Bei mehreren Ergebnisspalten braucht jede einen Namen.", element)
    rules = tuple(
        _rule(number, row, inputs, len(outputs), names, expressions)
        for number, row in enumerate(children(element, "rule"), 1)
    )
    return DecisionTable(
        element=label_of(element),
        line=element.sourceline or 0,
        decision=expressions.decision,
        hit_policy=policy,
        aggregation=aggregation if policy == "COLLECT" else "",
        inputs=inputs,
        outputs=outputs,
        rules=rules,
        known=names,
        library=expressions.library,
    )


def _input(column: Element, names: frozenset[str], expressions: Expressions) -> InputClause:
    holder = child(column, "inputExpression")
    expression = expressions.expression(holder, names) if holder is not None else None
    variable = tidy(attribute(column, "inputVariable"))
    allowed = child(column, "inputValues")
    return InputClause(
        label=attribute(column, "label") or (expression.text if expression else "") or variable or label_of(column),
        expression=expression,
        kind=expressions.type_of(holder),
        whole=holder is not None and attribute(holder, "typeRef") in ("integer", "long"),
        allowed=expressions.tests(allowed, names) if allowed is not None and text_of(allowed) else None,
        variable=variable,
    )


def _output(column: Element, names: frozenset[str], expressions: Expressions) -> OutputClause:
    default = child(column, "defaultOutputEntry")
    values = child(column, "outputValues")
    allowed = expressions.tests(values, names) if values is not None and text_of(values) else None
    return OutputClause(
        name=tidy(attribute(column, "name")),
        kind=expressions.type_of(column),
        order=_listed(allowed) if allowed is not None else (),
        allowed=allowed,
        default=expressions.expression(default, names) if default is not None else None,
    )


def _listed(tests: UnaryTests) -> tuple[object, ...]:
    """The plain values among tests, in their order."""
    listed = [test.operand for test in tests.node.children() if isinstance(test, Test) and not test.operator]
    return tuple(operand.value for operand in listed if isinstance(operand, Literal))


def _rule(
    number: int,
    row: Element,
    inputs: Sequence[InputClause],
    outputs: int,
    names: frozenset[str],
    expressions: Expressions,
) -> Rule:
    conditions = list(children(row, "inputEntry"))
    results = list(children(row, "outputEntry"))
    if len(conditions) != len(inputs) or len(results) != outputs:
        raise error(f"Die Regel {number} hat nicht gleich viele Zellen wie die Tabelle Spalten.", row)
    return Rule(
        number=number,
        line=row.sourceline or 0,
        tests=tuple(
            expressions.tests(cell, names | {clause.variable} if clause.variable else names)
            for cell, clause in zip(conditions, inputs, strict=True)
        ),
        outputs=tuple(expressions.expression(cell, names) for cell in results),
    )
