"""Explains, in German, each date of an Arbeitstraining and the special rules that apply to a measure."""

from datetime import date, timedelta

from app.deadlines.arbeitstraining import (
    AGREEMENT_WORKING_DAYS,
    AUSWERTUNG_WORKING_DAYS,
    CAP_MONTHS,
    CAP_WARNS_BEFORE,
    CHECK_MONTHS,
    CHECK_OPENS_BEFORE,
    FINAL_REPORT_WORKING_DAYS,
    INVITE_BEFORE,
    USUAL_MONTHS,
    VERLAUF_WORKING_DAYS,
    ArbeitstrainingDates,
)
from app.deadlines.months import add_months
from app.deadlines.reasons import (
    swiss,
    why_add_months,
    why_add_working_days,
    why_first_working_day_on_or_after,
    why_last_working_day_before,
    why_last_working_day_on_or_before,
)

_ONE_DAY = timedelta(days=1)

ARBEITSTRAINING_LABELS = {
    "start": "Start",
    "end": "Ende",
    "agreement_due": "Zielvereinbarung spätestens",
    "second_half_from": "Beginn der zweiten Hälfte",
    "invite_by": "Einladung zur Auswertungssitzung spätestens",
    "auswertung_earliest": "Auswertungssitzung frühestens",
    "auswertung_latest": "Auswertungssitzung spätestens",
    "check_stichtag": "Stichtag der Übertrittsprüfung",
    "check_open": "Beginn der Übertrittsprüfung",
    "check_due": "Übertrittsprüfung fällig",
    "max6_end": "Sechs Monate erreicht",
    "cap_warn": "Warnung vor der Jahresgrenze",
    "cap12_end": "Jahresgrenze erreicht",
    "final_report_due": "Schlussbericht fällig",
}
"""Name of a date → its German name, in the order of a measure."""
VERLAUF_LABEL = "Verlaufsinformation {number} fällig"


def arbeitstraining_reasons(dates: ArbeitstrainingDates) -> dict[str, str | list[str]]:
    """One sentence or two for each date, by the name of the date; `verlauf` has one per month."""
    return _course_reasons(dates) | _auswertung_reasons(dates) | _check_reasons(dates) | _limit_reasons(dates)


def arbeitstraining_notes(dates: ArbeitstrainingDates) -> list[str]:
    """Sentences about special rules: an exception that is needed, or no usual day for the Auswertungssitzung."""
    notes = []
    if dates.auswertung_earliest > dates.auswertung_latest:
        notes.append(
            f"Diese Massnahme ist zu kurz für den üblichen Zeitraum der Auswertungssitzung: Frühestens am "
            f"{swiss(dates.auswertung_earliest)} beginnt die zweite Hälfte, spätestens am "
            f"{swiss(dates.auswertung_latest)} wären es noch {AUSWERTUNG_WORKING_DAYS} Arbeitstage bis zum Ende. "
            f"Vereinbaren Sie die Sitzung zwischen dem {swiss(dates.auswertung_earliest)} und dem {swiss(dates.end)}."
        )
    if dates.end > dates.cap12_end:
        notes.append("Länger als ein Jahr: nur ausnahmsweise, mit einem begründeten Entscheid der IV (Art. 14a IVG).")
    elif dates.end > dates.max6_end:
        notes.append("Länger als sechs Monate: nur als Ausnahme der IV mit einer Begründung.")
    return notes


def reasons_by_day(dates: ArbeitstrainingDates) -> dict[date, str]:
    """Day → what it is and why it is that day; several dates that fall on one day are all named."""
    values, reasons = dates.as_values(), arbeitstraining_reasons(dates)
    entries = [(values[name], label, reasons.get(name)) for name, label in ARBEITSTRAINING_LABELS.items()]
    entries += [
        (verlauf.due, VERLAUF_LABEL.format(number=number), reason)
        for number, (verlauf, reason) in enumerate(zip(dates.verlauf, reasons["verlauf"], strict=True), 1)
    ]
    by_day: dict[date, list[str]] = {}
    for day, label, reason in entries:
        if isinstance(day, date) and reason:
            by_day.setdefault(day, []).append(f"{label}: {reason}")
    return {day: " ".join(sentences) for day, sentences in by_day.items()}


