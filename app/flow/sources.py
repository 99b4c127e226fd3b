"""Labels case data with their source: each record says of its own fields in which paper they stand.

The labels stand in the record itself, under a key that no form and no diagram can write. So they go wherever the record
goes: into lists of collected rounds, into called processes, through `append` and `context merge`. A value that a script
computes gets the labels of everything it was made of. The result of a decision table or an action has no label: it is
the procedure's own statement. This module does not interpret labels; several for one field are joined by «+».

Example: `{"klient": {"name": "Muster", "_source": {"name": "7"}}}`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.feel import Expression

LABELS = "_source"
"""The key of the labels in a record: name of a field → label."""

LabelPath = tuple[str | int, ...]
"""The path to a labelled field in nested case data: keys, and numbers of rows from 0."""


def labelled(values: Mapping[str, Any], paths: Mapping[LabelPath, str]) -> dict[str, Any]:
    """A copy of nested `values` with a label at each path."""
    below: dict[str | int, dict[LabelPath, str]] = {}
    own: dict[str, str] = {}
    for path, label in paths.items():
        if len(path) == 1:
            own[str(path[0])] = label
        else:
            below.setdefault(path[0], {})[path[1:]] = label
    result = {key: _labelled_inside(value, below[key]) if key in below else value for key, value in values.items()}
    return with_labels(result, own)


def _labelled_inside(value: Any, paths: Mapping[LabelPath, str]) -> Any:
    if isinstance(value, Mapping):
        return labelled(value, paths)
    rows = list(value)
    for number in {path[0] for path in paths}:
        assert isinstance(number, int)
        rows[number] = labelled(rows[number], {p[1:]: label for p, label in paths.items() if p[0] == number})
    return rows


def with_labels(record: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """`record` with further labels for its fields; an empty label removes the one that was there."""
    known = {key: label for key, label in {**record.get(LABELS, {}), **labels}.items() if label}
    return {**{key: value for key, value in record.items() if key != LABELS}, **({LABELS: known} if known else {})}


def over(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record with `values` over them; each field keeps the label of where it comes from."""
    kept = {key: label for key, label in before.get(LABELS, {}).items() if key not in values}
    return with_labels({**before, **values, LABELS: values.get(LABELS, {})}, kept)


def without_labels(value: Any) -> Any:
    """Case data without labels, as actions, other cases and people get them."""
    return visible(value, lambda _label: True)


def visible(value: Any, may_see: Callable[[str], bool]) -> Any:
    """Case data without labels, and without fields that have a label `may_see` refuses; lists keep their length."""
    if isinstance(value, Mapping):
        labels = value.get(LABELS, {})
        return {
            key: visible(inner, may_see)
            for key, inner in value.items()
            if key != LABELS and (key not in labels or all(may_see(one) for one in labels[key].split("+")))
        }
    return [visible(item, may_see) for item in value] if isinstance(value, list) else value


def of_result(expression: Expression, variables: Mapping[str, Any], result: Any) -> str:
    """The label for the value that `expression` computed from `variables`; empty if nothing it read has a label.

    A field that was read counts with its own label. A whole record that was read counts with the labels of everything
    in it, unless the result still carries labels itself, as `append(liste, zeile)` does.
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


def labels_in(value: Any) -> set[str]:
    """The labels, each alone, of everything in `value`."""
    return {one for label in _labels_in(value) for one in label.split("+")}


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
