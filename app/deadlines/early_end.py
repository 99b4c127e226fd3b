"""An Arbeitstraining that ends before the agreed day: a job or a follow-up measure begins, or an office decides so."""

from dataclasses import replace
from datetime import date

from app.deadlines.arbeitstraining import (
    FINAL_REPORT_WORKING_DAYS,
    VERLAUF_WORKING_DAYS,
    ArbeitstrainingDates,
    Verlauf,
)
from app.deadlines.inputs import DeadlineError
from app.deadlines.months import add_months, days_inclusive, second_half_from
from app.deadlines.reasons import swiss
from app.deadlines.workdays import (
    add_working_days,
    first_working_day_on_or_after,
    last_working_day_before,
    last_working_day_on_or_before,
)


def last_day_before(planned: ArbeitstrainingDates, begins: date) -> date:
    """The last day of the training when something else begins on `begins`; the agreed end where it begins later.

    Raises DeadlineError when no working day of the training is left before `begins`.
    """
    if begins > planned.end:
        return planned.end
    last = last_working_day_before(begins, planned.institution)
    _require_a_day(planned, last)
    return last


def shortened(planned: ArbeitstrainingDates, last: date) -> ArbeitstrainingDates:
    """The dates of a training whose last day is `last`; `planned` itself where that is not before the agreed end.

    There is a Verlaufsinformation for each month that has begun by then. The transition check keeps its Stichtag. The
    Auswertungssitzung may take place until the last day, in the second half of what is left. Raises DeadlineError when
    `last` lies before the start.
    """
    if last >= planned.end:
        return planned
    _require_a_day(planned, last)
    office, half = planned.institution, min(second_half_from(planned.start, last), last)
    began = [each for number, each in enumerate(planned.verlauf) if add_months(planned.start, number) <= last]
    due = add_working_days(last, VERLAUF_WORKING_DAYS, office)
    return replace(
        planned,
        end=last,
        days=days_inclusive(planned.start, last),
        verlauf=tuple(each if each.period_end <= last else Verlauf(last, due) for each in began),
        second_half_from=half,
        auswertung_earliest=first_working_day_on_or_after(half, office),
        auswertung_latest=min(planned.auswertung_latest, last_working_day_on_or_before(last, office)),
        final_report_due=add_working_days(last, FINAL_REPORT_WORKING_DAYS, office),
    )


def reasons_of_early_end(
    planned: ArbeitstrainingDates, dates: ArbeitstrainingDates, begins: date | None
) -> dict[str, str]:
    """Why `dates` differ from `planned`, by the name of the date; nothing where they do not."""
    if dates.end >= planned.end:
        return {}
    why = f"die Stelle oder der Anschluss beginnt am {swiss(begins)}" if begins else "so ist es entschieden"
    found = {"end": f"Vereinbart war der {swiss(planned.end)}; {why}."}
    if dates.auswertung_latest != planned.auswertung_latest:
        found["auswertung_latest"] = f"Letzter Arbeitstag des Arbeitstrainings, das am {swiss(dates.end)} endet."
    else:
        found["auswertung_latest"] = f"10 Arbeitstage vor dem vereinbarten Ende am {swiss(planned.end)}."
    return found | {"invite_by": "Dieser Termin bleibt, wie er vereinbart war."}


def _require_a_day(planned: ArbeitstrainingDates, last: date) -> None:
    if last < planned.start:
        raise DeadlineError(
            f"Vor diesem Tag gibt es keinen Arbeitstag im Arbeitstraining: Es beginnt am {swiss(planned.start)}."
        )
