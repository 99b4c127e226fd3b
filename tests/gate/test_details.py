"""Words that would be ignored in silence are named, each with what to write instead."""

import json

import pytest

from app.designer.check import KNOWN
from app.gate import check_bundle
from tests.gate.asking import between, bundle_of, diagram

PROPERTY = "<extensionElements><camunda:properties><camunda:property name='{}' value='{}'/></camunda:properties></extensionElements>"  # noqa: E501
TASK = "<userTask id='a' name='Fragen' {}>{}</userTask>"
INPUT = "<camunda:inputParameter name='{}'>{}</camunda:inputParameter>"
TIMER = "<intermediateCatchEvent id='a'><timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition></intermediateCatchEvent>"  # noqa: E501
SCRIPT = "<scriptTask id='a' scriptFormat='feel'><script>x = {}</script></scriptTask>"


def action(topic: str, **parameters: str) -> str:
    """A service task."""
    rows = "".join(INPUT.format(name, text) for name, text in parameters.items())
    inputs = f"<extensionElements><camunda:inputOutput>{rows}</camunda:inputOutput></extensionElements>"
    return f"<serviceTask id='a' camunda:type='external' camunda:topic='{topic}'>{inputs if rows else ''}</serviceTask>"


def told(element: str) -> str:
    """What the gate of the house says about one element."""
    bundle = bundle_of(diagram(between(element, "start -> a", "a -> end")), forms={"f": "{}"})
    return "\n".join(finding.message for finding in check_bundle(bundle, KNOWN))


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        (TASK.format("", PROPERTY.format("statstic", "x")), "«statstic» hat keine Wirkung. Meinten Sie «statistic»?"),
        (TASK.format("", PROPERTY.format("reader", "Klient/in")), "Meinten Sie «readers»?"),
        (TASK.format("", PROPERTY.format("reminder", "none")), "Meinten Sie «reminders»?"),
        (TASK.format("", PROPERTY.format("readers", "Klientin")), "«Klientin» unter «readers» steht für keine Rolle"),
        (TASK.format("camunda:candidateGroups='case_laed'", ""), "Meinten Sie «case_lead» (Fallführung)?"),
        (TASK.format("camunda:candidateGroups='Fallführung'", ""), "Meinten Sie «case_lead» (Fallführung)?"),
        (TASK.format("camunda:formKey='camunda-forms:deployment:f.form'", ""), "Schreiben Sie «f»."),
        (action("mail", to="client", subject="S"), "Der Aktion «mail» fehlt der Parameter «text»."),
        (action("record", text=" "), "Der Aktion «record» fehlt der Parameter «text»."),
        (
            action("mail", to="client", subjct="S", text="T", subject="S"),
            "keinen Parameter «subjct». Meinten Sie «subje",
        ),
        (action("mail", to="cliennt", subject="S", text="T"), "Meinten Sie «client» (Klient/in)?"),
        (action("silence", text="T"), "Die Aktion «silence» kennt keinen Parameter «text»."),
        (
            action("mail", to="klient", subject="Fall {fal}", text="T"),
            "Für «{fal}» setzt niemand etwas ein. Möglich sind",
        ),
        (action("mail", to="klient", subject="S", text="Nr. {nummer}"), "Für «{nummer}» fehlt der Parameter «number»"),
        (
            action("assign_role", role="Fallfuehrung", party="= x"),
            "«Fallfuehrung» ist keine Rolle. Nennen Sie eine Bahn",
        ),
        (TIMER.format("3 Monate"), "«3 Monate» ist keine Dauer. Schreiben Sie P3M."),
        (TIMER.format("= 1 Tag"), "Schreiben Sie P1D."),
        (TIMER.format("14 Tage"), "Schreiben Sie P14D."),
        (TIMER.format("2 Stunden"), "Schreiben Sie PT2H."),
        (SCRIPT.format("(1..3)[item &gt; 1]"), "wird ein Bereich gefiltert, und das ergibt nie etwas"),
        (SCRIPT.format("add workdays(today(), 5)"), "Meinten Sie «add working days»?"),
        (SCRIPT.format("dat(today())"), "Meinten Sie «date»?"),
    ],
)
def test_a_word_that_nobody_reads_is_named(element: str, sentence: str) -> None:
    assert sentence in told(element)


@pytest.mark.parametrize(
    "element",
    [
        TASK.format("", PROPERTY.format("statistic", "x")),
        TASK.format("", PROPERTY.format("readers", "Klient/in, Leistungserbringer")),
        TASK.format("", PROPERTY.format("farbe", "blau")),
        TASK.format("camunda:candidateGroups='rav_bern_west'", ""),
        TASK.format("camunda:candidateGroups='case_lead'", ""),
        action("withdraw_consent"),
        action("silence"),
        action("record"),
        action("mail", to="client", subject="S", text="T", to_author="nein"),
        action("assign_role", role="Fallführung", party="= x"),
        TIMER.format("P3M"),
        SCRIPT.format("(for n in 1..3 return n)[item &gt; 1]"),
    ],
)
def test_words_that_are_read_pass(element: str) -> None:
    assert told(element) == ""


def test_broken_json_is_found_by_its_line() -> None:
    broken = json.dumps({"type": "default", "components": []}, indent=1).replace('"default",', '"default"')
    bundle = bundle_of(diagram(between(TASK.format("camunda:formKey='f'", ""), "start -> a", "a -> end")))
    (finding,) = check_bundle(bundle_of(bundle.diagrams["0.bpmn"].encode(), forms={"f": broken}), KNOWN)
    assert "Der Fehler liegt in Zeile 3." in finding.message
