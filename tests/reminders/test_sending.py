"""Reminders go to whom the rule names, once, whatever happens to the case, its people and the worker meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.bootstrap import House, build
from app.cases import letters, roles
from app.cases.service import set_participant
from app.clock import ZONE, ManualClock
from app.flow.kinds import Reminders
from app.flow.models import Event, WorkItem
from app.jobs import timetable
from app.outbox.models import Message
from app.people import absences
from app.people.models import Absence, User
from app.reminders.sweeps import next_reminder, remind_due
from tests.consent.stage import MANDATE, Stage

DUE = date(2027, 1, 20)
BEFORE, LATE, LATER, LATEST = "2027-01-19", "2027-01-21", "2027-01-25", "2027-01-27"
"""The mornings of the reminders: to the doer before, to the doer after, to the lead, to the superior."""
SOON, OVERDUE = "Erinnerung: Antrag stellen", "Erinnerung: Antrag stellen ist überfällig"
SUPERIOR, OFFICE = "WAS IV Luzern", "Koordinationsstelle IIZ"


def at(day: str, hour: int = 6) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZONE)


def task_of(stage: Stage, house: House, **changed: object) -> None:
    """The only task of the case is the insurer's, due on DUE, and `changed` besides."""
    with house.database.transaction() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.instance_id == stage.case(session).instance_id)).one()
        item.role, item.due, item.remind_at = roles.INSURER_IV, DUE, at(BEFORE)
        for name, value in changed.items():
            setattr(item, name, value)


@pytest.fixture
def stage(house: House) -> Stage:
    stage = Stage(house).open()
    task_of(stage, house)
    return stage


def reminded(stage: Stage, clock: ManualClock, day: str, hour: int = 6) -> list[tuple[str, str]]:
    """What the clock sends when it comes to `day`, and has done what was due before."""
    known = len(stage.mails())
    clock.move_to(at(day, hour))
    assert timetable(stage.house).run_due().failed == []
    return [mail for mail in stage.mails()[known:] if mail[1].startswith("Erinnerung")]


def test_each_step_reaches_whom_the_rule_names_and_only_once(stage: Stage, clock: ManualClock, house: House) -> None:
    assert reminded(stage, clock, "2027-01-18", 23) == []
    for day, told in (
        (BEFORE, [(SUPERIOR, SOON)]),  # nobody acts for the office yet: its own address
        (LATE, [(SUPERIOR, OVERDUE)]),
        (LATER, [(OFFICE, OVERDUE)]),
        (LATEST, [(SUPERIOR, OVERDUE)]),
        ("2027-02-10", [(OFFICE, OVERDUE)]),
        ("2027-02-24", [(OFFICE, OVERDUE)]),
    ):
        assert reminded(stage, clock, day) == told, day
        assert reminded(stage, clock, day, 7) == []


