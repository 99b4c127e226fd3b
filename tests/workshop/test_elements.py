"""A diagram is changed without a canvas: put in, connected, described, removed; what comes out passes the gate."""

from collections.abc import Callable

import pytest

from app.config import ROOT
from app.designer.check import KNOWN
from app.designer.differences import differences, elements_in
from app.designer.properties import change, fields_of
from app.designer.redrawing import B, Drawing, DrawingError
from app.workshop.beginnings import MEETING, beginning
from app.workshop.checking import findings_in
from tests.browser_posts import Browser
from tests.workshop.test_drafts import PAGE, begun

Browse = Callable[[str], Browser]
PATH = "workflows/probe/diagram.bpmn"
FILES = beginning(MEETING, "probe", "Probe")


def found(drawing: Drawing) -> list[str]:
    return [str(one) for one in findings_in({**FILES, PATH: drawing.written()}, "probe")]


def drawn() -> Drawing:
    return Drawing(FILES[PATH], PATH)


def test_a_step_is_put_in_described_and_passes_the_gate() -> None:
    drawing = drawn()
    new = drawing.insert_after("opened", "userTask", "Vorabklärung")
    answers = {"form": "probe_einladung", "due": "= add working days(today(), 3)", "reason": "3 Arbeitstage."}
    change(drawing, new, answers, KNOWN.signatures)
    assert found(drawing) == []
    told = [one.what for one in differences("d.bpmn", FILES[PATH], drawing.written())]
    assert "Aufgabe «Vorabklärung»" in told and "Pfeil «Fall eröffnen → Vorabklärung»" in told


def test_a_decision_with_two_ways_is_drawn() -> None:
    drawing = drawn()
    gate = drawing.insert_after("invite", "exclusiveGateway", "Ort bekannt?")
    end = drawing.connect(gate, "done")
    change(drawing, end, {"condition": '= gespraech.ort = "unbekannt"', "default": ""}, KNOWN.signatures)
    (other,) = [str(flow.get("id")) for flow in drawing.flows("sourceRef", gate) if flow.get("id") != end]
    change(drawing, other, {"default": "ja"}, KNOWN.signatures)
    assert found(drawing) == []


def test_an_automatic_step_gets_the_parameters_of_its_action() -> None:
    drawing = drawn()
    new = drawing.insert_after("hold_meeting", "serviceTask", "Im Verlauf festhalten")
    change(drawing, new, {"action": "record"}, KNOWN.signatures)
    assert "parameter:text" in [field.key for field in fields_of(drawing, new, KNOWN.signatures)]
    change(drawing, new, {"parameter:text": "Gespräch geführt"}, KNOWN.signatures)
    assert found(drawing) == []
    change(drawing, new, {"action": ""}, KNOWN.signatures)
    assert any("Im Verlauf festhalten" in line for line in found(drawing))


def test_readers_and_what_is_kept_of_a_step_are_written_and_passed_by_the_gate() -> None:
    drawing = drawn()
    said = {"property:readers": "Klient/in, Koordinationsstelle", "property:result": "Gespräch geführt"}
    change(drawing, "hold_meeting", said, KNOWN.signatures)
    assert found(drawing) == []
    change(drawing, "hold_meeting", {"property:readers": "Niemand"}, KNOWN.signatures)
    assert any("steht für keine Rolle" in line for line in found(drawing))


def test_what_is_done_for_several_and_what_may_be_told_at_any_time_is_described() -> None:
    content = (ROOT / "workflows/iiz_verfahren/diagram.bpmn").read_bytes()
    drawing = Drawing(content, PATH)
    report = {one.key: one.value for one in fields_of(drawing, "report_withdrawal", KNOWN.signatures)}
    assert report["property:form"] == "widerruf" and "Fallführung" in report["property:roles"]
    rounds = drawing.root.iter(f"{B}multiInstanceLoopCharacteristics")
    parents = [str(around.get("id")) for one in rounds if (around := one.getparent()) is not None]
    change(drawing, parents[0], {"round:collection": "= [1, 2]", "property:results": "antworten"}, KNOWN.signatures)
    now = {one.key: one.value for one in fields_of(Drawing(drawing.written(), PATH), parents[0], KNOWN.signatures)}
    assert (now["round:collection"], now["property:results"]) == ("= [1, 2]", "antworten")


