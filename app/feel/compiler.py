"""Turns a syntax tree into Python closures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.feel.evaluation import Frame
from app.feel.library import Library
from app.feel.syntax import Node

Evaluator = Callable[[Frame], object]


class Compiler:
    """Compiles nodes against one library, each by the function registered for its class."""

    def __init__(self, library: Library, compilers: Mapping[type[Node], Callable[[Compiler, Any], Evaluator]]) -> None:
        self.library = library
        self._compilers = compilers

    def compile(self, node: Node) -> Evaluator:
        """The closure that evaluates a node in a frame."""
        return self._compilers[type(node)](self, node)
