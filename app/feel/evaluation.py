"""An evaluation while it runs: visible names (`Frame`) and its budget, clock and reasons (`Run`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel.conversion import adopt
from app.feel.errors import FeelLimitError
from app.feel.far import FarDate, FarMoment
from app.feel.limits import MAX_CALL_HEIGHT, MAX_STEPS
from app.feel.values import FunctionValue, Hours, Range, YearsMonths

PLAIN = frozenset(
    {
        *(type(None), bool, Decimal, str, date, time, datetime, timedelta, Hours),
        *(YearsMonths, Range, FunctionValue, FarDate, FarMoment),
    }
)
"""Values of these types are FEEL values as they stand; everything else from outside is converted on first use."""


class Run:
    """One evaluation: steps left, depth of function calls, the clock, and why values became null.

    missing: names that were read although nothing has that name, `a` or `a.b`.
    """

    __slots__ = ("_adopted", "call_height", "missing", "now", "reasons", "steps_left")

    def __init__(self, now: Callable[[], datetime] | None = None, steps: int = MAX_STEPS) -> None:
        self.now = now
        self.steps_left = steps
        self.call_height = 0
        self.reasons: list[str] = []
        self.missing: list[str] = []
        self._adopted: dict[int, tuple[object, object]] = {}

    def charge(self, steps: int) -> None:
        """Takes steps off the budget. Raises FeelLimitError when it is used up."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise FeelLimitError("Der Ausdruck braucht zu viele Schritte.")

    def enter_call(self, height: int) -> None:
        """Counts a function call whose body is `height` levels high. Raises FeelLimitError when calls nest too deep."""
        self.call_height += height
        if self.call_height > MAX_CALL_HEIGHT:
            raise FeelLimitError("Funktionen rufen sich zu tief ineinander auf.")

    def leave_call(self, height: int) -> None:
        """Takes back `enter_call`."""
        self.call_height -= height

    def fail(self, reason: str) -> None:
        """Notes why a value is null, in German without a full stop. Only the first 20 reasons are kept."""
        if len(self.reasons) < 20:
            self.reasons.append(reason)

    def miss(self, name: str) -> None:
        """Notes a name that was read and is not there. Only the first 20 are kept."""
        if len(self.missing) < 20:
            self.missing.append(name)

    def adopt(self, value: object) -> object:
        """Converts a value from outside; a list or context only once per evaluation."""
        if not isinstance(value, (list, dict)):
            return adopt(value)
        known = self._adopted.get(id(value))
        if known is None:
            # The original is kept beside the copy, so that its id stays taken.
            known = (value, adopt(value))
            self._adopted[id(value)] = known
        return known[1]


class Frame:
    """Visible names, innermost first. The outermost frame has no parent and holds values from outside."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, object], parent: Frame | None, run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def inner(self, values: Mapping[str, object]) -> Frame:
        """A frame inside this one."""
        return Frame(values, self, self.run)
