"""Fixed values in the cells of decision tables: literals, and dates, times and durations made of literals."""

from __future__ import annotations

from app.feel.compiler import Compiler
from app.feel.evaluation import Frame, Run
from app.feel.functions.temporal import TEMPORAL
from app.feel.library import Library
from app.feel.standard import COMPILERS
from app.feel.syntax import Call, Literal, Name, Negate, Node

_CONVERSIONS = frozenset({"date", "time", "date and time", "duration"}) & frozenset(TEMPORAL)


def is_constant(node: Node) -> bool:
    """Whether a part of a cell has the same value whatever the input is."""
    if isinstance(node, Literal):
        return True
    if isinstance(node, Negate):
        return is_constant(node.operand)
    if isinstance(node, Call):
        named = isinstance(node.function, Name) and node.function.name in _CONVERSIONS
        return named and all(is_constant(argument) for argument in node.arguments)
    return False


def constant(node: Node, library: Library) -> object:
    """The value of such a part, computed with the functions of the model."""
    return Compiler(library, COMPILERS).compile(node)(Frame({}, None, Run()))
