"""Checks every expression of a diagram: conditions, scripts, parameters, due dates, mappings, loops."""

import re
from collections.abc import Iterator
from typing import Any

from app.deadlines import moments
from app.flow.expressions import is_expression
from app.flow.extensions import read_extensions, read_loop
from app.gate.bpmn_words import ACTIVITIES, EVENTS, B, kind, title
from app.gate.diagram import Diagram, Element
from app.gate.expression_check import ExpressionCheck, problem_of_name, short
from app.gate.finding import Finding

_MIXED = re.compile(r"[$#]\{")
_MAX_LINES = 100
_PROPERTIES = ("label", "reason", "statistic", "when", "result", "meeting", "consequence")
"""Extension properties that may be expressions."""


def check_language(diagram: Diagram) -> Iterator[Finding]:
    """Findings about all expressions except those of timers (see `timing`)."""
    reader = _Reader()
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) in ("sequenceFlow", *ACTIVITIES, *EVENTS):
            about = title(node)
            for problem in reader.problems_of(node):
                yield diagram.found(node, f"{about}: {problem}")


class _Reader:
    """Reads all expressions of one diagram."""

    def __init__(self) -> None:
        self._judge = ExpressionCheck()

    def problems_of(self, node: Element) -> Iterator[str]:
        """Sentences about the expressions of a flow, activity or event."""
        if kind(node) == "sequenceFlow":
            condition = node.find(f"{B}conditionExpression")
            if condition is not None:
                yield from self._expression("".join(str(text) for text in condition.itertext()))
            return
        yield from self._attributes(read_extensions(node))
        yield from self._standard_loop(node)
        yield from self._multi_instance(node)
        if kind(node) == "scriptTask":
            yield from self._script(node)

    def _attributes(self, more: dict[str, Any]) -> Iterator[str]:
        properties = more.get("properties", {})
        yield from _due(str(more.get("due", "")))
        inputs = more.get("inputs", {})
        plain = [str(more.get(name, "")) for name in ("candidates", "priority", "due")]
        for text in (*plain, *(properties.get(name, "") for name in _PROPERTIES), *inputs.values()):
            yield from self._text_or_expression(text)
        for name in inputs:
            yield from _some(problem_of_name(name, "Der Parameter"))
        if properties.get("correlation"):
            yield from self._expression(properties["correlation"])
        if properties.get("results"):
            yield from _some(problem_of_name(properties["results"], "Der Name der Ergebnisliste"))
        if more.get("result"):
            yield from _some(problem_of_name(more["result"], "Die Ergebnis-Variable"))
        for mapping in (*more.get("in", []), *more.get("out", [])):
            yield from _some(problem_of_name(mapping["target"], "Die Variable"))
            yield from self._expression(mapping["source"])

    def _expression(self, text: str) -> Iterator[str]:
        yield from _some(self._judge.problem_of(text))

    def _text_or_expression(self, text: str) -> Iterator[str]:
        if is_expression(text):
            yield from self._expression(text)
        elif _MIXED.search(text):
            yield (
                f"«{short(text)}» mischt Text und Ausdruck; er würde wörtlich verwendet. Bitte schreiben Sie "
                'zum Beispiel = "Guten Tag " + name.'
            )

    def _script(self, node: Element) -> Iterator[str]:
        lines = [line for line in script_of(node).splitlines() if line.strip() and not line.strip().startswith("//")]
        if not lines:
            yield "Das Skript ist leer. Bitte schreiben Sie Zeilen wie «summe = a + b»."
        if len(lines) > _MAX_LINES:
            yield f"Das Skript hat mehr als {_MAX_LINES} Zeilen. Bitte teilen Sie es auf."
            return
        for line in lines:
            path, sign, expression = line.partition("=")
            if not sign or not all(part.isidentifier() for part in path.strip().split(".")):
                yield f"Die Zeile «{short(line.strip())}» ist keine Zuweisung «name = Ausdruck»."
                continue
            yield from _some(problem_of_name(path, "Die Variable"))
            yield from self._expression(expression)

    def _standard_loop(self, node: Element) -> Iterator[str]:
        loop = node.find(f"{B}standardLoopCharacteristics")
        if loop is None:
            return
        condition = loop.find(f"{B}loopCondition")
        if condition is not None:
            yield from self._expression(condition.text or "")
        elif not loop.get("loopMaximum"):
            yield "Der Wiederholung fehlt die Bedingung oder die grösste Anzahl."

    def _multi_instance(self, node: Element) -> Iterator[str]:
        loop = read_loop(node)
        if loop is None:
            return
        if not loop["collection"] and not loop["cardinality"]:
            yield "Der Mehrfachausführung fehlt die Liste (collection) oder die Anzahl (loopCardinality)."
        for text in (loop["collection"], loop["cardinality"], loop["condition"], loop["needed"]):
            if text:
                yield from self._expression(text)
        yield from _some(problem_of_name(loop["element"], "Die Variable der Mehrfachausführung"))


def script_of(node: Element) -> str:
    """The text of a script task."""
    script = node.find(f"{B}script")
    return "" if script is None else "".join(str(text) for text in script.itertext())


def _due(text: str) -> Iterator[str]:
    if text and not is_expression(text) and moments.read(text) is None:
        yield (
            f"Die Frist «{short(text)}» ist kein Datum. Bitte schreiben Sie einen Ausdruck, zum Beispiel "
            "= add working days(today(), 5)."
        )


def _some(problem: str | None) -> Iterator[str]:
    if problem:
        yield problem
