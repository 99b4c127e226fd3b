"""What JUEL asks of lists, contexts and texts, with the meaning it has in Camunda 7; see `juel` and docs/feel.md.

Where Camunda has no answer, or one that depends on kinds of Java, the whole expression is refused with a sentence. A
null would not do: `text.size() == 4` would quietly be false.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from app.feel import FeelLimitError


def is_empty(value: object) -> bool:
    """What Camunda calls `empty`: null, and a text, a list or a context without anything in it."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def element_at(whole: object, part: object) -> object:
    """`whole[part]`: a list counts from 0 and has null outside of it, a context is asked for its key."""
    if whole is None or part is None:
        return None
    if isinstance(whole, dict):
        return whole.get(part) if isinstance(part, str) else None
    if not isinstance(whole, list):
        raise FeelLimitError("Nur Listen und Kontexte haben Teile.")
    digits = isinstance(part, str) and part.isascii() and part.isdigit() and len(part) < 10
    number = Decimal(part) if isinstance(part, str) and digits else part
    if not isinstance(number, Decimal) or number != number.to_integral_value():
        raise FeelLimitError("Ein Platz in einer Liste ist eine ganze Zahl.")
    return whole[int(number)] if 0 <= number < len(whole) else None


def number(value: object) -> object:
    """What JUEL calculates with: nothing and the empty text are 0, a text of digits is its number.

    Dates and durations stay what they are: JUEL has none, so that is FEEL.
    """
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?", value):
        return Decimal(value)
    if isinstance(value, bool | str | list | dict):
        raise FeelLimitError("Mit einem Text, Ja/Nein, einer Liste oder einem Kontext lässt sich nicht rechnen.")
    return value


def equals(one: object, other: object) -> bool:
    """`one.equals(other)`: a text is never equal to anything else; numbers have several kinds in Java."""
    if one is None:
        raise FeelLimitError("Nichts kann nicht nach «equals» gefragt werden.")
    if isinstance(one, str | bool):
        return type(one) is type(other) and one == other
    raise FeelLimitError("«equals» vergleicht hier nur Texte und Ja/Nein; schreiben Sie ==.")


def contains(whole: object, part: object) -> bool:
    """`whole.contains(part)`, of a text or of a list of texts."""
    if isinstance(whole, str) and isinstance(part, str):
        return part in whole
    if isinstance(whole, list) and isinstance(part, str | bool):
        return any(type(one) is type(part) and one == part for one in whole)
    raise FeelLimitError("«contains» fragt hier nur Texte und Listen nach einem Text oder nach Ja/Nein.")


def size(whole: object) -> int:
    """`whole.size()`, of a list or a context."""
    if isinstance(whole, list | dict):
        return len(whole)
    raise FeelLimitError("«size» haben nur Listen und Kontexte.")


def length(text: object) -> int:
    """`text.length()`, in the units of Java, of which a rare sign takes two."""
    if isinstance(text, str):
        return len(text.encode("utf-16-le")) // 2
    raise FeelLimitError("«length» haben nur Texte.")


def nothing_in(whole: object) -> bool:
    """`whole.isEmpty()`, of a text, a list or a context."""
    if isinstance(whole, str | list | dict):
        return not whole
    raise FeelLimitError("«isEmpty» haben nur Texte, Listen und Kontexte.")


def starts_with(text: object, part: object) -> bool:
    """`text.startsWith(part)`"""
    if isinstance(text, str) and isinstance(part, str):
        return text.startswith(part)
    raise FeelLimitError("«startsWith» haben nur Texte.")


def ends_with(text: object, part: object) -> bool:
    """`text.endsWith(part)`"""
    if isinstance(text, str) and isinstance(part, str):
        return text.endswith(part)
    raise FeelLimitError("«endsWith» haben nur Texte.")


METHODS = {
    "equals": ("java equals", 1),
    "contains": ("java contains", 1),
    "size": ("java size", 0),
    "length": ("java length", 0),
    "isEmpty": ("java empty", 0),
    "startsWith": ("java starts with", 1),
    "endsWith": ("java ends with", 1),
}
"""Method → the function that stands for it in FEEL, and how many values it takes besides its own."""

JUEL_FUNCTIONS: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "is empty": (is_empty, ("value",)),
    "java number": (number, ("value",)),
    "element at": (element_at, ("whole", "part")),
    "java equals": (equals, ("one", "other")),
    "java contains": (contains, ("whole", "part")),
    "java size": (size, ("whole",)),
    "java length": (length, ("text",)),
    "java empty": (nothing_in, ("whole",)),
    "java starts with": (starts_with, ("text", "part")),
    "java ends with": (ends_with, ("text", "part")),
}
