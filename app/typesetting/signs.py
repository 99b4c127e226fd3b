"""Which signs of a text can be printed. What no font has is written as its number, «[U+0F40]», so nothing is lost."""

import unicodedata
from collections.abc import Iterator

from app import texts
from app.texts import JOINERS
from app.typesetting import fonts

_KEPT = "\u00ad\u200b\u200e\u200f\u061c" + JOINERS
"""Signs nobody sees that are kept: they say where a line may break and in which direction it runs."""
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf076": "•", "\uf0a8": "•", "\uf0fc": "•"})
"""The bullets that Word takes from its fonts of symbols; they have no number of their own in Unicode."""
_GROWING = "\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Belong to the sign before them like an accent: sound marks, and colours of skin."""


def printable(text: str) -> str:
    """`text` as some font can show it. A letter and its accents stay together where one font has all of them."""
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFC", texts.with_line_ends(text)).translate(_BULLETS)
    return "".join(_shown(cluster) for cluster in _clusters(plain))


def number(sign: str) -> str:
    """A sign by its number: «[U+0F40]»."""
    return f"[U+{ord(sign):04X}]"


def _clusters(text: str) -> Iterator[str]:
    """The signs of `text`, each with the accents and joined signs that belong to it; without invisible ones."""
    cluster = ""
    for sign in text:
        if texts.is_invisible(sign) and sign not in _KEPT:
            continue
        if cluster and (_clings(sign) or sign in JOINERS or cluster[-1] == "\u200d"):
            cluster += sign
            continue
        yield cluster
        cluster = sign
    yield cluster


def _clings(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M") or sign in _GROWING


def _shown(cluster: str) -> str:
    """`cluster` where one font has all of it; else each of its signs alone, and accents by number."""
    seen = [sign for sign in cluster if sign not in _KEPT and sign not in "\n\t"]
    if not seen or any(font.issuperset(seen) for font in fonts.coverage()):
        return cluster
    return "".join(number(sign) if place and _clings(sign) else _alone(sign) for place, sign in enumerate(seen))


def _alone(sign: str) -> str:
    return sign if any(sign in font for font in fonts.coverage()) else number(sign)
