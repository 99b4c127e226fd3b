"""The rule: which days a task is reminded of, and whom each reminder is for."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.clock import ZONE
from app.deadlines.workdays import add_working_days
from app.flow.kinds import Reminders
from app.reminders.rules import Term, Whom

MONTH = timedelta(days=31)
DOER, LEAD, OFFICE, SUPERIOR = (Whom.DOER,), (Whom.LEAD,), (Whom.COORDINATION_OFFICE,), (Whom.SUPERIOR,)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZONE)


def term(opened: str, due: str, reminders: Reminders = Reminders.STANDARD, calendar: str | None = None) -> Term:
    return Term(reminders, at(opened), date.fromisoformat(due), calendar)


def walk(term: Term, until: str) -> list[tuple[str, tuple[Whom, ...]]]:
    """Day of each reminder up to `until`, and whom it is for."""
    found, now = [], term.opened_at
    while (moment := term.next_after(now)) is not None and moment <= at(until) + timedelta(days=1):
        step = term.step_between(moment, moment)
        assert step is not None and (moment.hour, moment.minute) == (6, 0)
        found.append((f"{moment:%Y-%m-%d}", step.whom))
        now = moment
    return found


def test_a_short_term_has_one_reminder_before_and_goes_on_to_the_superior() -> None:
    assert walk(term("2027-01-14T09:00", "2027-01-19"), "2027-03-09") == [
        ("2027-01-18", DOER),
        ("2027-01-20", DOER),
        ("2027-01-22", LEAD),
        ("2027-01-26", SUPERIOR),
        ("2027-02-09", LEAD + OFFICE),
        ("2027-02-23", LEAD + OFFICE),
        ("2027-03-09", LEAD + OFFICE),
    ]


@pytest.mark.parametrize(("due", "before"), [
    ("2027-02-01", ["2027-01-25", "2027-01-29"]),  # 15 working days: both
    ("2027-01-29", ["2027-01-28"]),                # 14
    ("2027-01-13", ["2027-01-12"]),
    ("2027-01-12", []),                            # the day before is the day on which it opened
    ("2027-01-11", []),
])  # fmt: skip
def test_only_terms_of_fifteen_working_days_are_reminded_of_five_before(due: str, before: list[str]) -> None:
    days = [day for day, _ in walk(term("2027-01-11T09:00", due), due)]
    assert [day for day in days if day <= due] == before


def test_a_term_of_months_is_kept_in_mind() -> None:
    days = [day for day, _ in walk(term("2027-01-11T09:00", "2027-04-15"), "2027-04-15")]
    assert days == ["2027-01-15", "2027-02-04", "2027-02-24", "2027-03-16", "2027-04-08", "2027-04-14"]


def test_the_days_are_those_of_the_office_that_does_it() -> None:
    # 2.10. is St. Leodegar in the city of Lucerne.
    due = "2026-10-01"
    assert walk(term("2026-09-25T09:00", due, calendar="sd_luzern"), "2026-10-05")[1] == ("2026-10-05", DOER)
    assert walk(term("2026-09-25T09:00", due, calendar="iv_luzern"), "2026-10-05")[1] == ("2026-10-02", DOER)


def test_the_transition_check_reaches_lead_office_and_insurer_on_its_day() -> None:
    assert walk(term("2027-08-18T06:00", "2027-08-31", Reminders.TRANSITION), "2027-09-22") == [
        ("2027-08-24", DOER),
        ("2027-08-30", DOER),
        ("2027-09-01", LEAD + OFFICE + DOER),
        ("2027-09-08", SUPERIOR),
        ("2027-09-15", SUPERIOR),
        ("2027-09-22", SUPERIOR),
    ]


def test_what_must_stand_before_something_begins_is_missed_on_that_day() -> None:
    # The Arbeitstraining begins on 1.6.2027; the Zielvereinbarung is due five working days before.
    assert walk(term("2027-05-03T09:00", "2027-05-24", Reminders.START), "2027-06-01") == [
        ("2027-05-21", DOER),
        ("2027-05-25", DOER),
        ("2027-05-28", LEAD),
        ("2027-06-01", DOER + LEAD + SUPERIOR),
    ]


def test_signatures_are_reminded_of_after_five_and_eight_of_ten_working_days() -> None:
    assert walk(term("2027-02-15T09:00", "2027-03-01", Reminders.SIGNATURE), "2027-03-08") == [
        ("2027-02-22", DOER),
        ("2027-02-25", DOER),
        ("2027-03-02", DOER),
        ("2027-03-04", LEAD),
        ("2027-03-08", SUPERIOR),
    ]


def test_a_task_without_reminders_has_none() -> None:
    assert walk(term("2027-01-11T09:00", "2027-01-20", Reminders.NONE), "2028-01-01") == []


def test_of_several_that_were_missed_the_last_counts() -> None:
    late = term("2027-01-14T09:00", "2027-01-19")
    step = late.step_between(at("2027-01-18T06:00"), at("2027-01-23T12:00"))
    assert step is not None and step.whom == LEAD
    assert late.next_after(at("2027-01-23T12:00")) == at("2027-01-26T06:00")
    assert late.step_between(at("2027-01-23T12:00"), at("2027-01-25T12:00")) is None


def test_a_task_that_opens_when_it_is_long_overdue_goes_on_from_there() -> None:
    for due in ("2027-01-04", "2020-01-06", "1900-01-02", "0001-01-01"):
        first = term("2027-01-14T09:00", due).next_after(at("2027-01-14T09:00"))
        assert first is not None and first - at("2027-01-14T09:00") < timedelta(days=17), due


@pytest.mark.parametrize("due", ["2100-12-31", "2101-01-01", "9999-12-31"])
def test_a_due_day_off_the_calendar_is_kept_in_mind_like_any_that_is_far(due: str) -> None:
    far = term("2027-01-14T09:00", due)
    first = far.next_after(at("2027-01-14T09:00"))
    assert first is not None and first - at("2027-01-14T09:00") < MONTH
    step = far.step_between(first, first)
    assert step is not None and step.whom == DOER


@given(
    opened=some.dates(date(2024, 1, 1), date(2045, 1, 1)),
    days=some.integers(-60, 500),
    reminders=some.sampled_from([each for each in Reminders if each not in (Reminders.NONE, Reminders.OWN)]),
    calendar=some.sampled_from([None, "sd_luzern", "iv_luzern"]),
)
def test_somebody_hears_of_an_open_task_every_month(
    opened: date, days: int, reminders: Reminders, calendar: str | None
) -> None:
    start = datetime(opened.year, opened.month, opened.day, 10, tzinfo=ZONE)
    task, now = Term(reminders, start, opened + timedelta(days=days), calendar), start
    while now < start + timedelta(days=max(days, 0) + 400):
        following = task.next_after(now)
        assert following is not None and following.date() - now.date() <= MONTH
        assert add_working_days(following.date(), 0, calendar) == following.date()  # on a day on which they work
        now = following
