"""Reasons that people give in their own words."""

from app import texts
from app.errors import InvalidError

SHORTEST, LONGEST, WORDS = 20, 1000, 4


class NoSentenceError(InvalidError):
    """Bitte schreiben Sie mindestens einen ganzen Satz, höchstens 1000 Zeichen."""


def sentence(text: str) -> str:
    """`text` without characters nobody sees, if it is at least a sentence. Raises NoSentenceError."""
    seen = texts.value(text)
    if not SHORTEST <= len(seen) <= LONGEST or len(seen.split()) < WORDS:
        raise NoSentenceError
    return seen