def test_a_removed_step_leaves_the_way_connected() -> None:
    drawing = drawn()
    drawing.remove("hold_meeting")
    assert found(drawing) == [] and 'bpmnElement="hold_meeting"' not in drawing.written().decode()
    assert [one.what for one in differences("d.bpmn", FILES[PATH], drawing.written()) if one.kind == "entfernt"] == [
        "Aufgabe «Gespräch durchführen»", "Pfeil «Gespräch durchführen → abgeschlossen»"
    ]  # fmt: skip


@pytest.mark.parametrize("file", sorted((ROOT / "workflows").glob("*/diagram.bpmn")), ids=lambda file: file.parent.name)
def test_every_element_of_the_delivered_diagrams_is_shown_and_kept_when_nothing_is_changed(file: object) -> None:
    content = file.read_bytes()  # type: ignore[attr-defined]
    drawing = Drawing(content, "d.bpmn")
    for element in elements_in(content, "d.bpmn"):
        values = {field.key: field.value for field in fields_of(drawing, element, KNOWN.signatures)}
        change(drawing, element, values, KNOWN.signatures)
    (same,) = differences("d.bpmn", content, drawing.written())
    assert "Schreibweise" in same.facts[0].name


@pytest.mark.parametrize(
    "wrong",
    [
        lambda drawing: drawing.insert_after("done", "userTask", "x"),
        lambda drawing: drawing.insert_after("probe", "userTask", "x"),
        lambda drawing: drawing.insert_after("invite", "script", "x"),
        lambda drawing: drawing.insert_after("gone", "userTask", "x"),
        lambda drawing: drawing.connect("done", "invite"),
        lambda drawing: drawing.connect("invite", "opened"),
        lambda drawing: drawing.connect("invite", "invite"),
        lambda drawing: drawing.connect("opened", "invite"),
        lambda drawing: drawing.remove("probe"),
        lambda drawing: change(drawing, "invite", {"name": "a" * 30_000}, KNOWN.signatures),
        lambda drawing: change(drawing, "invite", {"name": "a\0b"}, KNOWN.signatures),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(wrong: Callable[[Drawing], object]) -> None:
    with pytest.raises(DrawingError) as refused:
        wrong(drawn())
    assert len(refused.value.message) > 20


def test_names_with_quotes_and_tags_stay_what_they_are() -> None:
    drawing = drawn()
    change(drawing, "invite", {"name": "<b>\"A\" & 'B'</b>"}, KNOWN.signatures)
    again = Drawing(drawing.written(), PATH)
    assert fields_of(again, "invite", KNOWN.signatures)[0].value == "<b>\"A\" & 'B'</b>"


@pytest.mark.usefixtures("in_service")
def test_the_table_alone_is_enough(browse: Browse) -> None:
    owner = begun(browse)
    table = f"{PAGE}/elemente/diagram.bpmn"
    token, rev = owner.get(table).token(), "0"
    assert "Aufgabe «Entscheiden»" in owner.text and "Frist: = add working days(today(), 3)" in owner.text
    fields = [("csrf_token", token), ("rev", rev), ("after", "apply"), ("kind", "userTask"), ("called", "Nachfragen")]
    owner.post(f"{PAGE}/einfuegen/diagram.bpmn", fields)
    assert owner.path == f"{PAGE}/element/usertask_1/diagram.bpmn" and "antrag.betrag" in owner.text
    owner.submit({"form": "antrag", "due": "= add working days(today(), 5)", "reason": "5 Arbeitstage."})
    assert "ist der Termin am Mo 18.01.2027." in owner.text
    stale = owner.post(f"{PAGE}/loeschen/diagram.bpmn", [("csrf_token", token), ("rev", "0"), ("element", "apply")])
    assert stale.status == 409 and "Jemand anderes" in owner.text and "«Nachfragen»" in owner.text
    owner.post(f"{PAGE}/loeschen/diagram.bpmn", [("csrf_token", token), ("rev", "2"), ("element", "usertask_1")])
    assert "«Nachfragen»" not in owner.text
    assert owner.get(f"{PAGE}/element/gibt_es_nicht/diagram.bpmn").status == 404
