"""R1 to R3: months are clamped and never chained, the last day is inclusive, halves are counted in days."""

from datetime import date

import pytest

from app.deadlines.inputs import DeadlineError
from app.deadlines.months import add_months, days_inclusive, last_day, second_half_from


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2027, 12, 1), 6, date(2028, 6, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 1, 15), 0, date(2027, 1, 15)),
    ],
)
def test_a_month_is_clamped_to_its_last_day(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


def test_the_last_day_of_a_measure_is_inclusive() -> None:
    assert last_day(date(2027, 6, 1), 3) == date(2027, 8, 31)
    assert last_day(date(2026, 8, 31), 3) == date(2026, 11, 29)
    assert last_day(date(2026, 9, 7), 3) == date(2026, 12, 6)


def test_both_the_first_and_the_last_day_count() -> None:
    assert days_inclusive(date(2027, 6, 1), date(2027, 8, 31)) == 92
    assert days_inclusive(date(2027, 6, 1), date(2027, 6, 1)) == 1


def test_the_first_half_is_the_longer_one_when_the_days_are_odd() -> None:
    assert second_half_from(date(2027, 6, 1), date(2027, 8, 31)) == date(2027, 7, 17)
    assert second_half_from(date(2026, 8, 31), date(2026, 11, 29)) == date(2026, 10, 16)


def test_a_date_beyond_the_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(DeadlineError, match="1900 bis 2100"):
        add_months(date(2100, 12, 1), 1)
