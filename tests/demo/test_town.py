"""The demonstration begins with an office at work, told by scenarios on the real house."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.bootstrap import build
from app.cases.models import Case
from app.clock import ManualClock
from app.config import ROOT
from app.demo import town
from app.demo.clock import begin_at, demo_clock
from app.demo.first_steps import first_steps
from app.drafts import Draft
from app.flow.kinds import InstanceStatus, ItemKind, ItemStatus
from app.flow.models import Instance, WorkItem
from app.forms import text_checks
from app.jobs import timetable
from app.notes.models import Note
from app.people import queries as people
from tests.conftest import settings_for

TOLD_NOWHERE_ELSE = ("Lea Muster", "Milan Jovanović", "Ahmed Omar", "Selina Arnold")
"""Clients whose stories are moved or signed at the office; the others are told so by the tests of scenarios too."""


@pytest.fixture
def everything(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether all stories are told, as before a release; else those that nothing else tells."""
    if request.config.getoption("all"):
        return True
    few = [story for story in town.STORIES if story.client and " ".join(story.client) in TOLD_NOWHERE_ELSE]
    monkeypatch.setattr(town, "STORIES", few)
    monkeypatch.setattr(town, "REMARKS", [one for one in town.REMARKS if one.client in TOLD_NOWHERE_ELSE])
    return False


@pytest.mark.house_procedures
def test_the_office_is_at_work_in_every_procedure_and_phase(database_url: str, everything: bool) -> None:
    settings = settings_for(database_url, ROOT)
    clock = ManualClock(town.first_day(settings.workflows))
    house = build(settings, clock)
    town.tell(house.database, clock, house.tasks, house.act, timetable(house), settings.workflows)
    assert clock.now() == town.TODAY
    today = town.TODAY.date()
    with house.database.transaction(writes=False) as session:
        cases = session.scalars(select(Case)).all()
        assert len(cases) == len(town.STORIES)
        assert session.scalars(select(Instance.incident).where(Instance.incident.is_not(None))).all() == []
        lea = next(one for one in cases if one.client_name == "Lea Muster").instance
        (check,) = (one for one in house.flow.outlook(house.act(session), lea).timers if "Übertritt" in one.title)
        assert check.at.date().isocalendar().week == today.isocalendar().week + 1
        tasks = session.scalars(
            select(WorkItem).where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind != ItemKind.REPORT)
        ).all()
        assert {item.kind for item in tasks} == {ItemKind.TASK, ItemKind.OWN}
        assert session.scalar(select(func.count()).select_from(Note)) == len(town.REMARKS)
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
        everybody = people.users(session)
        assert town.TEAM_LEAD[0] in {user.username for user in everybody}
        assert {len(first_steps(user)) for user in everybody} == {3}
        if everything:
            assert len(cases) >= 15
            assert {one.instance.status for one in cases} == {InstanceStatus.OPEN, InstanceStatus.DONE}
            due = [item.due for item in tasks if item.due is not None]
            assert sum(day < today for day in due) >= 3 and sum(day >= today for day in due) >= 5
    house.database.dispose()


def test_the_clock_of_an_empty_demonstration_may_begin_on_any_day(database_url: str) -> None:
    house = build(settings_for(database_url))
    for moment in (town.TODAY, town.TODAY - timedelta(days=900)):
        with house.database.transaction() as session:
            begin_at(session, moment)
        assert abs(demo_clock(house.database).now() - moment) < timedelta(seconds=60)
    house.database.dispose()


def test_everybody_in_it_is_somebody_else() -> None:
    numbers = [town.ahv_number(number) for number in range(200)]
    assert len(set(numbers)) == 200
    assert all(text_checks.ahv(number) == number for number in numbers)


def test_a_story_that_is_moved_keeps_the_day_of_birth() -> None:
    moved = town.Story("iiz_verfahren/scenarios/peter_m.yaml", None, weeks=1)
    here, there = (town.scenario_of(ROOT / "workflows", story, 1) for story in (town.STORIES[0], moved))
    assert there.start - here.start == timedelta(weeks=1)
    born = [
        step.values["klient"]["geburtsdatum"] for one in (here, there) for step in one.steps if step.subject == "refer"
    ]
    assert born[0] == born[1]
    assert date.fromisoformat(str(born[0])).year < 2015
