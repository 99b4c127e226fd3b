"""When the end of a mandate is announced, and when it takes effect."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.clock import at_local
from app.deadlines.workdays import last_working_day_on_or_before

WARN_BEFORE = (30, 7)
"""Days before the last day on which a warning goes out, or on the last working day before that."""
MORNING = time(6)


def warning_at(until: date, days: int) -> datetime:
    """The moment of the warning `days` before the last day `until`."""
    return at_local(last_working_day_on_or_before(until - timedelta(days=days)), MORNING)


def next_warning(until: date, after: datetime | None = None) -> datetime | None:
    """The moment of the first warning, or of the first `after` that; None where none follows."""
    moments = (warning_at(until, days) for days in WARN_BEFORE)
    return min((moment for moment in moments if after is None or moment > after), default=None)


def warnings_due(until: date, given_at: datetime, now: datetime) -> Sequence[int]:
    """The warnings whose moment has come, the most urgent last. One that lies before the signature is none."""
    if now.date() > until:
        return []
    return [days for days in WARN_BEFORE if given_at < warning_at(until, days) <= now]


def over_at(until: date) -> datetime:
    """The first moment after the last day."""
    return at_local(until + timedelta(days=1))
