"""Each name in the scenarios of the house, misspelt one at a time, is found by the check."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT
from app.designer.told import Cast, check_scenario
from app.gate.reading import Procedure, read
from app.scenarios.errors import ScenarioError
from app.scenarios.script import read_scenario
from tests.gate.names.misspelling import misspelt
from tests.searching import searches

SCENARIOS = sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))
SAMPLE = 2
"""Slips of each scenario that `make test` tries."""
ALLOWED = 0.01
_KEYS = re.compile(r"(?<=[{,\s])([a-z_]{4,})(?=: )")
_NAMED = re.compile(r"(?:erledigt|versucht|als|aufgabe|bei|eroeffnet|weiter|(?<=nachricht: \[\{)an): ([a-z_.]{4,})")
_STEP = re.compile(r"  - am: .*?(?=\n  - am: |\Z)", re.DOTALL)
_LISTED = re.compile(r"nicht_offen: \[([a-z_]{4,})")


def slips(text: str) -> Iterator[tuple[str, str]]:
    """What is misspelt, with its line, and the text with it: names of fields, tasks and people, and the words of
    scenarios themselves; not in remarks and quoted texts."""
    aside = [match.span() for match in re.finditer(r"#[^\n]*|\"[^\"]*\"", text)]
    # What is tried and refused may be anything, a field that there is not as well.
    aside += [match.span() for match in _STEP.finditer(text) if "versucht:" in match[0]]
    for pattern in (_KEYS, _NAMED, _LISTED):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if not any(begin <= start < stop for begin, stop in aside):
                line = text.count("\n", 0, start) + 1
                yield f"{line}: {match[1]}", text[:start] + misspelt(match[1]) + text[end:]


@pytest.fixture(scope="module")
def casts() -> dict[str, Cast]:
    found = [one.bundle for one in read(ROOT / "workflows") if isinstance(one, Procedure)]
    return {bundle.key: Cast(bundle) for bundle in found}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_slip_in_a_scenario_of_the_house_is_found(file: Path, tmp_path: Path, casts: dict[str, Cast]) -> None:
    every = list(slips(file.read_text("utf-8")))
    assert len(every) > 5
    tried = every if searches() else random.Random(file.stem).sample(every, SAMPLE)
    wrong, missed = tmp_path / "wrong.yaml", []
    for what, text in tried:
        wrong.write_text(text, "utf-8")
        try:
            found = any(check_scenario(read_scenario(wrong), casts))
        except ScenarioError:
            found = True
        missed += [] if found else [what]
    assert len(missed) <= ALLOWED * len(tried), missed
