"""kill -9 between any two steps of the Peter M. case: the same end, no message twice, none missing."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from app.bootstrap import House, build
from app.cases.models import Case
from app.clock import ManualClock
from app.config import ROOT
from app.db import Database
from app.demo.clock import move_to
from app.flow.kinds import InstanceStatus, ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.jobs import timetable
from app.outbox.models import Message, MessageStatus
from app.outbox.service import RESERVATION
from app.people.queries import user_by_name
from app.scenarios.player import Player
from app.scenarios.script import Scenario, Step, read_scenario
from app.tasks import queries
from app.tasks.taking_back import WITHIN
from tests.commands import Start, cold, warm
from tests.conftest import settings_for
from tests.crash.processes import PATIENCE, Processes, RealBrowser, as_fields
from tests.databases import database_on, on_server
from tests.outbox.test_delivery import Postbox, free_port

PETER = ROOT / "workflows/iiz_verfahren/scenarios/peter_m.yaml"
Sent = Counter[tuple[str, str]]
COLD_STEPS = 3


@pytest.fixture
def mail_server() -> Iterator[tuple[Postbox, str]]:
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


class CrashingPlayer:
    """Plays a scenario over HTTP; before every step that somebody takes both processes were killed and started again.

    Between two steps that only look at the database, nothing happens that a kill could interrupt.
    """

    def __init__(self, scenario: Scenario, processes: Processes, house: House) -> None:
        self._scenario, self._processes, self._database = scenario, processes, house.database
        self._clock, self._timetable = house.clock, timetable(house)

    def play(self) -> None:
        for step in self._scenario.steps:
            looks = step.action == "erwartet"
            if not looks:
                self._processes.start("web")
            self._processes.start("worker")
            if not looks:
                self._processes.wait_for_web()
            self._move_clock(step.at)
            self._wait_until_idle()
            self._processes.kill("worker")
            if not looks:
                assert self._act(step) == (422 if step.action == "versucht" else 200), f"line {step.line}"
                self._processes.kill("web")
        self._processes.start("worker")
        self._move_clock(self._clock.now() + WITHIN)

    def _move_clock(self, moment: datetime) -> None:
        """To whatever is due before it first, as it would be in life, then to `moment`."""
        while True:
            with self._database.transaction(writes=False) as session:
                due = self._timetable.next_moment(session, self._clock.now())
            target = min(due, moment) if due and due > self._clock.now() else moment
            if target > self._clock.now():
                with self._database.transaction() as session:
                    move_to(session, target)
            self._wait_until_idle()
            if target >= moment:
                return

    def _wait_until_idle(self) -> None:
        """Until nothing is due and no message is on its way."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self._database.transaction(writes=False) as session:
                due = self._timetable.next_moment(session, self._clock.now())
                # A message that is just being sent is reserved, hence not due; killed now, it would go out twice. One
                # about what may still be taken back waits for ten minutes of the clock.
                at_once = Message.next_try_at <= self._clock.now() + RESERVATION
                waiting = session.scalar(select(func.count()).where(Message.status == MessageStatus.WAITING, at_once))
            if not waiting and (due is None or due > self._clock.now()):
                return
            time.sleep(0.02)
        raise AssertionError(f"the worker does not get on: something is due since {due}, {waiting} messages wait")

    def _act(self, step: Step) -> int:
        if step.action == "eroeffnet":
            browser = RealBrowser(self._processes.address, self._scenario.username(str(step.subject)))
            return browser.submit(f"/faelle/neu/{self._scenario.process}", as_fields(step.values))
        browser = RealBrowser(self._processes.address, self._scenario.username(str(step.user)))
        return browser.submit(f"/aufgaben/{self._find(step)}", as_fields(step.values))

    def _find(self, step: Step) -> str:
        with self._database.transaction(writes=False) as session:
            user = user_by_name(session, self._scenario.username(str(step.user)))
            assert user is not None
            entries, _more = queries.inbox(session, user, self._clock.now())
            reports = WorkItem.kind == ItemKind.REPORT, WorkItem.status == ItemStatus.OPEN
            offered = [entry.item for entry in entries] + list(session.scalars(select(WorkItem).where(*reports)))
        items = [item for item in offered if item.element == step.subject]
        if step.party:
            items = [item for item in items if step.party in (item.label, item.party, item.role)]
        assert len(items) == 1, f"line {step.line}: {[item.label for item in items]}"
        return items[0].id


