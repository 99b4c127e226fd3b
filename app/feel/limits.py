"""How much one expression may cost, so that no text a person writes can harm the server."""

from __future__ import annotations

from app.feel.errors import FeelLimitError

MAX_TEXT = 4_000
MAX_DEPTH = 60
MAX_STEPS = 20_000
MAX_STRING = 20_000
MAX_LIST = 5_000
MAX_TREE = 100_000
MAX_NESTED_DATA = 100
# Each level of a call costs up to three Python frames per level of the called body; the interpreter allows 1000.
MAX_CALL_HEIGHT = 200


def check_string(text: str) -> str:
    """Return the text, or raise FeelLimitError when it is longer than MAX_STRING characters."""
    check_size(len(text))
    return text


def check_size(length: int) -> None:
    """Raise FeelLimitError when a text would have more than MAX_STRING characters."""
    if length > MAX_STRING:
        raise FeelLimitError(f"Ein Text wird zu lang (erlaubt sind {MAX_STRING} Zeichen).")


def check_length(length: int) -> None:
    """Raise FeelLimitError when a list would have more than MAX_LIST elements."""
    if length > MAX_LIST:
        raise FeelLimitError(f"Eine Liste wird zu lang (erlaubt sind {MAX_LIST} Einträge).")


def check_tree(value: object) -> None:
    """Raise FeelLimitError when a list or context unfolds to more than MAX_TREE values or is nested too deeply.

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
