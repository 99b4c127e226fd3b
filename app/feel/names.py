"""Recognises names with spaces or signs, such as `date and time` or `Kosten-Art`, by a table of the known ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_ASTRAL = "\U00010000-\U000effff"
NAME_START = rf"(?:[^\W\d]|[{_ASTRAL}])"
NAME_PART = rf"(?:[\w{_ASTRAL}\u00b7\u0300-\u036f\u203f\u2040])"
_PLAIN_NAME = re.compile(rf"{NAME_START}{NAME_PART}*|\?")
_DECLARED = rf"{NAME_START}(?:{NAME_PART}|[ \t\r\n.'’/+*-])*?"
"""A name being declared may hold spaces and the signs the standard allows."""
NAME_BEFORE_COLON = re.compile(rf"({_DECLARED})\s*:(?!:)")
NAME_BEFORE_IN = re.compile(rf"({_DECLARED})\s+in(?!{NAME_PART})")


def is_plain(name: str) -> bool:
    """Whether a name is one word which needs no table to be recognised."""
    return _PLAIN_NAME.fullmatch(name) is not None


def tidy(name: str) -> str:
    """A name with every run of blanks turned into one space: two spellings of a name become equal."""
    return " ".join(name.split())


class NameTable:
    """A set of names with spaces or signs, for finding the longest one at a position of a text."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for name in sorted({tidy(name) for name in names if name.strip()}, key=len, reverse=True):
            first = _PLAIN_NAME.match(name)
            if first is None or first.end() == len(name):
                continue
            pattern = r"\s+".join(re.escape(word) for word in name.split(" ")) + rf"(?!{NAME_PART})"
            self._by_first.setdefault(first.group(), []).append((re.compile(pattern), name))

    def longest_at(self, text: str, position: int, first_word: str) -> tuple[str, int] | None:
        """The longest known name at `position`, where `first_word` stands, and the position behind it."""
        for pattern, name in self._by_first.get(first_word, ()):
            found = pattern.match(text, position)
            if found is not None:
                return name, found.end()
        return None


@lru_cache(maxsize=512)
def name_table_of(names: frozenset[str]) -> NameTable:
    """The table for a set of names, kept for the next expression with the same names."""
    return NameTable(names)
