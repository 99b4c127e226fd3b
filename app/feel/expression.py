"""Parsed expressions and unary tests, ready to be evaluated any number of times from any thread."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from app.feel.compiler import Compiler, Evaluator
from app.feel.errors import FeelEvaluationError, FeelLimitError, FeelMissingError
from app.feel.evaluation import Frame, Run
from app.feel.library import Library
from app.feel.limits import check_tree
from app.feel.parser import Parser
from app.feel.paths import paths_in
from app.feel.standard import COMPILERS, STANDARD
from app.feel.syntax import Node
from app.feel.unary import parse_tests

_CACHED = 2_048


class Expression:
    """A parsed expression.

    `names` are the variables it reads from outside; `possible_names` are further names inside filters which may be
    either variables or fields of the filtered list's elements. `node` is the syntax tree. `paths` are the fields that
    are read, as far as the text alone says: `a.b`, and for `a[1].b` the same; they begin with one of `names`.
    """

    __slots__ = ("_evaluator", "names", "node", "paths", "possible_names", "text")

    def __init__(self, parser: Parser, node: Node, library: Library) -> None:
        self.text = parser.text
        self.node = node
        self.names = frozenset(parser.free)
        self.possible_names = frozenset(parser.possible) - self.names
        self.paths = frozenset(path for path in paths_in(node) if path[0] in self.names)
        self._evaluator: Evaluator = Compiler(library, COMPILERS).compile(node)

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        now: Callable[[], datetime] | None = None,
        optional: Container[str] | None = None,
    ) -> object:
        """The value in a context; null where something goes wrong, for example where text is added to a number.

        Raises FeelLimitError when it costs too much. optional: fields that may be absent; if given, raises
        FeelMissingError where any other name is read that is not there, unless the expression asks for it with
        `x = null`: in `if x = null then 0 else x` such a name is never read.
        """
        return self._evaluated(context, Run(now), optional)

    def evaluate_strict(
        self,
        context: Mapping[str, object],
        *,
        now: Callable[[], datetime] | None = None,
        optional: Container[str] | None = None,
    ) -> object:
        """The value in a context. Raises FeelEvaluationError with the reason when it is null because of an error.

        optional: as in `evaluate`.
        """
        run = Run(now)
        value = self._evaluated(context, run, optional)
        if value is None and run.reasons:
            raise FeelEvaluationError(f"{run.reasons[0]}.")
        return value

    def _evaluated(self, context: Mapping[str, object], run: Run, optional: Container[str] | None) -> object:
        value = self.evaluate_in(Frame(context, None, run))
        for name in run.missing if optional is not None else ():
            first, _, field = name.partition(".")
            # Names inside loops and filters may be fields of entries, of which some have them and others do not.
            if first in self.names and not (field and field.rpartition(".")[2] in (optional or ())):
                raise FeelMissingError(name)
        return value

    def evaluate_in(self, frame: Frame) -> object:
        """The value in a frame, on the budget of the frame's run."""
        try:
            value = self._evaluator(frame)
        except RecursionError:
            raise FeelLimitError("Der Ausdruck ist zu tief verschachtelt.") from None
        if isinstance(value, (list, dict)):
            check_tree(value)
        return value


class UnaryTests:
    """The parsed tests of a cell. `names` and `node` as in Expression; the input itself is not among the names."""

    __slots__ = ("_tests", "names", "node", "possible_names", "text")

    def __init__(self, tests: Expression) -> None:
        self._tests = tests
        self.text = tests.text
        self.node = tests.node
        self.names = tests.names
        self.possible_names = tests.possible_names

    def matches(
        self, value: object, context: Mapping[str, object], *, now: Callable[[], datetime] | None = None
    ) -> bool:
        """Whether a value passes; a test without a clear answer does not hold."""
        outer = Frame(context, None, Run(now))
        return self.holds(outer.inner({"?": outer.run.adopt(value)}))

    def holds(self, frame: Frame) -> bool:
        """Whether the value named `?` in a frame passes, on the budget of the frame's run."""
        return self._tests.evaluate_in(frame) is True


def parse_expression(text: str, *, names: Iterable[str] = (), library: Library = STANDARD) -> Expression:
    """Parses an expression; `names` are the known variable names, of which those with spaces or signs matter.

    Raises FeelSyntaxError (with `column`) and FeelLimitError.
    """
    return _expression(text, frozenset(names), library)


def parse_unary(text: str, *, names: Iterable[str] = (), library: Library = STANDARD) -> UnaryTests:
    """Parses the tests of a decision table's cell, such as `"a","b"`, `[1..5]`, `not(< 3)` or `-`.

    Raises FeelSyntaxError (with `column`) and FeelLimitError.
    """
    return _unary(text, frozenset(names), library)


@lru_cache(maxsize=_CACHED)
def _expression(text: str, names: frozenset[str], library: Library) -> Expression:
    parser = Parser(text, names, library.words, library.names)
    return Expression(parser, parser.whole(), library)


@lru_cache(maxsize=_CACHED)
def _unary(text: str, names: frozenset[str], library: Library) -> UnaryTests:
    parser = Parser(text, names, library.words, library.names)
    return UnaryTests(Expression(parser, parse_tests(parser), library))
