"""What a diagram names must exist, in the procedure or in the house."""

from dataclasses import replace

import pytest

from app.gate import Known, check_bundle
from tests.dmn.models import decision, definitions, literal, table
from tests.gate.asking import KNOWN, TASK, between, bundle_of, diagram, findings_in, sentences

FLOWS = ("start -> ask", "ask -> end")
FORM = '{"type": "default", "components": []}'
LANES = '<laneSet id="l"><lane id="l1" name="{}"><flowNodeRef>ask</flowNodeRef></lane></laneSet>'
REMINDERS = (
    '<userTask id="ask"><extensionElements><camunda:properties><camunda:property name="reminders" value="{}"/>'
    "</camunda:properties></extensionElements></userTask>"
)
DECIDE = '<businessRuleTask id="ask" camunda:decisionRef="{}" camunda:resultVariable="x"/>'


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        ('<userTask id="ask" camunda:formKey="fehlt"/>', "Das Formular «fehlt» fehlt (erwartet: fehlt.form"),
        ('<serviceTask id="ask"/>', "Bitte wählen Sie «external» und als Topic eine von: mail, record"),
        ('<serviceTask id="ask" camunda:type="external" camunda:topic="fax"/>', "Die Aktion «fax» gibt es nicht"),
        ('<sendTask id="ask" camunda:topic="fax"/>', "Die Aktion «fax» gibt es nicht. Bekannt sind: mail, record."),
        (DECIDE.format("fehlt"), "Die Entscheidung «fehlt» gibt es in keiner Tabelle dieses Verfahrens"),
        ('<businessRuleTask id="ask"/>', "nennt keine Entscheidung"),
        ('<callActivity id="ask"/>', "nennt kein Verfahren"),
        ('<callActivity id="ask" calledElement="fehlt"/>', "Das aufgerufene Verfahren «fehlt» gibt es nicht"),
        ('<callActivity id="ask" calledElement="process"/>', "ruft sich selbst auf («process» → «process»)"),
        (
            REMINDERS.format("keine"),
            "Erinnerungen «keine» gibt es nicht. Möglich: none, signature, standard, start, transition.",
        ),
        (LANES.format("Niemand") + TASK, "Die Bahn «Niemand» steht für keine Rolle. Bekannt sind: Fallführung."),
    ],
)  # fmt: skip
def test_names_that_stand_for_nothing_are_refused(element: str, sentence: str) -> None:
    assert sentence in sentences(between(element, *FLOWS))


def test_a_house_without_names_suggests_none() -> None:
    bare = Known(actions=frozenset(), lanes=frozenset(), anytime="Jederzeit")
    for element, end in (
        ('<serviceTask id="ask" camunda:type="external" camunda:topic="fax"/>', "Die Aktion «fax» gibt es nicht."),
        ('<serviceTask id="ask"/>', "nennt keine Aktion."),
        (LANES.format("Niemand") + TASK, "Die Bahn «Niemand» steht für keine Rolle."),
        (DECIDE.format("fehlt"), "gibt es in keiner Tabelle dieses Verfahrens."),
        ('<userTask id="ask" camunda:formKey="?"/>', "Das Formular «?» fehlt."),
    ):
        (finding,) = check_bundle(bundle_of(diagram(between(element, *FLOWS))), bare)
        assert finding.message.endswith(end)


def test_names_that_stand_for_something_pass() -> None:
    lanes = LANES.format("Fallführung") + '<userTask id="ask" camunda:formKey="da"/>'
    assert check_bundle(bundle_of(diagram(between(lanes, *FLOWS)), forms={"da": FORM}), KNOWN) == []
    table_file = definitions(decision(literal("1"), "da")).decode()
    bundle = bundle_of(diagram(between(DECIDE.format("da"), *FLOWS)), decisions={"t.dmn": table_file})
    assert check_bundle(bundle, KNOWN) == []
    assert findings_in(between('<serviceTask id="ask" camunda:topic="mail"/>', *FLOWS)) == []
    for word in ("standard", "transition", "start", "signature", "none"):
        assert findings_in(between(REMINDERS.format(word), *FLOWS)) == []
    assert findings_in(between(LANES.format("System") + '<task id="ask"/>', *FLOWS)) == []


