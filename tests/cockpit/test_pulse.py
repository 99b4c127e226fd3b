"""A worker that stands still is seen: on pages, by programs, and at the console."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.bootstrap import House, build
from app.clock import ManualClock
from app.cockpit import pulse
from app.heartbeat import SILENT_AFTER, Heart
from app.jobs import lanes
from tests.browser_posts import Browser
from tests.conftest import START, settings_for
from tests.outbox.test_delivery import post_to

SILENT = "Der Worker steht still"


@pytest.fixture
def machine_clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def house(database_url: str, clock: ManualClock, machine_clock: ManualClock) -> Iterator[House]:
    built = build(settings_for(database_url), clock, machine_clock)
    yield built
    built.database.dispose()


def test_pages_say_within_two_minutes_that_the_worker_stands_still(
    browse: type[Browser], house: House, machine_clock: ManualClock
) -> None:
    office = browse("ks.koordination").get("/")
    assert SILENT not in office.text  # none was ever started: a console, or a test
    for lane in lanes(house):
        lane.run_due()
    machine_clock.move_to(machine_clock.now() + SILENT_AFTER)
    assert SILENT not in office.get("/").text
    assert office.client.get("/health").get_json() == {"status": "ok", "worker": "ok"}
    machine_clock.move_to(machine_clock.now() + timedelta(seconds=1))
    assert timedelta(minutes=2) > SILENT_AFTER and SILENT in office.get("/").text
    assert SILENT not in browse("peter.m").get("/").text  # a client can do nothing about it
    answer = office.client.get("/health")
    assert (answer.status_code, answer.get_json()["worker"]) == (200, "silent")
    for lane in lanes(house):
        lane.run_due()
    assert SILENT not in office.get("/").text


def test_a_heart_writes_no_more_than_every_twenty_seconds(house: House, machine_clock: ManualClock) -> None:
    heart = Heart(house.database, machine_clock)
    for _ in range(3):
        heart.beat()
    with house.database.transaction(writes=False) as session:
        first = pulse.read(session, START, machine_clock.now()).beat
    machine_clock.move_to(machine_clock.now() + timedelta(seconds=19))
    heart.beat()
    with house.database.transaction(writes=False) as session:
        assert (first, pulse.read(session, START, machine_clock.now()).beat) == (0.0, 19.0)


def test_the_figures_tell_lags_and_nothing_of_cases(
    browse: type[Browser], house: House, clock: ManualClock, machine_clock: ManualClock
) -> None:
    post_to(house, "geheim@example.org", subject="Geheim (IIZ-2027-0001)")
    clock.move_to(clock.now() + timedelta(minutes=5))
    answer = browse().client.get("/betrieb/metrics")
    told = answer.get_data(as_text=True)
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert {"nahtstelle_mails_due 1", "nahtstelle_mail_lag_seconds 300", "nahtstelle_worker_beat_age_seconds -1",
            "nahtstelle_timers_due 0"} <= set(told.splitlines())  # fmt: skip
    assert "eheim" not in told and "IIZ" not in told
    with house.database.transaction(writes=False) as session:
        found = pulse.read(session, clock.now(), machine_clock.now())
    assert found.stands_still and "noch nie gestartet" in found.in_words()[0]
