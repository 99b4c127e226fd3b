"""Each name in the diagrams, forms and tables of the house, misspelt one at a time, is found by the check.

`make test` misspells a sample, `make test-all` every occurrence: `pytest tests/gate/names/test_misspelling.py --all`.
"""

import random
from functools import lru_cache

import pytest

from app.config import ROOT
from app.designer.check import KNOWN
from app.gate.bundles import examine
from app.gate.diagram import Diagram
from app.gate.finding import parted
from app.gate.names.checking import check_names, doubts_in_forms, follow, settled
from app.gate.opening import open_diagram
from app.gate.reading import Procedure, read
from tests.gate.names.misspelling import Slip, slips_in
from tests.searching import searches

_SAMPLE = 8
"""Slips of each procedure that `make test` tries."""
_ALLOWED = 0.01
"""Share of slips that may stay unfound when all are tried."""
ALL = [one for one in read(ROOT / "workflows") if isinstance(one, Procedure)]
PROCEDURES = {one.bundle.key: one for one in ALL if one.bundle.startable}
"""Those that open by themselves, with all they call. What a called one gets, is known only together with its caller."""


def test_every_diagram_belongs_to_a_procedure_that_opens_by_itself() -> None:
    assert {file for one in ALL for file in one.files} == {file for one in PROCEDURES.values() for file in one.files}


@lru_cache(maxsize=32)
def opened(name: str, text: str) -> Diagram | None:
    """A diagram; those that a slip leaves as they are need to be read only once."""
    return open_diagram(name, text)[0]


def is_found(procedure: Procedure, slip: Slip) -> bool:
    """Whether a check of the whole folder would name the slip. Following names is tried first: it costs a third."""
    diagrams = [diagram for one in slip.bundle.diagrams.items() if (diagram := opened(*one)) is not None]
    if len(diagrams) == len(slip.bundle.diagrams):
        names = follow(slip.bundle, KNOWN, diagrams, {}, procedure.outside)
        found = (*check_names(names), *settled(doubts_in_forms(names, slip.bundle), all_uses=True))
        if parted(found)[0]:
            return True
    examined = examine(slip.bundle, KNOWN, outside=procedure.outside)
    return any(parted((*examined.findings, *settled(examined.doubts or {}, all_uses=True)))[0])


@pytest.mark.parametrize("key", PROCEDURES)
def test_a_misspelt_name_is_found_wherever_it_stands(key: str) -> None:
    slips = list(slips_in(PROCEDURES[key].bundle))
    assert len(slips) > 10
    tried = slips if searches() else random.Random(key).sample(slips, _SAMPLE)
    missed = [str(slip) for slip in tried if not is_found(PROCEDURES[key], slip)]
    assert len(missed) <= _ALLOWED * len(tried), "\n".join(missed)
