"""What people answer: the answers of all told cases, moved to another day."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from app.config import ROOT
from app.scenarios.script import Scenario, read_scenario

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIXED = {"geburtsdatum"}
"""Days that do not move with the case."""


@dataclass(frozen=True)
class Told:
    """One hand-in of a told case: who did it, when, with which answers."""

    by: str
    at: datetime
    values: Mapping[str, Any]

    def moved_to(self, now: datetime, more: int = 0) -> Mapping[str, Any]:
        """The answers with each day as far from `now` as it was then, and `more` days later."""
        by = (now.date() - self.at.date()) + timedelta(days=more)
        return {key: _moved(one, by) for key, one in self.values.items()}


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {key: one if key in _FIXED else _moved(one, by) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, by) for one in value]
    if isinstance(value, date):
        return value + by
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value


@cache
def scenarios() -> tuple[Scenario, ...]:
    """All told cases of the house."""
    return tuple(read_scenario(file) for file in sorted(ROOT.glob("workflows/*/scenarios/*.yaml")))


@cache
def answers() -> Mapping[str, list[Told]]:
    """Task or report → how it was handed in, in any told case."""
    found = defaultdict(list)
    for scenario in scenarios():
        for step in scenario.steps:
            if step.action == "erledigt":
                found[step.subject].append(Told(scenario.username(str(step.user)), step.at, step.values))
    return found
