"""Character classes of XPath patterns which RE2 does not know: subtraction, blocks, name characters."""

from __future__ import annotations

import re

_BLOCKS = {
    "BasicLatin": (0x00, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
}
_SETS = {
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{M}\p{Nd}_:.\-\x{B7}",
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "s": r" \t\n\r",
}
"""Letter of an escape for a whole set of characters (`\\d`) → what RE2 writes for it inside brackets."""
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPABLE = frozenset("nrt\\|.-^?*+{}()[]$")
_ONE = r"\\[^pPdDwWsSiIcC]|[^\\\[\]]"
_SPAN = re.compile(rf"({_ONE})(?:-({_ONE}))?", re.DOTALL)
_PROPERTY = re.compile(r"\\([pP])\{([^}]*)\}")
_LAST = 0x10FFFF

Spans = list[tuple[int, int]]


def class_text(written: str, position: int) -> tuple[str, int]:
    """The escape or bracketed class at `position` as RE2 writes it, and the position behind it.

    Raises ValueError with a German reason, for example for the unknown property `\\p{Xy}`.
    """
    if written[position] == "[":
        return _bracket(written, position)
    inner, negated, end = _set(written, position)
    if inner:
        return f"[{'^' if negated else ''}{inner}]", end
    return _escape(written[position : position + 2]), position + 2


def _escape(escape: str) -> str:
    """An escaped single character, which means the same to RE2. Raises ValueError for an unknown escape."""
    if escape == "\\":
        raise ValueError("das Suchmuster endet mit «\\»")
    if escape[1].isdigit():
        raise ValueError("Verweise auf Gruppen gibt es im Suchmuster nicht")
    if escape[1] not in _ESCAPABLE:
        raise ValueError(f"«{escape}» gibt es im Suchmuster nicht")
    return escape


def _set(written: str, position: int) -> tuple[str, bool, int]:
    """The characters an escape such as `\\D` stands for, whether all others are meant, and the position behind it.

    The characters are empty where no escape for a whole set begins at `position`.
    """
    letter = written[position + 1 : position + 2] if written[position] == "\\" else ""
    if letter.lower() in _SETS:
        return _SETS[letter.lower()], letter.isupper(), position + 2
    if letter not in ("p", "P"):
        return "", False, position
    found = _PROPERTY.match(written, position)
    if found is None:
        raise ValueError("nach «\\p» steht eine Eigenschaft in geschweiften Klammern")
    name = found[2]
    if name.startswith("Is") and name[2:] in _BLOCKS:
        return _span_text([_BLOCKS[name[2:]]]), found[1] == "P", found.end()
    if not re.fullmatch(r"[LMNPZSC][a-z]?", name):
        raise ValueError(f"die Zeicheneigenschaft «{name}» ist nicht bekannt")
    return rf"\p{{{name}}}", found[1] == "P", found.end()


def _bracket(written: str, position: int) -> tuple[str, int]:
    negated = written.startswith("[^", position)
    position += 2 if negated else 1
    pieces: list[str] = []
    spans: Spans | None = []
    while not (written.startswith("]", position) and pieces):
        if written.startswith("-[", position):
            if spans is None:
                raise ValueError("von dieser Zeichenklasse lässt sich nichts abziehen")
            return _subtracted(written, position + 1, _inverted(spans) if negated else spans)
        inner, inverse, end = _set(written, position) if written[position:] else ("", False, position)
        found = None if inner else _SPAN.match(written, position)
        if inner and not inverse:
            pieces.append(inner)
            spans, position = None, end
        elif found is not None:
            span = (_code(found[1]), _code(found[2] or found[1]))
            pieces.append(_span_text([span]))
            position = found.end()
            if spans is not None:
                spans.append(span)
        else:
            raise ValueError("eine Zeichenklasse ist nicht geschlossen oder wird nicht verstanden")
    return f"[{'^' if negated else ''}{''.join(pieces)}]", position + 1


def _code(item: str) -> int:
    if len(item) == 1:
        return ord(item)
    return ord(_CONTROLS.get(item[1], _escape(item)[1]))


def _subtracted(written: str, position: int, spans: Spans) -> tuple[str, int]:
    """The second half of `[a-z-[aeiou]]`: the first set without the second, worked out in code points."""
    end = written.find("]", position)
    if written[end : end + 2] != "]]":
        raise ValueError("diese Zeichenklasse wird nicht verstanden")
    body = written[position + 1 : end]
    inverse = body.startswith("^")
    removed = [(_code(found[1]), _code(found[2] or found[1])) for found in _SPAN.finditer(body, int(inverse))]
    left = spans
    for low, high in _inverted(removed) if inverse else removed:
        cut = [part for first, last in left for part in ((first, min(last, low - 1)), (max(first, high + 1), last))]
        left = [(first, last) for first, last in cut if first <= last]
    if not left:
        raise ValueError("diese Zeichenklasse ist leer")
    return f"[{_span_text(left)}]", end + 2


def _inverted(spans: Spans) -> Spans:
    result: Spans = []
    start = 0
    for low, high in sorted(spans):
        if low > start:
            result.append((start, low - 1))
        start = max(start, high + 1)
    return [*result, (start, _LAST)] if start <= _LAST else result


def _span_text(spans: Spans) -> str:
    return "".join(rf"\x{{{low:X}}}-\x{{{high:X}}}" for low, high in spans)
