"""Checks the property `retention`: every value it can have must be a period, as far as it is not computed from data."""

from collections.abc import Iterator

from app.feel.syntax import If, Literal, Node
from app.flow.errors import FlowError
from app.flow.expressions import compile_text, is_expression, value_of
from app.flow.extensions import read_extensions
from app.flow.retention import PROPERTY, as_period, day_after
from app.gate.bpmn_words import title
from app.gate.diagram import Diagram
from app.gate.expression_check import SOME_DAY, ExpressionCheck
from app.gate.finding import Finding


def check_retention(diagram: Diagram) -> Iterator[Finding]:
    """Findings about the property `retention` of the processes."""
    judge = ExpressionCheck()
    for process in diagram.processes:
        rule = read_extensions(process).get("properties", {}).get(PROPERTY)
        problem = _problem_of(judge, rule) if rule is not None else None
        if problem:
            yield diagram.found(process, f"{title(process)}: {problem}")


def _problem_of(judge: ExpressionCheck, rule: str) -> str | None:
    if not is_expression(rule):
        return _no_period(rule)
    problem = judge.problem_of(rule)
    if problem:
        return problem
    expression = compile_text(rule)
    if not expression.names and not expression.possible_names:
        return _no_period(value_of(rule, {}, lambda: SOME_DAY))
    return next((wrong for end in _ends(expression.node) if (wrong := _no_period(end.value))), None)


def _ends(node: Node) -> Iterator[Literal]:
    """The literals an expression can result in, through all its branches; computed values show when a case ends."""
    if isinstance(node, If):
        yield from _ends(node.positive)
        yield from _ends(node.negative)
    elif isinstance(node, Literal):
        yield node


def _no_period(value: object) -> str | None:
    try:
        day_after(SOME_DAY.date(), as_period(value))
    except FlowError as error:
        return error.message
    return None
