"""The rules as functions for expressions: what they accept and what they refuse."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.deadlines.functions import FEEL_FUNCTIONS


def call(name: str, *arguments: object) -> object:
    function, parameters = FEEL_FUNCTIONS[name]
    assert len(arguments) <= len(parameters)
    return function(*arguments)


@pytest.mark.parametrize(
    "start",
    [
        date(2026, 8, 31),
        datetime(2026, 8, 31, 10, 0),
        datetime(2026, 8, 30, 22, 30, tzinfo=UTC),
        "2026-08-31",
        "31.8.2026",
        "2026-08-31T16:40:00+02:00",
        "2026-08-30T22:30:00Z",
    ],
)
@pytest.mark.parametrize("months", [3, Decimal(3), Decimal("3.0")])
def test_a_day_may_come_in_any_common_form_and_counts_in_zurich(start: object, months: object) -> None:
    assert call("add months", start, months) == date(2026, 11, 30)


def test_the_result_is_a_plain_day() -> None:
    assert type(call("add working days", datetime(2027, 4, 16, 16, 40), 2)) is date


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("last working day before", "2025-10-03", date(2025, 10, 1)),
        ("last working day on or before", "2025-10-02", date(2025, 10, 1)),
        ("first working day on or after", "2025-10-02", date(2025, 10, 3)),
        ("is working day", "2025-10-02", False),
    ],
)
def test_an_institution_is_an_optional_last_argument(name: str, day: str, expected: object) -> None:
    assert call(name, day, "sd_luzern") == expected
    assert call(name, day) == call(name, day, None) == call(name, day, "") != expected


def test_timers_fire_at_six_in_zurich_in_summer_and_winter() -> None:
    assert str(call("at six", "2027-07-01")) == "2027-07-01 06:00:00+02:00"
    assert str(call("at six", "2027-12-01")) == "2027-12-01 06:00:00+01:00"


def test_the_arbeitstraining_is_a_context_with_days_reasons_and_notes() -> None:
    context = call("arbeitstraining dates", "2026-08-31", Decimal(6), None, 3)
    assert isinstance(context, dict)
    assert context["check_stichtag"] == date(2026, 11, 30)
    assert context["verlauf"][3] == {"period_end": date(2026, 12, 30), "due": date(2027, 1, 7)}
    assert context["reasons"]["check_due"].startswith("Der Stichtag bleibt fest.")
    assert context["notes"] == []


def test_the_end_of_a_statutory_term_is_a_day() -> None:
    assert call("statutory deadline", "2027-07-01", 30) == date(2027, 9, 1)


def test_days_left_count_all_measures_of_the_year() -> None:
    measures = [{"start": "2027-03-01", "end": "2027-05-31"}, {"start": "2027-06-01", "end": date(2027, 8, 31)}]
    assert call("im days left", measures) == 366 - 92 - 92
    assert call("im days left", [{"start": "2026-01-01", "end": "2027-01-10"}]) == -10


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("add months", (None, 3), "Es fehlt ein Datum."),
        ("add months", ("", 3), "Es fehlt ein Datum."),
        ("add months", ("2027-02-31", 3), "Das Datum «2027-02-31» gibt es nicht."),
        ("add months", ("31.2.2027", 3), "Das Datum «31.2.2027» gibt es nicht."),
        ("add months", ("2027-04-16T25:00:00", 3), "gibt es nicht."),
        ("add months", ("morgen", 3), "«morgen» ist kein Datum."),
        ("add months", ("20270216", 3), "ist kein Datum."),
        ("add months", (20270216, 3), "Hier wird ein Datum erwartet."),
        ("add months", ("1815-01-01", 3), "1900 bis 2100"),
        ("add months", (datetime.max.replace(tzinfo=UTC), 3), "ausserhalb des Kalenders"),
        ("add months", ("2027-02-01", Decimal("1.5")), "Anzahl Monate: Hier wird eine ganze Zahl erwartet."),
        ("add months", ("2027-02-01", "3"), "Anzahl Monate: Hier wird eine ganze Zahl erwartet."),
        ("add months", ("2027-02-01", True), "Anzahl Monate: Hier wird eine ganze Zahl erwartet."),
        ("add months", ("2027-02-01", None), "Anzahl Monate: Hier wird eine ganze Zahl erwartet."),
        ("add months", ("2027-02-01", Decimal("1E+999999")), "Anzahl Monate: Diese Zahl ist zu gross."),
        ("add working days", ("2027-02-01", Decimal("NaN")), "Anzahl Arbeitstage: Diese Zahl ist zu gross."),
        ("add working days", ("2027-02-01", 100_000), "1900 bis 2100"),
        ("add working days", ("2027-02-01", 1, 7), "Kurznamen"),
        ("statutory deadline", ("2027-02-01", 100_000), "1900 bis 2100"),
        ("arbeitstraining dates", ("2027-02-01", 25), "Art. 14a IVG"),
        ("im days left", ([],), "Es fehlt eine Massnahme"),
        ("im days left", ("x",), "Liste von Massnahmen"),
        ("im days left", ([{"start": "2027-02-01"}],), "Es fehlt ein Datum."),
        ("im days left", ([{"start": "2027-02-02", "end": "2027-02-01"}],), "liegt vor ihrem Anfang"),
    ],
)
def test_bad_input_is_refused_with_a_german_sentence(name: str, arguments: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call(name, *arguments)
