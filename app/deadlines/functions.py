"""The deadline rules as functions for expressions in diagrams, forms and tables.

Days may come as date, datetime or text, numbers as int or Decimal. Bad input raises DeadlineError (a ValueError)
whose text is a German sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from app.deadlines import reasons, workdays
from app.deadlines.arbeitstraining import ArbeitstrainingDates, arbeitstraining_dates
from app.deadlines.arbeitstraining_reasons import arbeitstraining_notes, arbeitstraining_reasons, reasons_by_day
from app.deadlines.early_end import last_day_before, reasons_of_early_end, shortened
from app.deadlines.explain import explain_all, explained
from app.deadlines.im_days import ImDays, im_days
from app.deadlines.inputs import DeadlineError, as_count, as_day, as_institution
from app.deadlines.moments import ZURICH
from app.deadlines.months import add_months
from app.deadlines.statutory import statutory_deadline

_TIMERS_FIRE_AT = time(6)


def feel_add_months(start: object, months: object) -> date:
    """add months(date, n)"""
    day, count = as_day(start), as_count(months, "Anzahl Monate")
    return explained(add_months(day, count), day, lambda: reasons.why_add_months(day, count))


def feel_add_working_days(start: object, number: object, institution: object = None) -> date:
    """add working days(date, n, institution)"""
    day, count, office = as_day(start), as_count(number, "Anzahl Arbeitstage"), as_institution(institution)
    result = workdays.add_working_days(day, count, office)
    return explained(result, day, lambda: reasons.why_add_working_days(day, count, office))


def feel_is_working_day(day: object, institution: object = None) -> bool:
    """is working day(date, institution)"""
    return workdays.is_working_day(as_day(day), as_institution(institution))


def feel_arbeitstraining_dates(
    start: object,
    months: object,
    institution: object = None,
    first_months: object = None,
    transition: object = None,
    last_day: object = None,
) -> dict[str, object]:
    """arbeitstraining dates(start, months, institution, first months, transition, last day)

    All dates, their reasons and the notes, and `planned_end`: the end as agreed. The training ends on the last working
    day before `transition`, the first day of a job or a follow-up measure, or on `last day`, whichever comes first.
    """
    planned = checked_arbeitstraining_dates(start, months, institution, first_months)
    begins = None if transition is None else as_day(transition)
    ends = [last_day_before(planned, begins)] if begins else []
    ends += [] if last_day is None else [as_day(last_day)]
    dates = shortened(planned, min(ends, default=planned.end))
    early = begins if begins and ends[0] == dates.end else None
    explain_all(lambda: reasons_by_day(dates))
    return dates.as_values() | {
        "planned_end": planned.end,
        "notes": arbeitstraining_notes(dates),
        "reasons": arbeitstraining_reasons(dates) | reasons_of_early_end(planned, dates, early),
    }


def feel_statutory_deadline(received: object, days: object) -> date:
    """statutory deadline(received, days)"""
    term = statutory_deadline(as_day(received), as_count(days, "Anzahl Tage"))
    return explained(term.deadline, term.received, lambda: reasons.why_statutory_deadline(term))


def feel_im_days_left(measures: object) -> int:
    """im days left(measures), a list of contexts with start and end"""
    return _im_days(measures).left


def feel_im_days_used(measures: object) -> int:
    """im days used(measures), a list of contexts with start and end"""
    return _im_days(measures).used


def _im_days(measures: object) -> ImDays:
    if not isinstance(measures, Sequence) or not all(isinstance(each, Mapping) for each in measures):
        raise DeadlineError("Hier wird eine Liste von Massnahmen mit start und end erwartet.")
    return im_days([(as_day(each.get("start")), as_day(each.get("end"))) for each in measures])


def feel_at_six(day: object) -> datetime:
    """at six(date): the moment at which deadline timers of that day fire, 06:00 in Zurich."""
    return datetime.combine(as_day(day), _TIMERS_FIRE_AT, ZURICH)


def checked_arbeitstraining_dates(
    start: object, months: object, institution: object = None, first_months: object = None
) -> ArbeitstrainingDates:
    """The dates of an Arbeitstraining from unchecked input."""
    first = None if first_months is None else as_count(first_months, "Zuerst vereinbarte Monate")
    return arbeitstraining_dates(as_day(start), as_count(months, "Anzahl Monate"), as_institution(institution), first)


def _day_function(
    rule: Callable[[date, str | None], date], why: Callable[[date, str | None], str]
) -> Callable[..., date]:
    """A function of a day and an institution for expressions, made of a rule and its reason."""

    def feel_function(day: object, institution: object = None) -> date:
        checked, office = as_day(day), as_institution(institution)
        return explained(rule(checked, office), checked, lambda: why(checked, office))

    return feel_function


_DAY_AND_OFFICE = ("date", "institution")

FEEL_FUNCTIONS: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "add months": (feel_add_months, ("date", "n")),
    "add working days": (feel_add_working_days, ("date", "n", "institution")),
    "last working day before": (
        _day_function(workdays.last_working_day_before, reasons.why_last_working_day_before),
        _DAY_AND_OFFICE,
    ),
    "last working day on or before": (
        _day_function(workdays.last_working_day_on_or_before, reasons.why_last_working_day_on_or_before),
        _DAY_AND_OFFICE,
    ),
    "first working day on or after": (
        _day_function(workdays.first_working_day_on_or_after, reasons.why_first_working_day_on_or_after),
        _DAY_AND_OFFICE,
    ),
    "is working day": (feel_is_working_day, _DAY_AND_OFFICE),
    "arbeitstraining dates": (
        feel_arbeitstraining_dates,
        ("start", "months", "institution", "first months", "transition", "last day"),
    ),
    "statutory deadline": (feel_statutory_deadline, ("received", "days")),
    "im days left": (feel_im_days_left, ("measures",)),
    "im days used": (feel_im_days_used, ("measures",)),
    "at six": (feel_at_six, ("date",)),
}
"""Name in expressions → (function, names of its parameters in order); what may be left out stands last."""
