"""Collects the reasons of the dates computed while an expression is evaluated, so that a task can show them.

An expression such as `add working days(meeting day, 5)` yields a plain date. Code that evaluates it
inside `collected_reasons()` can look up afterwards why it is that date.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from app.deadlines.reasons import swiss

MOST_DAYS = 100
"""Days whose reasons are kept, more than the longest Arbeitstraining has: a loop must not fill the memory."""
LONGEST_REASON = 1_000
"""Characters of a reason with the reasons of what it was counted from."""

_collected: ContextVar[dict[date, str] | None] = ContextVar("collected_reasons", default=None)


@contextmanager
def collected_reasons() -> Iterator[dict[date, str]]:
    """{computed day: why it is that day}, filled while the block runs, in the order of computation.

    A day computed from another computed day says the reason of both. A day computed twice keeps its last reason.
    Of very many days only the last MOST_DAYS are kept.
    """
    reasons: dict[date, str] = {}
    token = _collected.set(reasons)
    try:
        yield reasons
    finally:
        _collected.reset(token)


def explained(day: date, counted_from: date, reason: Callable[[], str]) -> date:
    """Returns `day` and notes its reason; `reason` is called only inside `collected_reasons()`."""
    collected = _collected.get()
    if collected is not None:
        _keep(collected, {day: _with_origin(collected, counted_from, reason())})
    return day


def explain_all(reasons_by_day: Callable[[], dict[date, str]]) -> None:
    """Notes the reasons of several days at once; does nothing outside `collected_reasons()`."""
    collected = _collected.get()
    if collected is not None:
        _keep(collected, reasons_by_day())


def _with_origin(collected: Mapping[date, str], counted_from: date, reason: str) -> str:
    """The reason and, if `counted_from` was computed too, why it is that day; the reason alone if both are too long."""
    origin = collected.get(counted_from)
    if origin is None:
        return reason
    day = f"Der {swiss(counted_from)}"
    both = f"{reason} {origin if origin.startswith(day) else f'{day}: {origin}'}"
    return both if len(both) <= LONGEST_REASON else reason


def _keep(collected: dict[date, str], reasons: Mapping[date, str]) -> None:
    for day, reason in reasons.items():
        collected.pop(day, None)  # so that a day computed again counts as the latest
        collected[day] = reason
    while len(collected) > MOST_DAYS:
        del collected[next(iter(collected))]
