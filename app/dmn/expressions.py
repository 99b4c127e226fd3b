"""Reads the FEEL texts of a model. A broken one is noted and stops only the decision that needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.dmn.errors import DmnError
from app.dmn.logic import Logic
from app.dmn.types import type_named
from app.dmn.xml import Element, attribute, error, label_of, text_of
from app.feel.errors import FeelError
from app.feel.evaluation import Frame
from app.feel.expression import Expression, UnaryTests, parse_expression, parse_unary
from app.feel.library import Library
from app.feel.syntax import Node
from app.feel.types import Type

if TYPE_CHECKING:
    from app.dmn.table import DecisionTable


@dataclass(frozen=True)
class Reading:
    """One expression or test of a decision (`owner`, its id): where it stands, and the names that are declared there.

    Declared are what the decision requires, and what boxed logic around the expression defines.
    """

    owner: str
    element: str
    line: int
    text: str
    node: Node
    declared: frozenset[str]


@dataclass
class Expressions:
    """Parses texts of one model against its library.

    `problems` collects what could not be read, `tables` the decision tables, `readings` all expressions, and `free` the
    variables which the decision named `decision`, with the id `owner`, reads without having declared them.
    """

    library: Library
    members: frozenset[str]
    types: dict[str, Type] = field(default_factory=dict)
    problems: list[DmnError] = field(default_factory=list)
    tables: list[DecisionTable] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    decision: str = ""
    owner: str = ""
    free: set[str] = field(default_factory=set)

    def expression(self, element: Element, names: frozenset[str]) -> Expression | None:
        """The expression an element holds; None for an empty one. Raises DmnError for a broken one."""
        text = text_of(element)
        if not text:
            return None
        self._check_language(element)
        try:
            expression = parse_expression(text, names=names | self.members, library=self.library)
        except FeelError as problem:
            raise error(f"Der Ausdruck «{_short(text)}» ist nicht lesbar: {problem}", element) from problem
        self._note(element, expression, names)
        return expression

    def tests(self, element: Element, names: frozenset[str]) -> UnaryTests:
        """The tests a cell holds. Raises DmnError for a broken one."""
        self._check_language(element)
        return self.tests_of(text_of(element), element, names)

    def tests_of(self, text: str, element: Element, names: frozenset[str] = frozenset()) -> UnaryTests:
        """Tests written in a text which stands in an element. Raises DmnError for broken ones."""
        try:
            tests = parse_unary(text, names=names | self.members, library=self.library)
        except FeelError as problem:
            raise error(f"Die Bedingung «{_short(text)}» ist nicht lesbar: {problem}", element) from problem
        self._note(element, tests, names)
        return tests

    def _note(self, element: Element, read: Expression | UnaryTests, names: frozenset[str]) -> None:
        self.free |= read.names - names
        where = (label_of(element), element.sourceline or 0)
        self.readings.append(Reading(self.owner, *where, read.text, read.node, names))

    def logic(self, element: Element, names: frozenset[str]) -> Logic:
        """A function that evaluates the expression an element holds; its value is null for an empty one."""
        expression = self.expression(element, names)
        return (lambda frame: None) if expression is None else expression.evaluate_in

    def type_of(self, element: Element | None) -> Type:
        """The type an element's `typeRef` names; any if there is none."""
        return type_named(attribute(element, "typeRef") if element is not None else "", self.types)

    def broken(self, problem: DmnError) -> Logic:
        """Notes a problem, and returns logic that raises it: a decision fails only when it needs the broken part."""
        self.problems.append(problem)

        def fail(frame: Frame) -> object:
            raise problem

        return fail

    @staticmethod
    def _check_language(element: Element) -> None:
        language = attribute(element, "expressionLanguage").lower()
        if language and "feel" not in language:
            raise error(f"Die Sprache «{language}» wird nicht unterstützt, nur FEEL.", element)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"
