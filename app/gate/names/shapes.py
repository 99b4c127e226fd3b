"""What is known about a value before any case runs: its kinds, the fields of a context, the entries of a list.

A shape stands for every value that may be there. An open one stands for anything: nothing is claimed about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel import YearsMonths

MAX_DEPTH = 12
"""Levels of nesting that are followed; what lies deeper is open."""
MAX_SIZE = 2_000
"""Fields of one value, with all they contain. A larger one is open: values that contain each other would grow on."""
_PARTS_OF_TIMES = frozenset({
    "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years", "months", "days",
    "hours", "minutes", "seconds",
})  # fmt: skip
_PARTS = {
    **dict.fromkeys(("date", "time", "moment", "duration"), _PARTS_OF_TIMES),
    "range": frozenset({"start", "end", "start included", "end included"}),
}
"""Kind of a value → the parts it has after a point."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All values a name may stand for. Without kinds there is none yet; `label` tells people what it is.

    kinds: words such as `text`, `number`, `truth`, `date`, `context`, `list`, `null`. size: it, and all shapes in it.
    """

    kinds: frozenset[str] = frozenset()
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    item: "Shape | None" = None
    is_open: bool = False
    label: str = field(default="", compare=False)
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        size = 1 if self.item is None else 1 + self.item.size
        if self.fields:
            size += sum([inner.size for inner in self.fields.values()])
        object.__setattr__(self, "size", size)


NONE_YET = Shape()
OPEN = Shape(is_open=True)


def of_kind(*kinds: str) -> Shape:
    """A value of one of these kinds, neither context nor list."""
    return Shape(frozenset(kinds))


NULL, TEXT, NUMBER, TRUTH = of_kind("null"), of_kind("text"), of_kind("number"), of_kind("truth")


def context_of(fields: Mapping[str, Shape], label: str = "") -> Shape:
    """A context with these fields and no others."""
    return _bounded(Shape(frozenset({"context"}), dict(fields), label=label))


def list_of(item: Shape, label: str = "") -> Shape:
    """A list of such entries."""
    return _bounded(Shape(frozenset({"list"}), item=item, label=label))


def _bounded(shape: Shape) -> Shape:
    return shape if shape.size <= MAX_SIZE else Shape(is_open=True, label=shape.label)


def join(shapes: Iterable[Shape], depth: int = 0) -> Shape:
    """The values that one of the shapes stands for."""
    found = NONE_YET
    for shape in shapes:
        found = _joined(found, shape, depth)
    return found


def _joined(one: Shape, other: Shape, depth: int) -> Shape:
    if one is other or other == NONE_YET or one == other:
        return one if one.label or not other.label else _labelled(one, other.label)
    if one == NONE_YET:
        return other if other.label or not one.label else _labelled(other, one.label)
    label = one.label or other.label
    if one.is_open or other.is_open or depth > MAX_DEPTH:
        return Shape(is_open=True, label=label)
    fields = dict(one.fields)
    for name, shape in other.fields.items():
        fields[name] = _joined(fields[name], shape, depth + 1) if name in fields else shape
    items = [shape.item for shape in (one, other) if shape.item is not None]
    item = join(items, depth + 1) if items else None
    return _bounded(Shape(one.kinds | other.kinds, fields, item, label=label))


def _labelled(shape: Shape, label: str) -> Shape:
    return Shape(shape.kinds, shape.fields, shape.item, shape.is_open, label)


def member(shape: Shape, name: str) -> Shape | None:
    """The field `name`, for a list that of its entries; None where no value the shape stands for has one."""
    if shape.is_open:
        return OPEN
    if not shape.kinds - {"null"}:
        return NONE_YET
    found = [shape.fields[name]] if name in shape.fields else []
    if shape.item is not None:
        inner = member(shape.item, name)
        found += [] if inner is None else [list_of(inner)]
    if any(name in _PARTS.get(kind, ()) for kind in shape.kinds):
        found.append(OPEN)
    return join(found) if found else None


def members(shape: Shape) -> dict[str, Shape]:
    """The fields that can stand after a point."""
    found = dict(shape.fields)
    for name, inner in (members(shape.item) if shape.item is not None else {}).items():
        found.setdefault(name, inner)
    return found


def entry(shape: Shape) -> Shape:
    """One entry of a list; anything else counts as a list of one."""
    if shape.is_open:
        return OPEN
    rest = shape.kinds - {"list"}
    others = [replace(shape, kinds=rest, item=None)] if rest - {"null"} else []
    return join([*([shape.item] if shape.item is not None else []), *others])


def stored(shape: Shape) -> Shape:
    """The shape as case data keep it: days, times and durations become texts."""
    if shape.is_open:
        return shape
    kinds = frozenset("text" if kind in _PARTS else kind for kind in shape.kinds)
    fields = {name: stored(inner) for name, inner in shape.fields.items()}
    return Shape(kinds, fields, None if shape.item is None else stored(shape.item), label=shape.label)


def at_path(path: Iterable[str], shape: Shape) -> Shape:
    """A context in a context …, with `shape` at the path."""
    for name in reversed([*path]):
        shape = context_of({name: shape})
    return shape


def of_value(value: object) -> Shape:
    """The shape of an example; a list is taken to have entries like those it has."""
    if isinstance(value, Mapping):
        return context_of({str(name): of_value(inner) for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return list_of(join(of_value(inner) for inner in value))
    return next((of_kind(kind) for types, kind in _KINDS if isinstance(value, types)), OPEN)


_KINDS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((type(None),), "null"),
    ((bool,), "truth"),
    ((int, float, Decimal), "number"),
    ((str,), "text"),
    ((datetime,), "moment"),
    ((date,), "date"),
    ((time,), "time"),
    ((timedelta, YearsMonths), "duration"),
)
