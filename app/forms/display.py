"""Writes values for people in Switzerland: 24.02.2027, 14:30, 2'400.50, Ja."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from app.forms.messages import NO, NOTHING, YES

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


def display(value: object) -> str:
    """Any JSON or FEEL value as text; texts that are ISO dates are shown as dates; null is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case int() | float() | Decimal():
            return display_number(value)
        case datetime():
            return value.strftime("%d.%m.%Y %H:%M")
        case date():
            return value.strftime("%d.%m.%Y")
        case time():
            return value.strftime("%H:%M")
        case str():
            return _display_text(value)
        case Mapping():
            return ", ".join(f"{key}: {display(item)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(display(item) for item in value)
        case _:
            return str(value)


def display_or_dash(value: object) -> str:
    """Like `display`, with a dash where there is nothing to show."""
    return display(value) or NOTHING


def display_number(value: int | float | Decimal) -> str:
    """Grouped in thousands with the Swiss apostrophe, decimal point, no needless zeros."""
    number = Decimal(str(value))
    if not number.is_finite():
        return str(value)
    text = f"{number:,f}".replace(",", "'")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _display_text(text: str) -> str:
    try:
        if _ISO_DAY.match(text):
            return display(date.fromisoformat(text))
        if _ISO_MOMENT.match(text):
            return display(datetime.fromisoformat(text))
    except ValueError:
        return text
    return text
