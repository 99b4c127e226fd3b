"""A told case in which everything secret can be recognised wherever it appears."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.config import ROOT
from app.scenarios.script import Scenario, Step, read_scenario

FIRST_NAME, LAST_NAME = "Zebedäus", "Wurmbrandt"
NAME = f"{FIRST_NAME} {LAST_NAME}"
_DRAWN = "".join(file.read_text() for kind in ("forms/*.form", "workflows/*/*.*n") for file in ROOT.glob(kind))
"""All forms, diagrams and tables: a sentence that stands there is an answer to choose, no free text."""
_SENTENCE = re.compile(r"[^\W\d_]{2,}.* .*[^\W\d_]{2,}", re.DOTALL)
_NUMBER = re.compile(r"756\.\d{4}\.\d{4}\.\d{2}|\+?[\d ]{10,16}")


@dataclass
class Marked:
    """A scenario with a mark in each free text. marks: every mark, and every number that stands for a person."""

    scenario: Scenario
    marks: set[str]


def marked(file: Path) -> Marked:
    """The scenario of `file` about somebody called NAME; each sentence anybody writes ends with a mark of its own."""
    scenario, pen = read_scenario(file), _Pen()
    return Marked(replace(scenario, steps=tuple(pen.step(step) for step in scenario.steps)), pen.marks)


@dataclass
class _Pen:
    """Marks one scenario. written: sentence → the same with its mark."""

    marks: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)

    def step(self, step: Step) -> Step:
        values = self.value(step.values)
        client = values.get("klient") if isinstance(values, dict) else None
        if isinstance(client, dict):
            client.update({part: new for part, new in (("vorname", FIRST_NAME), ("name", LAST_NAME)) if part in client})
        party = self.written.get(step.party, step.party) if step.party else None
        return replace(step, values=values, party=party)

    def value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self.value(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if not isinstance(value, str):
            return value
        if _NUMBER.fullmatch(value):
            self.marks.add(value)
        elif value not in _DRAWN and _SENTENCE.fullmatch(value):
            mark = f"Mk{len(self.marks):04}q"
            self.marks.add(mark)
            self.written[value] = f"{value} {mark}"
        return self.written.get(value, value)
