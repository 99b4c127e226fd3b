"""The lines of form files, whose JSON reader does not tell them."""

import json


def line_of(source: str, text: str) -> int | None:
    """The line of a form file in which an expression stands first; None where it is written in another way."""
    for ascii_only in (False, True):
        position = source.find(json.dumps(text, ensure_ascii=ascii_only)[1:-1])
        if position >= 0 and text:
            return source.count("\n", 0, position) + 1
    return None
