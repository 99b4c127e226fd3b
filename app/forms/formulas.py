"""FEEL inside a form: single formulas (`= a > 3`) and texts with formulas in double braces (`Guten Tag {{ name }}`)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from app import wording
from app.feel import FeelLimitError, FeelSyntaxError, Library, parse_expression
from app.forms.display import display_in
from app.forms.errors import FormError

Context = Mapping[str, object]
_PLAIN = re.compile(r"[\w.]+(?:\[[^\]]*\](?:\[\d+\])?(?:\.\w+)*)?")
"""A value by its path, such as `massnahme.bis` or `stellen[key = x][1].name`: not one computed to be empty at times."""


class Formula:
    """A FEEL expression, written with or without the leading equals sign."""

    def __init__(self, text: str, library: Library, element: str = "") -> None:
        self.text = text.strip().removeprefix("=").strip()
        try:
            self.expression = parse_expression(self.text, library=library)
        except (FeelSyntaxError, FeelLimitError) as error:
            raise FormError(f"Der Ausdruck «{self.text[:80]}» ist nicht lesbar. {error}", element=element) from error
        self.names: frozenset[str] = self.expression.names
        self.all_names = self.expression.names | self.expression.possible_names
        self.paths: frozenset[tuple[str, ...]] = self.expression.paths
        self.is_plain = _PLAIN.fullmatch(self.text) is not None

    def value(self, context: Context, now: datetime) -> object:
        """The FEEL value; null (None) where the expression cannot be evaluated or would take too long."""
        try:
            return self.expression.evaluate(context, now=lambda: now)
        except FeelLimitError:
            return None


class Template:
    """A text which may contain `{{ formula }}`, or which is one formula when it starts with an equals sign."""

    def __init__(self, text: str, library: Library, element: str = "") -> None:
        self.source = text
        self.literals: list[str] = []
        self.formulas: list[Formula] = []
        if text.lstrip().startswith("="):
            self.literals, self.formulas = ["", ""], [Formula(text, library, element)]
            return
        rest = text
        while "{{" in rest:
            literal, _, tail = rest.partition("{{")
            formula, closing, rest = tail.partition("}}")
            if not closing:
                raise FormError("Einer doppelten Klammer {{ fehlt das Ende }}.", element=element)
            if formula.lstrip().startswith(("#", "/")):
                raise FormError(f"«{{{{{formula}}}}}» wird in Texten nicht unterstützt.", element=element)
            self.literals.append(literal)
            self.formulas.append(Formula(formula, library, element))
        self.literals.append(rest)

    def values(self, context: Context, now: datetime) -> list[str]:
        """The value of each formula, in order, as people read it."""
        return [display_in(context, formula.value(context, now)) for formula in self.formulas]

    def render(self, context: Context, now: datetime) -> str:
        """Plain text (not HTML) with the formulas replaced."""
        return wording.put_together(self.literals, self.filled(self.values(context, now)))

    def filled(self, values: Sequence[str]) -> list[str]:
        """`values` with a dash where a sentence would have a hole («vom 01.06.2027 bis –.»)."""
        around = zip(self.literals, self.formulas, values, self.literals[1:], strict=False)
        return [
            value or (wording.NOTHING if one.is_plain and not wording.stands_alone(before, after) else "")
            for before, one, value, after in around
        ]
