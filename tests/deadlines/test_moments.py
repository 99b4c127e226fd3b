"""Moments of case data: whatever zone their text has, they are told in Zurich; one function reads them."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import ZONE
from app.deadlines import moments
from app.feel import to_json
from app.flow.expressions import value_of

NOW = datetime(2027, 1, 11, 8, tzinfo=ZONE)
READERS = {
    "app/flow/timers.py": "the timer's own state",
    "app/scenarios/script.py": "the day of a step of a scenario",
    "app/protocol/views/audit.py": "what a browser sends",
    "app/sign_in/views/absences.py": "what a browser sends",
    "app/demo/views.py": "what a browser sends",
    "app/demo/town.py": "the days of the cases that are told",
    "app/casefile/views/notes.py": "what a browser sends",
    "app/inbox/views.py": "what a browser sends",
    "app/inbox/service.py": "what was put off, kept to be undone",
    "app/deadlines/day_rules.py": "the list of holidays",
    "app/db/changes.py": "rows of tables, kept to be put back",
}
"""Files that read ISO texts which are no case data."""


def value(text: str, **data: Any) -> object:
    return to_json(value_of(text, data, lambda: NOW))


@pytest.mark.parametrize(("text", "expected"), [
    ("2027-01-11T08:00:00@Europe/Zurich", "2027-01-11T08:00:00+01:00"),
    ("2027-01-11T08:00:00+01:00", "2027-01-11T08:00:00+01:00"), ("2027-07-11T08:00:00", "2027-07-11T08:00:00+02:00"),
    ("2027-01-11T08:00", "2027-01-11T08:00:00+01:00"), ("2026-12-31T23:15:00Z", "2027-01-01T00:15:00+01:00"),
    ("2026-12-31T23:15:00.123Z", "2027-01-01T00:15:00.123000+01:00"), ("2027-01-11 08:00", "2027-01-11T08:00:00+01:00"),
    ("2027-07-11T08:00:00@America/New_York", "2027-07-11T14:00:00+02:00"),
    ("2027-01-11T24:00:00", "2027-01-12T00:00:00+01:00"),
    ("2027-01-11T08:00:00+0100", "2027-01-11T08:00:00+01:00"), ("2027-01-11T08:00-05", "2027-01-11T14:00:00+01:00"),
    ("2027-03-28T02:30:00@Europe/Zurich", "2027-03-28T03:30:00+02:00"),
    (" 2027-01-11T08:00Z ", "2027-01-11T09:00:00+01:00"),
    ("2027-01-11T08:00:00@Etc/GMT+5", "2027-01-11T14:00:00+01:00"), ("2027-02-09", "2027-02-09"),
    ("2027-02-30", None), ("2027-02-30T08:00Z", None), ("2027-01-11T25:00", None), ("2027-01-11T08:00@Nirgends", None),
    ("morgen", None), ("", None), ("20270111", None), ("11.1.2027", None), ("2027-01-11T08:00 und mehr", None),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:34:08+00:34:08"), ("9999-12-31T23:59:59Z", None), ("0000-01-01", None),
])  # fmt: skip
def test_a_kept_text_is_a_day_or_a_moment_in_zurich(text: str, expected: str | None) -> None:
    found = moments.read(text)
    assert (None if found is None else found.isoformat()) == expected


def test_the_hour_that_comes_twice_is_kept_apart() -> None:
    first = datetime(2027, 10, 31, 2, 30, tzinfo=ZONE)
    for moment in (first, (first.astimezone(UTC) + timedelta(hours=1)).astimezone(ZONE)):
        found = moments.read(str(to_json(moment)))
        assert isinstance(found, datetime)
        assert found.astimezone(UTC) == moment.astimezone(UTC)


@pytest.mark.parametrize(("text", "expected"), [
    ("2027-01-11", "11.01.2027"), ("2026-12-31T23:15:00Z", "01.01.2027 00:15"),
    ("2027-01-11T08:00:00@Europe/Zurich", "11.01.2027 08:00"),
    ("Termin: 2027-01-11T08:00:00@Europe/Zurich.", "Termin: 11.01.2027 08:00."),
    ("von 2027-07-11T08:00:00Z bis 2027-07-11T09:00:00Z, Saal", "von 11.07.2027 10:00 bis 11.07.2027 11:00, Saal"),
    ("Akte 2027-01-11", "Akte 2027-01-11"), ("https://x.ch/2027-01-11T08:00:00Z", "https://x.ch/2027-01-11T08:00:00Z"),
    ("2027-02-30T08:00:00Z", "2027-02-30T08:00:00Z"), ("Guten Tag", "Guten Tag"), ("", ""),
])  # fmt: skip
def test_people_read_moments_in_local_time(text: str, expected: str) -> None:
    assert moments.for_people(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("= date(ab)", "2027-01-01"), ("= date(date and time(ab))", "2027-01-01"), ("= date(now())", "2027-01-11"),
    ("= date and time(ab)", "2027-01-01T00:15:00@Europe/Zurich"), ("= time(date and time(ab))", "00:15:00"),
    ("= date and time(ab).day", 1), ("= date and time(ab) < now()", True), ("= date(tag)", "2027-02-09"),
    ('= date and time("2027-01-11T08:00:00") = now()', True), ('= time(now()) < time("18:00:00")', True),
    ('= date and time(date(tag), time("14:00:00")) > now()', True), ("= date(date and time(tag))", "2027-02-09"),
    ('= date("gestern")', None), ("= date(2027, 2, 9)", "2027-02-09"), ('= date(from: ab)', "2027-01-01"),
    ("= add working days(ab, 1)", "2027-01-04"), ("= at six(ab)", "2027-01-01T06:00:00@Europe/Zurich"),
    ('= date and time("9999-12-31T23:59:59Z")', "9999-12-31T23:59:59Z"), ('= date("12026-01-01")', "12026-01-01"),
])  # fmt: skip
def test_expressions_of_the_house_know_the_local_day_of_a_moment(text: str, expected: object) -> None:
    assert value(text, ab="2026-12-31T23:15:00Z", tag="2027-02-09") == expected


@given(st.text(max_size=60))
def test_any_text_is_read_or_left(text: str) -> None:
    found = moments.read(text)
    assert found is None or isinstance(found, date)
    assert isinstance(moments.for_people(text), str)


def test_nothing_else_reads_days_and_moments_of_case_data() -> None:
    house = Path(__file__).parents[2]
    found = {
        str(file.relative_to(house))
        for file in (house / "app").rglob("*.py")
        if re.search(r"fromisoformat|strptime|isoparse", file.read_text(encoding="utf-8"))
    }
    assert found == set(READERS)
