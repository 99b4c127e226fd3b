"""Every scenario of the house plays to its end on the real engine, and together they walk every arrow drawn."""

import shutil
from pathlib import Path

import pytest

from app.bootstrap import build
from app.clock import ManualClock
from app.designer.coverage import cover
from app.designer.footprints import Footprints
from app.jobs import timetable
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("scenarios")  # one worker, since they walk the diagrams together
SCENARIOS = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))


@pytest.fixture(scope="module")
def played() -> set[Path]:
    """The scenarios played so far."""
    return set()


@pytest.fixture(scope="module")
def footprints() -> Footprints:
    """Where the scenarios played so far went."""
    return Footprints()


def play(file: Path, database: Path | str, footprints: Footprints) -> list[str]:
    """Plays a scenario in an empty house; returns what did not come out as told."""
    scenario, url = read_scenario(file), f"sqlite:///{database}"
    clock = ManualClock(scenario.start)
    house = build(settings_for(url, ROOT), clock)
    house.flow.definitions = footprints.definitions
    try:
        player = Player(
            scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
            timetable=timetable(house), say=lambda _line: None,
        )  # fmt: skip
        player.play()
        return player.failures
    finally:
        house.database.dispose()


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_scenario_of_the_house_comes_out_as_told(
    file: Path, tmp_path: Path, sqlite_house: Path, played: set[Path], footprints: Footprints
) -> None:
    assert play(file, shutil.copy(sqlite_house, tmp_path / "house.db"), footprints) == []
    played.add(file)


def test_the_scenarios_walk_every_arrow_of_every_diagram(
    tmp_path: Path, sqlite_house: Path, played: set[Path], footprints: Footprints
) -> None:
    for number, file in enumerate(set(SCENARIOS) - played):  # whoever runs this test alone
        play(file, shutil.copy(sqlite_house, tmp_path / f"{number}.db"), footprints)
    diagrams = cover(ROOT / "workflows", footprints.found)
    assert diagrams and [str(finding) for diagram in diagrams for finding in diagram.findings()] == []
