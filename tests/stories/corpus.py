"""What people answer: the answers of all told cases, moved to another day."""

import copy
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
_REFUSED = re.compile(r"([a-z_]+(?:\.[a-z_]+)+): ([^;]*)")
_NAMED = re.compile(r"\d\d\.\d\d\.\d{4}")
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


def corrected(values: Mapping[str, Any], sentence: str) -> Mapping[str, Any] | None:
    """The answers with each day that was refused as the sentence wants it; None where it does not say which.

    A day of which no other is named is put off by one.
    """
    wanted = _REFUSED.findall(sentence)
    changed = copy.deepcopy(dict(values))
    done = False
    for path, reason in wanted:
        *way, last = path.split(".")
        place: Any = changed
        for key in way:
            place = place.get(key) if isinstance(place, Mapping) else None
        day = _as_day(place.get(last)) if isinstance(place, dict) else None
        if day is None:
            continue
        named = _NAMED.search(reason)
        other = datetime.strptime(named[0], "%d.%m.%Y").date() if named else day + timedelta(days=1)
        place[last], done = other.isoformat(), done or other != day
    return changed if done else None


def _as_day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None


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
