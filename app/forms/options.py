"""The answers of a choice: read from a list of the form file or of the case data, compared, and told to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from app.feel import YearsMonths, kept_json
from app.forms import limits
from app.forms.definitions import Option
from app.forms.display import display

_KINDS = (str, bool, int, float, Decimal, date, time, timedelta, YearsMonths)
"""What an answer may be: texts, numbers, yes or no, days, times, moments and durations."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The options made of a list, and how many of its entries cannot be one."""

    options: tuple[Option, ...] = ()
    left_out: int = 0


def offer_of(items: object) -> Offer:
    """What can be offered of a list of values or of `{label, value}`; nothing of anything that is no list.

    Left out are empty entries, lists and contexts, values that stand there twice, and what is more than OPTIONS.
    """
    if not isinstance(items, list):
        return Offer()
    found: dict[str, Option] = {}
    repeated = 0
    for item in items[: limits.OPTIONS]:
        option = _option(item)
        if option is not None and found.setdefault(option.text, option) is not option:
            repeated += option.value == found[option.text].value and option.label == found[option.text].label
    return Offer(tuple(found.values()), len(items) - len(found) - repeated)


def _option(item: object) -> Option | None:
    value = item.get("value") if isinstance(item, Mapping) else item
    label = item.get("label") if isinstance(item, Mapping) else None
    if not isinstance(value, _KINDS):
        return None
    kept = kept_json(value)
    if not isinstance(kept, str | int | float | bool) or (isinstance(kept, float) and kept - kept != 0):
        return None
    text = text_of(kept)
    if not text.strip() or len(text) > limits.TEXT_LENGTH:
        return None
    return Option(text=text, label=_words(label) or _words(value), value=kept)


def _words(value: object) -> str:
    """A label as people read it; a number as it is, since a year is no amount."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return text_of(value) if is_number else display(value).strip()


def text_of(value: object) -> str:
    """The text that stands for an answer in a browser, and for comparing: 1, 1.0 and "1" are the same answer."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return str(value)


def labels_of(value: object, options: tuple[Option, ...]) -> list[str]:
    """The labels of chosen answers, one or many; an answer that is not offered any more is told as it is."""
    labels = {option.text: option.label for option in options}
    chosen = value if isinstance(value, list) else [value]
    return [labels.get(text_of(one)) or display(one) for one in chosen if one is not None]


def gone_from(value: object, options: tuple[Option, ...]) -> list[str]:
    """Of known answers, one or many, those that are not offered any more: in words where the list consists of words,
    else empty, since a key says nothing to people."""
    offered = {option.text for option in options}
    in_words = any(option.label == option.text for option in options)
    chosen = value if isinstance(value, list) else [value]
    gone = [one for one in chosen if one not in (None, "") and text_of(one) not in offered]
    return [display(one) if in_words else "" for one in gone]
