"""Functions which relate points and ranges in time or in numbers."""

from __future__ import annotations

from collections.abc import Callable

from app.feel.equality import equal, in_range, less
from app.feel.evaluation import Run
from app.feel.functions.signatures import signature
from app.feel.library import Function
from app.feel.values import Range


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _less(run: Run, left: object, right: object) -> bool:
    """Whether left is smaller. Raises ValueError when the two cannot be compared."""
    found = less(left, right, run)
    if found is None:
        raise ValueError("die Angaben lassen sich nicht vergleichen")
    return found


def _same(run: Run, left: object, right: object) -> bool:
    found = equal(left, right, run)
    if found is None:
        raise ValueError("die Angaben lassen sich nicht vergleichen")
    return found


def _before(run: Run, one: object, other: object) -> bool:
    first, second = _as_range(one), _as_range(other)
    if _less(run, first.high, second.low):
        return True
    touching = _same(run, first.high, second.low)
    return touching and not (first.high_closed and second.low_closed)


def _after(run: Run, one: object, other: object) -> bool:
    return _before(run, other, one)


def _meets(run: Run, one: Range, other: Range) -> bool:
    return one.high_closed and other.low_closed and _same(run, one.high, other.low)


def _met_by(run: Run, one: Range, other: Range) -> bool:
    return _meets(run, other, one)


def _overlaps(run: Run, one: Range, other: Range) -> bool:
    return not _before(run, one, other) and not _before(run, other, one)


def _starts_earlier(run: Run, one: Range, other: Range) -> bool:
    if _less(run, one.low, other.low):
        return True
    return _same(run, one.low, other.low) and one.low_closed and not other.low_closed


def _ends_later(run: Run, one: Range, other: Range) -> bool:
    if _less(run, other.high, one.high):
        return True
    return _same(run, one.high, other.high) and one.high_closed and not other.high_closed


def _overlaps_before(run: Run, one: Range, other: Range) -> bool:
    return (
        _overlaps(run, one, other)
        and not _starts_earlier(run, other, one)
        and _starts_earlier(run, one, other)
        and not _ends_later(run, one, other)
    )


def _overlaps_after(run: Run, one: Range, other: Range) -> bool:
    return _overlaps(run, one, other) and _starts_earlier(run, other, one) and not _ends_later(run, other, one)


def _same_low(run: Run, one: Range, other: Range) -> bool:
    return one.low_closed == other.low_closed and _same(run, one.low, other.low)


def _same_high(run: Run, one: Range, other: Range) -> bool:
    return one.high_closed == other.high_closed and _same(run, one.high, other.high)


def _finishes(run: Run, one: object, other: Range) -> bool:
    if not isinstance(one, Range):
        return other.high_closed and _same(run, one, other.high)
    return _same_high(run, one, other) and not _starts_earlier(run, one, other)


def _starts(run: Run, one: object, other: Range) -> bool:
    if not isinstance(one, Range):
        return other.low_closed and _same(run, one, other.low)
    return _same_low(run, one, other) and not _ends_later(run, one, other)


def _includes(run: Run, one: Range, other: object) -> bool | None:
    if not isinstance(other, Range):
        return in_range(other, one, run)
    return not _starts_earlier(run, other, one) and not _ends_later(run, other, one)


def _coincides(run: Run, one: object, other: object) -> bool:
    if isinstance(one, Range) and isinstance(other, Range):
        return _same_low(run, one, other) and _same_high(run, one, other)
    return _same(run, one, other)


def _swapped(relation: Callable[..., bool | None]) -> Callable[..., bool | None]:
    return lambda run, one, other: relation(run, other, one)


def _relation(relation: Callable[..., bool | None], *shapes: str) -> Function:
    """A function with one signature for each shape, such as `point range`."""
    signatures = []
    for shape in shapes:
        written = ", ".join(
            f"{name}: {'range' if kind == 'range' else 'any'}"
            for name, kind in zip(_names(shape), shape.split(), strict=True)
        )
        signatures.append(signature(written, relation, wants_run=True))
    return Function(*signatures)


def _names(shape: str) -> tuple[str, str]:
    if shape == "range range":
        return "range1", "range2"
    if shape == "point point":
        return "point1", "point2"
    return ("point", "range") if shape.startswith("point") else ("range", "point")


RANGES = {
    "before": _relation(_before, "range range", "point range", "range point", "point point"),
    "after": _relation(_after, "range range", "point range", "range point", "point point"),
    "meets": _relation(_meets, "range range"),
    "met by": _relation(_met_by, "range range"),
    "overlaps": _relation(_overlaps, "range range"),
    "overlaps before": _relation(_overlaps_before, "range range"),
    "overlaps after": _relation(_overlaps_after, "range range"),
    "finishes": _relation(_finishes, "range range", "point range"),
    "finished by": _relation(_swapped(_finishes), "range range", "range point"),
    "includes": _relation(_includes, "range range", "range point"),
    "during": _relation(_swapped(_includes), "range range", "point range"),
    "starts": _relation(_starts, "range range", "point range"),
    "started by": _relation(_swapped(_starts), "range range", "range point"),
    "coincides": _relation(_coincides, "range range", "point point"),
}
