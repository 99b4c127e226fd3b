"""Somebody is away just when it matters: whoever stands in hears of the task."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ZONE, ManualClock
from app.config import ROOT
from app.jobs import timetable
from app.outbox.models import Message
from app.people import absences
from app.people import queries as people
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.workflows.halfway import play

pytestmark = pytest.mark.house_procedures
TOLD = read_scenario(ROOT / "workflows/arbeitstraining/scenarios/ohne_entscheid_am_ende.yaml")
OPENS, STICHTAG = datetime(2027, 3, 19, 7, tzinfo=ZONE), datetime(2027, 4, 5, 7, tzinfo=ZONE)
"""The transition check of the case that is told opens on the day before, at six."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2024, 1, 1, tzinfo=ZONE))  # before every scenario


def messages_about_the_check(house: House) -> dict[str, set[date]]:
    """Address → the days on which it heard of the transition check."""
    found: dict[str, set[date]] = {}
    with house.database.transaction(writes=False) as session:
        for row in session.scalars(select(Message).where(Message.subject.contains("Übertritt prüfen"))):
            found.setdefault(row.to_address, set()).add(row.posted_at.astimezone(ZONE).date())
    return found


def test_the_check_opens_while_the_lead_is_away_for_four_weeks(house: House) -> None:
    assert play(house, replace(TOLD, steps=tuple(step for step in TOLD.steps if step.at < OPENS))) == []
    with house.database.transaction() as session:
        lead, deputy = (people.user_by_name(session, name) for name in ("iv.beratung", "iv.vertretung"))
        assert lead is not None
        absences.add(session, lead, deputy, date(2027, 3, 15), date(2027, 4, 12), house.clock.now().date())
    clock = house.clock
    assert isinstance(clock, ManualClock)
    player = Player(
        scenario=TOLD, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
        timetable=timetable(house), say=None,
    )  # fmt: skip
    player.pass_time(STICHTAG)
    heard = messages_about_the_check(house)
    assert len(heard["iv.vertretung@example.org"]) >= 3  # when it opens, and twice before it is due
