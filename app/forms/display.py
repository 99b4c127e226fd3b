"""Writes values for people in Switzerland: 24.02.2027, 14:30, 2'400.50, Ja."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from app.deadlines import moments
from app.feel.conversion import text_of
from app.forms.messages import NO, YES


def display(value: object) -> str:
    """Any JSON or FEEL value as text; days and moments in texts are shown as such, in local time; null is empty."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case int() | float() | Decimal():
            return display_number(value)
        case date():
            return moments.swiss(value)
        case time():
            return value.strftime("%H:%M")
        case str():
            return moments.for_people(value)
        case Mapping():
            return ", ".join(f"{key}: {display(item)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(display(item) for item in value)
        case _:
            return text_of(value)


def display_in(context: Mapping[str, Any], value: object) -> str:
    """Like `display`; a key of an institution in the case data (`stellen`) is shown as its name, alone or in a list."""
    offices = context.get("stellen")
    parts = value if isinstance(value, list | tuple) else [value]
    if not isinstance(offices, list | tuple) or not any(isinstance(part, str) and part for part in parts):
        return display(value)
    names = {one.get("key"): one.get("name") for one in offices if isinstance(one, Mapping)}
    return display([names.get(part, part) if isinstance(part, str) else part for part in parts])


def display_number(value: int | float | Decimal) -> str:
    """Grouped in thousands with the Swiss apostrophe, decimal point, no needless zeros."""
    number = Decimal(str(value))
    if not number.is_finite():
        return str(value)
    text = f"{number:,f}".replace(",", "'")
    return text.rstrip("0").rstrip(".") if "." in text else text
