"""Dates of the five cases that everybody knows, each as «this rule from that day gives this due date»."""

from datetime import date

import pytest

from app.deadlines.arbeitstraining import arbeitstraining_dates
from app.deadlines.functions import feel_add_working_days
from app.deadlines.months import add_months, last_day
from app.deadlines.workdays import add_working_days, last_working_day_before, last_working_day_on_or_before


@pytest.mark.parametrize(
    ("what", "start", "count", "due"),
    [
        ("Vorprüfung after the Anmeldung", date(2027, 1, 14), 3, date(2027, 1, 19)),
        ("Kurzdossiers after the Aufnahme", date(2027, 1, 18), 10, date(2027, 2, 1)),
        ("plan draft after the Standortgespräch", date(2027, 2, 9), 5, date(2027, 2, 16)),
        ("signatures after the draft was sent", date(2027, 2, 15), 10, date(2027, 3, 1)),
        ("first reminder", date(2027, 2, 15), 5, date(2027, 2, 22)),
        ("second reminder", date(2027, 2, 15), 8, date(2027, 2, 25)),
        ("escalation after the signatures were due", date(2027, 3, 1), 1, date(2027, 3, 2)),
        ("final report after the internship", date(2027, 11, 30), 10, date(2027, 12, 15)),
    ],
)
def test_the_due_dates_of_peter_m(what: str, start: date, count: int, due: date) -> None:
    assert add_working_days(start, count) == due, what


def test_the_measures_of_peter_m_end_on_these_days() -> None:
    assert last_day(date(2027, 3, 1), 3) == date(2027, 5, 31)
    assert last_day(date(2027, 9, 1), 3) == date(2027, 11, 30)
    assert add_months(date(2027, 12, 1), 6) == date(2028, 6, 1)


def test_peter_m_may_be_evaluated_on_9_august_but_not_on_16_july() -> None:
    dates = arbeitstraining_dates(date(2027, 6, 1), 3)
    assert date(2027, 7, 16) < dates.second_half_from
    assert dates.auswertung_earliest <= date(2027, 8, 9) <= dates.auswertung_latest
    assert dates.check_due == date(2027, 8, 31)


def test_the_dates_of_the_womens_shelter() -> None:
    assert add_working_days(date(2026, 8, 25), 5) == date(2026, 9, 1)
    assert last_day(date(2026, 9, 7), 3) == date(2026, 12, 6)
    review = add_months(date(2026, 9, 7), 3)
    assert review == date(2026, 12, 7)
    assert last_working_day_on_or_before(date(2026, 11, 23)) == date(2026, 11, 23)
    assert (review - date(2026, 11, 23)).days == 14
    assert last_working_day_before(review) == date(2026, 12, 4)
    assert add_working_days(date(2027, 1, 29), 10) == date(2027, 2, 12)


def test_the_dates_of_the_older_person() -> None:
    assert add_working_days(date(2025, 3, 17), 5) == date(2025, 3, 24)
    assert add_months(date(2025, 4, 1), 3) == date(2025, 7, 1)
    assert add_months(date(2025, 4, 1), 6) == date(2025, 10, 1)
    assert add_working_days(date(2025, 9, 26), 5, "sd_luzern") == date(2025, 10, 6)
    assert add_working_days(date(2025, 9, 26), 5, "iv") == date(2025, 10, 3)
    assert add_working_days(date(2025, 11, 30), 10) == date(2025, 12, 15)


def test_the_dates_of_a_withdrawal_at_16_40() -> None:
    withdrawn = "2027-04-16T16:40:00+02:00"
    assert feel_add_working_days(withdrawn, 2) == date(2027, 4, 20)
    assert feel_add_working_days(withdrawn, 10) == date(2027, 4, 30)


@pytest.mark.parametrize(
    ("what", "start", "count", "due"),
    [
        ("contact", date(2026, 10, 19), 2, date(2026, 10, 21)),
        ("new Standortgespräch", date(2026, 10, 19), 20, date(2026, 11, 16)),
        ("decision after the second absence", date(2026, 11, 16), 5, date(2026, 11, 23)),
        ("report after the second absence", date(2026, 11, 16), 10, date(2026, 11, 30)),
    ],
)
def test_the_due_dates_after_a_no_show(what: str, start: date, count: int, due: date) -> None:
    assert add_working_days(start, count) == due, what
