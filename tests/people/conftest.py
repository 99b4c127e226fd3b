"""The stage for signing in: no demonstration, and the machine's clock moved by hand too."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.bootstrap import House, build
from app.clock import ManualClock
from app.config import Settings
from app.main import create_app
from tests.conftest import START, settings_for
from tests.people.office import Office


@pytest.fixture
def settings(database_url: str) -> Settings:
    return replace(settings_for(database_url), demo=False, secret_key="people")


@pytest.fixture
def machine_clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(settings: Settings, clock: ManualClock, machine_clock: ManualClock) -> Iterator[House]:
    built = build(settings, clock, machine_clock)
    yield built
    built.database.dispose()


@pytest.fixture
def office(house: House, machine_clock: ManualClock) -> Office:
    return Office(create_app(house), house, machine_clock)
