"""Every sweep: a row that fails stops no other and rests longer each time; two workers share the work."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House, build
from app.clock import ManualClock
from app.jobs import timetable
from app.retention.erasure import PAUSES as DAILY
from app.sweeping import Pauses, SetAside
from tests.jobs.stage import SWEEPS, Due, mandates, tick_of

Stage = Callable[[House, ManualClock, int, Path], Due]
FIRST = (timedelta(minutes=1), timedelta(minutes=5), timedelta(days=1))
"""The first pauses that there are: of messages, of most, of erasing."""
each_sweep = pytest.mark.parametrize("stage", SWEEPS, ids=lambda stage: stage.__name__)


def test_every_tick_has_a_stage_here(house: House, clock: ManualClock, tmp_path: Path) -> None:
    assert len(SWEEPS) == len(timetable(house).ticks)


@each_sweep
def test_a_row_that_fails_stops_no_other_and_rests_longer_each_time(
    house: House, clock: ManualClock, tmp_path: Path, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    due = stage(house, clock, 3, tmp_path)
    assert due.tick.work() == 2
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1 and errors[0].startswith(f"{due.name}: ") and "refused" not in errors[0]
    pauses = []
    for _ in range(3):
        assert due.tick.work() == 0
        again_at = due.next_moment()
        assert again_at is not None
        pauses.append(again_at - clock.now())
        clock.move_to(again_at - timedelta(seconds=1))
        assert due.tick.work() == 0 and due.next_moment() == again_at
        clock.move_to(again_at)
        assert due.tick.work() == 0
    growth = 1 if due.name == "erasure" else 2
    assert [pause / pauses[0] for pause in pauses] == [1, growth, growth**2]
    due.mend()
    again_at = due.next_moment()
    assert again_at is not None
    clock.move_to(again_at)
    assert due.tick.work() == 1
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(SetAside)).all() == []


@each_sweep
def test_two_workers_at_once_do_each_row_once(house: House, clock: ManualClock, tmp_path: Path, stage: Stage) -> None:
    due = stage(house, clock, 8, tmp_path)
    other = build(house.settings, clock)
    # Both send by the same channel and run the same diagrams, each over a database of its own.
    second = replace(due.house, database=other.database, flow=due.house.flow)
    ticks = [tick_of(worker, due.name) for worker in (due.house, second)]
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda tick: tick.work(), ticks))
    other.database.dispose()
    assert sum(counts) == due.rows - 1
    assert due.tick.work() == 0
    due.mend()
    again_at = due.next_moment()
    assert again_at is not None and again_at - clock.now() in FIRST  # however many met the failure
    clock.move_to(again_at)
    assert due.tick.work() == 1
    if hasattr(due.house.channel, "sent"):
        assert len(due.house.channel.sent) == len(set(due.house.channel.sent)) == due.rows


def test_a_mandate_whose_end_fails_is_never_given_up(house: House, clock: ManualClock, tmp_path: Path) -> None:
    due = mandates(house, clock, 1, tmp_path)
    for _ in range(16):
        assert due.tick.work() == 0
        clock.move_to(clock.now() + timedelta(days=1))
    with house.database.transaction(writes=False) as session:
        (row,) = session.scalars(select(SetAside))
    assert (row.kind, row.failures) == ("expired mandates", 16)
    assert row.next_try_at == clock.now() and row.trouble.startswith("Unerwarteter Fehler (")
    due.mend()
    assert due.tick.work() == 1


def test_pauses_double_up_to_the_longest() -> None:
    pauses = Pauses(first=timedelta(minutes=1), longest=timedelta(minutes=5))
    assert [pauses.after(failures) / timedelta(minutes=1) for failures in (1, 2, 3, 4, 10_000)] == [1, 2, 4, 5, 5]
    assert DAILY.after(1) == DAILY.after(99) == timedelta(days=1)
