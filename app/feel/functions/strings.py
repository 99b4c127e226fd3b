"""Functions on text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.feel.evaluation import Run
from app.feel.functions.signatures import function
from app.feel.limits import check_length, check_size, check_string
from app.feel.patterns import find_all, pattern


def _substring(text: str, start: Decimal, length: Decimal | None) -> str | None:
    first = _cut(start)
    count = None if length is None else _cut(length)
    if first == 0 or first < -len(text) or (count is not None and count < 1):
        return None
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin:] if count is None else text[begin : begin + count]


def _cut(number: Decimal) -> int:
    """The number without its fraction, cut to a million either way: no text is as long."""
    return int(max(min(number, Decimal(10**6)), Decimal(-(10**6))))


def _before(text: str, match: str) -> str:
    found = text.find(match)
    return text[:found] if found >= 0 else ""


def _after(text: str, match: str) -> str:
    found = text.find(match)
    return text[found + len(match) :] if found >= 0 else ""


def _upper(text: str) -> str:
    return check_string(text.upper())


def _lower(text: str) -> str:
    return check_string(text.lower())


def _matches(text: str, written: str, flags: str | None) -> bool:
    return pattern(written, flags or "").search(text) is not None


def _split(run: Run, text: str, delimiter: str) -> list[object]:
    compiled = pattern(delimiter, "")
    parts: list[object] = []
    last = 0
    for found in find_all(compiled, text, run):
        if found.end() == 0 or (found.start() == found.end() == len(text)):
            continue
        parts.append(text[last : found.start()])
        last = found.end()
        check_length(len(parts) + 1)
    return [*parts, text[last:]]


def _replace(run: Run, text: str, written: str, replacement: str, flags: str | None) -> str:
    compiled = pattern(written, flags or "")
    literal = "q" in (flags or "")
    pieces: list[str] = []
    last = length = 0
    for found in find_all(compiled, text, run):
        inserted = replacement if literal else _expand(replacement, [found.group(), *found.groups()])
        pieces += (text[last : found.start()], inserted)
        last = found.end()
        # Checked while it grows, not at the end: a short pattern can turn a short text into gigabytes.
        length += len(inserted)
        check_size(length)
    return check_string("".join(pieces) + text[last:])


def _expand(replacement: str, groups: Sequence[str | None]) -> str:
    """Puts groups in for `$1`; `\\$` and `\\\\` stand for the signs. Raises ValueError for anything else."""
    result: list[str] = []
    position = 0
    while position < len(replacement):
        sign = replacement[position]
        following = replacement[position + 1 : position + 2]
        if sign == "\\":
            if following not in ("\\", "$"):
                raise ValueError("im Ersatztext steht ein einzelner «\\»")
            result.append(following)
            position += 2
        elif sign == "$":
            if not following.isdigit():
                raise ValueError("im Ersatztext fehlt die Nummer nach «$»")
            number, position = _group_number(replacement, position + 1, len(groups) - 1)
            result.append((groups[number] if number < len(groups) else "") or "")
        else:
            result.append(sign)
            position += 1
    return "".join(result)


def _group_number(text: str, position: int, highest: int) -> tuple[int, int]:
    """The longest number of a group that exists, and the position behind it; at least one digit is taken."""
    number = int(text[position])
    position += 1
    while position < len(text) and text[position].isdigit() and number * 10 + int(text[position]) <= highest:
        number = number * 10 + int(text[position])
        position += 1
    return number, position


def _join(parts: Sequence[object], delimiter: str | None) -> str | None:
    texts = [part for part in parts if part is not None]
    if not all(isinstance(part, str) for part in texts):
        return None
    return check_string((delimiter or "").join(str(part) for part in texts))


def _starts(text: str, match: str) -> bool:
    return text.startswith(match)


def _ends(text: str, match: str) -> bool:
    return text.endswith(match)


STRINGS = {
    "substring": function("string: string, start position: number, length?: number", _substring),
    "string length": function("string: string", lambda text: Decimal(len(text))),
    "upper case": function("string: string", _upper),
    "lower case": function("string: string", _lower),
    "substring before": function("string: string, match: string", _before),
    "substring after": function("string: string, match: string", _after),
    "contains": function("string: string, match: string", lambda text, match: match in text),
    "starts with": function("string: string, match: string", _starts),
    "ends with": function("string: string, match: string", _ends),
    "matches": function("input: string, pattern: string, flags?: string", _matches),
    "replace": function(
        "input: string, pattern: string, replacement: string, flags?: string", _replace, wants_run=True
    ),
    "split": function("string: string, delimiter: string", _split, wants_run=True),
    "string join": function("list: list, delimiter?: string", _join),
}
