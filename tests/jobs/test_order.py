"""One timetable: its order holds among several workers, its failures are told, worker and scenarios walk the same."""

import logging
import threading
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases import lists
from app.cases.models import Case
from app.clock import ZONE, ManualClock
from app.consent.models import Notice
from app.flow import store
from app.jobs import compare_lists, lanes, timetable
from app.outbox.models import Message, MessageStatus
from app.outbox.service import post
from app.people.models import User
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from app.timetable import Tick, Timetable
from app.worker import scheduled
from tests.cases.test_lists import many
from tests.consent.stage import Stage
from tests.jobs.stage import MIDNIGHT, Postbox, execute
from tests.outbox.test_delivery import post_to
from tests.scenarios.test_player import GRANTED

LEAVING, STAYING = "iv.beratung@example.org", "peter.m@example.org"


class Watcher(Postbox):
    """A channel that counts, whenever something is sent, the mandates that are over and whose end was not noted."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house, self.unfinished = house, set[int]()

    def send(self, message: Message) -> None:
        with self.house.database.transaction(writes=False) as session:
            over = select(Case.id).where(Case.mandate_until.is_not(None), Case.id.not_in(select(Notice.case_id)))
            self.unfinished.add(len(session.scalars(over).all()))
        super().send(message)


def at_midnight(house: House, clock: ManualClock, cases: int) -> list[Stage]:
    """Cases whose mandate is over, each with a mail to somebody who leaves and one to somebody who stays."""
    stages = [Stage(house).open().agree() for _ in range(cases)]
    clock.move_to(MIDNIGHT)
    for stage in stages:
        for name, address in (("Irene Vogel", LEAVING), ("Peter M.", STAYING)):
            with house.database.transaction() as session:
                post(house.act(session), to_name=name, to_address=address, subject="Erinnerung", body="",
                     case_number=stage.number)  # fmt: skip
    return stages


def test_no_mail_leaves_before_all_expired_mandates_have_ended(house: House, clock: ManualClock) -> None:
    at_midnight(house, clock, 3)
    box = Watcher(house)
    assert timetable(replace(house, channel=box)).run_due().failed == []
    assert box.unfinished == {0}
    assert LEAVING not in box.sent and box.sent.count(STAYING) == 3


def test_no_mail_leaves_while_another_worker_still_ends_the_mandate(house: House, clock: ManualClock) -> None:
    (stage,) = at_midnight(house, clock, 1)
    box = Watcher(house)
    walk = threading.Thread(target=timetable(replace(house, channel=box)).run_due)
    with house.database.transaction() as session:
        store.lock(session, stage.case(session).instance_id)
        walk.start()
        walk.join(1)  # a walk that passes over the case comes to its end in this time, and sends
        assert walk.is_alive() and box.sent == []
    walk.join()
    assert box.unfinished == {0}
    assert LEAVING not in box.sent and STAYING in box.sent


def test_a_tick_that_fails_stops_no_other_and_is_not_told_as_done(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    post_to(house, "a@example.org")
    execute(house, "ALTER TABLE case_message RENAME TO lost")
    for job in scheduled(lanes(house), seconds=2).get_jobs():
        job.func(*job.args)
    told = [(record.levelname, record.getMessage()) for record in caplog.records if record.name.startswith("app.")]
    assert [level for level, _ in told] == ["ERROR", "INFO"]
    assert told[0][1] in ("case messages failed: OperationalError", "case messages failed: ProgrammingError")
    assert told[1][1] == "messages: 1"
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Message.status)).all() == [MessageStatus.SENT]


def test_a_mail_leaves_while_timers_take_long(house: House) -> None:
    post_to(house, "a@example.org")
    box, free = Postbox(), threading.Event()
    clock, post, _heart = lanes(replace(house, channel=box))
    slow = Tick("many timers", lambda: int(free.wait(20)), lambda _session, _now: None)
    scheduler = scheduled([Timetable((slow, *clock.ticks)), post], seconds=0.1)
    worker = threading.Thread(target=scheduler.start)
    worker.start()
    assert box.arrived.wait(10) and not free.is_set()
    free.set()
    scheduler.shutdown()
    worker.join()
    assert box.sent == ["a@example.org"]


def test_the_lanes_of_a_worker_leave_out_no_tick(house: House) -> None:
    clock, post, _heart = lanes(house)
    walked = {tick.name for lane in (clock, post) for tick in lane.ticks}
    assert walked == {tick.name for tick in timetable(house).ticks}
    assert [tick.name for tick in post.ticks] == ["expired mandates", "messages"]


def test_a_list_that_is_not_as_the_rule_says_is_told_at_night(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.database.transaction() as session:
        many(session, session.scalars(select(User).where(User.username == "ks.koordination")).one(), 3)
    compare_lists(house)
    assert caplog.messages == []
    execute(house, "DELETE FROM listed_case WHERE number = (SELECT min(number) FROM listed_case)")
    compare_lists(house)
    assert [one for one in caplog.messages if "rows are wrong or missing" in one]
    with house.database.transaction() as session:
        lists.rebuild(session)


def test_worker_and_scenarios_walk_the_very_same_ticks(house: House, clock: ManualClock) -> None:
    wanted, seen = datetime(2027, 1, 13, 3, 17, tzinfo=ZONE), list[datetime]()

    def look() -> int:
        seen.append(clock.now())
        return 0

    more = Tick("more", look, lambda _session, now: wanted if wanted > now else None)
    table = Timetable((*timetable(house).ticks, more))
    (job,) = scheduled([table], seconds=2).get_jobs()
    assert (job.max_instances, job.coalesce) == (1, True)
    job.func(*job.args)
    assert seen == [clock.now()]
    player = Player(scenario=read_scenario(GRANTED), database=house.database, clock=clock, tasks=house.tasks,
                    acts=house.act, timetable=table, say=lambda _line: None)  # fmt: skip
    assert player.play() and wanted in seen


def test_a_scenario_in_which_a_tick_fails_has_failed(house: House, clock: ManualClock) -> None:
    def fail() -> int:
        raise RuntimeError

    table = Timetable((Tick("broken", fail, lambda _session, now: now), *timetable(house).ticks))
    player = Player(scenario=read_scenario(GRANTED), database=house.database, clock=clock, tasks=house.tasks,
                    acts=house.act, timetable=table, say=lambda _line: None)  # fmt: skip
    assert not player.play() and "Gescheitert ist: broken" in player.failures[0]


def test_a_scenario_tells_its_diary_and_no_log(
    house: House, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    player = Player(scenario=read_scenario(GRANTED), database=house.database, clock=clock, tasks=house.tasks,
                    acts=house.act, timetable=timetable(house), say=lambda _line: None)  # fmt: skip
    assert player.play() and [record for record in caplog.records if record.name.startswith("app.")] == []
