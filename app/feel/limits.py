"""Limits to the cost of one expression, so that no text a person writes can harm the server."""

from __future__ import annotations

from app.feel.errors import FeelLimitError

MAX_TEXT = 4_000
"""Characters of an expression as it is written."""
MAX_DEPTH = 60
"""Levels of its syntax tree."""
MAX_STEPS = 20_000
"""Steps of one evaluation: roughly one for each node that is evaluated and each element of a list that is looked at."""
MAX_STRING = 20_000
"""Characters of a text that comes about."""
MAX_LIST = 5_000
"""Elements of a list that comes about."""
MAX_TREE = 100_000
"""Values in a result, those inside lists and contexts included."""
MAX_NESTED_DATA = 100
"""Lists and contexts inside one another."""
MAX_CALL_HEIGHT = 200
"""Levels of all function calls inside one another, each counted with the height of its body.

A level costs up to three Python frames, and the interpreter allows 1000 of them.
"""


def check_string(text: str) -> str:
    """The text itself. Raises FeelLimitError when it is longer than MAX_STRING characters."""
    check_size(len(text))
    return text


def check_size(length: int) -> None:
    """Raises FeelLimitError when a text would have more than MAX_STRING characters."""
    if length > MAX_STRING:
        raise FeelLimitError(f"Ein Text wird zu lang (erlaubt sind {MAX_STRING} Zeichen).")


def check_length(length: int) -> None:
    """Raises FeelLimitError when a list would have more than MAX_LIST elements."""
    if length > MAX_LIST:
        raise FeelLimitError(f"Eine Liste wird zu lang (erlaubt sind {MAX_LIST} Einträge).")


def check_tree(value: object) -> None:
    """Raises FeelLimitError when a list or context unfolds to more than MAX_TREE values or is nested too deeply.

    Shared parts count each time they occur: a value of a few lists can unfold to billions of entries.
    """
    seen = 0
    pending = [(value, 0)]
    while pending:
        current, depth = pending.pop()
        seen += 1
        if seen > MAX_TREE or depth > MAX_NESTED_DATA:
            raise FeelLimitError("Das Ergebnis wird zu gross.")
        if isinstance(current, list):
            pending.extend((child, depth + 1) for child in current[: MAX_TREE + 1])
        elif isinstance(current, dict):
            pending.extend((child, depth + 1) for child in current.values())
