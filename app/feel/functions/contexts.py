"""Functions on contexts, and conversions between kinds of value."""

from __future__ import annotations

from decimal import Decimal

from app.feel.conversion import literal_text, text_of
from app.feel.equality import identity
from app.feel.errors import FeelLimitError
from app.feel.evaluation import Run
from app.feel.functions.signatures import function, signature
from app.feel.library import Function
from app.feel.limits import MAX_NESTED_DATA, check_length, check_string
from app.feel.numbers import NUMBERS
from app.feel.values import kind_of

_SEPARATORS = (" ", ",", ".")


def _get(run: Run, context: dict[str, object], key: str) -> object:
    if key not in context:
        run.fail(f"Den Eintrag «{key}» gibt es nicht")
    return context.get(key)


def _get_deep(run: Run, context: dict[str, object], keys: list[object]) -> object:
    value: object = context
    for key in keys:
        value = _get(run, value, key) if isinstance(value, dict) and isinstance(key, str) else None
    return value if keys else None


def _entries(context: dict[str, object]) -> list[object]:
    return [{"key": key, "value": value} for key, value in context.items()]


def _from_entries(entries: list[object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            raise ValueError("jeder Eintrag braucht «key» und «value»")
        key = entry["key"]
        if not isinstance(key, str) or key in result:
            raise ValueError("jeder Name ist ein Text und kommt nur einmal vor")
        result[key] = entry["value"]
    return result


def _put(context: dict[str, object], key: str, value: object) -> dict[str, object]:
    check_length(len(context) + 1)
    return {**context, key: value}


def _put_deep(run: Run, context: dict[str, object], keys: list[object], value: object) -> dict[str, object]:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise ValueError("erwartet wird eine Liste von Namen")
    if len(keys) > MAX_NESTED_DATA:
        raise FeelLimitError("Die Daten werden zu tief verschachtelt.")
    result = dict(context)
    innermost = result
    for key in keys[:-1]:
        inner = innermost.get(str(key))
        if inner is not None and not isinstance(inner, dict):
            raise ValueError(f"unter «{key}» steht kein Kontext")
        run.charge(1 + len(inner or {}))
        copy: dict[str, object] = dict(inner or {})
        innermost[str(key)] = copy
        innermost = copy
    innermost[str(keys[-1])] = value
    return result


def _merge(run: Run, contexts: list[object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise ValueError("erwartet wird eine Liste von Kontexten")
        run.charge(len(context))
        result.update(context)
    return result


def _string(run: Run, value: object) -> str | None:
    return None if value is None else check_string(_text(value, run, inside=False))


def _text(value: object, run: Run, *, inside: bool) -> str:
    if isinstance(value, list):
        run.charge(1)
        return check_string(f"[{', '.join(_text(child, run, inside=True) for child in value)}]")
    if isinstance(value, dict):
        run.charge(1)
        entries = (f"{_key_text(key)}: {_text(child, run, inside=True)}" for key, child in value.items())
        return check_string(f"{{{', '.join(entries)}}}")
    return literal_text(value) if inside else text_of(value)


def _key_text(key: str) -> str:
    return key if key.replace("_", "").replace(" ", "").isalnum() and not key[0].isdigit() else literal_text(key)


def _number(text: str) -> Decimal | None:
    return _parsed(text)


def _number_grouped(text: str, grouping: str | None, point: str | None) -> Decimal | None:
    if grouping not in (None, *_SEPARATORS) or point not in (None, ".", ",") or (grouping == point and point):
        return None
    plain = text.replace(grouping, "") if grouping else text
    return _parsed(plain.replace(point, ".") if point else plain)


def _parsed(text: str) -> Decimal | None:
    stripped = text.strip()
    allowed = set("0123456789+-.eE")
    if not stripped or not set(stripped) <= allowed:
        return None
    return NUMBERS.create_decimal(stripped)


def _is(run: Run, left: object, right: object) -> bool:
    """Whether two values are of one kind and equal, their time zones included."""
    return kind_of(left) == kind_of(right) and _strict(left, run) == _strict(right, run)


def _strict(value: object, run: Run) -> object:
    return identity(value, run) if isinstance(value, (list, dict)) else (kind_of(value), text_of(value))


def _not(value: object) -> bool | None:
    return not value if isinstance(value, bool) else None


CONTEXTS = {
    "get value": Function(
        signature("m: context, key: string", _get, wants_run=True),
        signature("m: context, keys: list", _get_deep, wants_run=True),
    ),
    "get entries": function("m: context", _entries),
    "context": function("entries: list", _from_entries),
    "context put": Function(
        signature("context: context, key: string, value: any", _put),
        signature("context: context, keys: list, value: any", _put_deep, wants_run=True),
    ),
    "context merge": function("contexts: list", _merge, wants_run=True),
    "string": function("from: any", _string, wants_run=True),
    "number": Function(
        signature("from: string", _number),
        signature("from: number", lambda number: number),
        signature("from: string, grouping separator?: string, decimal separator?: string", _number_grouped),
    ),
    "is": function("value1: any, value2?: any", _is, wants_run=True),
    "not": function("negand: any", _not),
}
