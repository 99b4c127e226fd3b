"""Every expression of a diagram must be readable, and call only functions that exist."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.feel import Expression
from app.feel.syntax import Call, ContextLiteral, Name, Node, Path
from app.flow.errors import FlowError
from app.flow.expressions import LIBRARY, compile_text, is_expression
from app.flow.extensions import read_extensions, read_loop
from app.flow.gate.diagram import Diagram, Element
from app.flow.gate.finding import Finding
from app.flow.gate.words import ACTIVITIES, EVENTS, B, kind, title

_JAVA_CALL = re.compile(r"\.\s*\w+\s*\(")
_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')
_MIXED = re.compile(r"[$#]\{")
_RESERVED_NAME = "typename"
"""A key the engine's serialiser uses itself; data that have it cannot be loaded again."""
_MAX_LINES = 100
_PLAIN_OR_EXPRESSION = ("candidates", "priority")


def check_language(diagram: Diagram) -> Iterator[Finding]:
    """Findings about conditions, scripts, parameters, due dates, mappings and loops."""
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) == "sequenceFlow":
            yield from _condition(diagram, node)
        elif kind(node) in (*ACTIVITIES, *EVENTS):
            about = title(node)
            for problem in (*_of_node(node), *_of_loop(node)):
                yield diagram.found(node, f"{about}: {problem}")


def problem_of(text: str) -> str | None:
    """Why an expression cannot be used, as a sentence; None if it can."""
    body = text.strip()
    if not body.strip("=${}# "):
        return "Der Ausdruck ist leer."
    if body.startswith(("${", "#{")) and _JAVA_CALL.search(_TEXT.sub('""', body)):
        return f"Der Ausdruck «{_short(body)}» ruft eine Java-Methode auf. Bitte schreiben Sie ihn in FEEL."
    try:
        expression = compile_text(text)
    except FlowError as error:
        return error.message
    return _problem_of_tree(expression, _short(body))


def _problem_of_tree(expression: Expression, text: str) -> str | None:
    for node in parts_of(expression):
        if isinstance(node, ContextLiteral) and any(key == _RESERVED_NAME for key, _ in node.entries):
            return f"Der Name «{_RESERVED_NAME}» im Ausdruck «{text}» ist vergeben. Bitte wählen Sie einen anderen."
        if not isinstance(node, Call):
            continue
        called = node.function
        if isinstance(called, Name) and called.name in expression.names and called.name not in LIBRARY.names:
            return f"Die Funktion «{called.name}» im Ausdruck «{text}» gibt es nicht."
        if isinstance(called, Path) and _root(called) in expression.names:
            return f"Im Ausdruck «{text}» wird «{called.name}» aufgerufen. Daten haben keine Funktionen."
    return None


def parts_of(expression: Expression) -> Iterator[Node]:
    """All nodes of an expression's tree."""
    waiting = [expression.node]
    while waiting:
        inner = waiting.pop()
        yield inner
        waiting.extend(inner.children())


def _root(path: Path) -> str | None:
    inner: Node = path
    while isinstance(inner, Path):
        inner = inner.source
    return inner.name if isinstance(inner, Name) else None


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def problem_of_name(path: str, what: str) -> str | None:
    """Why a value cannot be stored under `a.b.c`; None if it can."""
    path = path.strip()
    parts = path.split(".")
    if not all(part.isidentifier() for part in parts):
        return f"{what} «{_short(path)}» ist kein Name. Möglich sind Buchstaben, Ziffern und Unterstriche."
    if _RESERVED_NAME in parts or any(part.startswith("__") for part in parts):
        return f"{what} «{_short(path)}» ist vergeben. Bitte wählen Sie einen anderen Namen."
    return None


def _condition(diagram: Diagram, flow: Element) -> Iterator[Finding]:
    condition = flow.find(f"{B}conditionExpression")
    if condition is None:
        return
    problem = problem_of("".join(str(text) for text in condition.itertext()))
    if problem:
        yield diagram.found(flow, f"{title(flow)}: {problem}")


def _of_node(node: Element) -> Iterator[str]:
    more = read_extensions(node)
    for name in _PLAIN_OR_EXPRESSION:
        yield from _text_or_expression(str(more.get(name, "")))
    yield from _due(str(more.get("due", "")))
    properties = more.get("properties", {})
    yield from _text_or_expression(properties.get("label", ""))
    if properties.get("correlation"):
        yield from _some(problem_of(properties["correlation"]))
    if properties.get("results"):
        yield from _some(problem_of_name(properties["results"], "Der Name der Ergebnisliste"))
    if more.get("result"):
        yield from _some(problem_of_name(more["result"], "Die Ergebnis-Variable"))
    for name, text in more.get("inputs", {}).items():
        yield from _some(problem_of_name(name, "Der Parameter"))
        yield from _text_or_expression(text)
    for mapping in (*more.get("in", []), *more.get("out", [])):
        yield from _some(problem_of_name(mapping["target"], "Die Variable"))
        yield from _some(problem_of(mapping["source"]))
    if kind(node) == "scriptTask":
        yield from _script(node)


def _some(problem: str | None) -> Iterator[str]:
    if problem:
        yield problem


def _text_or_expression(text: str) -> Iterator[str]:
    if is_expression(text):
        yield from _some(problem_of(text))
    elif _MIXED.search(text):
        yield (
            f"«{_short(text)}» mischt Text und Ausdruck; er würde wörtlich verwendet. Bitte schreiben Sie "
            'zum Beispiel = "Guten Tag " + name.'
        )


def _due(text: str) -> Iterator[str]:
    if text and not is_expression(text):
        try:
            date.fromisoformat(text.strip()[:10])
        except ValueError:
            yield (
                f"Die Frist «{_short(text)}» ist kein Datum. Bitte schreiben Sie einen Ausdruck, zum Beispiel "
                "= add working days(today(), 5)."
            )
        return
    yield from _text_or_expression(text)


def _script(node: Element) -> Iterator[str]:
    script = node.find(f"{B}script")
    lines = [] if script is None else "".join(str(text) for text in script.itertext()).splitlines()
    written = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
    if len(written) > _MAX_LINES:
        yield f"Das Skript hat mehr als {_MAX_LINES} Zeilen. Bitte teilen Sie es auf."
        return
    if not written:
        yield "Das Skript ist leer. Bitte schreiben Sie Zeilen wie «summe = a + b»."
    for line in written:
        path, sign, expression = line.partition("=")
        if not sign or not all(part.isidentifier() for part in path.strip().split(".")):
            yield f"Die Zeile «{_short(line)}» ist keine Zuweisung «name = Ausdruck»."
            continue
        yield from _some(problem_of_name(path, "Die Variable"))
        yield from _some(problem_of(expression))


def _of_loop(node: Element) -> Iterator[str]:
    standard = node.find(f"{B}standardLoopCharacteristics")
    if standard is not None:
        condition = standard.find(f"{B}loopCondition")
        if condition is not None:
            yield from _some(problem_of(condition.text or ""))
        elif not standard.get("loopMaximum"):
            yield "Der Wiederholung fehlt die Bedingung oder die grösste Anzahl."
    loop: dict[str, Any] | None = read_loop(node)
    if loop is None:
        return
    if not loop["collection"] and not loop["cardinality"]:
        yield "Der Mehrfachausführung fehlt die Liste (collection) oder die Anzahl (loopCardinality)."
    for text in (loop["collection"], loop["cardinality"], loop["condition"]):
        if text:
            yield from _some(problem_of(text))
    yield from _some(problem_of_name(loop["element"], "Die Variable der Mehrfachausführung"))
