"""The timeline of an Arbeitstraining: every date that follows from its start and its number of months."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.deadlines.inputs import DeadlineError
from app.deadlines.months import add_months, days_inclusive, last_day, second_half_from
from app.deadlines.workdays import (
    add_working_days,
    first_working_day_on_or_after,
    last_working_day_before,
    last_working_day_on_or_before,
)

LONGEST_MONTHS = 24
"""One year at most for a single measure, extended by at most one more year as an exception (Art. 14a IVG)."""
USUAL_MONTHS = 6
CAP_MONTHS = 12
CHECK_MONTHS = 3

AGREEMENT_WORKING_DAYS = 5
VERLAUF_WORKING_DAYS = 5
AUSWERTUNG_WORKING_DAYS = 10
FINAL_REPORT_WORKING_DAYS = 10
INVITE_BEFORE = timedelta(days=14)
CHECK_OPENS_BEFORE = timedelta(days=14)
CAP_WARNS_BEFORE = timedelta(days=60)


@dataclass(frozen=True)
class Verlauf:
    """One Verlaufsinformation: the month it covers ends on `period_end`, the provider sends it by `due`."""

    period_end: date
    due: date


@dataclass(frozen=True)
class ArbeitstrainingDates:
    """All dates of one measure. Due dates are working days, Stichtage and ends are calendar days."""

    start: date
    months: int
    institution: str | None
    end: date
    days: int
    agreement_due: date
    verlauf: tuple[Verlauf, ...]
    second_half_from: date
    invite_by: date
    auswertung_earliest: date
    auswertung_latest: date
    check_stichtag: date
    check_open: date
    check_due: date
    max6_end: date
    cap_warn: date
    cap12_end: date
    final_report_due: date

    def as_values(self) -> dict[str, object]:
        """The dates by name, as date objects; `verlauf` is a list of {period_end, due}."""
        return vars(self) | {"verlauf": [dict(vars(each)) for each in self.verlauf]}

    def as_dict(self) -> dict[str, object]:
        """The same, ready for JSON: dates are ISO texts."""
        texts = {name: value.isoformat() for name, value in self.as_values().items() if isinstance(value, date)}
        verlauf = [{"period_end": v.period_end.isoformat(), "due": v.due.isoformat()} for v in self.verlauf]
        return self.as_values() | texts | {"verlauf": verlauf}


def arbeitstraining_dates(
    start: date, months: int, institution: str | None = None, first_months: int | None = None
) -> ArbeitstrainingDates:
    """Every date of an Arbeitstraining that starts on `start` and takes `months` months in all (1 to 24).

    After an extension `months` is the new total and `first_months` what was agreed first: all dates follow the new
    end, only the transition check keeps its Stichtag. Raises DeadlineError for impossible numbers.
    """
    _require_possible(months, first_months)
    end = last_day(start, months)
    day_after_end = end + timedelta(days=1)
    half = second_half_from(start, end)
    earliest = first_working_day_on_or_after(half, institution)
    stichtag = check_stichtag(start, first_months or months)
    return ArbeitstrainingDates(
        start=start,
        months=months,
        institution=institution,
        end=end,
        days=days_inclusive(start, end),
        agreement_due=add_working_days(start, AGREEMENT_WORKING_DAYS, institution),
        verlauf=tuple(_verlauf(start, month, institution) for month in range(1, months + 1)),
        second_half_from=half,
        invite_by=last_working_day_on_or_before(earliest - INVITE_BEFORE, institution),
        auswertung_earliest=earliest,
        auswertung_latest=add_working_days(day_after_end, -AUSWERTUNG_WORKING_DAYS, institution),
        check_stichtag=stichtag,
        check_open=last_working_day_on_or_before(stichtag - CHECK_OPENS_BEFORE, institution),
        check_due=last_working_day_before(stichtag, institution),
        max6_end=last_day(start, USUAL_MONTHS),
        cap_warn=last_working_day_on_or_before(add_months(start, CAP_MONTHS) - CAP_WARNS_BEFORE, institution),
        cap12_end=last_day(start, CAP_MONTHS),
        final_report_due=add_working_days(end, FINAL_REPORT_WORKING_DAYS, institution),
    )


def check_stichtag(start: date, months: int) -> date:
    """The Stichtag of the transition check: three months after the start, or the day after an earlier end."""
    return min(add_months(start, CHECK_MONTHS), last_day(start, months) + timedelta(days=1))


def _verlauf(start: date, month: int, institution: str | None) -> Verlauf:
    period_end = last_day(start, month)
    return Verlauf(period_end, add_working_days(period_end, VERLAUF_WORKING_DAYS, institution))


def _require_possible(months: int, first_months: int | None) -> None:
    if months < 1:
        raise DeadlineError("Ein Arbeitstraining dauert mindestens 1 Monat.")
    if months > LONGEST_MONTHS:
        raise DeadlineError(
            "Eine einzelne Massnahme dauert höchstens ein Jahr und kann ausnahmsweise um höchstens ein Jahr "
            f"verlängert werden (Art. 14a IVG); {months} Monate sind nicht möglich."
        )
    if first_months is not None and not 1 <= first_months <= months:
        raise DeadlineError("Die zuerst vereinbarte Dauer liegt zwischen 1 Monat und der Dauer mit Verlängerung.")
