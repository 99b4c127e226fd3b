"""Every task of every procedure, left lying: somebody hears of it every month while it is open.

With `--all` it lies for a year and all scenarios are played, otherwise for four months, in which each step of the rule
comes, the last one often, and only scenarios that speak of a task that was not left lying before.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House, build
from app.cases.models import Case
from app.clock import ManualClock
from app.flow.definitions import Definitions
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.jobs import timetable
from app.outbox.models import Message
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]
DRAWN = {
    found
    for diagram in ROOT.glob("workflows/*/diagram.bpmn")
    for found in re.findall(r'<bpmn:(?:user|manual)Task id="(\w+)"', diagram.read_text())
}
"""The tasks of all procedures, by the ids of their elements."""
SPOKEN_OF = {
    file: DRAWN & set(re.findall(r"\w+", file.read_text())) for file in ROOT.glob("workflows/*/scenarios/*.yaml")
}
"""The tasks that each scenario names."""
SCENARIOS = sorted(SPOKEN_OF, key=lambda file: (-len(SPOKEN_OF[file]), file))
YEAR, FOUR_MONTHS, MONTH = timedelta(days=365), timedelta(days=120), timedelta(days=31)
MOST_WALKS = 2_000

pytestmark = pytest.mark.xdist_group("left lying")  # one worker, since each task is left lying once


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """The tasks that were left lying so far: ids of their elements."""
    return set()


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """Reads each diagram once for all houses."""
    return Definitions()


@pytest.fixture
def long(request: pytest.FixtureRequest) -> timedelta:
    """How long everything lies."""
    return YEAR if request.config.getoption("all") else FOUR_MONTHS


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_somebody_hears_of_every_task_that_lies(
    file: Path, tmp_path: Path, sqlite_house: Path, seen: set[str], definitions: Definitions, long: timedelta
) -> None:
    if long < YEAR and SPOKEN_OF[file] <= seen:
        return
    source = tmp_path / "house.db"
    shutil.copy(sqlite_house, source)
    for number, moment in enumerate(_moments_with_something_new(file, source, definitions, seen)):
        copy = tmp_path / f"{number}.db"
        sqlite3.connect(source).backup(sqlite3.connect(copy))
        house = build(settings_for(f"sqlite:///{copy}", ROOT), ManualClock(moment))
        house.flow.definitions = definitions
        _let_lie(house, moment + long)
        assert list(_silences(house)) == []
        seen |= _lay_a_month(house)
        house.database.dispose()


def test_every_task_of_every_procedure_was_left_lying(seen: set[str]) -> None:
    if len(seen) > len(DRAWN) // 2:  # else somebody runs a few of these tests alone
        assert DRAWN - seen == set()


def _moments_with_something_new(
    file: Path, database: Path, definitions: Definitions, seen: set[str]
) -> Iterator[datetime]:
    """Plays a scenario, and stops wherever a task is open that was not `seen` before."""
    scenario = read_scenario(file)
    clock = ManualClock(scenario.start)
    house = build(settings_for(f"sqlite:///{database}", ROOT), clock)
    house.flow.definitions = definitions
    player = Player(scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
                    timetable=timetable(house), say=lambda _line: None)  # fmt: skip
    for step in scenario.steps:
        player.take(step)
        with house.database.transaction(writes=False) as session:
            waiting = WorkItem.kind == ItemKind.TASK, WorkItem.status == ItemStatus.OPEN
            new = set(session.scalars(select(WorkItem.element).where(*waiting))) - seen
        if new:
            seen |= new
            yield clock.now()
    assert player.failures == []
    house.database.dispose()


def _let_lie(house: House, until: datetime) -> None:
    """Nobody does anything any more; the clock goes on."""
    clock, table = house.clock, timetable(house)
    assert isinstance(clock, ManualClock)
    for _ in range(MOST_WALKS):
        with house.database.transaction(writes=False) as session:
            wake = table.next_moment(session, clock.now())
        if wake is None or wake > until:
            clock.move_to(until)
            return
        clock.move_to(max(wake, clock.now()))
        assert table.run_due().failed == []
    raise AssertionError("something is due for ever")


def _lay_a_month(house: House) -> set[str]:
    """The tasks that lay for longer than a month, among them some that opened by themselves meanwhile."""
    now = house.clock.now()
    with house.database.transaction(writes=False) as session:
        tasks = session.scalars(select(WorkItem).where(WorkItem.kind == ItemKind.TASK))
        return {item.element for item in tasks if (item.closed_at or now) - item.opened_at > MONTH}


def _silences(house: House) -> Iterator[str]:
    """The tasks of which nobody heard for longer than a month while they were open."""
    now = house.clock.now()
    with house.database.transaction(writes=False) as session:
        messages = session.scalars(select(Message)).all()
        tasks = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
        for item, case in session.execute(tasks.where(WorkItem.kind == ItemKind.TASK)):
            end = item.closed_at or now
            told = [
                row.posted_at
                for row in messages
                if item.opened_at <= row.posted_at <= end and item.title in f"{row.subject}{row.body}"
            ]
            moments = [item.opened_at, *sorted(told), end]
            longest = max(later - earlier for earlier, later in pairwise(moments))
            if longest.days > MONTH.days and not case.silent:
                yield f"{item.element} (due {item.due}): nobody heard of it for {longest.days} days"
