"""What nobody would draw: thousands of elements, files of other engines, hostile words in every field of the panel."""

import time
from collections.abc import Callable

import pytest

from app.designer.check import KNOWN
from app.designer.properties import change, fields_of
from app.designer.redrawing import Drawing, DrawingError
from app.flow.errors import DiagramError
from app.workshop.beginnings import EMPTY, MEETING, beginning
from app.workshop.editing import findings_while_drawing, names_while_drawing
from tests.browser_posts import Browser
from tests.workshop.test_drafts import PAGE, begun, drawn, saved

Browse = Callable[[str], Browser]
PATH = "workflows/probe/diagram.bpmn"
FILES = beginning(MEETING, "probe", "Probe")
HOSTILE = (
    "= today(", "__import__('os').system('id')", "${''.class.forName('java.lang.Runtime')}", "= 9**9**9**9",
    '"><script>alert(1)</script>', "= for i in 1..1000000000 return i", "]]>&lt;!--", "= {a: 1}.a.b.c.d[1][2]",
)  # fmt: skip
ZEEBE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="d" targetNamespace="x"><bpmn:process id="probe" isExecutable="true">
  <bpmn:startEvent id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>
  <bpmn:userTask id="b" name="Prüfen"><bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="x" />
  <zeebe:assignmentDefinition assignee="=a" /></bpmn:extensionElements>
  <bpmn:incoming>f</bpmn:incoming><bpmn:outgoing>g</bpmn:outgoing></bpmn:userTask>
  <bpmn:endEvent id="c"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent>
  <bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b" /><bpmn:sequenceFlow id="g" sourceRef="b" targetRef="c" />
  </bpmn:process></bpmn:definitions>"""


def long_drawing(steps: int) -> str:
    """A drawing with so many steps in a row."""
    tasks = "".join(
        f'<bpmn:task id="t{number}" name="S {number}"><bpmn:incoming>f{number}</bpmn:incoming>'
        f"<bpmn:outgoing>f{number + 1}</bpmn:outgoing></bpmn:task>"
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="t{number - 1}" targetRef="t{number}"/>'
        for number in range(1, steps)
    )
    head = '<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    return f'{head} id="d" targetNamespace="x"><bpmn:process id="probe">{tasks}</bpmn:process></bpmn:definitions>'


def test_a_drawing_of_two_thousand_elements_gets_a_sentence_at_once() -> None:
    began = time.process_time()
    found = findings_while_drawing(FILES, PATH, long_drawing(1_000))
    assert "Bitte teilen Sie es auf mehrere Verfahren auf" in found[0].message
    assert time.process_time() - began < 2


def test_a_drawing_of_two_thousand_elements_is_a_table_as_well() -> None:
    drawing = Drawing(long_drawing(1_000).encode(), PATH)
    assert fields_of(drawing, "t999", KNOWN.signatures)[0].value == "S 999"


def test_a_file_of_camunda_8_says_what_it_is_and_harms_nothing() -> None:
    found = findings_while_drawing(FILES, PATH, ZEEBE)
    assert any("Camunda 8" in one.message or "zeebe" in one.message.lower() for one in found), found
    assert isinstance(names_while_drawing(FILES, PATH, ZEEBE, "b"), list)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_in_every_field_are_findings_and_nothing_else(hostile: str) -> None:
    drawing = Drawing(FILES[PATH], PATH)
    for element in ("opened", "invite", "hold_meeting"):
        values = {
            one.key: hostile for one in fields_of(drawing, element, KNOWN.signatures) if one.kind != "drawn_lanes"
        }
        change(drawing, element, values, KNOWN.signatures)
    written = drawing.written()
    assert findings_while_drawing(FILES, PATH, written.decode())
    again = {one.key: one.value for one in fields_of(Drawing(written, PATH), "invite", KNOWN.signatures)}
    assert again["name"] == hostile and again["due"] == hostile


@pytest.mark.parametrize("content", [b"", b"\0", b"<a", b"<a/>", b"\xff\xfe<", beginning(EMPTY, "x", "X").popitem()[1]])
def test_what_is_no_drawing_is_said_and_not_changed(content: bytes) -> None:
    assert findings_while_drawing(FILES, PATH, content.decode(errors="replace"))
    with pytest.raises((DiagramError, DrawingError)):
        Drawing(content, PATH).insert_after("opened", "userTask", "x")


@pytest.mark.usefixtures("in_service")
def test_pages_of_a_broken_drawing_open_and_say_so(browse: Browse) -> None:
    owner = begun(browse)
    _text, rev = drawn(owner)
    saved(owner, ZEEBE, rev)
    for page in ("zeichnen", "elemente"):
        assert owner.get(f"{PAGE}/{page}/diagram.bpmn").status == 200
    assert "Prüfen" in owner.text and owner.get(f"{PAGE}/element/b/diagram.bpmn").status == 200
