"""Told cases in which everybody takes back what they have just handed in, and then hands it in after all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.cases.standing import standing_of
from app.clock import ZONE, ManualClock
from app.config import ROOT
from app.db import Base
from app.db.changes import recorded
from app.jobs import timetable
from app.scenarios.player import Player
from app.scenarios.script import Step, read_scenario
from app.tasks import taking_back
from tests import searching

pytestmark = pytest.mark.house_procedures
ALL = (
    "iiz_verfahren/scenarios/todesfall.yaml",
    "optima/scenarios/widerruf_in_teilen.yaml",
    "iiz_verfahren/scenarios/widerruf.yaml",
    "iiz_verfahren/scenarios/peter_m.yaml",
    "iiz_verfahren/scenarios/teilwiderruf.yaml",
    "iiz_verfahren/scenarios/vollmacht_laeuft_ab.yaml",
    "transfer_fallfuehrung/scenarios/angenommen.yaml",
)
LEFT = {"audit_chain", "audit_entry", "last_step", "alembic_version"}
"""Tables in which a step that was taken back leaves something, or that are none of ours."""


def everything(session: Session) -> dict[str, list[Any]]:
    """All rows of the house, but for what may differ: the lines that tell of taking back, and tasks that went."""
    found = {}
    for name, table in Base.metadata.tables.items():
        if name in LEFT:
            continue
        columns = [column for column in table.columns if (name, column.key) not in {
            ("instance", "rev"), ("search_word", "id"), ("subscription", "id")}]  # fmt: skip
        rows = [dict(row._mapping) for row in session.execute(select(*columns))]
        rows = [row for row in rows if not str(row.get("title", "")).startswith("Zurückgenommen: ")]
        rows = [row for row in rows if name != "work_item" or row["status"] != "cancelled"]
        found[name] = sorted(map(repr, rows))
    return found


@dataclass
class Hesitant(Player):
    """Plays a scenario; each step is taken, taken back, compared with what was, and taken again."""

    differences: list[str] = field(default_factory=list)
    taken_back: int = 0

    def _do(self, step: Step) -> None:
        if step.action == "erledigt":
            self._hesitate(step)
        super()._do(step)

    def _hesitate(self, step: Step) -> None:
        with self.database.transaction() as session:
            user = self._user(session, step, str(step.user))
            item = self._task(session, step, user)
            standing = standing_of(user, self._case(session, step), self.clock.now().date())
            before, act = everything(session), self.acts(session, user)
            with recorded(session, taking_back.FOLLOWS) as taken:
                self.tasks.submit_values(act, item, standing, step.values)
            if taking_back.remember(act, item, taken, {}) is None:
                self.differences.append(f"{step.subject}: nobody knows what was written to {taken.past}")
                return
        with self.database.transaction() as session:
            taking_back.take_back(self.acts(session, user), item.id)
        with self.database.transaction(writes=False) as session:
            after = everything(session)
        self.taken_back += 1
        for table, rows in before.items():
            if rows != after[table]:
                gone, new = set(rows) - set(after[table]), set(after[table]) - set(rows)
                self.differences.append(f"{step.subject}: {table}\n  - {gone}\n  + {new}"[:3000])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 5, 8, tzinfo=ZONE))


@pytest.mark.parametrize("told", ALL if searching.searches() else ALL[:2])
def test_a_step_that_was_taken_back_leaves_the_house_as_it_was(house: House, clock: ManualClock, told: str) -> None:
    player = Hesitant(
        scenario=read_scenario(ROOT / "workflows" / told), database=house.database, clock=clock, tasks=house.tasks,
        acts=house.act, timetable=timetable(house), say=lambda _line: None,
    )  # fmt: skip
    player.play()
    assert player.failures == []
    assert player.differences == []
    assert player.taken_back > 2
