"""What the engine cannot do is refused by name, with the element."""

import pytest

from app.gate import Known, check_bundle
from tests.dmn.models import decision, definitions, literal
from tests.flow.construct import Construct
from tests.flow.constructs_basic import BASIC
from tests.flow.constructs_events import EVENTS
from tests.gate.asking import KNOWN, START, TASK, between, bundle_of, diagram, file_with, findings_in, sentences

FLOWS = ("start -> x", "x -> end")
MESSAGE = '<message id="m" name="Antwort"/><error id="e" name="Fehler" errorCode="7"/><escalation id="k" name="K"/>'


def task(kind: str = "serviceTask", attributes: str = "", inside: str = "") -> str:
    inside = f"<extensionElements>{inside}</extensionElements>" if inside else ""
    return f'<{kind} id="x" {attributes}>{inside}</{kind}>'


def said(element: str, *flows: str) -> str:
    return sentences(between(element, *(flows or FLOWS)), MESSAGE)


INNER = '<startEvent id="is"/>'


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        ('<complexGateway id="x"/>', "Komplexe Verzweigungen gibt es hier nicht"),
        ('<adHocSubProcess id="x"><task id="t"/></adHocSubProcess>', "Ad-hoc-Teilprozesse gibt es hier nicht"),
        ('<intermediateThrowEvent id="x"><compensateEventDefinition/></intermediateThrowEvent>', "Kompensation gibt"),
        ('<task id="x" isForCompensation="true"/>', "Kompensation gibt es hier nicht"),
        ('<intermediateCatchEvent id="x"><conditionalEventDefinition><condition>a</condition>'
         "</conditionalEventDefinition></intermediateCatchEvent>", "Bedingungs-Ereignisse gibt es hier nicht"),
        ('<task id="x"/><dataStoreReference id="store"/>', "Datenspeicher gibt es hier nicht"),
        (task(attributes='camunda:class="a.B"'), "Java-Klassen werden hier nicht ausgeführt"),
        (task(attributes='camunda:delegateExpression="${b}"'), "Java-Aufrufe werden hier nicht ausgeführt"),
        (task(attributes='camunda:expression="${b.c()}"'), "Java-Ausdrücke werden hier nicht ausgeführt"),
        (task(attributes='camunda:type="connector" camunda:topic="mail"'), "Die Art «connector» gibt es hier nicht"),
        (task(inside="<camunda:connector/>"), "Konnektoren gibt es hier nicht"),
        (task("userTask", inside='<camunda:taskListener event="create"/>'), "Listener gibt es hier nicht"),
        (task("userTask", inside='<camunda:executionListener event="start"/>'), "Listener gibt es hier nicht"),
        (task("userTask", inside="<camunda:formData/>"), "Formularfelder im Diagramm gibt es hier nicht"),
        (task("userTask", 'camunda:formRef="f"'), "Formulare werden hier mit camunda:formKey genannt"),
        (task("userTask", inside='<camunda:inputOutput><camunda:outputParameter name="a"/></camunda:inputOutput>'),
         "Ausgabe-Parameter gibt es hier nicht"),
        (task("userTask", inside='<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script/>'
              "</camunda:inputParameter></camunda:inputOutput>"), "Skripte gibt es hier nicht"),
        ('<scriptTask id="x" scriptFormat="groovy"><script>a = 1</script></scriptTask>',
         "Die Skriptsprache «groovy» wird nicht ausgeführt"),
        ('<scriptTask id="x" camunda:resource="a.groovy"/>', "Skripte aus Dateien gibt es hier nicht"),
        ('<intermediateCatchEvent id="x"/>', "hat keinen Auslöser"),
        ('<intermediateCatchEvent id="x"><signalEventDefinition/><messageEventDefinition messageRef="m"/>'
         "</intermediateCatchEvent>", "hat mehrere Auslöser"),
        ('<intermediateThrowEvent id="x"><terminateEventDefinition/></intermediateThrowEvent>',
         "Der Auslöser «Abbruch» ist hier nicht möglich"),
        ('<intermediateCatchEvent id="x"><messageEventDefinition messageRef="gone"/></intermediateCatchEvent>',
         "«gone», die Nachricht dazu, gibt es nicht"),
        ('<intermediateCatchEvent id="x"><signalEventDefinition/></intermediateCatchEvent>',
         "Es ist nicht gewählt, das Signal welchen Namens gemeint ist"),
        ('<receiveTask id="x"/>', "Es ist nicht gewählt, die Nachricht welchen Namens gemeint ist"),
        ('<endEvent id="x"><cancelEventDefinition/></endEvent>', "Ein Abbruch-Ende ist nur direkt in"),
    ],
)  # fmt: skip
def test_what_the_engine_cannot_do_is_refused_by_name(element: str, sentence: str) -> None:
    assert sentence in said(element)


