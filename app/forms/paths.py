"""Reading and writing nested JSON by key path, without ever changing what was given."""

from collections.abc import Mapping
from typing import Any


def dig(data: object, path: tuple[str, ...]) -> Any:
    """The value at the path, None where there is none."""
    for key in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data


def put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """Writes into `data`, making dictionaries on the way; meant for freshly built data only."""
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` laid over `below`: dictionaries are merged, everything else replaced. Both stay as they are."""
    result = dict(below)
    for key, value in above.items():
        beneath = result.get(key)
        result[key] = merged(beneath, value) if isinstance(value, dict) and isinstance(beneath, Mapping) else value
    return result