def test_a_result_that_would_be_lost_is_named() -> None:
    table_file = definitions(decision(literal("1"), "da")).decode()
    body = between(DECIDE.format("da").replace(' camunda:resultVariable="x"', ""), *FLOWS)
    (finding,) = check_bundle(bundle_of(diagram(body), decisions={"t.dmn": table_file}), KNOWN)
    assert "Das Ergebnis ginge verloren" in finding.message


def test_tables_and_forms_are_checked_with_the_procedure() -> None:
    gap = definitions(decision(table(["x:number"], ["y"], [["< 5", '"a"']]))).decode()
    bundle = bundle_of(diagram(between(TASK, *FLOWS)), decisions={"t.dmn": gap}, forms={"f": '{"components": 1}'})
    found = {finding.file: finding.message for finding in check_bundle(bundle, KNOWN)}
    assert "hat eine Lücke" in found["t.dmn"]
    assert found["f.form"]


def call(target: str) -> str:
    return between(f'<callActivity id="ask" calledElement="{target}"/>', *FLOWS)


def test_calls_in_circles_are_refused_with_the_circle() -> None:
    files = (diagram(call("two")), diagram(call("three"), "two"), diagram(call("process"), "three"))
    messages = "\n".join(str(finding) for finding in check_bundle(bundle_of(*files), KNOWN))
    assert "ruft sich selbst auf («process» → «two» → «three» → «process»)" in messages


def test_a_called_process_is_checked_too_and_may_be_shared() -> None:
    inner = diagram(between('<userTask id="in"/>', "start -> in", "in -> end"), "two")
    assert check_bundle(bundle_of(diagram(call("two")), inner), KNOWN) == []
    broken = inner.replace(b'targetRef="in"', b'targetRef="x"')
    (finding,) = check_bundle(bundle_of(diagram(call("two")), broken), KNOWN)
    assert finding.file == "1.bpmn" and "im Leeren" in finding.message


def test_names_of_processes_and_sub_processes_are_unique_across_files() -> None:
    sub = '<subProcess id="teil"><startEvent id="s"/></subProcess>'
    files = [
        diagram(between(sub, '<callActivity id="c" calledElement="two"/>', "start -> teil", "teil -> c", "c -> end")),
        diagram(between(sub, "start -> teil", "teil -> end"), "two"),
    ]
    (finding,) = check_bundle(bundle_of(*files), KNOWN)
    assert "Die Kennung «teil» trägt schon ein Verfahren oder Teilprozess in 0.bpmn" in finding.message


def test_a_procedure_of_too_many_files_is_refused() -> None:
    (finding,) = check_bundle(bundle_of(*[diagram(call("two"))] * 31), KNOWN)
    assert "mehr als 30 Diagramme" in finding.message


def test_a_second_process_in_a_file_must_be_called() -> None:
    second = b'<process id="two" isExecutable="true"><startEvent id="s2"/></process></definitions>'
    alone = diagram(between(TASK, *FLOWS)).replace(b"</definitions>", second)
    (finding,) = check_bundle(bundle_of(alone), KNOWN)
    assert "Das Verfahren «two» wird nie gestartet" in finding.message
    assert check_bundle(bundle_of(diagram(call("two")).replace(b"</definitions>", second)), KNOWN) == []


def test_a_form_that_opens_a_case_takes_no_files() -> None:
    picker = '{"type": "default", "components": [{"type": "filepicker", "key": "a", "label": "A"}]}'
    bundle = bundle_of(diagram(between(TASK, *FLOWS)), forms={"f": picker})
    assert check_bundle(bundle, KNOWN) == []
    (finding,) = check_bundle(replace(bundle, start_form="f"), KNOWN)
    assert "kann keine Dateien aufnehmen" in finding.message
