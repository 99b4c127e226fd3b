"""What functions result in, as far as that follows from the shapes of their arguments."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from app.feel.syntax import Literal, Node
from app.flow.expressions import value_of
from app.gate.expression_check import SOME_DAY
from app.gate.names.shapes import (
    MAX_DEPTH,
    NUMBER,
    OPEN,
    TEXT,
    TRUTH,
    Shape,
    context_of,
    entry,
    join,
    list_of,
    member,
    of_kind,
    of_value,
)

_DATE, _MOMENT = of_kind("date"), of_kind("moment")
_ALWAYS: Mapping[str, Shape] = {
    **dict.fromkeys((
        "count", "sum", "mean", "median", "stddev", "product", "abs", "floor", "ceiling", "decimal", "round up",
        "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp", "number", "day of year",
        "week of year", "string length", "im days left", "im days used", "java size",
        "java length",
    ), NUMBER),
    **dict.fromkeys((
        "string", "substring", "substring before", "substring after", "upper case", "lower case", "replace",
        "string join", "day of week", "month of year",
    ), TEXT),
    **dict.fromkeys((
        "contains", "starts with", "ends with", "matches", "all", "any", "list contains", "odd", "even", "not",
        "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
        "finished by", "includes", "during", "starts", "started by", "coincides", "is", "is working day", "is empty",
        "java equals", "java contains", "java empty", "java starts with", "java ends with",
    ), TRUTH),
    **dict.fromkeys((
        "date", "today", "add months", "add working days", "last working day before", "last working day on or before",
        "first working day on or after", "statutory deadline",
    ), _DATE),
    **dict.fromkeys(("date and time", "now", "at six"), _MOMENT),
    **dict.fromkeys(("duration", "years and months duration"), of_kind("duration")),
    "time": of_kind("time"), "range": of_kind("range"), "split": list_of(TEXT), "index of": list_of(NUMBER),
    "get entries": list_of(context_of({"key": TEXT, "value": OPEN})),
}  # fmt: skip
_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "arbeitstraining dates": (
        'arbeitstraining dates(@"2027-01-04", 6)',
        'arbeitstraining dates(@"2027-01-04", 13, null, 6, @"2027-03-01", @"2027-03-01")',
    ),
}
"""Functions that result in a context → calls that have all of its fields between them."""


def _same_list(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    return list_of(entry(shapes[0]))


def _longer_list(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    return list_of(join((entry(shapes[0]), *shapes[1:])))


def _all_lists(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    return list_of(join(entry(shape) for shape in shapes))


def _flattened(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    inner = entry(shapes[0])
    for _ in range(MAX_DEPTH):
        if inner.is_open or "list" not in inner.kinds:
            break
        inner = entry(inner)
    return list_of(inner)


def _one_entry(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    return entry(shapes[0]) if len(shapes) == 1 else join(shapes)


def _with_field(shapes: Sequence[Shape], nodes: Sequence[Node]) -> Shape:
    if len(shapes) != 3 or not isinstance(nodes[1], Literal) or shapes[0].is_open or "list" in shapes[1].kinds:
        return OPEN
    return join((shapes[0], context_of({str(nodes[1].value): shapes[2]})))


def _merged(shapes: Sequence[Shape], _nodes: Sequence[Node]) -> Shape:
    return entry(shapes[0])


def _part(shapes: Sequence[Shape], nodes: Sequence[Node]) -> Shape:
    if len(shapes) == 2 and isinstance(nodes[1], Literal) and isinstance(nodes[1].value, str):
        return member(shapes[0], nodes[1].value) or OPEN
    return OPEN if shapes[0].is_open or "context" in shapes[0].kinds else entry(shapes[0])


BY_ARGUMENTS: Mapping[str, Callable[[Sequence[Shape], Sequence[Node]], Shape]] = {
    **dict.fromkeys(("reverse", "sublist", "distinct values", "remove", "sort"), _same_list),
    "append": _longer_list,
    "flatten": _flattened,
    "insert before": lambda shapes, _: list_of(join((entry(shapes[0]), *shapes[2:]))),
    "list replace": lambda shapes, _: list_of(join((entry(shapes[0]), *shapes[2:]))),
    **dict.fromkeys(("concatenate", "union"), _all_lists),
    **dict.fromkeys(("min", "max"), _one_entry),
    "mode": _same_list,
    "context put": _with_field,
    "context merge": _merged,
    "element at": _part,
}
"""Functions whose result is made of their arguments."""


def result_of(name: str, shapes: Sequence[Shape], nodes: Sequence[Node]) -> Shape:
    """The shape of what a function results in; open where nothing is known about it."""
    if name in _ALWAYS:
        return _ALWAYS[name]
    if name in _EXAMPLES:
        return _example(name)
    return BY_ARGUMENTS[name](shapes, nodes) if name in BY_ARGUMENTS and shapes else OPEN


@cache
def _example(name: str) -> Shape:
    return join(of_value(value_of(call, {}, lambda: SOME_DAY)) for call in _EXAMPLES[name])
