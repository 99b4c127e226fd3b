"""FEEL as diagrams write it: tells expressions from plain texts, and converts their values."""

from collections.abc import Callable, Container, Mapping
from datetime import date, datetime
from typing import Any

from app.deadlines import moments
from app.deadlines.functions import FEEL_FUNCTIONS
from app.feel import STANDARD, Expression, FeelError, FeelMissingError, YearsMonths, kept_json, parse_expression
from app.flow.durations import Duration
from app.flow.errors import FlowError
from app.flow.juel import to_feel
from app.flow.juel_functions import JUEL_FUNCTIONS

LIBRARY = STANDARD.extend({**moments.FEEL_MOMENTS, **FEEL_FUNCTIONS, **JUEL_FUNCTIONS})
"""The functions of FEEL and of our calendar: every diagram, form and decision table may call them."""

Now = Callable[[], datetime]
Optional = Container[str] | None
"""Names of fields that may be absent, where any other name that is not there is a mistake; None where none is."""


def is_expression(text: str) -> bool:
    """Whether an attribute that may hold plain text holds an expression: `= …`, `${…}` or `#{…}`."""
    return text.lstrip().startswith(("=", "${", "#{"))


def compile_text(text: str) -> Expression:
    """The expression in `text`, with or without its marks. Raises FlowError with the German reason."""
    body = text.strip()
    if body[:2] in ("${", "#{") and body.endswith("}"):
        body = to_feel(body[2:-1])
    try:
        return parse_expression(body.removeprefix("=").strip(), library=LIBRARY)
    except FeelError as error:
        raise FlowError(f"Der Ausdruck «{text.strip()}» ist nicht lesbar: {error}") from error


def value_of(text: str, variables: Mapping[str, Any], now: Now, *, optional: Optional = None) -> Any:
    """The FEEL value of `text`; a missing variable is null. Raises FlowError where a limit is exceeded.

    optional: raises FlowError for a missing variable, too, but for fields of these names.
    """
    try:
        return compile_text(text).evaluate(variables, now=now, optional=optional)
    except FeelMissingError as error:
        raise FlowError(_missing("Der Ausdruck", text, error)) from error
    except FeelError as error:
        raise FlowError(f"Der Ausdruck «{text.strip()}» konnte nicht ausgewertet werden: {error}") from error


def _missing(what: str, text: str, error: FeelMissingError) -> str:
    return (
        f"{what} «{text.strip()}» liest «{error.name}»; diesen Namen gibt es in diesem Fall noch nicht. Wo das sein "
        f"darf, fragt der Ausdruck danach: if {error.name} = null then … else …"
    )


def json_value(text: str, variables: Mapping[str, Any], now: Now, *, optional: Optional = None) -> Any:
    """The value of `text` as case data: numbers, text, truth values, null, lists, contexts; dates as ISO text."""
    return kept_json(value_of(text, variables, now, optional=optional))


def truth(text: str, variables: Mapping[str, Any], now: Now, *, optional: Optional = None) -> bool:
    """The truth value of a condition. Raises FlowError for anything but true and false, null included.

    FEEL itself would take null for false, and a misspelt name would send a case the wrong way unnoticed.
    optional: as in `value_of`; where it is None, `x = "a"` is false if there is no x.
    """
    try:
        result = compile_text(text).evaluate_strict(variables, now=now, optional=optional)
    except FeelMissingError as error:
        raise FlowError(_missing("Die Bedingung", text, error)) from error
    except FeelError as error:
        raise FlowError(f"Die Bedingung «{text.strip()}» konnte nicht entschieden werden: {error}") from error
    if not isinstance(result, bool):
        raise FlowError(f"Die Bedingung «{text.strip()}» ergibt weder wahr noch falsch.")
    return result


def text_or_value(text: str, variables: Mapping[str, Any], now: Now, *, optional: Optional = None) -> Any:
    """Plain text as it stands, an expression's value as case data."""
    return json_value(text, variables, now, optional=optional) if is_expression(text) else text


def is_literal_time(text: str) -> bool:
    """Whether a timer's text is meant as ISO 8601, as `P3M` or `2027-02-09`, and not as an expression."""
    literal = text.strip()
    return (literal[:1] in ("P", "R") and literal[1:2].isalnum() | (literal[1:2] == "/")) or literal[:4].isdigit()


def timer_value(text: str, variables: Mapping[str, Any], now: Now, *, optional: Optional = None) -> Any:
    """A timer's value: literal ISO 8601 text as it stands, else a FEEL date, moment, duration or null."""
    if is_literal_time(text):
        return text.strip()
    value = value_of(text, variables, now, optional=optional)
    if isinstance(value, YearsMonths):
        return Duration(value.months)
    return value


def as_date(value: Any) -> date | None:
    """The day a due date means, a moment's day in Zurich; None where it is not known yet. Raises FlowError."""
    if value is None or value == "":
        return None
    day = moments.as_date(value)
    if day is None and isinstance(value, str):
        raise FlowError(f"«{value}» ist kein Datum für eine Frist.")
    if day is None:
        raise FlowError("Eine Frist muss ein Datum sein.")
    return day
