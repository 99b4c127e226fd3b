"""Collects the reasons of the dates computed while an expression is evaluated, so that a task can show them.

An expression such as `add working days(meeting day, 5)` yields a plain date. Whoever evaluates it inside
`collected_reasons()` can look up afterwards why it is that date.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

_collected: ContextVar[dict[date, str] | None] = ContextVar("collected_reasons", default=None)


@contextmanager
def collected_reasons() -> Iterator[dict[date, str]]:
    """A dictionary that fills with {computed day: German sentence} while the block runs; the last reason wins."""
    reasons: dict[date, str] = {}
    token = _collected.set(reasons)
    try:
        yield reasons
    finally:
        _collected.reset(token)


def explained(day: date, reason: Callable[[], str]) -> date:
    """Pass the day through; its reason is worded only when somebody collects reasons."""
    explain_all(lambda: {day: reason()})
    return day


def explain_all(reasons_by_day: Callable[[], dict[date, str]]) -> None:
    """Note the reasons of several days at once, if somebody collects reasons."""
    collected = _collected.get()
    if collected is not None:
        collected.update(reasons_by_day())
