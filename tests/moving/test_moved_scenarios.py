"""Cases that change their version again and again come out as those that never do."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.bootstrap import House, build
from app.cases.models import Case
from app.clock import ManualClock
from app.flow.bundle import Bundle
from app.flow.definitions import Definitions
from app.flow.kinds import LIVE
from app.flow.models import Definition, Instance
from app.jobs import timetable
from app.moving.service import Mover
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests import searching
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]
ALL = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))
FEW = ("peter_m", "verlaengerung_nach_der_meldung", "genehmigt")
"""With rounds side by side, called procedures, event sub-processes, joins, and timers that move."""
CHOSEN = [file for file in ALL if searching.searches() or file.stem in FEW]


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """Reads each diagram once for all houses."""
    return Definitions()


def add_twins(house: House) -> None:
    """Puts a second version of each procedure beside the first: it says the same, under another digest."""
    with house.database.transaction() as session:
        whole = undefer(Definition.specs), undefer(Definition.bundle)
        for row in session.scalars(select(Definition).options(*whole)).all():
            bundle = Bundle.unpacked(row.bundle)
            same = {file: f"{text}<!-- the same again -->" for file, text in bundle.diagrams.items()}
            twin = replace(bundle, diagrams=same)
            session.add(
                Definition(
                    digest=twin.digest(), key=row.key, name=row.name, version=row.version + 1, startable=row.startable,
                    opener=row.opener, specs=row.specs, bundle=twin.packed(), created_at=row.created_at,
                )
            )  # fmt: skip


@dataclass
class Restless:
    """Moves all running cases to the other version of their procedure, and notes what did not stay as it was."""

    house: House
    number_of_moves: int = 0

    def __post_init__(self) -> None:
        self.complaints: list[str] = []
        self._movers: dict[str, Mover] = {}

    def move_all(self) -> None:
        with self.house.database.transaction() as session:
            act = self.house.act(session)
            for case in session.scalars(select(Case).join(Instance).where(Instance.status.in_(LIVE))).all():
                here = case.instance.definition
                others = select(Definition).where(Definition.key == here.key, Definition.digest != here.digest)
                target = session.scalars(others).one()
                mover = self._movers.setdefault(target.digest, Mover(self.house.flow, target))
                mover.target = target
                forecast = mover.move(act, case)
                self.number_of_moves += 1
                told = (forecast.refused, *forecast.changes, *forecast.acts)
                self.complaints += [f"{self.house.clock.now()}: {one}" for one in told if one]


@pytest.mark.parametrize("file", CHOSEN, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_scenario_comes_out_as_told_though_its_case_is_moved_after_each_step(
    file: Path, tmp_path: Path, sqlite_house: Path, definitions: Definitions
) -> None:
    scenario = read_scenario(file)
    clock = ManualClock(scenario.start)
    house = build(settings_for(f"sqlite:///{shutil.copy(sqlite_house, tmp_path / 'house.db')}", ROOT), clock)
    house.flow.definitions = definitions
    add_twins(house)
    restless = Restless(house)
    player = Player(
        scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
        timetable=timetable(house), say=None, between=restless.move_all,
    )  # fmt: skip
    player.play()
    house.database.dispose()
    assert player.failures == []
    assert restless.complaints == []
    assert restless.number_of_moves >= len(scenario.steps) // 2
