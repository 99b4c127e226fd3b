"""Arithmetic on every pair of FEEL values; null, with a reason, where two kinds do not go together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from app.feel.errors import FeelLimitError
from app.feel.evaluation import Run
from app.feel.limits import check_string
from app.feel.numbers import NUMBERS
from app.feel.temporal import add_duration, difference, divide_duration, negate, ratio, scale_duration
from app.feel.values import YearsMonths, german_kind

_NUMBER_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "**": NUMBERS.power,
}
_VERBS = {"+": "zusammenzählen", "-": "voneinander abziehen", "*": "malnehmen", "/": "teilen", "**": "potenzieren"}


def calculate(operator: str, left: object, right: object, run: Run) -> object:
    """`left operator right` for one of + - * / **. Raises FeelLimitError when a number or text grows too large."""
    if type(left) is Decimal and type(right) is Decimal:
        return _numbers(operator, left, right, run)
    try:
        result = _mixed(operator, left, right)
    except (OverflowError, Overflow):
        result = None
    if result is None:
        run.fail(f"{german_kind(left)} und {german_kind(right)} lassen sich nicht {_VERBS[operator]}")
    return result


def _numbers(operator: str, left: Decimal, right: Decimal, run: Run) -> Decimal | None:
    if operator == "**" and not right:
        # The decimal standard calls 0 ** 0 an error; mathematics and every other language say 1.
        return Decimal(1)
    try:
        result = _NUMBER_OPERATIONS[operator](left, right)
        if result.is_finite():
            return result
        run.fail("Diese Rechnung hat kein Ergebnis")
    except Overflow as error:
        raise FeelLimitError("Eine Zahl wird zu gross.") from error
    except DivisionByZero:
        run.fail("Durch null lässt sich nicht teilen")
    except InvalidOperation:
        run.fail("Diese Rechnung hat kein Ergebnis")
    return None


def _mixed(operator: str, left: object, right: object) -> object:
    if operator == "+":
        return _add(left, right)
    if operator == "-":
        return _subtract(left, right)
    if operator == "*":
        return _multiply(left, right)
    if operator == "/":
        return _divide(left, right)
    return None


def _add(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return check_string(left + right)
    if isinstance(right, (timedelta, YearsMonths)):
        return add_duration(left, right)
    if isinstance(left, (timedelta, YearsMonths)):
        return add_duration(right, left)
    return None


def _subtract(left: object, right: object) -> object:
    if isinstance(right, (timedelta, YearsMonths)):
        return add_duration(left, negate(right))
    return difference(left, right)


def _multiply(left: object, right: object) -> object:
    if isinstance(left, (timedelta, YearsMonths)) and isinstance(right, Decimal):
        return scale_duration(left, right)
    if isinstance(right, (timedelta, YearsMonths)) and isinstance(left, Decimal):
        return scale_duration(right, left)
    return None


def _divide(left: object, right: object) -> object:
    if not isinstance(left, (timedelta, YearsMonths)):
        return None
    if isinstance(right, Decimal):
        return divide_duration(left, right) if right else None
    return ratio(left, right) if isinstance(right, (timedelta, YearsMonths)) else None
