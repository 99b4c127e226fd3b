"""The diagrams, tables and forms of the house: complete, drawn to be read, and worded for Switzerland."""

from pathlib import Path

import pytest
from lxml import etree

from app.cases.roles import ANYTIME, LANES
from app.designer.check import check_folder
from app.dmn import read_dmn
from app.flow.bundle import forms_of
from app.flow.expressions import LIBRARY
from app.flow.extensions import BPMN, CAMUNDA, read_extensions
from app.forms import compile_form
from tests.deploying import procedures_of
from tests.workflows.drawing import boxes_of, crossings, lines_of

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS, FORMS = ROOT / "workflows", ROOT / "forms"
DIAGRAMS = sorted(WORKFLOWS.glob("*/diagram.bpmn"))
EXPECTED_LANES = {
    "iiz_verfahren": [
        "Klient/in", "Anmeldende Stelle", "Koordinationsstelle", "Fachpersonen", "Fallführung", "System", "Jederzeit",
    ],
    "arbeitstraining": ["Leistungserbringer", "IV-Stelle", "Fallführung", "System", "Jederzeit"],
    "verlaufsinformation": ["Leistungserbringer", "System"],
    "kostengutsprache": ["Fallführung", "Kostenträger", "System"],
    "roundtable": ["Klient/in", "Fachpersonen", "System", "Jederzeit"],
    "jahresbericht": ["Koordinationsstelle", "Führungsgruppe", "System"],
}  # fmt: skip


def name_of(file: Path) -> str:
    return file.parent.name


def everything(file: Path) -> list[etree._Element]:
    return list(etree.fromstring(file.read_bytes()).iter(f"{{{BPMN}}}*"))


def elements(file: Path, *tags: str) -> list[etree._Element]:
    root = etree.fromstring(file.read_bytes())
    return [node for tag in tags for node in root.iter(f"{{{BPMN}}}{tag}")]


def test_every_process_passes_the_gate() -> None:
    bundles = {checked.bundle.key: checked.bundle for checked in procedures_of(ROOT)}
    assert set(bundles) >= set(EXPECTED_LANES)
    assert bundles["iiz_verfahren"].startable
    assert not bundles["arbeitstraining"].startable and not bundles["kostengutsprache"].startable


def test_the_check_of_the_house_finds_nothing() -> None:
    assert [str(finding) for finding in check_folder(WORKFLOWS).findings] == []


@pytest.mark.parametrize("file", sorted(FORMS.glob("*.form")), ids=lambda file: file.stem)
def test_a_form_compiles_under_its_own_name_and_is_used(file: Path) -> None:
    form = compile_form(file.read_bytes(), file.name, library=LIBRARY)
    assert form.key == file.stem and form.title != form.key
    assert file.stem in {key for diagram in DIAGRAMS for node in everything(diagram) for key in forms_of(node)}


@pytest.mark.parametrize("file", sorted(WORKFLOWS.glob("*/*.dmn")), ids=name_of)
def test_every_table_is_complete_and_without_overlaps(file: Path) -> None:
    model = read_dmn(file.read_bytes(), file.name, library=LIBRARY)
    assert model.decisions and list(model.lint()) == []


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_the_lanes_are_those_of_the_procedure_and_stand_for_roles(file: Path) -> None:
    lanes = [str(lane.get("name")) for lane in elements(file, "lane")]
    assert lanes == EXPECTED_LANES.get(name_of(file), lanes)
    assert set(lanes) - {"System", ANYTIME} <= set(LANES)


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_every_task_for_people_has_a_form_a_due_date_and_says_why(file: Path) -> None:
    for task in elements(file, "userTask"):
        more = read_extensions(task)
        assert {"form", "due"} <= set(more) and more["properties"]["reason"], task.get("id")


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_every_choice_has_a_default_and_names_its_ways(file: Path) -> None:
    names = {str(flow.get("id")): flow.get("name") for flow in elements(file, "sequenceFlow")}
    for gateway in elements(file, "exclusiveGateway"):
        ways = [str(way.text) for way in gateway.findall(f"{{{BPMN}}}outgoing")]
        if len(ways) > 1:
            assert gateway.get("default") in ways and gateway.get("name"), gateway.get("id")
            assert all(names[way] for way in ways), gateway.get("id")


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_lines_run_straight_and_never_cross(file: Path) -> None:
    lines = lines_of(file)
    assert lines and crossings(lines) == []
    for line in lines:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in line.segments), line.id


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_boundary_events_sit_on_the_lower_edge(file: Path) -> None:
    boxes = boxes_of(file)
    for event in elements(file, "boundaryEvent"):
        _, top, _, bottom = boxes[str(event.get("id"))]
        assert (top + bottom) / 2 == boxes[str(event.get("attachedToRef"))][3], event.get("id")


@pytest.mark.parametrize("file", DIAGRAMS, ids=name_of)
def test_everything_is_drawn_and_inside_the_pool(file: Path) -> None:
    boxes, root = boxes_of(file), etree.fromstring(file.read_bytes())
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    ids = {str(node.get("id")) for node in process.iter(f"{{{BPMN}}}*") if node.find(f"{{{BPMN}}}incoming") is not None}
    assert ids <= set(boxes)
    left, top, right, bottom = boxes[f"pool_{process.get('id')}"]
    assert all(left <= b[0] and b[2] <= right and top <= b[1] and b[3] <= bottom for b in boxes.values())


def test_mails_carry_no_client_data() -> None:
    for file in DIAGRAMS:
        for task in elements(file, "serviceTask"):
            if task.get(f"{{{CAMUNDA}}}topic") in ("mail", "remind", "invite"):
                inputs = read_extensions(task)["inputs"]
                words = inputs.get("subject", "") + inputs.get("text", "")
                assert "klient" not in words and not words.startswith("="), task.get("id")


@pytest.mark.parametrize(
    "file", sorted([*FORMS.glob("*"), *WORKFLOWS.glob("**/*.*")]), ids=lambda file: str(file.relative_to(ROOT))
)
def test_the_spelling_is_swiss(file: Path) -> None:
    assert "ß" not in file.read_text("utf-8")
