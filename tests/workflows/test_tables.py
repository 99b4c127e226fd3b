"""What the decision tables of the house propose."""

import json
from pathlib import Path

import pytest

from app.dmn.command import decide_command
from app.flow.expressions import LIBRARY

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"


@pytest.mark.parametrize("complexity", ["ja", "nein"])
@pytest.mark.parametrize("suited", ["unsere", "andere", "offen", None])
@pytest.mark.parametrize("offices", [0, 1, 2, 3])
def test_the_procedure_follows_from_offices_competence_and_complexity(
    offices: int, suited: str | None, complexity: str
) -> None:
    referral = {"bei": ["rav", "iv", "sd"][:offices], "geeignet": suited, "komplex": complexity}
    table, given = str(WORKFLOWS / "iiz_verfahren/decisions.dmn"), json.dumps({"anmeldung": referral})
    if offices >= 3:
        expected = "standortgespraech"
    elif suited == "andere":
        expected = "optima"
    elif complexity == "ja" or (offices == 2 and suited != "unsere"):
        expected = "standortgespraech"
    else:
        expected = "bilateral" if offices == 2 else "ablehnung"
    assert json.loads(decide_command(table, "verfahren", given, library=LIBRARY)) == expected
