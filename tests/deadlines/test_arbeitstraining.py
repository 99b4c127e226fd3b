"""The timeline of an Arbeitstraining: the worked examples, extensions, limits and sentences."""

from datetime import date

import pytest

from app.deadlines.arbeitstraining import arbeitstraining_dates
from app.deadlines.arbeitstraining_reasons import arbeitstraining_notes, arbeitstraining_reasons, reasons_by_day
from app.deadlines.inputs import DeadlineError


def test_three_months_from_the_first_of_june_2027() -> None:
    dates = arbeitstraining_dates(date(2027, 6, 1), 3).as_dict()
    assert dates == {
        "start": "2027-06-01",
        "months": 3,
        "institution": None,
        "end": "2027-08-31",
        "days": 92,
        "agreement_due": "2027-06-08",
        "verlauf": [
            {"period_end": "2027-06-30", "due": "2027-07-07"},
            {"period_end": "2027-07-31", "due": "2027-08-06"},
            {"period_end": "2027-08-31", "due": "2027-09-07"},
        ],
        "second_half_from": "2027-07-17",
        "invite_by": "2027-07-05",
        "auswertung_earliest": "2027-07-19",
        "auswertung_latest": "2027-08-18",
        "check_stichtag": "2027-09-01",
        "check_open": "2027-08-18",
        "check_due": "2027-08-31",
        "max6_end": "2027-11-30",
        "cap_warn": "2028-03-31",
        "cap12_end": "2028-05-31",
        "final_report_due": "2027-09-14",
    }


def test_three_months_from_the_last_of_august_2026() -> None:
    dates = arbeitstraining_dates(date(2026, 8, 31), 3)
    assert (dates.end, dates.days) == (date(2026, 11, 29), 91)
    assert dates.second_half_from == date(2026, 10, 16)
    assert dates.check_open == date(2026, 11, 16)
    assert dates.check_due == date(2026, 11, 27)
    assert dates.check_stichtag == date(2026, 11, 30)


def test_an_extension_to_six_months_moves_everything_but_the_check() -> None:
    first = arbeitstraining_dates(date(2026, 8, 31), 3)
    extended = arbeitstraining_dates(date(2026, 8, 31), 6, first_months=3)
    assert (extended.end, extended.days) == (date(2027, 2, 27), 181)
    assert extended.second_half_from == date(2026, 11, 30)
    assert extended.auswertung_latest == date(2027, 2, 15)
    assert extended.verlauf[3].due == date(2027, 1, 7)
    assert extended.verlauf[:3] == first.verlauf
    assert extended.check_stichtag == first.check_stichtag


def test_the_check_of_a_short_measure_does_not_move_with_its_extension() -> None:
    first = arbeitstraining_dates(date(2027, 6, 1), 2)
    extended = arbeitstraining_dates(date(2027, 6, 1), 4, first_months=2)
    assert first.check_stichtag == extended.check_stichtag == date(2027, 8, 1)
    assert "zuerst vereinbarten Ende am 31.7.2027" in str(arbeitstraining_reasons(extended)["check_stichtag"])
    assert "nach dem Ende am 31.7.2027" in str(arbeitstraining_reasons(first)["check_stichtag"])


def test_the_holiday_of_the_institution_moves_a_due_date() -> None:
    elsewhere = arbeitstraining_dates(date(2026, 8, 31), 3)
    city = arbeitstraining_dates(date(2026, 8, 31), 3, "sd_luzern")
    assert elsewhere.verlauf[0].due == date(2026, 10, 6)
    assert city.verlauf[0].due == date(2026, 10, 7)


@pytest.mark.parametrize(
    ("months", "first_months", "sentence"),
    [
        (0, None, "mindestens 1 Monat"),
        (-3, None, "mindestens 1 Monat"),
        (25, None, "Art. 14a IVG"),
        (3, 4, "zuerst vereinbarte Dauer"),
        (3, 0, "zuerst vereinbarte Dauer"),
    ],
)
def test_an_impossible_duration_is_refused(months: int, first_months: int | None, sentence: str) -> None:
    with pytest.raises(DeadlineError, match=sentence):
        arbeitstraining_dates(date(2027, 6, 1), months, first_months=first_months)


@pytest.mark.parametrize(
    ("months", "sentence"), [(6, None), (7, "Länger als sechs Monate"), (13, "Länger als ein Jahr"), (24, "ein Jahr")]
)
def test_a_long_measure_says_which_exception_it_needs(months: int, sentence: str | None) -> None:
    notes = arbeitstraining_notes(arbeitstraining_dates(date(2027, 6, 1), months))
    assert len(notes) == (0 if sentence is None else 1)
    assert sentence is None or sentence in notes[0]


def test_a_window_without_a_day_says_until_when_to_meet() -> None:
    dates = arbeitstraining_dates(date(2026, 12, 7), 1)
    assert dates.auswertung_earliest > dates.auswertung_latest
    (note,) = arbeitstraining_notes(dates)
    assert note.endswith("Vereinbaren Sie die Sitzung zwischen dem 23.12.2026 und dem 6.1.2027.")


def test_each_date_says_why_it_is_that_date() -> None:
    dates = arbeitstraining_dates(date(2026, 8, 31), 3)
    reasons = arbeitstraining_reasons(dates)
    assert set(reasons) == set(dates.as_values()) - {"start", "months", "institution"}
    assert reasons["final_report_due"] == (
        "10 Arbeitstage nach dem 29.11.2026; der 8.12. (Mariä Empfängnis) ist ein Feiertag."
    )
    assert reasons["check_due"] == "Der Stichtag bleibt fest. Letzter Arbeitstag vor dem 30.11.2026 (Montag)."
    assert reasons["second_half_from"] == (
        "Die Massnahme dauert 91 Tage; 46 Tage nach dem Start am 31.8.2026 beginnt die zweite Hälfte."
    )
    assert reasons["end"] == (
        "Der Tag vor dem 30.11.2026 (3 Monate nach dem 31.8.2026; "
        "der November hat keinen 31., darum gilt sein letzter Tag)."
    )
    assert len(reasons["verlauf"]) == 3


def test_dates_on_the_same_day_are_all_named() -> None:
    reasons = reasons_by_day(arbeitstraining_dates(date(2027, 6, 1), 3))
    assert "Auswertungssitzung spätestens: 10 Arbeitstage vor dem 1.9.2027." in reasons[date(2027, 8, 18)]
    assert "Beginn der Übertrittsprüfung: 14 Tage vor dem Stichtag 1.9.2027." in reasons[date(2027, 8, 18)]
    assert reasons[date(2027, 7, 7)] == "Verlaufsinformation 1 fällig: 5 Arbeitstage nach dem 30.6.2027."
