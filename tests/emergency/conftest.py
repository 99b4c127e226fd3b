"""The stage of an emergency: one case with papers, two administrators, somebody who watches, and two clocks."""

from collections.abc import Iterator

import pytest

from app.bootstrap import House, build
from app.clock import ManualClock
from app.people import roles
from app.people.models import User, UserRole
from app.people.queries import institution_by_key
from tests.conftest import START, settings_for
from tests.consent.stage import Stage


@pytest.fixture
def machine_clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(database_url: str, clock: ManualClock, machine_clock: ManualClock) -> Iterator[House]:
    built = build(settings_for(database_url), clock, machine_clock)
    with built.database.transaction() as session:
        for name in ("rav", "sd"):
            office = institution_by_key(session, f"{name}_luzern")
            held = [UserRole(role=roles.ADMIN, institution=office)]
            session.add(User(username=f"{name}.verwaltung", name=f"Admin {name.upper()}", password_hash="", roles=held,
                             email=f"{name}.verwaltung@example.org", institution=office))  # fmt: skip
    yield built
    built.database.dispose()


@pytest.fixture
def stage(house: House) -> Stage:
    """The case IIZ-2027-0001 with three papers."""
    stage = Stage(house).open().agree()
    stage.hand_in("iv.beratung", "Dossier", icd="gesundheit_diagnose", job="berufliches")
    stage.hand_in("peter.m", "Beschwerde", anliegen="vertraulich")
    stage.hand_in("rav.berater", "Gemischt", offen="personalien", geheim="vertraulich")
    return stage
