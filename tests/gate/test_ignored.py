"""What would be ignored is refused by name, or plays as it is drawn: one small diagram a row."""

import pytest

from app.gate import check_bundle
from tests.flow.player import UncheckedPlayer
from tests.gate.asking import END, KNOWN, START, TASK, between, bundle_of, diagram, sentences

FLOWS = ("start -> x", "x -> end")
MESSAGE = '<message id="m" name="Antwort"/>'


def inside(extensions: str) -> str:
    return f"<extensionElements>{extensions}</extensionElements>"


ROUNDS = '<multiInstanceLoopCharacteristics camunda:collection="= [1]" {}>{}</multiInstanceLoopCharacteristics>'
BEHAVING_NONE, BEHAVING_ONE, BEHAVING_COMPLEX, BEHAVING_ALL = (
    ROUNDS.format(f'behavior="{word}"', "") for word in ("None", "One", "Complex", "All")
)
BUSINESS_KEY = inside('<camunda:in businessKey="k"/>')
LOCAL = inside('<camunda:out source="a" target="b" local="true"/>')
PARAMETER = inside('<camunda:inputOutput><camunda:inputParameter name="a">1</camunda:inputParameter>'
                   "</camunda:inputOutput>")  # fmt: skip
NUMBER = "<multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality></multiInstanceLoopCharacteristics>"
IO = (
    '<ioSpecification><dataInput id="i"/><dataOutput id="o"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
    "<outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>"
)
DECISION = '<businessRuleTask id="x" camunda:decisionRef="d" camunda:resultVariable="r" {}/>'
NONE = "hat hier keine Wirkung"


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        (f'<userTask id="x">{BEHAVING_NONE}</userTask>', "«behavior» mit dem Wert «None»"),
        (f'<userTask id="x">{BEHAVING_ONE}</userTask>', "«behavior» mit dem Wert «One»"),
        (f'<userTask id="x">{BEHAVING_COMPLEX}</userTask>', "«behavior» mit dem Wert «Complex»"),
        (f'<userTask id="x">{ROUNDS.format("", "<loopDataOutputRef>o</loopDataOutputRef>")}</userTask>',
         "nennt die Eigenschaft «results»"),
        ('<userTask id="x" startQuantity="2"/>', "«startQuantity» mit dem Wert «2» gibt es hier nicht"),
        ('<userTask id="x" startQuantity="0"/>', "«startQuantity» mit dem Wert «0»"),
        ('<userTask id="x" completionQuantity="3"/>', "«completionQuantity» mit dem Wert «3»"),
        ('<receiveTask id="x" messageRef="m" instantiate="true"/>', "«instantiate» mit dem Wert «true»"),
        ('<eventBasedGateway id="x" eventGatewayType="Parallel"/>', "«eventGatewayType» mit dem Wert «Parallel»"),
        ('<userTask id="x"><standardLoopCharacteristics loopMaximum="-1"/></userTask>', "Die grösste Anzahl «-1»"),
        ('<userTask id="x"><standardLoopCharacteristics loopMaximum="0"/></userTask>', "Die grösste Anzahl «0»"),
        (f'<userTask id="x">{NUMBER.format("-3")}</userTask>', "Die Anzahl «-3» ist keine"),
        (f'<userTask id="x">{NUMBER.format("1 - 4")}</userTask>', "Die Anzahl «1 - 4» ist keine"),
        (f'<userTask id="x">{NUMBER.format("2.5")}</userTask>', "Die Anzahl «2.5» ist keine"),
        (f'<userTask id="x">{IO}</userTask>', "Ein- und Ausgabedaten (ioSpecification) gibt es hier nicht"),
        (f'<scriptTask id="x">{IO}<script>a = 1</script></scriptTask>', "Ein- und Ausgabedaten"),
        ('<serviceTask id="x" camunda:topic="mail" camunda:skipExpression="${a}"/>',
         f"«camunda:skipExpression» {NONE}"),
        ('<callActivity id="x" calledElement="p" camunda:calledElementBinding="version"/>',
         "«camunda:calledElementBinding» mit dem Wert «version»"),
        ('<callActivity id="x" calledElement="p" camunda:calledElementVersion="2"/>', NONE),
        ('<callActivity id="x" calledElement="p" camunda:calledElementTenantId="t"/>', NONE),
        (f'<callActivity id="x" calledElement="p">{BUSINESS_KEY}</callActivity>',
         "«businessKey» bei «camunda:in»"),
        (f'<callActivity id="x" calledElement="p">{LOCAL}'
         "</callActivity>", "«local» bei «camunda:out»"),
        (DECISION.format('camunda:mapDecisionResult="collectEntries"'), "«camunda:mapDecisionResult» mit dem Wert"),
        (DECISION.format('camunda:decisionRefBinding="latest"'), "«camunda:decisionRefBinding» mit dem Wert «latest»"),
        (DECISION.format('camunda:decisionRefVersion="2"'), NONE),
        ('<scriptTask id="x" camunda:resultVariable="r"><script>a = 1</script></scriptTask>', NONE),
        ('<userTask id="x" camunda:topic="mail"/>', f"«camunda:topic» {NONE}"),
        ('<serviceTask id="x" camunda:topic="mail" camunda:formKey="f"/>', f"«camunda:formKey» {NONE}"),
        ('<userTask id="x" camunda:inventedToday="1"/>', f"«camunda:inventedToday» {NONE}"),
        (f'<userTask id="x">{inside("<camunda:invented/>")}</userTask>', f"«camunda:invented» {NONE}"),
        (f'<userTask id="x">{PARAMETER}</userTask>', "Eingabe-Parameter haben hier keine Wirkung"),
        ('<intermediateThrowEvent id="x"><messageEventDefinition messageRef="m" camunda:type="external" '
         'camunda:topic="mail"/></intermediateThrowEvent>', f"«camunda:topic» {NONE}"),
        ('<userTask id="x" xmlns:flowable="http://flowable.org/bpmn" flowable:formKey="f"/>',
         "für eine andere Software"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused_by_name(element: str, sentence: str) -> None:
    assert sentence in sentences(between(element, *FLOWS), MESSAGE)


@pytest.mark.parametrize("name", ["errorCodeVariable", "errorMessageVariable"])
def test_variables_of_errors_are_refused(name: str) -> None:
    inner = '<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="i" sourceRef="s" targetRef="e"/>'
    event = f'<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition camunda:{name}="v"/></boundaryEvent>'
    assert NONE in sentences(between(f'<subProcess id="x">{inner}</subProcess>', event, *FLOWS, "b -> end"))


@pytest.mark.parametrize(
    "element",
    [
        f'<userTask id="x" startQuantity="1" completionQuantity="1">{BEHAVING_ALL}</userTask>',
        '<receiveTask id="x" messageRef="m" instantiate="false"/>',
        '<userTask id="x" camunda:assignee="a" camunda:priority="5" camunda:asyncBefore="true"/>',
        '<serviceTask id="x" camunda:type="external" camunda:topic="mail" camunda:taskPriority="3"/>',
        f'<userTask id="x">{NUMBER.format("0")}</userTask>',
        '<userTask id="x"><standardLoopCharacteristics loopMaximum="1"/></userTask>',
    ],
)
def test_what_only_decorates_passes(element: str) -> None:
    assert sentences(between(element, *FLOWS), MESSAGE) == ""


GATEWAY = '<exclusiveGateway id="g" name="Wohin?"{}/>\n<userTask id="a"/>'


def test_a_way_without_id_and_condition_is_no_default_way() -> None:
    ways = '<sequenceFlow sourceRef="g" targetRef="a"/>\n<sequenceFlow sourceRef="g" targetRef="end"/>'
    said = sentences(between(GATEWAY.format(""), ways, "start -> g", "a -> end"))
    assert said.count("hat keine Bedingung. Bitte ergänzen Sie eine") == 2


CONDITION = '<sequenceFlow id="w" sourceRef="g" targetRef="a"><conditionExpression>{}</conditionExpression>'
CONDITION += "</sequenceFlow>"


@pytest.mark.parametrize("text", ["<!-- neu -->n > 5", "n <!-- neu -->> 5", "<?pi a?>n > 5", "<![CDATA[n > 5]]>"])
def test_a_condition_goes_on_behind_a_comment(text: str) -> None:
    text = text if "CDATA" in text or ">> 5" in text else text.replace("n > 5", "n &gt; 5")
    default = '<sequenceFlow id="d" sourceRef="g" targetRef="end"/>'
    body = between(GATEWAY.format(' default="d"'), CONDITION.format(text), default, "start -> g", "a -> end")
    assert sentences(body) == ""
    assert UncheckedPlayer(diagram(body), variables={"n": 6}).open == ["a"]
    assert UncheckedPlayer(diagram(body), variables={"n": 4}).done


def test_a_process_without_id_is_one_sentence() -> None:
    source = diagram(between(TASK, "start -> ask", "ask -> end")).replace(b' id="process"', b"", 1)
    (finding,) = check_bundle(bundle_of(source), KNOWN)
    assert finding.message.startswith("Dem Verfahren fehlt die Kennung (id). Bitte geben Sie ihm")


DEFAULT_BESIDE_PLAIN = """<{kind} id="t" default="d"/>
<userTask id="large"/>
<userTask id="other"/>
<userTask id="always"/>
<sequenceFlow id="d" sourceRef="t" targetRef="other"/>
start -> t
t -> large [n > 5]
t -> always
large -> end
other -> end
always -> end"""


@pytest.mark.parametrize(("n", "after"), [(3, ["always", "other"]), (7, ["always", "large"])])
@pytest.mark.parametrize("kind", ["userTask", "task"])
def test_a_default_way_beside_a_plain_one_is_taken_if_no_condition_holds(kind: str, n: int, after: list[str]) -> None:
    body = f"{START}\n{END}\n{DEFAULT_BESIDE_PLAIN.format(kind=kind)}"
    assert sentences(body) == ""
    assert sorted(UncheckedPlayer(diagram(body), variables={"n": n}).complete("t").open) == after


def test_a_truth_may_be_written_as_a_number() -> None:
    rounds = '<multiInstanceLoopCharacteristics isSequential="1"><loopCardinality>2</loopCardinality>'
    body = between(f'<userTask id="x">{rounds}</multiInstanceLoopCharacteristics></userTask>', *FLOWS)
    assert UncheckedPlayer(diagram(body)).open == ["x"]
    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
    event = f'<boundaryEvent id="b" attachedToRef="x" cancelActivity="0">{timer}</boundaryEvent>'
    body = between('<userTask id="x"/>', event, '<userTask id="y"/>', *FLOWS, "b -> y", "y -> end")
    assert sorted(UncheckedPlayer(diagram(body)).wait_until("2027-01-06T08:00").open) == ["x", "y"]
    handler = f"""<subProcess id="h" triggeredByEvent="1"><startEvent id="hs" isInterrupting="0">{timer}</startEvent>
        <userTask id="y"/><endEvent id="he"/>\nhs -> y\ny -> he\n</subProcess>"""
    body = between('<userTask id="x"/>', handler, *FLOWS)
    assert sentences(body) == ""
    assert sorted(UncheckedPlayer(diagram(body)).wait_until("2027-01-06T08:00").open) == ["x", "y"]