def played_without_interruption(prepared: Path, folder: Path, scenario: Scenario) -> Sent:
    """What a play in one process sends."""
    url = f"sqlite:///{shutil.copy(prepared, folder / 'reference.db')}"
    clock = ManualClock(scenario.start)
    house = build(settings_for(url, ROOT), clock)
    player = Player(scenario, house.database, clock, house.tasks, house.act, timetable(house), say=lambda line: None)
    assert player.play(), player.failures
    sent = sent_messages(house.database)
    house.database.dispose()
    return sent


def sent_messages(database: Database) -> Sent:
    with database.transaction(writes=False) as session:
        return Counter((message.to_address, message.subject) for message in session.scalars(select(Message)))


@pytest.fixture(params=["sqlite", "postgresql"])
def crash_database(request: pytest.FixtureRequest, sqlite_house: Path, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(sqlite_house, tmp_path / 'crash.db')}"
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_house")
    on_server(server, f"CREATE DATABASE crash TEMPLATE {template}")
    return database_on(server, "crash")


def survives(
    folder: Path, scenario: Scenario, expected: Sent, url: str, mails: tuple[Postbox, str], begin: Start = warm
) -> Database:
    """Plays `scenario` through all kills and compares what was sent; returns the database, to look at the end."""
    box, smtp_url = mails
    processes, house = Processes(folder, url, smtp_url, begin), build(settings_for(url, ROOT))
    database = house.database
    try:
        CrashingPlayer(scenario, processes, house).play()
    finally:
        processes.stop()
        database.dispose()
    assert "Traceback" not in processes.logs()
    assert "unexpected" not in processes.logs()
    with database.transaction(writes=False) as session:
        ids = {f"<{message_id}@example.org>" for message_id in session.scalars(select(Message.id))}
    assert sent_messages(database) == expected
    assert Counter(mail["Message-ID"] for mail in box.mails) == Counter(ids)
    return database


def test_killing_both_processes_between_any_two_steps_changes_nothing(
    tmp_path: Path, sqlite_house: Path, crash_database: str, mail_server: tuple[Postbox, str]
) -> None:
    scenario = read_scenario(PETER)
    expected = played_without_interruption(sqlite_house, tmp_path, scenario)
    database = survives(tmp_path, scenario, expected, crash_database, mail_server)
    with database.transaction(writes=False) as session:
        case = session.scalars(select(Case)).one()
        assert case.instance.status == InstanceStatus.DONE
        assert session.scalar(select(func.count()).where(WorkItem.status == ItemStatus.OPEN)) == 0
    database.dispose()


def test_the_commands_of_the_procfile_go_on_after_a_kill_too(
    tmp_path: Path, sqlite_house: Path, mail_server: tuple[Postbox, str]
) -> None:
    """All other processes here are forked from one that runs already; these start from nothing."""
    scenario = read_scenario(PETER)
    beginning = replace(scenario, steps=scenario.steps[:COLD_STEPS])
    expected = played_without_interruption(sqlite_house, tmp_path, beginning)
    url = f"sqlite:///{shutil.copy(sqlite_house, tmp_path / 'crash.db')}"
    database = survives(tmp_path, beginning, expected, url, mail_server, cold)
    with database.transaction(writes=False) as session:
        assert session.scalars(select(Case)).one().instance.status == InstanceStatus.OPEN
    database.dispose()
