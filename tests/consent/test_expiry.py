"""A mandate that has run out ends access by its date alone; the worker does the rest, and a renewed one undoes it."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.audit.models import Chain, Entry
from app.bootstrap import House
from app.cases import queries, roles, service
from app.cases.models import Participant
from app.clock import ManualClock, at_local
from app.consent.models import Recall
from app.flow.kinds import InstanceStatus
from app.flow.models import WorkItem
from app.outbox.models import Message, MessageStatus
from app.outbox.service import post
from tests.browser_posts import Browser
from tests.consent.stage import DAY, MANDATE, Stage

LAST_SECOND = at_local(date.fromisoformat(DAY) + timedelta(days=1)) - timedelta(seconds=1)
MIDNIGHT = at_local(date.fromisoformat(DAY) + timedelta(days=1))
SENTENCE = "Die Vollmacht ist abgelaufen. Bis sie erneuert ist"
LATER = {**MANDATE, "gueltig_bis": "2029-01-10"}


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house).open()


def roles_of(stage: Stage, key: str) -> set[str]:
    with stage.house.database.transaction(writes=False) as session:
        rows = queries.participants(session, stage.case(session).id)
        return {row.role for row in rows if row.institution and row.institution.key == key}


def write_to(stage: Stage, name: str, address: str) -> None:
    with stage.house.database.transaction() as session:
        post(stage.house.act(session), to_name=name, to_address=address, subject="Erinnerung", body="",
             case_number=stage.number)  # fmt: skip


def test_from_midnight_on_the_others_are_out_though_no_worker_runs(
    stage: Stage, browse: type[Browser], clock: ManualClock
) -> None:
    stage.agree()
    page, task = f"/faelle/{stage.number}", browse("rav.berater").get("/").follow("Antrag stellen").path
    browsers = {name: browse(name) for name in ("rav.berater", "iv.beratung", "ks.koordination", "peter.m")}
    clock.move_to(LAST_SECOND)
    assert {name: browser.get(page).status for name, browser in browsers.items()} == dict.fromkeys(browsers, 200)
    clock.move_to(MIDNIGHT)
    assert {name: browser.get(page).status for name, browser in browsers.items()} == {
        "rav.berater": 403, "iv.beratung": 403, "ks.koordination": 200, "peter.m": 200
    }  # fmt: skip
    assert SENTENCE in browsers["iv.beratung"].text
    referrer = browsers["rav.berater"]
    assert (referrer.get(task).status, SENTENCE in referrer.text) == (403, True)
    assert stage.number not in referrer.get("/faelle").text
    assert "Antrag stellen" not in referrer.get("/").text
    assert referrer.post(task, [("csrf_token", referrer.token()), ("antrag.zweck", "…")]).status == 403


def test_a_case_that_never_had_a_mandate_stays_as_it_is(
    stage: Stage, browse: type[Browser], clock: ManualClock
) -> None:
    clock.move_to(MIDNIGHT + timedelta(days=365))
    assert stage.work() == 0
    assert browse("iv.beratung").get(f"/faelle/{stage.number}").status == 200


def test_the_worker_ends_their_part_drops_their_mail_and_tells_the_office(
    stage: Stage, browse: type[Browser], clock: ManualClock
) -> None:
    stage.agree()
    browse("iv.beratung").get(f"/faelle/{stage.number}")
    clock.move_to(MIDNIGHT)
    write_to(stage, "Irene Vogel", "iv.beratung@example.org")
    write_to(stage, "WAS IV Luzern", "")
    write_to(stage, "Peter M.", "peter.m@example.org")
    assert stage.work() == 1
    assert stage.work() == 0
    with stage.house.database.transaction(writes=False) as session:
        left = session.scalars(select(Message).where(Message.subject == "Erinnerung")).all()
        assert [(row.to_name, row.status) for row in left] == [("Peter M.", MessageStatus.WAITING)]
        assert [row.institution.key for row in session.scalars(select(Recall))] == ["iv_luzern"]
        assert session.scalars(select(Message).where(Message.status == MessageStatus.LETTER)).all() == []
    assert stage.mails()[-1] == ("Koordinationsstelle IIZ", "Die Vollmacht ist abgelaufen")
    assert roles_of(stage, "rav_luzern") == roles_of(stage, "iv_luzern") == set()
    assert SENTENCE in browse("iv.beratung").get(f"/faelle/{stage.number}").text
    office = browse("ks.koordination")
    assert "Antrag stellen" in office.get("/").text  # what nobody else may do any more
    assert "Die Vollmacht galt bis" in office.get(f"/faelle/{stage.number}").text


def test_a_renewed_mandate_brings_back_those_who_left_by_expiry_and_nobody_else(
    stage: Stage, browse: type[Browser], clock: ManualClock
) -> None:
    stage.agree()
    stage.withdraw(party="sd_luzern")
    before = {key: roles_of(stage, key) for key in ("rav_luzern", "iv_luzern", "provider_brueckenwerk")}
    clock.move_to(MIDNIGHT)
    stage.work()
    stage.withdraw(party="praxis_seetal")  # she withdraws this one while nothing holds anyway
    stage.agree(LATER)
    assert {key: roles_of(stage, key) for key in before} == before
    assert roles_of(stage, "sd_luzern") == roles_of(stage, "praxis_seetal") == set()
    assert browse("iv.beratung").get(f"/faelle/{stage.number}").status == 200
    assert "Einwilligung für Ihre Stelle" in browse("therapie.praxis").get(f"/faelle/{stage.number}").text
    with stage.house.database.transaction(writes=False) as session:
        (item,) = session.scalars(select(WorkItem)).all()
        assert item.assignee_id == stage.user(session, "rav.berater").id  # it is theirs again
        assert session.scalars(select(Recall)).all() == []  # nothing is to be asked back


def test_while_the_mandate_is_over_nobody_is_brought_in(stage: Stage, clock: ManualClock) -> None:
    stage.agree()
    clock.move_to(MIDNIGHT)
    stage.work()
    with stage.house.database.transaction() as session:
        case, act = stage.case(session), stage.house.act(session)
        before = list(queries.participants(session, case.id))
        service.bring_in(act, case, roles.PROFESSIONAL, "zisg")
        service.set_participant(act, case, roles.CASE_LEAD, "iv_luzern")
        service.set_participant(act, case, roles.CASE_LEAD, "sd_luzern")
        session.flush()
        assert list(queries.participants(session, case.id)) == before
    stage.agree(LATER)
    assert roles.CASE_LEAD in roles_of(stage, "sd_luzern")  # from the renewal on
    assert roles.CASE_LEAD not in roles_of(stage, "iv_luzern")


def test_in_a_closed_case_the_others_leave_quietly(stage: Stage, browse: type[Browser], clock: ManualClock) -> None:
    stage.agree()
    browse("iv.beratung").get(f"/faelle/{stage.number}")
    with stage.house.database.transaction() as session:
        stage.case(session).instance.status = InstanceStatus.DONE
    before = stage.mails()
    clock.move_to(MIDNIGHT)
    assert stage.work() == 1
    assert (stage.mails(), roles_of(stage, "iv_luzern")) == (before, set())
    with stage.house.database.transaction(writes=False) as session:
        assert session.scalars(select(Recall)).all() == []


def test_one_case_that_fails_does_not_stop_the_others(house: House, clock: ManualClock) -> None:
    broken, sound = Stage(house).open().agree(), Stage(house).open().agree()
    with house.database.transaction() as session:  # where its next entry belongs in the log, there is one already
        session.add(Entry(chain=broken.number, sequence=2, at=house.clock.now(), actor_name="", institution="",
                          action="read", subject="", categories="", previous="", hash=""))  # fmt: skip
    clock.move_to(MIDNIGHT)
    assert broken.work() == 1
    assert (roles_of(sound, "iv_luzern"), roles_of(broken, "iv_luzern")) == (set(), {roles.INSURER_IV})
    with house.database.transaction() as session:
        session.execute(update(Chain).where(Chain.chain == broken.number).values(count=2))
    clock.move_to(MIDNIGHT + timedelta(minutes=5))
    assert broken.work() == 1
    assert roles_of(broken, "iv_luzern") == set()


def test_two_workers_end_a_mandate_once(stage: Stage, clock: ManualClock) -> None:
    stage.agree()
    clock.move_to(MIDNIGHT)
    workers = [threading.Thread(target=stage.work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stage.work()
    assert [subject for _, subject in stage.mails()].count("Die Vollmacht ist abgelaufen") == 1
    with stage.house.database.transaction(writes=False) as session:
        ended = session.scalars(select(Participant.until).where(Participant.expired)).all()
    assert set(ended) == {MIDNIGHT}
