"""An Arbeitstraining that ends early: the last working day before a job, and what follows from it."""

from datetime import date, timedelta

import pytest

from app.deadlines.arbeitstraining import arbeitstraining_dates
from app.deadlines.early_end import last_day_before, shortened
from app.deadlines.functions import feel_arbeitstraining_dates
from app.deadlines.inputs import DeadlineError
from app.deadlines.months import add_months
from app.deadlines.workdays import is_working_day

PLANNED = arbeitstraining_dates(date(2027, 1, 4), 3)


def ended(begins: date, months: int = 3) -> tuple[date, list[date], date]:
    """Last day, the days on which the reports of the months are due, and the day of the final report."""
    planned = arbeitstraining_dates(PLANNED.start, months)
    dates = shortened(planned, last_day_before(planned, begins))
    return dates.end, [each.due for each in dates.verlauf], dates.final_report_due


def test_the_worked_example() -> None:
    last, reports, final = ended(date(2027, 3, 1))
    assert last == date(2027, 2, 26) and final == date(2027, 3, 12)
    assert reports == [date(2027, 2, 10), date(2027, 3, 5)]


@pytest.mark.parametrize(
    ("begins", "last", "months"),
    [
        (date(2027, 1, 5), date(2027, 1, 4), 1),  # the second day
        (date(2027, 3, 6), date(2027, 3, 5), 3),  # a Saturday
        (date(2027, 3, 7), date(2027, 3, 5), 3),  # a Sunday
        (date(2027, 3, 30), date(2027, 3, 25), 3),  # after Easter
        (date(2027, 2, 4), date(2027, 2, 3), 1),  # with the first day of the second month
        (date(2027, 2, 5), date(2027, 2, 4), 2),
        (date(2027, 4, 3), date(2027, 4, 2), 3),  # on the last day as agreed
    ],
)
def test_the_last_day_is_the_last_working_day_before(begins: date, last: date, months: int) -> None:
    end, reports, _ = ended(begins)
    assert end == last and len(reports) == months


@pytest.mark.parametrize("begins", [date(2027, 4, 4), date(2027, 4, 5), date(2028, 1, 1)])
def test_what_begins_after_the_end_changes_nothing(begins: date) -> None:
    assert shortened(PLANNED, last_day_before(PLANNED, begins)) is PLANNED


@pytest.mark.parametrize("begins", [date(2027, 1, 4), date(2027, 1, 1), date(2026, 12, 1)])
def test_what_begins_before_the_training_is_refused(begins: date) -> None:
    with pytest.raises(DeadlineError, match=r"Es beginnt am 4\.1\.2027"):
        last_day_before(PLANNED, begins)
    with pytest.raises(DeadlineError):
        shortened(PLANNED, PLANNED.start - timedelta(days=1))


def test_every_day_of_a_long_training_gives_sensible_dates() -> None:
    planned = arbeitstraining_dates(date(2026, 8, 31), 6, "sd_luzern")
    for number in range(1, planned.days):
        dates = shortened(planned, last_day_before(planned, planned.start + timedelta(days=number)))
        assert planned.start <= dates.end < planned.start + timedelta(days=number)
        assert is_working_day(dates.end, "sd_luzern")
        began = [k for k in range(6) if add_months(planned.start, k) <= dates.end]
        assert len(dates.verlauf) == len(began) and dates.verlauf[-1].period_end == dates.end
        assert dates.second_half_from <= dates.end < dates.final_report_due
        assert dates.auswertung_latest <= dates.end
        assert (dates.check_stichtag, dates.invite_by) == (planned.check_stichtag, planned.invite_by)


def test_whichever_comes_first_counts_and_says_why() -> None:
    both = feel_arbeitstraining_dates("2027-01-04", 3, None, 3, "2027-03-01", "2027-02-20")
    assert both["end"] == date(2027, 2, 20) and both["planned_end"] == date(2027, 4, 3)
    job = feel_arbeitstraining_dates("2027-01-04", 3, None, 3, "2027-03-01", "2027-03-20")
    reasons = job["reasons"]
    assert isinstance(reasons, dict)
    assert job["end"] == date(2027, 2, 26)
    assert reasons["end"] == "Vereinbart war der 3.4.2027; die Stelle oder der Anschluss beginnt am 1.3.2027."
    none = feel_arbeitstraining_dates("2027-01-04", 3)
    assert none["end"] == none["planned_end"] == date(2027, 4, 3)
