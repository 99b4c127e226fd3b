"""Regular expressions as FEEL has them (XPath flavour), run by RE2, which takes linear time for every pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

from app.feel.charsets import class_text
from app.feel.evaluation import Run

_FLAGS = frozenset("imsxq")
_MAX_PATTERN = 1_000
_MAX_MEMORY = 4 * 1024 * 1024


@lru_cache(maxsize=256)
def pattern(written: str, flags: str) -> Any:
    """The compiled pattern. Raises ValueError, with a German reason, where RE2 cannot do it: references to groups."""
    if not set(flags) <= _FLAGS:
        raise ValueError("unbekannte Zusätze zum Suchmuster")
    if len(written) > _MAX_PATTERN:
        raise ValueError("das Suchmuster ist zu lang")
    text = re.escape(written) if "q" in flags else _translate(_packed(written) if "x" in flags else written, flags)
    switches = "".join(sorted(set(flags) & set("ims")))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(f"(?{switches}){text}" if switches else text, options)
    except re2.error as error:
        raise ValueError("dieses Suchmuster wird nicht verstanden") from error


def find_all(compiled: Any, text: str, run: Run) -> Iterator[Any]:
    """Every match in turn; each costs one step of the run's budget."""
    for found in compiled.finditer(text):
        run.charge(1)
        yield found


def _packed(written: str) -> str:
    """The pattern without its blanks, which in extended mode (flag `x`) count only inside brackets."""
    result: list[str] = []
    depth = 0
    escaped = False
    for sign in written:
        if sign in " \t\r\n" and not depth:
            continue
        result.append(sign)
        if escaped or sign == "\\":
            escaped = not escaped
        else:
            depth += {"[": 1, "]": -1}.get(sign, 0)
    return "".join(result)


def _translate(written: str, flags: str) -> str:
    """The pattern as RE2 writes it."""
    result: list[str] = []
    position = 0
    while position < len(written):
        sign = written[position]
        if sign in "[\\":
            piece, position = class_text(written, position)
            result.append(piece)
            continue
        position += 1
        if sign == "(" and written.startswith("?", position) and not written.startswith("?:", position):
            raise ValueError("diese Art Gruppe gibt es nicht")
        # In XPath a point matches no line end, neither \n nor \r; in RE2 it matches \r.
        result.append("[^\\n\\r]" if sign == "." and "s" not in flags else sign)
    return "".join(result)
