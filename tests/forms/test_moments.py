"""Dates, times and both together, around the edges of the calendar and of summer time."""

from datetime import datetime

import pytest

from app.flow.expressions import LIBRARY
from app.forms import Form, compile_form
from tests.forms.builders import NOW, Component, complaint_about, day, field, form_file, load, value_of

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


def form_of(*components: Component) -> Form:
    """A form as the house compiles it, with the functions of its own calendar."""
    return compile_form(form_file(*components), "probe.form", library=LIBRARY)


UTC_FIELD = field("datetime", "termin", subtype="datetime", timeSerializingFormat="utc_normalized")
KEPT = [
    ("2026-12-31T23:15:00Z", "01.01.2027 00:15"), ("2027-07-24T12:30:00Z", "24.07.2027 14:30"),
    ("2027-01-11T08:00:00@Europe/Zurich", "11.01.2027 08:00"),
    ("2027-01-11T08:00:00.5@Europe/Zurich", "11.01.2027 08:00"),
    ("2027-01-10T20:00:00-05:00", "11.01.2027 02:00"), ("2027-01-11T08:00:00", "11.01.2027 08:00"),
]  # fmt: skip


def test_a_moment_kept_in_utc_is_told_as_it_was_typed() -> None:
    submission = load(form_of(UTC_FIELD), {"termin": "01.01.2027 00:15"})
    assert submission.values == {"termin": "2026-12-31T23:15:00Z"}
    assert [fact.text for fact in submission.facts] == ["01.01.2027 00:15"]


@pytest.mark.parametrize(("kept", "shown"), KEPT)
def test_people_read_kept_moments_in_local_time(kept: str, shown: str) -> None:
    form = form_of(
        {"type": "text", "id": "t", "text": "Termin: {{ab}}, {{date and time(ab)}}, {{\"um \" + string(ab)}}"},
        {"type": "table", "id": "tab", "label": "Termine", "dataSource": "= [{wann: ab}]",
         "columns": [{"key": "wann", "label": "Wann"}]},
        field("expression", "wieder", expression="= ab"),
        {**UTC_FIELD, "readonly": True, "key": "ab"},
    )  # fmt: skip
    items = form.view({"ab": kept}, now=NOW).items
    assert str(items[0].html).count(shown) == 3
    assert items[1].cells == [[shown]]
    assert [item.text for item in items[2:]] == [shown, shown]


@pytest.mark.parametrize(("kept", "shown"), KEPT)
@pytest.mark.parametrize(("subtype", "pick"), [("datetime", "%Y-%m-%dT%H:%M"), ("date", "%Y-%m-%d"), ("time", "%H:%M")])
def test_a_kept_moment_fills_a_field_of_every_kind(kept: str, shown: str, subtype: str, pick: str) -> None:
    expected = datetime.strptime(shown, "%d.%m.%Y %H:%M").strftime(pick)
    for more in ({"properties": {"prefill": "= ab"}}, {"defaultValue": kept}):
        form = form_of(field("datetime", "feld", subtype=subtype, **more))
        assert form.view({"ab": kept}, now=NOW).items[0].text == expected
        submission = load(form, {"_shown": [""]}, {"ab": kept})
        assert submission.errors == []
        assert str(submission.values["feld"]).startswith(expected)


@pytest.mark.parametrize("bound", ['= date and time("2026-12-31T23:15:00Z")', '= "2026-12-31T23:15:00Z"', "= ab",
                                   '= @"2026-12-31T23:15:00Z"'])  # fmt: skip
def test_bounds_are_kept_moments_too(bound: str) -> None:
    data = {"ab": "2027-01-01T00:15:00@Europe/Zurich"}
    form = form_of(day(properties={"min": bound}))
    assert form.view(data, now=NOW).items[0].attributes["min"] == "2027-01-01"
    assert not load(form, {"tag": "2026-12-31"}, data).ok
    assert load(form, {"tag": "2027-01-01"}, data).ok
    moment = field("datetime", subtype="datetime", properties={"min": bound})
    assert load(form_of(moment), {"feld": "2027-01-01T00:15"}, data).ok
    assert not load(form_of(moment), {"feld": "2027-01-01T00:14"}, data).ok


def test_a_bound_of_time_may_have_a_zone() -> None:
    office = field("datetime", subtype="time", properties={"min": '= time("08:00:00@Europe/Zurich")'})
    assert value_of(office, "08:00") == "08:00:00"
    assert "08:00" in complaint_about(office, "07:59")
