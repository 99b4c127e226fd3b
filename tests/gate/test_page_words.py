"""What only pages read is checked as well: phases, names of results, the plan."""

from pathlib import Path

from lxml import etree

from app.designer.check import KNOWN
from app.flow.bundle import forms_of
from app.flow.extensions import BPMN, read_extensions
from app.flow.page_words import CONSEQUENCE, PHASES, RESULT, phases_in
from app.gate import Level, check, check_bundle
from tests.gate.asking import between, bundle_of, diagram, file_with

ROOT = Path(__file__).resolve().parents[2]
FORM = '{"type": "default", "components": []}'


def told(own: str = "", process: str = "") -> str:
    """What the gate says about a task with the properties `own` in a process with the properties `process`."""
    task = f"<userTask id='a' name='Fragen'>{_properties(own)}</userTask>"
    text = diagram("\n".join((_properties(process), between(task, "start -> a", "a -> end"))))
    return "\n".join(finding.message for finding in check_bundle(bundle_of(text), KNOWN))


def _properties(text: str) -> str:
    rows = "".join(
        f"<camunda:property name='{name}' value='{value}'/>"
        for name, _, value in (line.partition(": ") for line in text.splitlines())
    )
    return f"<extensionElements><camunda:properties>{rows}</camunda:properties></extensionElements>" if rows else ""


def test_a_phase_has_to_be_one_that_the_process_names() -> None:
    assert "Die Phase «Pln» gibt es nicht. Der Prozess nennt: Plan." in told("phase: Pln", "phases: Plan")
    assert "Es fehlt die Eigenschaft «phases»" in told("phase: Plan")
    assert "Die Phase «Vollmacht» hat keinen Schritt." in told("phase: Plan", "phases: Vollmacht, Plan")
    assert told("phase: Plan", "phases: Plan") == ""


def test_words_that_can_have_one_value_have_it() -> None:
    assert "Die Eigenschaft «pinned» kann nur «ja» sein, nicht «oben»." in told("pinned: oben")


def test_expressions_for_the_page_are_read_like_all_others() -> None:
    assert "«goals»" in told(process="goals: = 1 +")
    assert "Meinten Sie «date»?" in told(process="light: = dat(today())")
    assert "Meinten Sie «date»?" in told("result: = dat(today())")
    assert "Meinten Sie «date»?" in told("meeting: = dat(today())")
    assert "Meinten Sie «result»" in told("resullt: Bericht")


def test_the_consequence_is_checked_and_asked_of_reports_that_end_everything() -> None:
    assert "Meinten Sie «date»?" in told("consequence: = dat(today())")
    assert "Meinten Sie «consequence»" in told("consequenze: Der Fall endet.")
    report = "<subProcess id='over' triggeredByEvent='true'><startEvent id='r' name='Ende melden' {}>"
    report += "<extensionElements><camunda:properties><camunda:property name='form' value='f'/>"
    report += "<camunda:property name='roles' value='Koordinationsstelle'/>{}"
    report += "</camunda:properties></extensionElements><messageEventDefinition messageRef='m'/></startEvent>"
    report += "<sequenceFlow id='on' sourceRef='r' targetRef='gone'/><endEvent id='gone'/></subProcess>"
    said = "<camunda:property name='consequence' value='Der Fall endet.'/>"
    told_about = {}
    for name, attribute, more in (("ends", "", ""), ("beside", "isInterrupting='false'", ""), ("says", "", said)):
        body = between("<userTask id='a'/>" + report.format(attribute, more), "start -> a", "a -> end")
        text = file_with("<message id='m' name='m'/>", body)
        remarks = check(bundle_of(text, forms={"f": FORM}), KNOWN).remarks
        told_about[name] = any("beendet alles andere" in one.message for one in remarks)
    assert told_about == {"ends": True, "beside": False, "says": False}


def test_in_the_house_whoever_reports_what_ends_everything_reads_it_before() -> None:
    for file in sorted(ROOT.glob("workflows/*/diagram.bpmn")):
        for around in etree.parse(str(file)).iterfind(f".//{{{BPMN}}}subProcess[@triggeredByEvent='true']"):
            for node in around.iterfind(f"{{{BPMN}}}startEvent"):
                properties = read_extensions(node).get("properties", {})
                ends_all = "form" in properties and node.get("isInterrupting") != "false"
                assert not ends_all or CONSEQUENCE in properties, (file, node.get("id"))


def test_a_task_whose_result_has_no_name_is_hinted_at() -> None:
    task = "<userTask id='a' name='Fragen' camunda:formKey='f'/>"
    text = diagram(between(task, "start -> a", "a -> end"))
    remarks = check(bundle_of(text, forms={"f": FORM}), KNOWN).remarks
    assert [one.level for one in remarks if "Was dabei herauskommt, hat keinen Namen." in one.message] == [Level.HINT]


def test_in_the_house_every_result_has_a_name_and_every_procedure_with_a_client_has_phases() -> None:
    for file in sorted(ROOT.glob("workflows/*/diagram.bpmn")):
        for node in etree.fromstring(file.read_bytes()).iter(f"{{{BPMN}}}*"):
            properties = read_extensions(node).get("properties", {})
            tag = etree.QName(node).localname
            is_start = tag == "startEvent" and "form" not in properties
            if forms_of(node) and not is_start:
                assert properties.get(RESULT), (file, node.get("id"))
            if node.get("id") in ("iiz_verfahren", "optima", "roundtable") and tag == "process":
                assert len(phases_in(properties[PHASES])) > 2
