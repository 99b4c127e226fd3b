"""Checks single expressions: readable, calling only known functions, not too costly if that can be tried out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches

from app.feel import Expression, FeelError, FeelLimitError
from app.feel.evaluation import Frame, Run
from app.feel.limits import MAX_STEPS
from app.feel.syntax import Call, ContextLiteral, Filter, Name, Node, Path, RangeLiteral
from app.flow.errors import FlowError
from app.flow.expressions import LIBRARY, compile_text

SOME_DAY = datetime(2027, 1, 4, 8, tzinfo=UTC)
"""The day on which expressions are tried out; any other would do."""
_BUDGET = 10 * MAX_STEPS
_JAVA_SIGNS = re.compile(r"==|&&|\|\||!\w|\b(?:eq|ne|gt|lt|ge|le|empty)\b")
_KEYWORDS = {"and", "or", "not", "if", "then", "else", "in", "return", "satisfies", "for", "some", "every", "between"}
_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')
_LONGEST = 80
"""Characters of a diagram's text that are quoted in a sentence."""
_RESERVED_NAME = "typename"
"""A key the engine's serialiser uses itself."""


class ExpressionCheck:
    """Checks the expressions of one diagram. Trying them out takes steps off one budget for all of them."""

    def __init__(self) -> None:
        self._steps_left = _BUDGET

    def problem_of(self, text: str) -> str | None:
        """A sentence that says why an expression cannot be used; None if it can."""
        body = text.strip()
        if not body.strip("=${}# "):
            return "Der Ausdruck ist leer."
        without_texts = _TEXT.sub('""', body)
        try:
            expression = compile_text(text)
        except FlowError as error:
            hint = " In FEEL heisst es: =, and, or, not(…)." if _JAVA_SIGNS.search(without_texts) else ""
            return f"{error.message}{hint}" + (f". {meant}" if (meant := _function_meant(without_texts)) else "")
        return _problem_of_tree(expression, short(body)) or self._too_costly(expression, short(body))

    def _too_costly(self, expression: Expression, text: str) -> str | None:
        """A sentence if an expression breaks the limits.

        Only expressions without variables are tried out: they cost the same always.
        """
        if expression.names or expression.possible_names or self._steps_left < MAX_STEPS:
            return None
        run = Run(lambda: SOME_DAY)
        try:
            expression.evaluate_in(Frame({}, None, run))
        except FeelLimitError as error:
            return f"Der Ausdruck «{text}» ist zu aufwendig: {error}"
        except FeelError:
            return None
        finally:
            self._steps_left -= MAX_STEPS - max(run.steps_left, 0)
        return None


def _function_meant(text: str) -> str:
    """A sentence for an unreadable expression that calls a function of several words by a wrong name."""
    for words in re.findall(r"([^\W\d][\w ]*?)\s*\(", text):
        name = " ".join(word for word in words.split() if word not in _KEYWORDS)
        if " " in name and name not in LIBRARY.names:
            return f"Die Funktion «{short(name)}» gibt es nicht.{_similar_function(name)}"
    return ""


def _similar_function(name: str) -> str:
    meant = get_close_matches(name[:_LONGEST], sorted(LIBRARY.names), n=1)
    return f" Meinten Sie «{meant[0]}»?" if meant else ""


def _problem_of_tree(expression: Expression, text: str) -> str | None:
    for node in parts_of(expression):
        if isinstance(node, ContextLiteral) and any(key == _RESERVED_NAME for key, _ in node.entries):
            return f"Der Name «{_RESERVED_NAME}» im Ausdruck «{text}» ist vergeben. Bitte wählen Sie einen anderen."
        if isinstance(node, Filter) and isinstance(node.source, RangeLiteral):
            return (
                f"Im Ausdruck «{text}» wird ein Bereich gefiltert, und das ergibt nie etwas. Schreiben Sie "
                "«(for x in 1..n return x)[…]»."
            )
        if not isinstance(node, Call):
            continue
        called = node.function
        if isinstance(called, Name) and called.name in expression.names and called.name not in LIBRARY.names:
            meant = _similar_function(called.name)
            return f"Die Funktion «{called.name}» im Ausdruck «{text}» gibt es nicht.{meant}"
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


def depends_on_time(expression: Expression) -> bool:
    """Whether an expression asks what time it is."""
    calls = [node.function for node in parts_of(expression) if isinstance(node, Call)]
    return any(isinstance(function, Name) and function.name in ("now", "today") for function in calls)


def problem_of_name(path: str, what: str) -> str | None:
    """A sentence that says why a value cannot be stored under `a.b.c`; None if it can."""
    path = path.strip()
    parts = path.split(".")
    if not all(part.isidentifier() for part in parts):
        return f"{what} «{short(path)}» ist kein Name. Möglich sind Buchstaben, Ziffern und Unterstriche."
    if _RESERVED_NAME in parts or any(part.startswith("__") for part in parts):
        return f"{what} «{short(path)}» ist vergeben. Bitte wählen Sie einen anderen Namen."
    return None


def is_usable_name(path: str) -> bool:
    """Whether `a.b.c` is a possible name, so that a sentence may suggest it."""
    return len(path) <= _LONGEST and problem_of_name(path, "") is None


def short(text: str) -> str:
    """A text shortened to fit into a sentence."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _root(path: Path) -> str | None:
    inner: Node = path
    while isinstance(inner, Path):
        inner = inner.source
    return inner.name if isinstance(inner, Name) else None
