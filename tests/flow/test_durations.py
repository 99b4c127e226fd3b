"""Durations, moments and repetitions on the calendar of Europe/Zurich."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ZONE
from app.flow.durations import Duration, add, parse_duration, parse_moment, parse_repetition
from app.flow.errors import FlowError


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("start", "duration", "end"), [
    ("2026-08-31T09:00", "P3M", "2026-11-30T09:00:00+01:00"),
    ("2027-11-30T09:00", "P3M", "2028-02-29T09:00:00+01:00"),
    ("2027-01-31T09:00", "P1M", "2027-02-28T09:00:00+01:00"),
    ("2024-02-29T09:00", "P1Y", "2025-02-28T09:00:00+01:00"),
    ("2027-03-27T08:00", "P1D", "2027-03-28T08:00:00+02:00"),
    ("2027-03-27T08:00", "PT24H", "2027-03-28T09:00:00+02:00"),
    ("2027-10-30T08:00", "P1D", "2027-10-31T08:00:00+01:00"),
    ("2027-10-30T08:00", "PT24H", "2027-10-31T07:00:00+01:00"),
    ("2027-03-27T02:30", "P1D", "2027-03-28T03:30:00+02:00"),
    ("2027-01-01T00:00", "P1Y2M1W3DT4H5M6S", "2028-03-11T04:05:06+01:00"),
])  # fmt: skip
def test_a_duration_is_counted_on_the_local_calendar(start: str, duration: str, end: str) -> None:
    assert add(local(start), parse_duration(duration), 1).isoformat() == end


def test_repeated_months_are_counted_from_the_first_day_and_never_chained() -> None:
    days = [add(local("2027-01-31T06:00"), parse_duration("P1M"), number).date().isoformat() for number in range(1, 5)]
    assert days == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "1M", "P1.5M", "-P1D", "P1H", "PT1D", "P99999Y", "P١D", "p1m", "Banane"]
)
def test_what_is_no_duration_is_refused_in_words(text: str) -> None:
    with pytest.raises(FlowError, match="keine Dauer"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["R", "R/", "R-1/P1D", "R1.5/P1D", "R3/P1D/P1D/P1D", "R/PT0S", "R/P0D"])
def test_what_is_no_repetition_is_refused_in_words(text: str) -> None:
    with pytest.raises(FlowError):
        parse_repetition(text)


def test_a_date_alone_means_six_in_the_morning() -> None:
    assert parse_moment("2027-02-09").isoformat() == "2027-02-09T06:00:00+01:00"
    assert parse_moment("2027-07-09T14:00").isoformat() == "2027-07-09T14:00:00+02:00"
    assert parse_moment("2027-07-09T14:00:00Z").astimezone(ZONE).hour == 16
    with pytest.raises(FlowError, match="kein Datum"):
        parse_moment("31.2.2027")


def test_a_moment_beyond_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(FlowError, match="ausserhalb"):
        add(local("2027-01-01T00:00"), Duration(12 * 9000), 1)
    with pytest.raises(FlowError, match="ausserhalb"):
        add(local("9998-12-31T00:00"), parse_duration("P999999D"), 1)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 60))
def test_months_end_in_the_right_month_on_the_same_or_the_last_day(start: datetime, months: int) -> None:
    anchor = start.replace(tzinfo=ZONE)
    end = add(anchor, Duration(months), 1)
    assert (end.year * 12 + end.month) - (anchor.year * 12 + anchor.month) == months
    assert end.day == anchor.day or (end + timedelta(days=1)).month != end.month
