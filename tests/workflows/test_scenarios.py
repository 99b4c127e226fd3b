"""Every scenario of the house plays to its end on the real engine, and together they walk every arrow drawn."""

from pathlib import Path

import pytest

from app.bootstrap import build
from app.clock import ManualClock
from app.designer.coverage import cover
from app.designer.footprints import Footprints
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.conftest import prepare, settings_for

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))


@pytest.fixture(scope="module")
def played() -> set[Path]:
    """The scenarios played so far."""
    return set()


@pytest.fixture(scope="module")
def footprints() -> Footprints:
    """Where the scenarios played so far went."""
    return Footprints()


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_scenario_of_the_house_comes_out_as_told(
    file: Path, tmp_path: Path, played: set[Path], footprints: Footprints
) -> None:
    scenario, url = read_scenario(file), f"sqlite:///{tmp_path / 'scenario.db'}"
    prepare(url, ROOT)
    clock = ManualClock(scenario.start)
    house = build(settings_for(url, ROOT), clock)
    house.flow.definitions = footprints
    try:
        player = Player(
            scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, channel=house.channel,
            say=lambda _line: None,
        )  # fmt: skip
        player.play()
        played.add(file)
        assert player.failures == []
    finally:
        house.database.dispose()


def test_the_scenarios_walk_every_arrow_of_every_diagram(played: set[Path], footprints: Footprints) -> None:
    if played != set(SCENARIOS):
        pytest.skip("only after all scenarios were played in the same run")
    diagrams = cover(ROOT / "workflows", footprints.found)
    assert diagrams and [str(finding) for diagram in diagrams for finding in diagram.findings()] == []
