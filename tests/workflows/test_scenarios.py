"""Every scenario of the house plays to its end on the real engine, store, forms and outbox."""

from pathlib import Path

import pytest

from app.bootstrap import build
from app.clock import ManualClock
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.conftest import prepare, settings_for

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_scenario_of_the_house_comes_out_as_told(file: Path, tmp_path: Path) -> None:
    scenario, url = read_scenario(file), f"sqlite:///{tmp_path / 'scenario.db'}"
    prepare(url, ROOT)
    clock = ManualClock(scenario.start)
    house = build(settings_for(url, ROOT), clock)
    try:
        player = Player(
            scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, channel=house.channel,
            say=lambda _line: None,
        )  # fmt: skip
        player.play()
        assert player.failures == []
    finally:
        house.database.dispose()
