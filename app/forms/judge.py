"""Judges a settled page: finds answers that are missing, not offered, out of bounds, against a rule, or doubtful."""

from collections.abc import Collection, Iterator
from hashlib import sha256

from app.forms import messages
from app.forms.bounds import moment_outside, number_outside
from app.forms.definitions import ChoiceInput, Input, ListField, MomentInput, NumberInput
from app.forms.levels import Spot
from app.forms.options import text_of
from app.forms.remarks import FieldError, FieldWarning
from app.forms.spots import Page


def label_of(page: Page, spot: Spot) -> str:
    """The label as people read it; inside a list with the number of its row."""
    label = spot.definition.label.render(page.shown_context(spot), page.now) or spot.definition.name
    if not spot.level.outer:
        return label
    holder = spot.parent
    while holder and not isinstance(holder.definition, ListField):
        holder = holder.parent
    list_label = holder.definition.label.render(page.shown_context(holder), page.now) if holder else ""
    return messages.row_of(label, list_label, spot.level.number)


def judge(page: Page) -> list[FieldError]:
    """Every mistake in reading order, at most one per field: its own rule counts only if nothing else is wrong."""
    simple = [error for spot in page.spots() if spot.visible for error in _judge_spot(page, spot)]
    found = simple + list(_broken_rules(page, {error.name for error in simple}))
    order = {spot.name: number for number, spot in enumerate(page.spots())}
    return sorted(found, key=lambda error: order[error.name])


def warnings_of(page: Page, confirmed: frozenset[str] | None, mistaken: Collection[str]) -> list[FieldWarning]:
    """Warnings of the fields' `warn` formulas; `confirmed` are tokens, None confirms them all.

    A field with a mistake, as the names `mistaken` have one, gets no warning besides: it could not be handed in anyway.
    """
    found = []
    for spot in page.spots():
        if not (isinstance(spot.definition, Input) and spot.definition.warn and spot.visible):
            continue
        if spot.name in mistaken:
            continue
        text = page.shown(spot.definition.warn, spot)
        if isinstance(text, str) and text.strip():
            token = f"{spot.name}:{sha256(text.encode()).hexdigest()[:12]}"
            is_confirmed = confirmed is None or token in confirmed
            found.append(FieldWarning(spot.name, label_of(page, spot), text.strip(), token, is_confirmed))
    return found


def _judge_spot(page: Page, spot: Spot) -> Iterator[FieldError]:
    definition = spot.definition
    if isinstance(definition, ListField):
        if len(spot.rows) > definition.most_rows:
            yield _error(page, spot, messages.too_many_rows(definition.most_rows))
        elif definition.changeable and len(spot.rows) < definition.least_rows:
            yield _error(page, spot, messages.too_few_rows(definition.least_rows))
    if not isinstance(definition, Input) or spot.locked or spot.veiled:
        return
    if sentence := spot.problem or _missing(spot, definition) or _out_of_bounds(page, spot):
        yield _error(page, spot, definition.error or sentence)


def _error(page: Page, spot: Spot, sentence: str) -> FieldError:
    return FieldError(spot.name, label_of(page, spot), sentence)


def _missing(spot: Spot, definition: Input) -> str:
    return messages.REQUIRED[definition.family] if definition.required and spot.lacks(spot.value) else ""


def _out_of_bounds(page: Page, spot: Spot) -> str:
    """The sentence for an answer against options or bounds that depend on the case data or the day; else empty."""
    if spot.value is None:
        return ""
    match spot.definition:
        case ChoiceInput():
            return _not_offered(spot)
        case NumberInput():
            return number_outside(page, spot, spot.definition)
        case MomentInput():
            return moment_outside(page, spot, spot.definition)
        case _:
            return ""


def _not_offered(spot: Spot) -> str:
    offered = {option.text for option in spot.options}
    chosen = spot.value if isinstance(spot.value, list) else [spot.value]
    return "" if all(text_of(value) in offered for value in chosen) else messages.NOT_OFFERED


def _broken_rules(page: Page, in_error: set[str]) -> Iterator[FieldError]:
    """Mistakes against the fields' own rules.

    A rule that is null (it reads an answer that is missing) is broken only where the field is filled and nothing else
    on the page is wrong; otherwise people are told about the missing answer.
    """
    for spot in page.spots():
        definition = spot.definition
        if not isinstance(definition, Input) or not definition.rule or not spot.visible or spot.locked:
            continue
        if spot.veiled or spot.name in in_error:
            continue
        verdict = page.evaluate(definition.rule, spot)
        undecided = verdict is not True and verdict is not False
        if verdict is False or (undecided and not in_error and not spot.lacks(spot.value)):
            yield _error(page, spot, definition.rule_message or messages.RULE)
