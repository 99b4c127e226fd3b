"""The names at an element, for people and for lists: kind, label, and whether every way has written them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.config import ROOT
from app.designer.check import names_of
from app.gate import names_at
from app.gate.bundles import examine
from app.gate.names.listing import KnownName
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, diagram, script

IIZ = ROOT / "workflows/iiz_verfahren/diagram.bpmn"
ROUNDTABLE = ROOT / "workflows/roundtable/diagram.bpmn"


def names(file: Path, element: str) -> dict[str, KnownName]:
    return {one.name: one for one in names_at(names_of(file), element)}


def test_a_name_has_a_kind_a_label_and_says_whether_it_is_surely_there() -> None:
    found = names(ROUNDTABLE, _last_task(ROUNDTABLE))
    assert found["klient.name"] == KnownName("klient.name", "Text", "Name", True)
    assert found["roundtable.partner"].kind == "Liste" and found["stellen[].key"].surely
    assert found["loopCounter"] == KnownName("loopCounter", "Zahl", found["loopCounter"].label, True)
    assert not found["protokoll.ergebnis"].surely and not found["todesfall.am"].surely


def _last_task(file: Path) -> str:
    return file.read_text().split('userTask id="')[-1].split('"')[0]


def told(*arguments: str, code: int = 0) -> str:
    """What `nahtstelle names` prints."""
    result = CliRunner().invoke(main, ["names", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_an_element_that_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(KeyError):
        names_at(names_of(IIZ), "nirgends")
    assert "Meinten Sie «draft_plan»?" in told(str(IIZ), "--at", "draft_pln", code=1)


def test_the_command_lists_them() -> None:
    assert "fall.nummer: Text" in told(str(IIZ)).splitlines()
    assert "fall.nummer: sicher da, Text" in told(str(ROUNDTABLE), "--at", _last_task(ROUNDTABLE)).splitlines()
    assert '"name": "fall.nummer"' in told(str(IIZ), "--json")
    assert "Das ist kein Diagramm" in told(str(ROOT / "forms/vorpruefung.form"), code=1)


@pytest.mark.parametrize(
    ("element", "there"),
    [("before", False), ("left", False), ("right", True), ("join", False), ("split", False), ("both", True)],
)
def test_surely_there_is_what_every_way_has_written(element: str, there: bool) -> None:
    lines = (
        '<startEvent id="s"/>', '<exclusiveGateway id="before" default="d"/>', '<task id="left"/>',
        script("x = 1", name="write"), '<task id="right"/>', '<exclusiveGateway id="join"/>',
        '<parallelGateway id="split"/>', script("x = 2", name="one"), '<task id="two"/>',
        '<parallelGateway id="together"/>', '<task id="both"/>', END, "s -> before",
        '<sequenceFlow id="d" sourceRef="before" targetRef="left"/>', "before -> write [= 1 = 1]", "write -> right",
        "right -> join", "left -> join", "join -> split", "split -> one", "split -> two", "one -> together",
        "two -> together", "together -> both", "both -> end",
    )  # fmt: skip
    examined = examine(bundle_of(diagram("\n".join(lines))), KNOWN)
    assert examined.findings == [] and examined.names is not None
    assert {one.name: one.surely for one in names_at(examined.names, element)}["x"] is there