def _course_reasons(dates: ArbeitstrainingDates) -> dict[str, str | list[str]]:
    office = dates.institution
    return {
        "end": _day_before_months(dates, dates.months),
        "days": f"Vom {swiss(dates.start)} bis {swiss(dates.end)}, beide Tage gezählt.",
        "agreement_due": why_add_working_days(dates.start, AGREEMENT_WORKING_DAYS, office),
        "verlauf": [why_add_working_days(each.period_end, VERLAUF_WORKING_DAYS, office) for each in dates.verlauf],
        "final_report_due": why_add_working_days(dates.end, FINAL_REPORT_WORKING_DAYS, office),
    }


def _auswertung_reasons(dates: ArbeitstrainingDates) -> dict[str, str | list[str]]:
    first_half = (dates.second_half_from - dates.start).days
    earliest, office = dates.auswertung_earliest, dates.institution
    latest_reason = why_add_working_days(dates.end + _ONE_DAY, -AUSWERTUNG_WORKING_DAYS, office)
    invite_reason = why_last_working_day_on_or_before(earliest - INVITE_BEFORE, office)
    return {
        "second_half_from": (
            f"Die Massnahme dauert {dates.days} Tage; "
            f"{first_half} Tage nach dem Start am {swiss(dates.start)} beginnt die zweite Hälfte."
        ),
        "auswertung_earliest": (
            "Erster Arbeitstag der zweiten Hälfte. " + why_first_working_day_on_or_after(dates.second_half_from, office)
        ),
        "auswertung_latest": f"{latest_reason} Gezählt wird ab dem Tag nach dem Ende.",
        "invite_by": f"Mindestens {INVITE_BEFORE.days} Tage vor dem {swiss(earliest)}. {invite_reason}",
    }


def _check_reasons(dates: ArbeitstrainingDates) -> dict[str, str | list[str]]:
    stichtag, office = dates.check_stichtag, dates.institution
    if stichtag == add_months(dates.start, CHECK_MONTHS):
        stichtag_reason = why_add_months(dates.start, CHECK_MONTHS)
    else:
        agreed = "Ende" if stichtag - _ONE_DAY == dates.end else "zuerst vereinbarten Ende"
        stichtag_reason = f"Tag nach dem {agreed} am {swiss(stichtag - _ONE_DAY)}, weil es vor drei Monaten liegt."
    open_reason = why_last_working_day_on_or_before(stichtag - CHECK_OPENS_BEFORE, office)
    return {
        "check_stichtag": stichtag_reason,
        "check_open": f"{CHECK_OPENS_BEFORE.days} Tage vor dem Stichtag {swiss(stichtag)}. {open_reason}",
        "check_due": f"Der Stichtag bleibt fest. {why_last_working_day_before(stichtag, office)}",
    }


def _limit_reasons(dates: ArbeitstrainingDates) -> dict[str, str | list[str]]:
    warn_from = add_months(dates.start, CAP_MONTHS) - CAP_WARNS_BEFORE
    warn_reason = why_last_working_day_on_or_before(warn_from, dates.institution)
    return {
        "max6_end": f"In der Regel höchstens sechs Monate. {_day_before_months(dates, USUAL_MONTHS)}",
        "cap12_end": f"Höchstens ein Jahr Integrationsmassnahmen. {_day_before_months(dates, CAP_MONTHS)}",
        "cap_warn": f"{CAP_WARNS_BEFORE.days} Tage vor dem Ablauf eines Jahres. {warn_reason}",
    }


def _day_before_months(dates: ArbeitstrainingDates, months: int) -> str:
    reason = why_add_months(dates.start, months).removesuffix(".")
    return f"Der Tag vor dem {swiss(add_months(dates.start, months))} ({reason})."
