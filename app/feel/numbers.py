"""Numbers as FEEL has them: decimal, 34 significant digits, with plain errors instead of infinities."""

from __future__ import annotations

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from app.feel.errors import FeelLimitError

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""The range of IEEE decimal128, which the DMN standard names."""
_EXACT = Context(prec=7000, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation])
"""For splitting a number into its digits without rounding it."""
_MAX_BITS = 20_000
_MAX_SCALE = 6_100


def from_int(value: int) -> Decimal:
    """A whole number as a FEEL number, rounded to 34 digits."""
    if value.bit_length() > _MAX_BITS:
        raise FeelLimitError("Eine Zahl ist zu gross.")
    return NUMBERS.create_decimal(value)


def number_text(value: Decimal) -> str:
    """The number without exponent and without trailing zeros, as FEEL's `string()` writes it."""
    if value == 0:
        return "0"
    if abs(value.adjusted()) > 400:
        return str(value.normalize(NUMBERS))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: Decimal) -> int | None:
    """The number as an int when it is whole and of a sensible size, else None."""
    if value.adjusted() > 30 or value != value.to_integral_value():
        return None
    return int(value)


def round_to(value: Decimal, scale: int, rounding: str) -> Decimal:
    """Rounds to `scale` digits behind the point (negative: before it)."""
    if scale >= -int(value.as_tuple().exponent):
        return value
    unit = Decimal(1).scaleb(-max(scale, -_MAX_SCALE), _EXACT)
    return NUMBERS.plus(value.quantize(unit, rounding, _EXACT))
