"""A house whose machine clock stands still as well: codes run out by it."""

from collections.abc import Iterator

import pytest

from app.bootstrap import House, build
from app.clock import ManualClock
from tests.conftest import START, settings_for


@pytest.fixture
def machine_clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(database_url: str, clock: ManualClock, machine_clock: ManualClock) -> Iterator[House]:
    built = build(settings_for(database_url), clock, machine_clock)
    yield built
    built.database.dispose()
