"""Computes what the command line prints about deadlines: plain dictionaries that can become JSON."""

from app.deadlines.arbeitstraining_reasons import arbeitstraining_notes, arbeitstraining_reasons
from app.deadlines.calendar import office_calendar
from app.deadlines.functions import checked_arbeitstraining_dates
from app.deadlines.inputs import DeadlineError, as_count, as_day
from app.deadlines.reasons import why_statutory_deadline
from app.deadlines.statutory import statutory_deadline

__all__ = ["DeadlineError", "arbeitstraining_command", "statutory_command"]


def arbeitstraining_command(start: object, months: object, institution: object = None) -> dict[str, object]:
    """All dates of an Arbeitstraining as ISO texts, with `calendar`, `notes` and `reasons` (German sentences).

    Raises DeadlineError with a German sentence for an impossible date or number.
    """
    dates = checked_arbeitstraining_dates(start, months, institution)
    return dates.as_dict() | {
        "calendar": office_calendar().describe(dates.institution),
        "notes": arbeitstraining_notes(dates),
        "reasons": arbeitstraining_reasons(dates),
    }


def statutory_command(received: object, days: object) -> dict[str, object]:
    """The end of a statutory term: `received`, `days`, `starts`, `deadline` (ISO texts) and its `reason`.

    Raises DeadlineError with a German sentence for an impossible date or number.
    """
    term = statutory_deadline(as_day(received), as_count(days, "Anzahl Tage"))
    return {
        "received": term.received.isoformat(),
        "days": term.days,
        "starts": term.starts.isoformat(),
        "deadline": term.deadline.isoformat(),
        "reason": why_statutory_deadline(term),
    }
