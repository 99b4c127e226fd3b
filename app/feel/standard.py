"""The standard library of FEEL."""

from __future__ import annotations

from app.feel.compile_control import CONTROL
from app.feel.compile_operators import OPERATORS
from app.feel.compile_tests import TESTS
from app.feel.compiler import Compiler
from app.feel.evaluation import Frame, Run
from app.feel.functions.contexts import CONTEXTS
from app.feel.functions.lists import LISTS
from app.feel.functions.numeric import NUMERIC
from app.feel.functions.ranges import RANGES
from app.feel.functions.signatures import function
from app.feel.functions.strings import STRINGS
from app.feel.functions.temporal import TEMPORAL
from app.feel.library import Library
from app.feel.parser import Parser
from app.feel.syntax import Call, Literal, Name, Node, RangeLiteral

COMPILERS = {**OPERATORS, **TESTS, **CONTROL}
_WITHOUT_RANGE = Library({**STRINGS, **NUMERIC, **LISTS, **TEMPORAL, **RANGES, **CONTEXTS})
_END_FUNCTIONS = frozenset({"date", "time", "date and time", "duration"})


def _range(run: Run, text: str) -> object:
    """An interval from its text. Raises ValueError unless both ends are plain values."""
    parser = Parser(text, frozenset(), _WITHOUT_RANGE.words, _WITHOUT_RANGE.names)
    node = parser.whole()
    if not isinstance(node, RangeLiteral) or not all(_is_plain(end) for end in node.children()):
        raise ValueError("der Text ist kein Bereich mit festen Enden")
    return Compiler(_WITHOUT_RANGE, COMPILERS).compile(node)(Frame({}, None, run))


def _is_plain(node: Node) -> bool:
    if isinstance(node, Call):
        named = isinstance(node.function, Name) and node.function.name in _END_FUNCTIONS
        return named and all(isinstance(argument, Literal) for argument in node.arguments)
    return isinstance(node, Literal)


STANDARD = _WITHOUT_RANGE.extend({"range": function("from: string", _range, wants_run=True)})
