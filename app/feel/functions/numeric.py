"""Functions on numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
)

from app.feel.functions.signatures import function, signature
from app.feel.library import Function
from app.feel.numbers import NUMBERS, round_to
from app.feel.temporal import negate
from app.feel.values import YearsMonths

_MAX_SCALE = 6176
_WIDE = Context(prec=NUMBERS.prec, rounding=NUMBERS.rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""As exact as `NUMBERS`, for numbers on the way that are larger than any result."""


def _scale(scale: Decimal | None) -> int:
    """The digits behind the point asked for. Raises ValueError outside the range of numbers."""
    digits = int(scale) if scale is not None and abs(scale) <= _MAX_SCALE else None
    if digits is None and scale is not None:
        raise ValueError("so viele Stellen hat keine Zahl")
    return digits or 0


def _rounding(mode: str) -> Callable[[Decimal, Decimal | None], Decimal]:
    return lambda number, scale: round_to(number, _scale(scale), mode)


def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder with the sign of the divisor. Only it is rounded: the quotient may have thousands of digits."""
    if not divisor:
        raise DivisionByZero
    (first, low), (second, high) = _parts(dividend), _parts(divisor)
    unit = min(low, high)
    rest = first * 10 ** (low - unit) % (second * 10 ** (high - unit))
    return NUMBERS.plus(_WIDE.scaleb(_WIDE.create_decimal(rest), unit))


def _parts(number: Decimal) -> tuple[int, int]:
    """A number as a whole number and a power of ten."""
    sign, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits)))
    return -whole if sign else whole, int(exponent)


def _absolute_duration(value: timedelta | YearsMonths) -> timedelta | YearsMonths:
    backwards = value < (YearsMonths(0) if isinstance(value, YearsMonths) else timedelta(0))
    return negate(value) if backwards else value


def _odd(number: Decimal) -> bool:
    return _modulo(number, Decimal(2)) == 1


def _even(number: Decimal) -> bool:
    return _modulo(number, Decimal(2)) == 0


def _log(number: Decimal) -> Decimal | None:
    return NUMBERS.ln(number) if number > 0 else None


def _round_function(mode: str) -> Function:
    return function("n: number, scale: number", _rounding(mode))


NUMERIC = {
    "decimal": _round_function(ROUND_HALF_EVEN),
    "floor": function("n: number, scale?: number", _rounding(ROUND_FLOOR)),
    "ceiling": function("n: number, scale?: number", _rounding(ROUND_CEILING)),
    "round up": _round_function(ROUND_UP),
    "round down": _round_function(ROUND_DOWN),
    "round half up": _round_function(ROUND_HALF_UP),
    "round half down": _round_function(ROUND_HALF_DOWN),
    "abs": Function(
        signature("n: number", NUMBERS.abs),
        signature("n: days and time duration", _absolute_duration),
        signature("n: years and months duration", _absolute_duration),
    ),
    "modulo": function("dividend: number, divisor: number", _modulo),
    "sqrt": function("number: number", NUMBERS.sqrt),
    "log": function("number: number", _log),
    "exp": function("number: number", NUMBERS.exp),
    "odd": function("number: number", _odd),
    "even": function("number: number", _even),
}