def boundary(definition: str, attributes: str = "", host: str = TASK) -> str:
    body = between(host, f'<boundaryEvent id="b" attachedToRef="ask" {attributes}>{definition}</boundaryEvent>',
                   "start -> ask", "ask -> end", "b -> end")  # fmt: skip
    return sentences(body, MESSAGE)


SUB = f'<subProcess id="ask">{INNER}<endEvent id="ie"/><sequenceFlow sourceRef="is" targetRef="ie"/></subProcess>'


def test_events_that_could_never_happen_are_refused() -> None:
    assert "würde nie ausgelöst: Fehler kommt nur aus Teilprozessen" in boundary("<errorEventDefinition/>")
    assert "würde nie ausgelöst: Eskalation" in boundary("<escalationEventDefinition/>")
    assert "lässt sich nur an eine Transaktion heften" in boundary("<cancelEventDefinition/>", host=SUB)
    assert boundary("<errorEventDefinition/>", host=SUB) == ""
    assert "Ein Fehler unterbricht immer" in boundary("<errorEventDefinition/>", 'cancelActivity="false"', SUB)


def test_an_error_that_nobody_catches_is_refused() -> None:
    thrower = SUB.replace('<endEvent id="ie"/>', '<endEvent id="ie"><errorEventDefinition errorRef="e"/></endEvent>')
    assert "wirft einen Fehler, den niemand auffängt" in sentences(between(thrower, "start -> ask", "ask -> end"),
                                                                  MESSAGE)  # fmt: skip
    assert boundary('<errorEventDefinition errorRef="e"/>', host=thrower) == ""
    assert boundary("<errorEventDefinition/>", host=thrower) == ""


def test_an_error_at_the_top_ends_the_procedure() -> None:
    body = f'{START}\n<endEvent id="end"><errorEventDefinition errorRef="e"/></endEvent>\nstart -> end'
    assert findings_in(body, MESSAGE) == []


HANDLER = (
    '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs" {}>{}</startEvent><task id="ht"/>'
    '<sequenceFlow sourceRef="hs" targetRef="ht"/></subProcess>'
)


def test_event_subprocesses_start_by_an_event() -> None:
    flows = ("start -> ask", "ask -> end")
    good = HANDLER.format("", '<messageEventDefinition messageRef="m"/>')
    assert sentences(between(TASK, good, *flows), MESSAGE) == ""
    assert "braucht genau ein Start-Ereignis" in sentences(between(TASK, HANDLER.format("", ""), *flows))
    assert "darf keine Pfeile haben" in sentences(between(TASK, good, "ask -> h", *flows), MESSAGE)


def test_a_diagram_marked_as_not_executable_is_refused() -> None:
    source = diagram(between(TASK, "start -> ask", "ask -> end"))
    (finding,) = check_bundle(bundle_of(source.replace(b'"true"', b'"false"', 1)), KNOWN)
    assert finding.message.startswith("Das Verfahren «process» ist als nicht ausführbar markiert")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<definitions ", '<definitions xmlns:zeebe="urn:zeebe" '),
        ("<definitions ", '<definitions xmlns:z="http://camunda.org/schema/zeebe/1.0" '),
        ("<definitions ", '<definitions xmlns:m="http://camunda.org/schema/modeler/1.0" '
                          'm:executionPlatform="Camunda Cloud" '),
        ('name="Fragen"/>', 'name="Fragen"><extensionElements><t xmlns="http://camunda.org/schema/zeebe/1.0"/>'
                            "</extensionElements></userTask>"),
    ],
)  # fmt: skip
def test_a_diagram_for_another_engine_is_named(before: str, after: str) -> None:
    source = diagram(between(TASK, "start -> ask", "ask -> end")).decode()
    assert before in source
    (finding,) = check_bundle(bundle_of(source.replace(before, after, 1).encode()), KNOWN)
    assert "für Camunda 8 gezeichnet" in finding.message


@pytest.mark.parametrize("construct", BASIC + EVENTS, ids=lambda construct: construct.name)
def test_every_construct_the_engine_plays_passes(construct: Construct) -> None:
    files = [file_with(construct.definitions, construct.body)]
    if construct.called:
        files.append(diagram(construct.called, "called"))
    table = definitions(decision(literal("1"), "d")).decode()
    known = Known(actions=frozenset({"mail", "record", "tell", "note"}), lanes=frozenset(), anytime="Jederzeit")
    assert check_bundle(bundle_of(*files, decisions={"d.dmn": table}), known) == []
