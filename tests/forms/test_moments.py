"""Dates, times and both together, around the edges of the calendar and of summer time."""

import pytest

from tests.forms.builders import complaint_about, day, field, value_of

MOMENT = field("datetime", subtype="datetime")
TIME = field("datetime", subtype="time")


@pytest.mark.parametrize("typed", ["2027-02-24", "24.02.2027", "24.2.2027", " 24. 2. 2027 "])
def test_a_date_is_stored_as_iso_text(typed: str) -> None:
    assert value_of(day(), typed) == "2027-02-24"


def test_a_date_that_is_not_in_the_calendar_is_named() -> None:
    assert complaint_about(day(), "31.02.2027").startswith("Den 31.2.2027 gibt es im Kalender nicht.")
    assert value_of(day(), "29.02.2028") == "2028-02-29"


@pytest.mark.parametrize("typed", ["gestern", "24.02.27", "2027-2-4", "24/02/2027", "0001-01-01", "9999-12-31"])
def test_what_is_no_date_gets_an_example(typed: str) -> None:
    assert complaint_about(day(), typed) == "Bitte geben Sie ein Datum an, z. B. 24.02.2027."


def test_a_required_date_asks() -> None:
    assert complaint_about(day(validate={"required": True}), "") == "Bitte geben Sie ein Datum an."
    assert value_of(day(), "") is None


def test_bounds_are_formulas_and_inclusive() -> None:
    past = day(properties={"min": '= date("2026-01-01")', "max": "= today()"})
    assert value_of(past, "2026-11-22") == "2026-11-22"
    assert value_of(past, "2026-01-01") == "2026-01-01"
    assert complaint_about(past, "2026-11-23") == "Bitte geben Sie ein Datum an, das nicht nach dem 22.11.2026 liegt."
    assert complaint_about(past, "2025-12-31") == "Bitte geben Sie ein Datum an, das nicht vor dem 01.01.2026 liegt."


def test_a_bound_may_be_a_date_of_the_case() -> None:
    later = day(properties={"min": "= beginn"})
    assert "01.06.2027" in complaint_about(later, "2027-05-31", {"beginn": "2027-06-01"})


def test_passed_dates_can_be_forbidden() -> None:
    assert value_of(day(disallowPassedDates=True), "2026-11-22") == "2026-11-22"
    assert "nicht in der Vergangenheit" in complaint_about(day(disallowPassedDates=True), "2026-11-21")


@pytest.mark.parametrize(("typed", "value"), [("14:30", "14:30:00"), ("9.05", "09:05:00"), ("00:00", "00:00:00")])
def test_a_time_is_stored_with_seconds(typed: str, value: str) -> None:
    assert value_of(TIME, typed) == value


@pytest.mark.parametrize("typed", ["25:00", "14:60", "halb drei", "14"])
def test_what_is_no_time_gets_an_example(typed: str) -> None:
    assert complaint_about(TIME, typed) == "Bitte geben Sie eine Uhrzeit an, z. B. 14:30."


def test_times_have_bounds_too() -> None:
    office = field("datetime", subtype="time", properties={"min": '= time("08:00:00")', "max": '"17:00"'})
    assert value_of(office, "08:00") == "08:00:00"
    assert complaint_about(office, "07:59") == "Bitte geben Sie eine Uhrzeit ab 08:00 an."
    assert complaint_about(office, "17:01") == "Bitte geben Sie eine Uhrzeit bis 17:00 an."


@pytest.mark.parametrize("typed", ["2027-02-09T14:00", "09.02.2027 14:00", "09.02.2027, 14.00"])
def test_a_moment_carries_the_offset_of_zurich(typed: str) -> None:
    assert value_of(MOMENT, typed) == "2027-02-09T14:00:00+01:00"


def test_a_moment_in_summer_has_the_summer_offset() -> None:
    assert value_of(MOMENT, "2027-07-09T14:00") == "2027-07-09T14:00:00+02:00"


def test_a_moment_may_be_kept_in_utc_or_without_offset() -> None:
    utc = field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized")
    local = field("datetime", subtype="datetime", timeSerializingFormat="no_timezone")
    assert value_of(utc, "2027-02-09T14:00") == "2027-02-09T13:00:00Z"
    assert value_of(local, "2027-02-09T14:00") == "2027-02-09T14:00:00"


def test_the_hour_that_summer_time_skips_is_refused() -> None:
    assert "Sommerzeit" in complaint_about(MOMENT, "2027-03-28T02:30")


@pytest.mark.parametrize("typed", ["2027-02-09", "14:00", "31.02.2027 14:00", "09.02.2027 25:00", "T"])
def test_half_a_moment_is_refused(typed: str) -> None:
    assert complaint_about(MOMENT, typed)


def test_a_moment_in_the_past_can_be_forbidden_by_its_day() -> None:
    future = field("datetime", subtype="datetime", disallowPassedDates=True)
    assert value_of(future, "2026-11-22T08:00") == "2026-11-22T08:00:00+01:00"
    assert "Vergangenheit" in complaint_about(future, "2026-11-21T23:59")
