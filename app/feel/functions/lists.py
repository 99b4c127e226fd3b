"""Functions on lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cmp_to_key

from app.feel.equality import equal, identity, less
from app.feel.evaluation import Run
from app.feel.functions.signatures import function, list_function, signature
from app.feel.library import Function
from app.feel.limits import check_length
from app.feel.numbers import NUMBERS, whole
from app.feel.values import FunctionValue


def _contains(run: Run, items: list[object], element: object) -> bool:
    run.charge(len(items))
    return any(equal(item, element, run) is True for item in items)


def _extreme(run: Run, items: list[object], comes_first: Callable[[object, object], bool | None]) -> object:
    best: object = None
    for position, item in enumerate(items):
        if position == 0:
            # A value that is compared with no other must be of a comparable kind too: `max([true])` is null.
            best = item if less(item, item, run) is not None else None
        elif best is not None:
            first = comes_first(item, best)
            best = None if first is None else item if first else best
    return best


def _min(run: Run, items: list[object]) -> object:
    return _extreme(run, items, lambda item, best: less(item, best, run))


def _max(run: Run, items: list[object]) -> object:
    return _extreme(run, items, lambda item, best: less(best, item, run))


def _numbers(items: Sequence[object]) -> list[Decimal]:
    """The elements as numbers. Raises ValueError when the list is empty or holds anything else."""
    numbers = [item for item in items if isinstance(item, Decimal)]
    if not items or len(numbers) != len(items):
        raise ValueError("erwartet wird eine Liste von Zahlen")
    return numbers


def _sum(items: list[object]) -> Decimal:
    total = Decimal(0)
    for number in _numbers(items):
        total = NUMBERS.add(total, number)
    return total


def _product(items: list[object]) -> Decimal:
    result = Decimal(1)
    for number in _numbers(items):
        result = NUMBERS.multiply(result, number)
    return result


def _mean(items: list[object]) -> Decimal:
    return NUMBERS.divide(_sum(items), Decimal(len(items)))


def _median(items: list[object]) -> Decimal | None:
    if not items:
        return None
    numbers = sorted(_numbers(items))
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return NUMBERS.divide(NUMBERS.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def _deviation(items: list[object]) -> Decimal | None:
    """The standard deviation of a sample, which needs two numbers."""
    if len(items) < 2:
        return None
    mean = _mean(items)
    squares = [NUMBERS.power(NUMBERS.subtract(number, mean), 2) for number in _numbers(items)]
    return NUMBERS.sqrt(NUMBERS.divide(_sum(list(squares)), Decimal(len(items) - 1)))


def _mode(items: list[object]) -> list[object]:
    if not items:
        return []
    counts: dict[Decimal, int] = {}
    for number in _numbers(items):
        counts[number] = counts.get(number, 0) + 1
    highest = max(counts.values())
    return [*sorted(number for number, count in counts.items() if count == highest)]


def _all(items: list[object]) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def _any(items: list[object]) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _sublist(items: list[object], start: Decimal, length: Decimal | None) -> list[object] | None:
    first = whole(start)
    count = len(items) if length is None else whole(length)
    if first is None or count is None or first == 0 or abs(first) > len(items) or count < 0:
        return None
    begin = first - 1 if first > 0 else len(items) + first
    return items[begin : begin + count]


def _append(items: list[object], added: list[object]) -> list[object]:
    check_length(len(items) + len(added))
    return [*items, *added]


def _concatenate(run: Run, lists: list[object]) -> list[object]:
    result: list[object] = []
    for part in lists:
        result.extend(part if isinstance(part, list) else [part])
        run.charge(1)
        check_length(len(result))
    return result


def _index(items: Sequence[object], position: Decimal) -> int | None:
    """The index in a Python list of a position counted from 1, or from -1 at the end; None outside the list."""
    number = int(position) if abs(position) <= len(items) else 0
    if number == 0:
        return None
    return number - 1 if number > 0 else len(items) + number


def _insert(items: list[object], position: Decimal, added: object) -> list[object] | None:
    # Inserting is possible behind the last element, too.
    index = len(items) if position == len(items) + 1 else _index(items, position)
    check_length(len(items) + 1)
    return None if index is None else [*items[:index], added, *items[index:]]


def _remove(items: list[object], position: Decimal) -> list[object] | None:
    index = _index(items, position)
    return None if index is None else [*items[:index], *items[index + 1 :]]


def _replace_at(items: list[object], position: Decimal, added: object) -> list[object] | None:
    index = _index(items, position)
    return None if index is None else [*items[:index], added, *items[index + 1 :]]


def _replace_where(run: Run, items: list[object], match: FunctionValue, added: object) -> list[object] | None:
    result: list[object] = []
    for item in items:
        found = match.invoke(run, [item, added])
        if not isinstance(found, bool):
            return None
        result.append(added if found else item)
    return result


def _index_of(run: Run, items: list[object], match: object) -> list[object]:
    run.charge(len(items))
    return [Decimal(position) for position, item in enumerate(items, 1) if equal(item, match, run) is True]


def _first_of_each(run: Run, items: Sequence[object]) -> list[object]:
    known: dict[object, object] = {}
    for item in items:
        known.setdefault(identity(item, run), item)
    return list(known.values())


def _union(run: Run, lists: list[object]) -> list[object]:
    return _first_of_each(run, _concatenate(run, lists))


def _flatten(run: Run, items: list[object]) -> list[object]:
    result: list[object] = []
    pending = [iter(items)]
    while pending:
        run.charge(1)
        item = next(pending[-1], pending)
        if item is pending:
            pending.pop()
        elif isinstance(item, list):
            pending.append(iter(item))
        else:
            result.append(item)
            check_length(len(result))
    return result


def _sort(run: Run, items: list[object], precedes: FunctionValue | None) -> list[object]:
    def order(left: object, right: object) -> int:
        run.charge(1)
        if precedes is None:
            before, after = less(left, right, run), less(right, left, run)
        else:
            before = precedes.invoke(run, [left, right]) is True
            after = not before
        if before is None or after is None:
            raise ValueError("die Liste lässt sich nicht ordnen")
        return -1 if before else int(after)

    return sorted(items, key=cmp_to_key(order))


LISTS = {
    "list contains": function("list: list, element: any", _contains, wants_run=True),
    "count": list_function(lambda items: Decimal(len(items))),
    "min": list_function(_min, wants_run=True),
    "max": list_function(_max, wants_run=True),
    "sum": list_function(_sum),
    "mean": list_function(_mean),
    "all": list_function(_all),
    "any": list_function(_any),
    "median": list_function(_median),
    "product": list_function(_product),
    "stddev": list_function(_deviation),
    "mode": list_function(_mode),
    "sublist": function("list: list, start position: number, length?: number", _sublist),
    "append": Function(signature("list: list, item: any", _append, variadic=True)),
    "concatenate": Function(signature("list: any", _concatenate, variadic=True, wants_run=True)),
    "insert before": function("list: list, position: number, newItem: any", _insert),
    "remove": function("list: list, position: number", _remove),
    "list replace": Function(
        signature("list: list, position: number, newItem: any", _replace_at),
        signature("list: list, match: function, newItem: any", _replace_where, wants_run=True),
    ),
    "reverse": function("list: list", lambda items: items[::-1]),
    "index of": function("list: list, match: any", _index_of, wants_run=True),
    "union": Function(signature("list: any", _union, variadic=True, wants_run=True)),
    "distinct values": function("list: list", _first_of_each, wants_run=True),
    "flatten": function("list: list", _flatten, wants_run=True),
    "sort": function("list: list, precedes?: function", _sort, wants_run=True),
}
