"""What people may report: the gate asks for its form, and for whose it is."""

import pytest

from app.gate import check_bundle
from tests.gate.asking import KNOWN, TASK, between, bundle_of, file_with

MESSAGE = '<message id="m" name="withdrawn"/>'
FORM = '{"type": "default", "components": []}'
HEARD = '<messageEventDefinition messageRef="m"/>'
TIMER = "<timerEventDefinition><timeDate>2027-06-30</timeDate></timerEventDefinition>"


def report(form: str = "widerruf", roles: str = "Fallführung", definition: str = HEARD) -> str:
    properties = f'<camunda:property name="form" value="{form}"/><camunda:property name="roles" value="{roles}"/>'
    return (
        '<subProcess id="withdrawal" triggeredByEvent="true"><startEvent id="report" name="Widerruf">'
        f"<extensionElements><camunda:properties>{properties}</camunda:properties></extensionElements>"
        f"{definition}</startEvent>"
        '<endEvent id="over"/><sequenceFlow id="g" sourceRef="report" targetRef="over"/></subProcess>'
    )


def said(*elements: str) -> str:
    body = between(TASK, *elements, "start -> ask", "ask -> end")
    bundle = bundle_of(file_with(MESSAGE, body), forms={"widerruf": FORM})
    return "\n".join(finding.message for finding in check_bundle(bundle, KNOWN))


def test_a_report_with_form_and_roles_passes() -> None:
    assert said(report()) == ""


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        (report(form="fehlt"), "Das Formular «fehlt» fehlt"),
        (report(roles=""), "Es steht nicht da, wer das melden darf. Nennen Sie unter «roles» Bahnen wie: Fallführung."),
        (report(roles="Fallführung, Niemand"), "«Niemand» steht für keine Rolle."),
        (report(definition=TIMER), "Melden lassen sich nur Nachrichten-Ereignisse."),
    ],
)
def test_a_report_nobody_could_make_is_refused(element: str, sentence: str) -> None:
    assert sentence in said(element)


def test_tasks_in_the_lane_of_any_time_name_their_role() -> None:
    lanes = '<laneSet id="l"><lane id="l1" name="Jederzeit"><flowNodeRef>ask</flowNodeRef></lane></laneSet>'
    assert "In der Bahn «Jederzeit» nennt jede Aufgabe ihre Rolle" in said(lanes)
    named = between(
        lanes, '<userTask id="ask" name="Fragen" camunda:candidateGroups="case_lead"/>', "start -> ask", "ask -> end"
    )
    assert check_bundle(bundle_of(file_with(MESSAGE, named)), KNOWN) == []


def test_a_question_asks_for_a_category_that_exists() -> None:
    form = (
        '{"type": "default", "components": [{"type": "textfield", "id": "a", "key": "icd", "label": "Befund", '
        '"properties": {"category": "gesundheit"}}]}'
    )
    bundle = bundle_of(file_with("", between(TASK, "start -> ask", "ask -> end")), forms={"dossier": form})
    (finding,) = check_bundle(bundle, KNOWN)
    assert (finding.file, finding.element) == ("dossier.form", "Befund")
    assert "Die Kategorie «gesundheit» gibt es nicht" in finding.message
