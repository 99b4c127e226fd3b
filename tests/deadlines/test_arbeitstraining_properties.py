"""What holds for the timeline of every Arbeitstraining that starts from 2024 to 2040 and takes 1 to 12 months."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.arbeitstraining import ArbeitstrainingDates, arbeitstraining_dates
from app.deadlines.arbeitstraining_reasons import arbeitstraining_notes, arbeitstraining_reasons
from app.deadlines.months import add_months
from app.deadlines.workdays import is_working_day

FIRST_START, LAST_START = date(2024, 1, 1), date(2040, 12, 31)
STARTS = st.dates(FIRST_START, LAST_START)
MONTHS = st.integers(1, 12)
PLACES = st.sampled_from([None, "sd_luzern"])
ONE_DAY = timedelta(days=1)


def every_measure() -> Iterator[ArbeitstrainingDates]:
    for offset in range((LAST_START - FIRST_START).days + 1):
        for months in range(1, 13):
            yield arbeitstraining_dates(FIRST_START + timedelta(days=offset), months)


def working_days_of(dates: ArbeitstrainingDates) -> list[date]:
    return [
        dates.agreement_due,
        dates.invite_by,
        dates.auswertung_earliest,
        dates.auswertung_latest,
        dates.check_open,
        dates.check_due,
        dates.cap_warn,
        dates.final_report_due,
        *(report.due for report in dates.verlauf),
    ]


def test_every_measure_of_seventeen_years_keeps_the_rules() -> None:
    for dates in every_measure():
        assert dates.check_open <= dates.check_due < dates.check_stichtag <= dates.end + ONE_DAY
        assert dates.start < dates.second_half_from <= dates.auswertung_earliest <= dates.end
        assert dates.verlauf[-1].period_end == dates.end
        assert dates.invite_by + timedelta(days=14) <= dates.auswertung_earliest
        assert dates.cap_warn + timedelta(days=59) <= dates.cap12_end
        if dates.auswertung_latest < dates.auswertung_earliest:
            assert "Vereinbaren Sie die Sitzung" in arbeitstraining_notes(dates)[0]


@given(STARTS, MONTHS, PLACES)
def test_every_due_date_is_a_working_day(start: date, months: int, place: str | None) -> None:
    dates = arbeitstraining_dates(start, months, place)
    assert [day for day in working_days_of(dates) if not is_working_day(day, place)] == []


@given(STARTS, MONTHS)
def test_clamping_never_chains(start: date, months: int) -> None:
    for number, report in enumerate(arbeitstraining_dates(start, months).verlauf, 1):
        following = report.period_end + ONE_DAY
        assert (following.year * 12 + following.month) - (start.year * 12 + start.month) == number
        assert following.day == start.day or (following.day < start.day and (following + ONE_DAY).day == 1)
        assert following == add_months(start, number)


@given(STARTS, MONTHS, MONTHS)
def test_an_extension_never_moves_the_check(start: date, months: int, more: int) -> None:
    first = arbeitstraining_dates(start, months)
    extended = arbeitstraining_dates(start, months + more, first_months=months)
    assert extended.check_stichtag == first.check_stichtag
    assert (extended.check_open, extended.check_due) == (first.check_open, first.check_due)
    assert extended.verlauf[:months] == first.verlauf


@given(STARTS, MONTHS, PLACES)
def test_every_date_has_a_sentence(start: date, months: int, place: str | None) -> None:
    dates = arbeitstraining_dates(start, months, place)
    for reason in arbeitstraining_reasons(dates).values():
        sentences = [reason] if isinstance(reason, str) else reason
        assert all(sentence.endswith(".") and ".." not in sentence for sentence in sentences)
