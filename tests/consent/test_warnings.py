"""Client, case lead and coordination office are warned 30 and 7 days before a mandate ends, each time once."""

from datetime import date, datetime

import pytest

from app.bootstrap import House
from app.cases import roles
from app.cases.service import set_participant
from app.clock import ZONE, ManualClock
from app.consent.terms import warning_at
from app.flow.kinds import InstanceStatus
from tests.consent.stage import DAY, MANDATE, Stage

SUBJECT = "Die Vollmacht gilt bis 10.01.2028"
TOLD = [("Peter M.", SUBJECT), ("WAS IV Luzern", SUBJECT), ("Koordinationsstelle IIZ", SUBJECT)]


@pytest.fixture
def stage(house: House) -> Stage:
    stage = Stage(house).open().agree()
    with house.database.transaction() as session:
        set_participant(house.act(session), stage.case(session), roles.CASE_LEAD, "iv_luzern")
    return stage


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def warned(stage: Stage) -> list[tuple[str, str]]:
    stage.work()
    return [mail for mail in stage.mails() if mail[1].startswith("Die Vollmacht gilt")]


def test_a_warning_goes_out_in_the_morning_of_the_last_working_day_on_or_before() -> None:
    until = date.fromisoformat(DAY)
    assert warning_at(until, 30) == at("2027-12-10 06:00")  # 11.12. is a Saturday
    assert warning_at(until, 7) == at("2028-01-03 06:00")


def test_all_three_are_told_twice_and_each_time_once(stage: Stage, clock: ManualClock) -> None:
    clock.move_to(at("2027-12-10 05:59"))
    assert warned(stage) == []
    clock.move_to(at("2027-12-10 06:00"))
    assert sorted(warned(stage)) == sorted(TOLD)
    clock.move_to(at("2028-01-03 05:59"))
    assert len(warned(stage)) == 3
    clock.move_to(at("2028-01-03 06:00"))
    assert sorted(warned(stage)) == sorted(TOLD * 2)
    clock.move_to(at("2028-01-10 23:00"))
    assert len(warned(stage)) == 6


def test_a_worker_that_was_down_sends_the_last_of_what_it_missed(stage: Stage, clock: ManualClock) -> None:
    clock.move_to(at("2028-01-08 15:00"))
    assert sorted(warned(stage)) == sorted(TOLD)
    assert len(warned(stage)) == 3
    clock.move_to(at("2028-01-11 15:00"))
    assert ("WAS IV Luzern", SUBJECT) not in warned(stage)  # it had not left, and now they are out
    assert len(warned(stage)) == 2


def test_a_renewed_mandate_begins_to_count_anew(stage: Stage, clock: ManualClock) -> None:
    clock.move_to(at("2027-12-10 06:00"))
    assert len(warned(stage)) == 3
    stage.agree({**MANDATE, "gueltig_bis": "2028-06-30"})
    clock.move_to(at("2028-05-30 06:00"))
    assert len(warned(stage)) == 3
    clock.move_to(at("2028-05-31 06:00"))
    assert {subject for _, subject in warned(stage)[3:]} == {"Die Vollmacht gilt bis 30.06.2028"}


def test_a_mandate_for_a_few_days_is_not_announced_at_once(stage: Stage) -> None:
    stage.agree({**MANDATE, "gueltig_bis": "2027-01-14"})
    assert warned(stage) == []


@pytest.mark.parametrize("over", ["closed", "silent", "withdrawn"])
def test_nothing_is_announced_that_no_longer_matters(stage: Stage, clock: ManualClock, over: str) -> None:
    with stage.house.database.transaction() as session:
        case = stage.case(session)
        case.silent = over == "silent"
        case.instance.status = InstanceStatus.DONE if over == "closed" else case.instance.status
    if over == "withdrawn":
        stage.withdraw()
    clock.move_to(at("2028-01-04 08:00"))
    assert warned(stage) == []
