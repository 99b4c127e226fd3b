"""One random story: people do what they may in any order, late or not at all, and report what they like."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import yaml
from sqlalchemy import select

from app.bootstrap import House
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.standing import standing_of
from app.clock import ManualClock
from app.errors import AppError
from app.flow.kinds import FINISHED
from app.flow.models import WorkItem
from app.jobs import timetable
from app.people import absences
from app.people import queries as people
from app.people.models import User
from app.scenarios.errors import ScenarioError
from app.scenarios.player import Player
from app.scenarios.script import Scenario, Step
from tests.stories.corpus import Told, answers, corrected, scenarios
from tests.stories.rules import Watch

MOST_ACTS = 60
LONGEST = timedelta(days=5 * 365)
REPORTS, WAITS, ABSENCES = 0.04, 0.12, 0.02
"""How often somebody reports something, everybody lets it lie for weeks, somebody goes away."""
ENDING = {"report_withdrawal", "report_death", "report_moving", "at_abbruch"}
"""Reports after which little more happens: seldom, so that most stories get far."""
TRIES, CORRECTIONS = 4, 3
FATAL = ("fehlgeschlagen", "Gescheitert", "erledigen")
"""Words of sentences that no answer deserves: a step that fails."""


@dataclass(frozen=True)
class Chance:
    """Something a person can do now."""

    element: str
    by: str
    party: str | None


@dataclass
class Story:
    """Plays the story of `seed` in `house`. steps: what was done so far, as a scenario tells it."""

    house: House
    seed: int
    steps: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        clock = self.house.clock
        assert isinstance(clock, ManualClock)
        self.clock = clock
        self.told = self.chance.choice([one for one in scenarios() if one.steps[0].action == "eroeffnet"])
        weeks = max(0, -((self.told.start - clock.now()).days // 7))
        clock.move_to(self.told.start + timedelta(weeks=weeks))  # the same day of the week as it was told
        self.player = Player(
            scenario=Scenario(f"seed {self.seed}", "Zufall", self.told.process, clock.now(), ()),
            database=self.house.database, clock=clock, tasks=self.house.tasks, acts=self.house.act,
            timetable=timetable(self.house), say=None,
        )  # fmt: skip
        self.watch = Watch(self.house)

    def play(self) -> list[str]:
        """Everything that is wrong with the story; empty where nothing is."""
        try:
            first = self.told.steps[0]
            values = Told(str(first.subject), first.at, first.values).moved_to(self.clock.now())
            opening = replace(first, at=self.clock.now(), values=values)
            self.player.take(opening)
            self._note(eroeffnet=str(opening.subject), mit=dict(opening.values))
            for _ in range(MOST_ACTS):
                if self._is_over() or self.clock.now() > self.told.start + LONGEST:
                    break
                self._go_on()
                self.watch.look(self.player.number)
        except ScenarioError as error:
            return [str(error)]
        return [*self.watch.faults, *self.watch.at_the_end(self.player.number)]

    def as_scenario(self) -> str:
        """The story as a scenario file, to be played with `nahtstelle simulate`."""
        head = {"szenario": f"Zufall {self.seed}", "verfahren": self.told.process}
        days = {"beginn": self.steps[0]["am"] if self.steps else "", "schritte": self.steps}
        return yaml.safe_dump(head | days, allow_unicode=True, sort_keys=False)

    def _is_over(self) -> bool:
        with self.house.database.transaction(writes=False) as session:
            case = session.scalars(select(Case).where(Case.number == self.player.number)).one()
            return case.instance.status in FINISHED

    def _go_on(self) -> None:
        luck = self.chance.random()
        if luck < ABSENCES:
            self._somebody_goes_away()
        elif luck < ABSENCES + WAITS:
            self._pass(self.chance.randint(5, 60))
        else:
            wanted = self._chances(reports=self.chance.random() < REPORTS)
            if not any(self._do(one) for one in wanted[:3]):
                self._pass(self.chance.randint(5, 25))
        self._pass(self.chance.choice([0, 0, 0, 1, 1, 2, 4]))

    def _chances(self, reports: bool) -> list[Chance]:
        """What somebody may do now, of the first person who may do anything: tasks, or `reports`."""
        with self.house.database.transaction(writes=False) as session:
            case = session.scalars(select(Case).where(Case.number == self.player.number)).one()
            users = list(session.scalars(select(User).where(User.active).order_by(User.username)).unique())
            items = cases.open_items(session, case)
            for user in self.chance.sample(users, len(users)):
                standing = standing_of(user, case, self.clock.now().date())
                if reports:
                    found = [item for item in cases.reports(items, standing, self.clock.now()) if self._is_likely(item)]
                else:
                    found = [item for item in cases.most_urgent_first(items) if standing.does(item)]
                if found:
                    self.chance.shuffle(found)
                    return [Chance(one.element, user.username, one.label or one.party or one.role) for one in found]
        return []

    def _is_likely(self, item: WorkItem) -> bool:
        return item.element not in ENDING or self.chance.random() < 0.1

    def _do(self, what: Chance) -> bool:
        """Does it with answers somebody gave before; False where none of them is accepted today."""
        told = answers().get(what.element, [])
        for one in self.chance.sample(told, min(len(told), TRIES)):
            values: Mapping[str, Any] | None = one.moved_to(self.clock.now(), self.chance.choice([0, 0, 0, 1, 7, -3]))
            for _ in range(CORRECTIONS):
                refused = self._hand_in(what, values or {})
                if refused is None:
                    return True
                values = corrected(values or {}, refused)
                if values is None:
                    break
        return False

    def _hand_in(self, what: Chance, values: Mapping[str, Any]) -> str | None:
        """The sentence with which these answers were refused; None where they were accepted."""
        step = Step(1, self.clock.now(), "erledigt", what.element, what.by, what.party, values)
        noted = {"erledigt": what.element, "als": what.by, "fuer": what.party, "mit": dict(values)}
        try:
            self.player.take(step)
        except ScenarioError as error:
            if any(word in error.message for word in FATAL):
                self._note(**noted)
                raise
            return error.message
        self._note(**noted)
        return None

    def _somebody_goes_away(self) -> None:
        """A caseworker is away for four weeks, with a deputy or without."""
        name = self.chance.choice(["iv.beratung", "rav.berater", "ks.koordination", "provider.coach"])
        with self.house.database.transaction() as session:
            user, today = people.user_by_name(session, name), self.clock.now().date()
            assert user is not None
            deputies = [None, *absences.possible_deputies(session, user)]
            try:
                absences.add(session, user, self.chance.choice(deputies), today, today + timedelta(days=28), today)
            except AppError:
                return  # they are away already

    def _pass(self, days: int) -> None:
        self.player.pass_time(self.clock.now() + timedelta(days=days, minutes=self.chance.randint(1, 90)))

    def _note(self, **what: Any) -> None:
        moment = self.clock.now()
        self.steps.append({"am": f"{moment:%Y-%m-%d %H:%M}"} | {key: value for key, value in what.items() if value})
