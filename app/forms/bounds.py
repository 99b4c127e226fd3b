"""Checks numbers, dates and times against bounds that depend on the case data or on the day."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from app.clock import ZONE
from app.deadlines.moments import local
from app.forms import messages, moments
from app.forms.definitions import MomentInput, NumberInput
from app.forms.display import display, display_number
from app.forms.formulas import Formula
from app.forms.levels import Spot
from app.forms.spots import Page


def number_outside(page: Page, spot: Spot, rules: NumberInput) -> str:
    """The sentence for a number out of bounds, empty where it is within."""
    number = Decimal(str(spot.value))
    least, most = (_number_bound(page, spot, bound) for bound in (rules.least, rules.most))
    if least is not None and number < least:
        return messages.too_small(display_number(least))
    if most is not None and number > most:
        return messages.too_large(display_number(most))
    return ""


def _number_bound(page: Page, spot: Spot, bound: Decimal | Formula) -> Decimal | None:
    if isinstance(bound, Decimal):
        return bound
    found = page.evaluate(bound, spot)
    if isinstance(found, bool) or not isinstance(found, Decimal | int | float):
        return None
    try:
        return Decimal(str(found))
    except InvalidOperation:
        return None


def moment_bounds(page: Page, spot: Spot, rules: MomentInput) -> tuple[date | time | None, date | time | None]:
    """First and last date (or time) allowed, None where open."""
    first = _moment_bound(page, spot, rules.first)
    last = _moment_bound(page, spot, rules.last)
    if rules.from_today and rules.family != "time":
        today = page.now.astimezone(ZONE).date()
        first = max(first, today) if isinstance(first, date) and not isinstance(first, datetime) else first or today
    return first, last


def _moment_bound(page: Page, spot: Spot, bound: Formula | None) -> date | time | None:
    found = page.evaluate(bound, spot) if bound else None
    if isinstance(found, str):
        found = _from_text(found)
    return found if isinstance(found, date | time) else None


def _from_text(text: str) -> date | time | None:
    readers: tuple[Callable[[str], date | time], ...] = (moments.read_moment, moments.read_date, moments.read_time)
    for read in readers:
        try:
            return read(text)
        except ValueError:
            continue
    return None


def moment_outside(page: Page, spot: Spot, rules: MomentInput) -> str:
    """The sentence for a date or time out of bounds, empty where it is within."""
    value = _from_text(str(spot.value))
    first, last = moment_bounds(page, spot, rules)
    if value is None:
        return messages.REQUIRED[rules.family]
    is_time = isinstance(value, time)
    if first is not None and _before(value, first):
        if rules.from_today and first == page.now.astimezone(ZONE).date():
            return messages.PASSED_DATE
        return messages.time_too_early(display(first)) if is_time else messages.too_early(display(first))
    if last is not None and _before(last, value):
        return messages.time_too_late(display(last)) if is_time else messages.too_late(display(last))
    return ""


def _before(one: date | time, other: date | time) -> bool:
    """Whether one comes before the other. A moment and a date compare by the day in Zurich; a date and a time never."""
    if isinstance(one, time) or isinstance(other, time):
        clocks = [clock.replace(tzinfo=None) for clock in (one, other) if isinstance(clock, time)]
        return len(clocks) == 2 and clocks[0] < clocks[1]
    if isinstance(one, datetime) and isinstance(other, datetime):
        return local(one) < local(other)
    return _day(one) < _day(other)


def _day(moment: date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment
