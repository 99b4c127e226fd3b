"""Short ways of asking FEEL something in tests."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

import pytest

from app.feel import FeelEvaluationError, parse_expression, parse_unary, to_json

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def noon() -> datetime:
    return NOON


def value(text: str, context: Mapping[str, object] | None = None) -> object:
    """What an expression evaluates to, as JSON; names of the context are known to the parser."""
    known = context or {}
    return to_json(parse_expression(text, names=known).evaluate(known, now=noon))


def passes(tests: str, given: object, context: Mapping[str, object] | None = None) -> bool:
    """Whether a value passes unary tests."""
    known = context or {}
    return parse_unary(tests, names=known).matches(given, known)


def reason(text: str, context: Mapping[str, object] | None = None) -> str:
    """Why an expression is null."""
    with pytest.raises(FeelEvaluationError) as caught:
        parse_expression(text).evaluate_strict(context or {})
    return str(caught.value)
