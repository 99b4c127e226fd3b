"""A stage for scenarios: a house with an empty database of its own, on which the real parts play."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.bootstrap import House, build
from app.clock import ManualClock
from app.config import Settings
from app.db import Database, new_id
from app.demo.people import seed_people
from app.designer.check import procedures_in
from app.gate import CheckedBundle, RefusedError, deploy
from app.jobs import timetable
from app.scenarios.errors import ScenarioError
from app.scenarios.player import Player
from app.scenarios.script import Scenario, read_scenario
from app.schema import upgrade

SECONDS = 60.0
"""As long as a scenario may be played while somebody waits."""


def play_on(root: Path, path: str) -> list[str]:
    """Plays the scenario `root/path` with the procedures of its folder; what came out otherwise than expected.

    Nothing of it reaches the database of this house. What cannot be read or checked is told, never raised.
    """
    file = root / path
    try:
        scenario = read_scenario(file)
        procedures = procedures_in(file.parent.parent, root / "forms")
    except (ScenarioError, RefusedError) as error:
        return str(error).replace(f"{root}/", "").splitlines()
    return [line.replace(f"{root}/", "") for line in play(scenario, root / "workflows", procedures)]


def play(scenario: Scenario, workflows: Path, procedures: tuple[CheckedBundle, ...]) -> list[str]:
    """Plays a scenario on a stage of its own, at most SECONDS; what came out otherwise than expected."""
    late = time.monotonic() + SECONDS

    def in_time() -> None:
        if time.monotonic() > late:
            raise ScenarioError(f"Das Szenario dauert länger als {SECONDS:.0f} Sekunden.", scenario.source, 1)

    with stage(scenario, workflows, procedures) as (house, clock):
        player = Player(
            scenario=scenario,
            database=house.database,
            clock=clock,
            tasks=house.tasks,
            acts=house.act,
            timetable=timetable(house),
            say=None,
            between=in_time,
        )
        player.play()
        return player.failures


@contextlib.contextmanager
def stage(
    scenario: Scenario, workflows: Path, procedures: tuple[CheckedBundle, ...], database: str | None = None
) -> Iterator[tuple[House, ManualClock]]:
    """A house with an empty database for one scenario; the database is removed afterwards."""
    workflows = workflows.resolve()
    clock = ManualClock(scenario.start)
    with tempfile.TemporaryDirectory() as folder, _schema(database, Path(folder)) as url:
        settings = Settings(
            database_url=url,
            secret_key="scenario",
            base_url="http://localhost",
            smtp_url=None,
            demo=True,
            workflows=workflows,
            forms=workflows.parent / "forms",
        )
        house = build(settings, clock)
        try:
            upgrade(house.database)
            with house.database.transaction() as session:
                seed_people(session)
                deploy(session, procedures, clock.now())
            yield house, clock
        finally:
            house.database.dispose()


@contextlib.contextmanager
def _schema(database: str | None, folder: Path) -> Iterator[str]:
    """An address for an empty database: a file, or a schema of its own that is dropped at the end."""
    if database is None:
        yield f"sqlite:///{folder / 'scenario.db'}"
        return
    name = f"scenario_{new_id()}"
    server = Database(database)
    with server.engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        yield server.engine.url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
    finally:
        with server.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        server.dispose()
