"""A handed-in form in words: one fact for each answer. The facts are kept among the papers of a case."""

from dataclasses import dataclass

from app.forms import messages
from app.forms.definitions import CheckboxInput, ChoiceInput, Computed, FileInput, Input, ListField
from app.forms.display import display, display_in
from app.forms.files import Record, in_words, records_in
from app.forms.levels import Spot, category_of
from app.forms.options import labels_of
from app.forms.spots import Page


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer: the heading it stands under, the question, the answer, and the category of data (or empty).

    `files`: records of the files it consists of.
    """

    heading: str
    label: str
    text: str
    category: str
    files: tuple[Record, ...] = ()


def facts_of(page: Page) -> list[Fact]:
    """Everything visible that was answered or computed, in reading order."""
    return [fact for spot in page.spots() if (fact := _fact(page, spot)) is not None]


def _fact(page: Page, spot: Spot) -> Fact | None:
    definition = spot.definition
    if not isinstance(definition, Input | Computed) or not spot.writes or spot.veiled:
        return None
    context = page.shown_context(spot)
    label = definition.label.render(context, page.now)
    text = display_in(context, spot.value) if isinstance(definition, Computed) else _answer(spot)
    if not label or not text:
        return None
    files = tuple(records_in(spot.value)) if isinstance(definition, FileInput) else ()
    return Fact(_heading(page, spot), label, text, category_of(spot), files)


def _answer(spot: Spot) -> str:
    if isinstance(spot.definition, CheckboxInput):
        return messages.YES if spot.value is True else ""
    if isinstance(spot.definition, FileInput):
        return in_words(records_in(spot.value))
    if not isinstance(spot.definition, ChoiceInput):
        return display(spot.value)
    return ", ".join(labels_of(spot.value, spot.options))


def _heading(page: Page, spot: Spot) -> str:
    """The label of the group around a field; of the list and the row's number for a field in a list."""
    around = spot.parent
    if around is None:
        return ""
    label = around.definition.label.render(page.shown_context(around), page.now)
    return f"{label} {spot.level.number}" if isinstance(around.definition, ListField) else label
