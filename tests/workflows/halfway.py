"""A real case brought to the point where somebody makes a mistake: the first steps of a scenario of the house."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case, Participant
from app.clock import ManualClock
from app.flow.kinds import ItemStatus
from app.flow.models import Instance, WorkItem
from app.jobs import timetable
from app.people.models import User
from app.scenarios.player import Player
from app.scenarios.script import Scenario, Step, read_scenario
from tests.browser.paper import inputs
from tests.browser_posts import Browser

ROOT = Path(__file__).resolve().parents[2]
PETER_M = "iiz_verfahren/scenarios/peter_m.yaml"
Posted = dict[str, str | list[str]]


@dataclass(frozen=True)
class Halfway:
    """The case `number` just before somebody hands in `step`."""

    house: House
    number: str
    step: Step

    def items(self, **wanted: str) -> list[WorkItem]:
        """The open tasks and reports of the case, all or those with these attributes."""
        with self.house.database.transaction(writes=False) as session:
            found = session.scalars(
                select(WorkItem)
                .join(Case, Case.instance_id == WorkItem.instance_id)
                .where(Case.number == self.number, WorkItem.status == ItemStatus.OPEN)
                .filter_by(**wanted)
            ).all()
            session.expunge_all()
        return list(found)

    @property
    def path(self) -> str:
        """The address of the task that the step hands in."""
        found = self.items(element=str(self.step.subject))
        if self.step.party:
            found = [item for item in found if self.step.party in (item.label, item.party, item.role)]
        if len(found) > 1:
            found = [item for item in found if item.assignee_id == self._user_id()]
        assert len(found) == 1, (self.step.subject, self.step.party)
        return f"/aufgaben/{found[0].id}"

    @property
    def answers(self) -> Posted:
        """The right answers, as a browser sends them."""
        return sent(self.step.values)

    def variables_of(self, item: WorkItem) -> Mapping[str, Any]:
        """The case data as an open task sees them."""
        with self.house.database.transaction(writes=False) as session:
            return self.house.flow.variables(self.house.act(session), session.get_one(WorkItem, item.id))

    @property
    def revision(self) -> int:
        """Counts the steps of the case: the same number means that nothing has happened."""
        with self.house.database.transaction(writes=False) as session:
            statement = select(Instance.rev).join(Case, Case.instance_id == Instance.id)
            return session.scalars(statement.where(Case.number == self.number)).one()

    def roles_of(self, user: str) -> set[str]:
        """The roles in which a person, or their institution, takes part in the case now."""
        with self.house.database.transaction(writes=False) as session:
            person = session.scalars(select(User).where(User.username == user)).one()
            rows = session.scalars(
                select(Participant)
                .join(Case, Case.id == Participant.case_id)
                .where(Case.number == self.number, Participant.until.is_(None))
            )
            return {
                row.role
                for row in rows
                if row.user_id == person.id or (row.institution_id and row.institution_id == person.institution_id)
            }

    def _user_id(self) -> str:
        with self.house.database.transaction(writes=False) as session:
            return session.scalars(select(User.id).where(User.username == str(self.step.user))).one()


def play_until(house: House, task: str, scenario: str = PETER_M, times: int = 1) -> Halfway:
    """Plays `scenario` until just before `task` is handed in (for the `times`-th time)."""
    told = read_scenario(ROOT / "workflows" / scenario)
    places = [n for n, step in enumerate(told.steps) if step.action == "erledigt" and step.subject == task]
    step = told.steps[places[times - 1]]
    failures = play(house, replace(told, steps=told.steps[: places[times - 1]]))
    assert not failures, failures
    assert isinstance(house.clock, ManualClock)
    house.clock.move_to(step.at)
    with house.database.transaction(writes=False) as session:
        number = session.scalars(select(Case.number)).one()
    return Halfway(house, number, replace(step, user=told.username(str(step.user))))


def play(house: House, told: Scenario) -> list[str]:
    """Plays a scenario in a house that may have cases already; returns what did not come as told."""
    assert isinstance(house.clock, ManualClock)
    player = Player(
        scenario=told, database=house.database, clock=house.clock, tasks=house.tasks, acts=house.act,
        timetable=timetable(house), say=lambda _line: None,
    )  # fmt: skip
    player.play()
    return player.failures


def sent(values: Mapping[str, Any]) -> Posted:
    """Nested values as a browser sends them: flat names and texts."""
    return {name: _text(value) for name, value in inputs(values)}


def hand_in(desk: Browser, answers: Posted) -> Browser:
    """Hands in the form of the page; again where an answer made more fields appear."""
    desk.submit(answers)
    while desk.status == 422 and "weitere Felder dazugekommen" in desk.text and not mistakes(desk):
        desk.submit(answers)
    return desk


def mistakes(desk: Browser) -> dict[str, str]:
    """What the page objects to: the name of the field → the sentence."""
    found = {}
    for link in desk.page.xpath("//*[contains(@class, 'error-summary')]//a"):
        target = desk.page.get_element_by_id(link.get("href").removeprefix("#"))
        names = [node.get("name") for node in (target, *target.iterdescendants()) if node.get("name")]
        found[names[0] if names else target.get("id")] = " ".join(link.text_content().split())
    return found


def _text(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "true" if value else []
    return [str(one) for one in value] if isinstance(value, list) else str(value)
