"""Data of a person without who it is, for somebody who may not know that yet or no longer."""

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Data = TypeVar("Data")


def without_names(data: Data, names: Collection[str], shown: str) -> Data:
    """`data` (dataclasses, lists, mappings, texts) with `shown` wherever a text says one of `names`.

    Letters to the client greet them, and lines of the history may name them: what counts is the text, not its place.
    """
    wanted = sorted((name for name in names if name), key=len, reverse=True)
    return _walk(data, wanted, shown) if wanted else data


def _walk(data: Any, names: list[str], shown: str) -> Any:
    if isinstance(data, str):
        for name in names:
            data = data.replace(name, shown)
        return data
    if is_dataclass(data) and not isinstance(data, type):
        changed = {field.name: _walk(getattr(data, field.name), names, shown) for field in fields(data)}
        return replace(data, **changed)
    if isinstance(data, dict):
        return {key: _walk(value, names, shown) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return type(data)(_walk(item, names, shown) for item in data)
    return data
