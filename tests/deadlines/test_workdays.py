"""R4 and R5: terms in working days, with the holidays of the canton and of one institution."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.inputs import DeadlineError
from app.deadlines.workdays import (
    add_working_days,
    first_working_day_on_or_after,
    is_working_day,
    last_working_day_before,
    last_working_day_on_or_before,
)

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
PLACES = st.sampled_from([None, "sd_luzern", "iv"])


def test_counting_starts_on_the_next_working_day() -> None:
    friday = date(2027, 4, 16)
    assert add_working_days(friday, 1) == date(2027, 4, 19)
    assert add_working_days(date(2027, 4, 17), 1) == date(2027, 4, 19)


def test_holidays_are_not_counted() -> None:
    assert add_working_days(date(2027, 11, 30), 10) == date(2027, 12, 15)
    assert add_working_days(date(2026, 12, 30), 5) == date(2027, 1, 7)


def test_a_negative_number_counts_back_without_the_start() -> None:
    assert add_working_days(date(2027, 9, 1), -10) == date(2027, 8, 18)
    assert add_working_days(date(2027, 2, 28), -10) == date(2027, 2, 15)


def test_zero_working_days_give_a_working_day() -> None:
    assert add_working_days(date(2027, 4, 17), 0) == date(2027, 4, 19)
    assert add_working_days(date(2027, 4, 16), 0) == date(2027, 4, 16)


def test_an_institution_keeps_its_own_holiday() -> None:
    assert not is_working_day(date(2025, 10, 2), "sd_luzern")
    assert is_working_day(date(2025, 10, 2), "iv")
    assert is_working_day(date(2025, 10, 2))


def test_the_due_date_lies_before_a_stichtag_even_when_people_work_on_it() -> None:
    assert last_working_day_before(date(2026, 11, 30)) == date(2026, 11, 27)
    assert last_working_day_before(date(2027, 9, 1)) == date(2027, 8, 31)


def test_a_working_day_stays_where_it_is() -> None:
    assert last_working_day_on_or_before(date(2026, 11, 23)) == date(2026, 11, 23)
    assert first_working_day_on_or_after(date(2026, 10, 16)) == date(2026, 10, 16)


def test_a_weekend_before_a_holiday_is_passed_as_one() -> None:
    assert last_working_day_on_or_before(date(2027, 1, 3)) == date(2026, 12, 31)
    assert first_working_day_on_or_after(date(2027, 3, 26)) == date(2027, 3, 30)


def test_a_count_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(DeadlineError, match="Kalender"):
        add_working_days(date(2100, 12, 20), 20)


@given(DAYS, st.integers(-60, 60), PLACES)
def test_every_due_date_is_a_working_day(start: date, count: int, place: str | None) -> None:
    assert is_working_day(add_working_days(start, count, place), place)


@given(DAYS, st.integers(1, 60), PLACES)
def test_exactly_the_counted_number_of_working_days_lies_in_a_term(start: date, count: int, place: str | None) -> None:
    due = add_working_days(start, count, place)
    passed = [start + timedelta(days=offset) for offset in range(1, (due - start).days + 1)]
    assert sum(is_working_day(day, place) for day in passed) == count


@given(DAYS, PLACES)
def test_the_neighbouring_working_days_enclose_a_day(day: date, place: str | None) -> None:
    before, after = last_working_day_on_or_before(day, place), first_working_day_on_or_after(day, place)
    assert last_working_day_before(day, place) < day
    assert before <= day <= after
    assert (before == after == day) == is_working_day(day, place)
