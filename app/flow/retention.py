"""Computes how long a case is kept once it has ended, from the property `retention` of its process."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.clock import at_local
from app.feel import YearsMonths
from app.flow.bundle import Bundle, process_of
from app.flow.durations import Duration, add, parse_duration
from app.flow.errors import FlowError
from app.flow.expressions import Now, is_expression, value_of
from app.flow.extensions import read_extensions

PROPERTY = "retention"
USUAL = Duration(months=120)
"""Ten years, where the diagram says nothing."""


def rule_of(bundle: Bundle) -> str | None:
    """The text of that property, or None."""
    process = process_of(bundle)
    properties = read_extensions(process).get("properties", {}) if process is not None else {}
    found: str | None = properties.get(PROPERTY)
    return found


def period_of(rule: str | None, variables: Mapping[str, Any], now: Now) -> Duration:
    """The period that a `rule` (a literal, or an expression over the case's variables) means. Raises FlowError."""
    if rule is None:
        return USUAL
    return as_period(value_of(rule, variables, now) if is_expression(rule) else rule)


def as_period(value: Any) -> Duration:
    """A whole number of years, months, weeks or days: ISO text or a FEEL duration. Raises FlowError."""
    period = _duration(value)
    if period is None or period.seconds or min(period.months, period.days) < 0 or period == Duration(0):
        raise FlowError(f"«{value}» ist keine Aufbewahrungsfrist. Schreiben Sie zum Beispiel P1Y, P18M oder P10Y.")
    return period


def _duration(value: Any) -> Duration | None:
    if isinstance(value, YearsMonths):
        return Duration(value.months)
    if isinstance(value, timedelta):
        return Duration.of(value)
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except FlowError:
        return None


def day_after(closed_on: date, period: Duration) -> date:
    """The day on which a case that ended on `closed_on` is erased; in a common year 28 instead of 29 February.

    Raises FlowError where that day is beyond the calendar.
    """
    return add(at_local(closed_on), period, 1).date()
