"""R6: statutory terms start on the next day, stand still three times a year and end on a working day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.inputs import DeadlineError
from app.deadlines.reasons import why_statutory_deadline
from app.deadlines.statutory import standstill_on, statutory_deadline
from app.deadlines.workdays import is_working_day
from tests.deadlines.reference import Calendar, statutory_end


@pytest.mark.parametrize(
    ("received", "days", "deadline"),
    [
        (date(2027, 9, 6), 30, date(2027, 10, 6)),
        (date(2027, 9, 3), 30, date(2027, 10, 4)),  # the 30th day is Sunday 3.10.
        (date(2027, 9, 2), 30, date(2027, 10, 4)),  # the 30th day is Saturday 2.10.
        (date(2027, 10, 2), 30, date(2027, 11, 2)),  # the 30th day is Allerheiligen
        (date(2025, 9, 2), 30, date(2025, 10, 2)),  # the day of one institution does not matter
        (date(2027, 7, 1), 30, date(2027, 9, 1)),  # summer
        (date(2027, 7, 20), 30, date(2027, 9, 14)),  # received in summer: 16.8. is the first day
        (date(2026, 12, 1), 30, date(2027, 1, 18)),  # turn of the year: 16 days, then 14 from 3.1.; 16.1. is a Saturday
        (date(2026, 12, 18), 30, date(2027, 2, 1)),
        (date(2027, 3, 1), 30, date(2027, 4, 15)),  # Easter 28.3.: 21.3. to 4.4.
        (date(2027, 7, 13), 1, date(2027, 7, 14)),  # the last day before the standstill
        (date(2027, 7, 13), 2, date(2027, 8, 16)),
    ],
)
def test_a_term_ends_on_this_day(received: date, days: int, deadline: date) -> None:
    assert statutory_deadline(received, days).deadline == deadline


def test_a_term_that_would_move_into_a_standstill_ends_after_it() -> None:
    saturday_before_the_summer = date(2029, 7, 14)
    term = statutory_deadline(date(2029, 6, 14), 30)
    assert term.counted_end == saturday_before_the_summer
    assert term.deadline == date(2029, 8, 16)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 3, 21), date(2027, 4, 4)),
        (date(2027, 7, 15), date(2027, 8, 15)),
        (date(2027, 12, 18), date(2028, 1, 2)),
    ],
)
def test_a_standstill_has_these_first_and_last_days(first: date, last: date) -> None:
    one_day = timedelta(days=1)
    assert standstill_on(first - one_day) is None
    assert standstill_on(first) == standstill_on(last)
    assert standstill_on(first) is not None
    assert standstill_on(last + one_day) is None


def test_the_reason_names_the_standstill_and_the_weekend() -> None:
    assert why_statutory_deadline(statutory_deadline(date(2026, 12, 1), 30)) == (
        "30 Tage, gezählt ab dem Tag nach dem Empfang am 1.12.2026 (Art. 38 ATSG); "
        "vom 18.12.2026 bis 2.1.2027 steht die Frist still; "
        "der letzte Tag, der 16.1.2027, ist ein Samstag, darum endet sie am nächsten Arbeitstag."
    )
    assert "ein Feiertag (Allerheiligen)" in why_statutory_deadline(statutory_deadline(date(2027, 10, 2), 30))


def test_the_reason_names_a_holiday_after_the_weekend_but_none_of_a_standstill() -> None:
    assert why_statutory_deadline(statutory_deadline(date(2027, 9, 30), 30)).endswith(
        "der letzte Tag, der 30.10.2027, ist ein Samstag, darum endet sie am nächsten Arbeitstag; "
        "der 1.11. (Allerheiligen) ist ein Feiertag."
    )
    assert "Nationalfeiertag" not in why_statutory_deadline(statutory_deadline(date(2029, 6, 14), 30))


def test_the_reason_of_a_term_of_years_stays_short() -> None:
    reason = why_statutory_deadline(statutory_deadline(date(2027, 9, 30), 5000))
    assert "die Frist steht 49-mal still" in reason
    assert len(reason) < 400


@pytest.mark.parametrize("days", [0, -5])
def test_a_term_without_days_is_refused(days: int) -> None:
    with pytest.raises(DeadlineError, match="mindestens 1 Tag"):
        statutory_deadline(date(2027, 9, 6), days)


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.integers(1, 90))
def test_a_term_ends_on_a_running_working_day_after_all_its_days(received: date, days: int) -> None:
    term = statutory_deadline(received, days)
    counted = [received + timedelta(days=n) for n in range(1, (term.counted_end - received).days + 1)]
    assert sum(standstill_on(day) is None for day in counted) == days
    assert is_working_day(term.deadline)
    assert standstill_on(term.deadline) is None
    assert received < term.starts <= term.counted_end <= term.deadline


@pytest.mark.parametrize("days", [1, 10, 30])
def test_every_term_of_seventeen_years_ends_on_the_day_worked_out_from_the_law(days: int) -> None:
    calendar, received = Calendar(None), date(2024, 1, 1)
    while received.year <= 2040:
        assert statutory_deadline(received, days).deadline == statutory_end(received, days, calendar)
        received += timedelta(days=1)
