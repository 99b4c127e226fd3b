"""2,000 random stories with `--all`, a few without: each ends well, and one that does not prints its scenario."""

import gc
import shutil
from pathlib import Path

import pytest

from app.bootstrap import build
from app.clock import ManualClock
from app.flow.definitions import Definitions
from tests import searching
from tests.conftest import START, settings_for
from tests.stories.walk import Story

ROOT = Path(__file__).resolve().parents[2]
MANY, FEW, AT_ONCE = 2_000, 4, 2


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """Reads each diagram once for all houses, and keeps what stands by now from being looked through for rubbish."""
    gc.freeze()
    return Definitions()


@pytest.mark.parametrize("first", range(0, MANY if searching.searches() else FEW, AT_ONCE))
def test_a_random_story_comes_to_a_good_end(
    first: int, tmp_path: Path, sqlite_house: Path, definitions: Definitions
) -> None:
    for seed in range(first, first + AT_ONCE):
        database = tmp_path / f"{seed}.db"
        shutil.copy(sqlite_house, database)
        house = build(settings_for(f"sqlite:///{database}", ROOT), ManualClock(START))
        house.flow.definitions = definitions
        story = Story(house, seed)
        faults = story.play()
        house.database.dispose()
        assert faults == [], f"seed {seed}:\n{story.as_scenario()}"
