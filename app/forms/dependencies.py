"""Finds the answers that other parts of a form look at, so that the page is refreshed when one of them changes."""

from collections.abc import Iterable, Iterator
from dataclasses import fields as records

from app.forms.definitions import ChoiceInput, Computed, Field, Input, ListField, Table, TextBlock
from app.forms.formulas import Formula, Template
from app.forms.levels import Spot


class Dependencies:
    """The formulas of a form that change what is shown (not those that only judge answers)."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._formulas = [formula for field in fields for formula in _showing(field)]

    def watch(self, spot: Spot) -> bool:
        """Whether some formula seems to read this input: its root name is a variable, and its key stands in the text.

        The text may contain the key by chance; then the page is refreshed once too often, which harms nobody.
        """
        if not isinstance(spot.definition, Input) or spot.locked:
            return False
        key = spot.definition.key
        text = key[-1] if spot.level.outer else ".".join(key)
        root = spot.name.split(".")[0]
        return any(self._reads(formula, root, text, spot) for formula in self._formulas)

    @staticmethod
    def _reads(formula: Formula, root: str, text: str, spot: Spot) -> bool:
        if root in formula.names and text in formula.text:
            return True
        return "this" in formula.names and spot.definition.key[-1] in formula.text


def paths_shown(fields: Iterable[Field], level: Iterable[Field]) -> Iterator[tuple[str, ...]]:
    """Paths in the case data of all that a form shows: what its formulas read, and what its own fields hold.

    fields: every field; level: those outside of lists, and the lists.
    """
    for field in fields:
        prefill = [field.prefill] if isinstance(field, Input) and field.prefill else []
        for formula in (*_told(field), *prefill):
            yield from formula.paths
    for field in level:
        if isinstance(field, Input | ListField):
            yield field.key


def names_read(fields: Iterable[Field]) -> Iterator[str]:
    """The variables that any formula of these fields may read, also those that only judge answers."""
    for field in fields:
        for attribute in records(field):
            value = getattr(field, attribute.name)
            formulas = value.formulas if isinstance(value, Template) else [value]
            for formula in formulas:
                if isinstance(formula, Formula):
                    yield from formula.all_names


def _showing(field: Field) -> Iterator[Formula]:
    if field.hide:
        yield field.hide
    yield from _told(field)
    if isinstance(field, Input) and isinstance(field.readonly, Formula):
        yield field.readonly


def _told(field: Field) -> Iterator[Formula]:
    """The formulas whose values people read."""
    yield from field.label.formulas
    yield from field.hint.formulas
    match field:
        case Computed(expression=formula) | Table(source=formula):
            yield formula
        case ChoiceInput(source=Formula() as formula):
            yield formula
        case TextBlock(text=text):
            yield from text.formulas
        case _:
            pass
