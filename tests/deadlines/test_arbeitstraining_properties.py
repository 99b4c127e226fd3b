"""What holds for the timeline of every Arbeitstraining that starts from 2024 to 2040 and takes 1 to 12 months."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.arbeitstraining import ArbeitstrainingDates, arbeitstraining_dates
from app.deadlines.arbeitstraining_reasons import arbeitstraining_notes, arbeitstraining_reasons
from app.deadlines.months import add_months
from tests.deadlines.reference import HOLIDAY, ONE_DAY, Calendar, day_told_by, timeline
from tests.searching import searches

YEARS = range(2024, 2041)
WHOLE_YEARS = (2027, 2028)
STARTS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
MONTHS = st.integers(1, 12)
reference = cache(Calendar)


def measures_of(year: int) -> Iterator[ArbeitstrainingDates]:
    """From every day of two years, one of them a leap year, and from every fifth of the others; a search takes all."""
    step = 1 if searches() or year in WHOLE_YEARS else 5
    for number in range(0, (date(year + 1, 1, 1) - date(year, 1, 1)).days, step):
        for months in range(1, 13):
            yield arbeitstraining_dates(date(year, 1, 1) + number * ONE_DAY, months)


@pytest.mark.parametrize("year", YEARS)
def test_every_date_is_the_one_worked_out_from_the_rules_and_no_window_is_empty_without_a_sentence(year: int) -> None:
    for dates in measures_of(year):
        follows_the_rules(dates)
        is_in_order(dates)


@given(STARTS, MONTHS)
def test_every_date_in_the_city_is_the_one_worked_out_from_the_rules(start: date, months: int) -> None:
    follows_the_rules(arbeitstraining_dates(start, months, "sd_luzern"))


@pytest.mark.parametrize("year", YEARS)
def test_every_extension_keeps_the_check_and_the_reports_of_the_first_months(year: int) -> None:
    for first in measures_of(year):
        longer = first.months + 1 + first.start.toordinal() % 6
        extended = arbeitstraining_dates(first.start, longer, first_months=first.months)
        assert extended.check_stichtag == first.check_stichtag
        assert (extended.check_open, extended.check_due) == (first.check_open, first.check_due)
        assert extended.verlauf[: first.months] == first.verlauf
        assert extended.end > first.end and extended.second_half_from > first.second_half_from


@pytest.mark.parametrize("year", YEARS)
def test_every_date_says_why_and_whoever_reads_it_comes_to_the_same_day(year: int) -> None:
    for dates in measures_of(year):
        says_why(dates)


@given(STARTS, MONTHS, MONTHS)
def test_extended_measures_of_the_city_say_why_too(start: date, months: int, more: int) -> None:
    says_why(arbeitstraining_dates(start, months + more, "sd_luzern", first_months=months))


@given(STARTS, MONTHS)
def test_clamping_never_chains(start: date, months: int) -> None:
    for number, report in enumerate(arbeitstraining_dates(start, months).verlauf, 1):
        following = report.period_end + ONE_DAY
        assert (following.year * 12 + following.month) - (start.year * 12 + start.month) == number
        assert following.day == start.day or (following.day < start.day and (following + ONE_DAY).day == 1)
        assert following == add_months(start, number)


def follows_the_rules(dates: ArbeitstrainingDates) -> None:
    place = dates.institution
    assert dates.as_values() == timeline(dates.start, dates.months, reference(place)) | {"institution": place}


def is_in_order(dates: ArbeitstrainingDates) -> None:
    assert dates.check_open <= dates.check_due < dates.check_stichtag <= dates.end + ONE_DAY
    assert dates.start < dates.second_half_from <= dates.auswertung_earliest <= dates.end
    assert dates.invite_by + timedelta(days=14) <= dates.auswertung_earliest
    assert dates.cap_warn + timedelta(days=59) <= dates.cap12_end
    assert dates.verlauf[-1].period_end == dates.end
    for earlier, later in pairwise(dates.verlauf):
        assert earlier.period_end < later.period_end and earlier.due < later.due
    notes = " ".join(arbeitstraining_notes(dates))
    assert ("Vereinbaren Sie die Sitzung" in notes) == (dates.auswertung_earliest > dates.auswertung_latest)
    assert ("Länger als sechs Monate" in notes) == (dates.months > 6)


def says_why(dates: ArbeitstrainingDates) -> None:
    """Each reason is whole sentences, leads a reader to its day, and names just the free weekdays it passes."""
    calendar, values, reasons = reference(dates.institution), dates.as_values(), arbeitstraining_reasons(dates)
    sentences = [
        (name, values[name], str(reason)) for name, reason in reasons.items() if name not in ("days", "verlauf")
    ]
    assert len(reasons["verlauf"]) == len(dates.verlauf)
    sentences += [("verlauf", report.due, why) for report, why in zip(dates.verlauf, reasons["verlauf"], strict=True)]
    assert {name for name, *_ in sentences} == set(values) - {"start", "months", "institution", "days"}
    for name, day, why in sentences:
        told, passed = day_told_by(why, calendar)
        assert told == day and why.endswith(".") and ".." not in why, (dates.start, dates.months, name, why)
        assert "Arbeitstag" not in why or HOLIDAY.findall(why) == passed, (dates.start, dates.months, name, why)
