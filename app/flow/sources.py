"""Where case data come from: each record says of its own fields which paper they stand in.

The labels stand in the record itself, under a key that no form and no diagram can write. So they go wherever the record
goes: into lists of collected rounds, into called processes, through `append` and `context merge`. What a script takes
out of a record gets the labels of everything it was made of. What a decision table or an action says has none: it is
the procedure's own statement. A label means something to whoever wrote it; several are joined by «+».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.feel import Expression

LABELS = "_source"
"""The key of the labels in a record: name of a field → label."""

Place = tuple[str | int, ...]


def labelled(values: Mapping[str, Any], places: Mapping[Place, str]) -> dict[str, Any]:
    """A copy of nested `values` with labels at `places` (keys, and numbers of rows from 0)."""
    below: dict[str | int, dict[Place, str]] = {}
    own: dict[str, str] = {}
    for place, label in places.items():
        if len(place) == 1:
            own[str(place[0])] = label
        else:
            below.setdefault(place[0], {})[place[1:]] = label
    result = {key: _labelled_inside(value, below[key]) if key in below else value for key, value in values.items()}
    return with_labels(result, own)


def _labelled_inside(value: Any, places: Mapping[Place, str]) -> Any:
    if isinstance(value, Mapping):
        return labelled(value, places)
    rows = list(value)
    for number in {place[0] for place in places}:
        assert isinstance(number, int)
        rows[number] = labelled(rows[number], {p[1:]: label for p, label in places.items() if p[0] == number})
    return rows


def with_labels(record: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """`record` with further labels for its fields; an empty one takes a label away."""
    known = {key: label for key, label in {**record.get(LABELS, {}), **labels}.items() if label}
    return {**{key: value for key, value in record.items() if key != LABELS}, **({LABELS: known} if known else {})}


def without_labels(value: Any) -> Any:
    """Case data as they leave the case: for actions, other cases and people."""
    return visible(value, lambda _label: True)


def visible(value: Any, may_see: Callable[[str], bool]) -> Any:
    """Case data without labels and without the fields that may not be seen; lists keep their length."""
    if isinstance(value, Mapping):
        labels = value.get(LABELS, {})
        return {
            key: visible(inner, may_see)
            for key, inner in value.items()
            if key != LABELS and (key not in labels or all(may_see(one) for one in labels[key].split("+")))
        }
    return [visible(item, may_see) for item in value] if isinstance(value, list) else value


def of_result(expression: Expression, variables: Mapping[str, Any], result: Any) -> str:
    """The label of what `expression` made of `variables`; empty where the result says itself where it comes from.

    A field that was read counts by its label. A whole record that was read counts by everything in it, unless the
    result still carries labels of its own.
    """
    whole = not any(_labels_in(result))
    found: set[str] = set()
    for path in expression.paths:
        found |= _labels_at(variables, path, whole)
    return "+".join(sorted({one for label in found for one in label.split("+")}))


def labels_at(variables: Mapping[str, Any], paths: Iterable[tuple[str, ...]]) -> set[str]:
    """The labels, each alone, of everything that stands at these paths in `variables`."""
    found = (label for path in paths for label in _labels_at(variables, path, True))
    return {one for label in found for one in label.split("+")}


def _labels_at(variables: Mapping[str, Any], path: tuple[str, ...], whole: bool) -> set[str]:
    layers = getattr(variables, "maps", [variables])
    record = next((layer for layer in layers if path[0] in layer), None)
    if record is None:
        return set()
    found = {record.get(LABELS, {}).get(path[0], "")} - {""}
    values = [record[path[0]]]
    for name in path[1:]:
        records = [row for value in values for row in _rows(value) if name in row]
        found |= {row.get(LABELS, {}).get(name, "") for row in records} - {""}
        values = [row[name] for row in records]
    return found | ({label for value in values for label in _labels_in(value)} if whole else set())


def _rows(value: Any) -> list[Mapping[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, Mapping)]


def _labels_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from inner.values() if key == LABELS else _labels_in(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _labels_in(item)
