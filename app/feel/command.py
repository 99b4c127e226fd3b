"""The `feel` command: evaluates an expression, or unary tests, that come as texts. The answer is JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from app.feel.conversion import from_json, names_in, to_json
from app.feel.errors import FeelError
from app.feel.expression import parse_expression, parse_unary
from app.feel.library import Library
from app.feel.standard import STANDARD

_MAX_JSON = 1_000_000


def feel_command(
    expr: str,
    context_json: str = "{}",
    unary_json: str | None = None,
    *,
    now: Callable[[], datetime] | None = None,
    library: Library = STANDARD,
) -> str:
    """The value of an expression as JSON text; with `unary_json`, whether that value passes the unary tests `expr`.

    Raises FeelError with a German sentence.
    """
    context = read_context(context_json)
    names = names_in(context)
    if unary_json is not None:
        return json.dumps(parse_unary(expr, names=names, library=library).matches(_read(unary_json), context, now=now))
    value = parse_expression(expr, names=names, library=library).evaluate(context, now=now)
    return json.dumps(to_json(value), ensure_ascii=False)


def read_context(text: str) -> dict[str, object]:
    """The FEEL values of a JSON object by name. Raises FeelError for anything else."""
    value = _read(text)
    if not isinstance(value, dict):
        raise FeelError("Die Angaben müssen ein JSON-Objekt sein.")
    return value


def _read(text: str) -> object:
    if len(text) > _MAX_JSON:
        raise FeelError("Die Angaben sind zu gross.")
    try:
        text.encode()
        return from_json(json.loads(text, parse_float=Decimal, parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise FeelError("Die Angaben sind kein gültiges JSON.") from error


def _refuse(name: str) -> object:
    raise ValueError(name)
