"""`simulate --coverage` names each arrow that no scenario walks, where it is drawn and between what it runs."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.conftest import PROCEDURES

GRANTED = "workflows/antrag/scenarios/bewilligt.yaml"
DIAGRAM = "workflows/antrag/diagram.bpmn"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small procedures, in which we are."""
    shutil.copytree(PROCEDURES, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ("simulate", *arguments), catch_exceptions=False)


def line_of(flow: str) -> int:
    lines = Path(DIAGRAM).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if f'<sequenceFlow id="{flow}"' in line)


def test_the_arrow_that_nobody_walks_is_named_and_exits_with_1(here: Path) -> None:
    told = simulate(GRANTED, "--coverage", "--quiet")
    assert told.exit_code == 1
    place = f"{DIAGRAM}:{line_of('f7')}: f7"
    assert told.stderr == f"{place}: Diesen Pfeil begeht kein Szenario: «Bewilligt?» → «abgelehnt» (nein).\n"
    assert f"{DIAGRAM}: 8 von 9 Pfeilen begangen (88 %)\n" in told.stdout


def test_scenarios_add_up_until_every_arrow_is_walked(here: Path) -> None:
    refused = here / "workflows/antrag/scenarios/abgelehnt.yaml"
    granted, _, _ = (here / GRANTED).read_text().partition("  - am: 2027-01-19 10:05")
    refused.write_text(granted.replace("bewilligt: ja", "bewilligt: nein"))
    told = simulate(GRANTED, str(refused), "--coverage", "--quiet")
    assert told.exit_code == 0, told.output
    assert told.stdout.endswith("Alles wie erwartet.\n"
                                f"{DIAGRAM}: 9 von 9 Pfeilen begangen (100 %)\n"
                                "Insgesamt 9 von 9 Pfeilen begangen (100 %).\n")  # fmt: skip


def test_a_diagram_that_no_scenario_enters_is_told_in_one_sentence(here: Path) -> None:
    other = here / "workflows/zweites/diagram.bpmn"
    other.parent.mkdir()
    other.write_text(Path(DIAGRAM).read_text().replace('id="antrag"', 'id="zweites"'))
    told = simulate(GRANTED, "--coverage", "--quiet")
    assert "workflows/zweites/diagram.bpmn:1: Kein Szenario betritt dieses Diagramm mit 9 Pfeilen.\n" in told.stderr


def test_without_the_option_nothing_is_said_of_arrows(here: Path) -> None:
    told = simulate(GRANTED, "--quiet")
    assert told.exit_code == 0 and "Pfeil" not in told.output


def test_machines_get_the_missing_arrows_and_the_failures_as_json(here: Path) -> None:
    told = simulate(GRANTED, "--coverage", "--json")
    assert told.exit_code == 1
    arrow = {"line": line_of("f7"), "id": "f7", "name": "nein", "from": "Bewilligt?", "to": "abgelehnt"}
    assert json.loads(told.stdout) == {
        "failures": [],
        "coverage": [{"diagram": DIAGRAM, "flows": 9, "missing": [arrow]}],
    }
    assert "Szenario «Ein bewilligter Antrag»" in told.stderr
