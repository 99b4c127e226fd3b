"""Every scenario of the house plays to its end on the real engine, and together they walk every arrow drawn."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import build
from app.cases.models import Statistic
from app.clock import ManualClock
from app.db import Database
from app.designer.coverage import cover
from app.designer.footprints import Footprints
from app.flow.bundle import Bundle
from app.flow.figure_words import words_of
from app.flow.models import Definition
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


@pytest.fixture(scope="module")
def counted() -> set[str]:
    """The names of everything that the scenarios played so far counted."""
    return set()


def play(file: Path, database: Path | str, footprints: Footprints, counted: set[str] | None = None) -> list[str]:
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
        if counted is not None:
            with house.database.transaction(writes=False) as session:
                counted |= set(session.scalars(select(Statistic.name)))
        return player.failures
    finally:
        house.database.dispose()


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_scenario_of_the_house_comes_out_as_told(
    file: Path, tmp_path: Path, sqlite_house: Path, played: set[Path], footprints: Footprints, counted: set[str]
) -> None:
    assert play(file, shutil.copy(sqlite_house, tmp_path / "house.db"), footprints, counted) == []
    played.add(file)


def test_the_scenarios_walk_every_arrow_of_every_diagram(
    tmp_path: Path, sqlite_house: Path, played: set[Path], footprints: Footprints, counted: set[str]
) -> None:
    for number, file in enumerate(set(SCENARIOS) - played):  # whoever runs this test alone
        play(file, shutil.copy(sqlite_house, tmp_path / f"{number}.db"), footprints, counted)
    diagrams = cover(ROOT / "workflows", footprints.found)
    assert diagrams and [str(finding) for diagram in diagrams for finding in diagram.findings()] == []


def test_everything_the_scenarios_counted_has_words(sqlite_house: Path, counted: set[str]) -> None:
    if not counted:
        pytest.skip("runs after the scenarios")
    database = Database(f"sqlite:///{sqlite_house}")
    with database.transaction(writes=False) as session:
        bundles = [Bundle.unpacked(one) for one in session.scalars(select(Definition.bundle))]
    database.dispose()
    words = {name for bundle in bundles for name in words_of(bundle)}
    parts = {part for name in counted if name not in words for part in name.split(":") if not part[:1].isdigit()}
    assert sorted(parts - words) == []