def test_the_lead_hears_once_there_is_one_and_each_address_once(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        set_participant(house.act(session), stage.case(session), roles.CASE_LEAD, "sd_luzern")
    reminded(stage, clock, LATE)
    assert reminded(stage, clock, LATER) == [("Soziale Dienste Stadt Luzern", OVERDUE)]
    reminded(stage, clock, LATEST)
    assert sorted(reminded(stage, clock, "2027-02-10")) == [
        (OFFICE, OVERDUE),
        ("Soziale Dienste Stadt Luzern", OVERDUE),
    ]


def test_who_is_doer_and_lead_and_office_gets_one_mail_a_step(house: House, clock: ManualClock) -> None:
    stage = Stage(house).open()
    task_of(stage, house, role=roles.COORDINATION_OFFICE, reminders=Reminders.TRANSITION)
    assert reminded(stage, clock, BEFORE) == [(OFFICE, SOON)]
    assert reminded(stage, clock, LATE) == [(OFFICE, OVERDUE)]


def test_the_mail_has_number_title_day_and_link_and_the_history_tells_it(
    stage: Stage, clock: ManualClock, house: House
) -> None:
    reminded(stage, clock, BEFORE)
    with house.database.transaction(writes=False) as session:
        (mail,) = session.scalars(select(Message).where(Message.subject.startswith("Erinnerung"))).all()
        (line,) = session.scalars(select(Event).where(Event.title.startswith("Erinnerung"))).all()
        item = session.scalars(select(WorkItem)).one()
        assert mail.body == (
            f"Guten Tag WAS IV Luzern\n\nDiese Aufgabe ist noch offen:\nAntrag stellen\nFällig bis: 20.01.2027\n\n"
            f"Fall {stage.number}\nhttp://localhost/aufgaben/{item.id}\n\nFreundliche Grüsse\nNahtstelle\n\n"
            "Diese Nachricht wurde automatisch verschickt."
        )
        assert line.title == f"Erinnerung: Antrag stellen ({stage.number}) – an WAS IV Luzern"


def test_a_deputy_hears_of_the_task_of_who_is_away(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        away, deputy = stage.user(session, "iv.beratung"), stage.user(session, "sd.sozialarbeit")
        session.add(Absence(user_id=away.id, deputy_id=deputy.id, first=date(2027, 1, 18), last=date(2027, 1, 22)))
        session.scalars(select(WorkItem)).one().assignee_id = away.id
    assert reminded(stage, clock, BEFORE) == [("Irene Vogel", SOON), ("Sandra Bühler", SOON)]


def test_the_superior_of_the_person_who_has_it_is_their_office(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        session.scalars(select(WorkItem)).one().assignee_id = stage.user(session, "iv.beratung").id
    assert reminded(stage, clock, BEFORE) == [("Irene Vogel", SOON)]
    reminded(stage, clock, LATER)
    assert reminded(stage, clock, LATEST) == [(SUPERIOR, OVERDUE)]


def test_the_superior_of_whoever_works_alone_is_the_coordination_office_too(
    stage: Stage, clock: ManualClock, house: House
) -> None:
    with house.database.transaction() as session:
        office = stage.user(session, "iv.beratung").institution
        for colleague in session.scalars(select(User).where(User.institution == office)):
            colleague.active = colleague.username == "iv.beratung"
    reminded(stage, clock, LATER)
    assert reminded(stage, clock, LATEST) == [(SUPERIOR, OVERDUE), (OFFICE, OVERDUE)]


def test_of_the_task_of_somebody_away_alone_their_office_and_the_coordination_office_hear(
    stage: Stage, clock: ManualClock, house: House
) -> None:
    with house.database.transaction() as session:
        away = stage.user(session, "iv.beratung")
        for colleague in session.scalars(select(User).where(User.institution == away.institution)):
            colleague.active = colleague is away
        absences.add(session, away, None, date(2027, 1, 11), date(2027, 2, 5), clock.now().date())
        session.scalars(select(WorkItem)).one().assignee_id = away.id
    assert reminded(stage, clock, BEFORE) == [("Irene Vogel", SOON), (SUPERIOR, SOON), (OFFICE, SOON)]


def test_a_client_has_no_superior_but_the_coordination_office(house: House, clock: ManualClock) -> None:
    stage = Stage(house).open()
    task_of(stage, house, role=roles.CLIENT)
    assert reminded(stage, clock, BEFORE) == [("Peter M.", SOON)]
    reminded(stage, clock, LATER)
    assert reminded(stage, clock, LATEST) == [(OFFICE, OVERDUE)]
    with house.database.transaction(writes=False) as session:
        lines = session.scalars(select(Event.title).where(Event.title.startswith("Erinnerung"))).all()
        assert lines[0].endswith(" – an Klient/in") and not any("Peter" in line for line in lines)


def test_a_task_that_is_over_reminds_nobody(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        house.flow.cancel(house.act(session), stage.case(session).instance_id)
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem.remind_at)).all() == [None]
        assert next_reminder(session, clock.now()) is None
    assert reminded(stage, clock, "2027-06-01") == []


def test_after_a_withdrawal_nothing_reaches_who_may_no_longer_take_part(stage: Stage, clock: ManualClock) -> None:
    stage.agree()
    stage.withdraw(party="iv_luzern")
    for day in (BEFORE, LATE, LATER, LATEST, "2027-02-10"):
        assert {name for name, _ in reminded(stage, clock, day)} == {OFFICE}, day


def test_nor_once_the_mandate_is_over_even_before_its_end_was_noted(stage: Stage, clock: ManualClock) -> None:
    stage.agree({**MANDATE, "gueltig_bis": "2027-01-18"})
    known = len(stage.mails())
    clock.move_to(at(BEFORE))
    assert remind_due(stage.house.database, stage.house.act) == 1
    assert [mail for mail in stage.mails()[known:] if mail[1].startswith("Erinnerung")] == [(OFFICE, SOON)]


def test_a_silent_case_reminds_nobody_and_tells_no_history(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        letters.silence(house.act(session), stage.case(session))
    assert reminded(stage, clock, "2027-03-01") == []
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Event).where(Event.title.startswith("Erinnerung"))).all() == []
        assert next_reminder(session, clock.now()) is None


def test_a_case_that_rests_is_reminded_of_after_it_goes_on(stage: Stage, clock: ManualClock, house: House) -> None:
    with house.database.transaction() as session:
        house.flow.suspend(house.act(session), stage.case(session).instance_id)
    assert reminded(stage, clock, BEFORE) == reminded(stage, clock, LATE) == []
    with house.database.transaction() as session:
        house.flow.resume(house.act(session), stage.case(session).instance_id)
    assert reminded(stage, clock, LATER) == [(OFFICE, OVERDUE)]


def test_a_worker_that_was_down_sends_the_last_of_what_it_missed(stage: Stage, clock: ManualClock) -> None:
    assert reminded(stage, clock, "2027-01-26") == [(OFFICE, OVERDUE)]
    assert reminded(stage, clock, LATEST) == [(SUPERIOR, OVERDUE)]


def test_tasks_that_were_open_before_there_were_reminders_are_planned_and_nobody_is_flooded(
    stage: Stage, clock: ManualClock, house: House
) -> None:
    task_of(stage, house, remind_at=datetime(2000, 1, 1, tzinfo=ZONE))
    assert reminded(stage, clock, LATE, 7) == []
    assert reminded(stage, clock, LATER) == [(OFFICE, OVERDUE)]


def test_two_workers_remind_once(house: House, clock: ManualClock) -> None:
    stages = [Stage(house).open() for _ in range(6)]
    for stage in stages:
        task_of(stage, house)
    clock.move_to(at(BEFORE))
    other = build(house.settings, clock)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: remind_due(one.database, one.act), (house, other)))
    remind_due(house.database, house.act)
    other.database.dispose()
    for stage in stages:
        assert [mail for mail in stage.mails() if mail[1].startswith("Erinnerung")] == [(SUPERIOR, SOON)]
