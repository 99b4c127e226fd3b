"""Large and odd procedures: within seconds, and in words."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest

from app.gate import Verdict, check
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, START, START_FORM, diagram, findings_in, form, script, step, text

ASK = '<userTask id="{}" camunda:formKey="f" camunda:dueDate="= date(plan.bis)"/>'
FORMS = {"start": START_FORM, "f": form(text("plan.bis"))}


def long_diagram(steps: int, key: str = "process", *called: str) -> bytes:
    """A row of scripts, tasks and choices, each of which reads what came before; at the end it calls others."""
    names = [f"e{number}" for number in range(steps)]
    lines = [START if key == "process" else '<startEvent id="start"/>', END]
    for number, name in enumerate(names):
        draw = (script(f"v{number} = {{a: pensum, b: v{max(number - 3, 0)}}}", name=name), ASK.format(name),
                f'<exclusiveGateway id="{name}" default="d{name}"/>')  # fmt: skip
        lines.append(draw[number % 3])
    for one, two in pairwise([*names, *(f"c{name}" for name in called), "end"]):
        if one.startswith("e") and int(one[1:]) % 3 == 2:
            lines += [f'<sequenceFlow id="d{one}" sourceRef="{one}" targetRef="{two}"/>', f"{one} -> end [= v0.a = 1]"]
        else:
            lines.append(f"{one} -> {two}")
    handed = '<camunda:in source="pensum" target="pensum"/><camunda:in source="plan" target="plan"/>'
    lines += [
        f'<callActivity id="c{name}" calledElement="{name}"><extensionElements>{handed}</extensionElements>'
        "</callActivity>"
        for name in called
    ]
    return diagram("\n".join((*lines, "start -> e0")), key)


def judged(*sources: bytes, seconds: float, forms: dict[str, str] = FORMS) -> Verdict:
    bundle = replace(bundle_of(*sources, forms=forms), start_form="start")
    began = time.process_time()
    verdict = check(bundle, KNOWN)
    assert time.process_time() - began < seconds
    return verdict


def test_two_thousand_steps_of_several_diagrams_are_checked_in_seconds() -> None:
    # Some three seconds where the processor is free; shared with other work, its seconds are up to four times longer.
    others = [f"p{number}" for number in range(4)]
    verdict = judged(long_diagram(390, "process", *others), *(long_diagram(400, one) for one in others), seconds=12)
    assert verdict.findings == ()


def test_two_thousand_steps_in_one_diagram_are_refused_in_words() -> None:
    (finding,) = judged(long_diagram(2_000), seconds=1).findings
    assert "möglich sind 500. Bitte teilen Sie es auf mehrere Verfahren auf" in finding.message


def test_a_form_of_two_thousand_fields_is_refused_in_words() -> None:
    fields = [
        text(f"feld{number}", conditional={"hide": f"= feld{max(number - 1, 0)} = pensum"}) for number in range(2_000)
    ]
    source = diagram("\n".join((START, END, *step('<userTask id="a" camunda:formKey="f"/>'))))
    (finding,) = judged(source, seconds=2, forms={"start": START_FORM, "f": form(*fields)}).findings
    assert "Ein Formular darf höchstens 200 Bausteine haben" in finding.message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("größe = klient.name", ""),
        ("x = grösse", "«grösse»; diesen Namen gibt es hier nicht"),
        ("x = 名前", "«名前»; diesen Namen gibt es hier nicht"),
        ("mein name = 1", "ist keine Zuweisung «name = Ausdruck»"),
        ("`mein name` = 1", "ist keine Zuweisung «name = Ausdruck»"),
        ("x = `mein name`", "Das Zeichen «`» gehört nicht hierher"),
        ('x = {"mein name": 1}.mein name', ""),
        ("x = get value(klient, klient.name)", ""),
        ('x = get value(klient, "nmae")', "Meinten Sie «name»?"),
        ("x = get value(klient, fall.numer)", "Meinten Sie «nummer»?"),
        ("count = 1&#10;x = count + count([1])", ""),
        ("x = count.feld", "«feld»; diesen Namen gibt es hier bei «count» nicht"),
        ("x = pensum.wert", "«wert»; diesen Namen gibt es hier bei «pensum» nicht"),
        (f"x = {'a' * 500}", "diesen Namen gibt es hier nicht"),
        (f"x = klient{'.name' * 60}", "zu tief verschachtelt"),
    ],
)  # fmt: skip
def test_odd_names_are_followed_or_named(line: str, said: str) -> None:
    found = findings_in(*step(script(line.replace('"', "&quot;"), name="a")))
    assert len(found) == bool(said) and all(said in one.message and len(one.message) < 600 for one in found)


def test_procedures_that_call_each_other_are_named_and_end() -> None:
    call = '<callActivity id="a" calledElement="{}"/>'
    others = (diagram(f"<startEvent id='s'/>{call.format('three')}\ns -> a", "two"),
              diagram(f"<startEvent id='s'/>{call.format('two')}\ns -> a", "three"))  # fmt: skip
    found = findings_in(*step(call.format("two")), called=others)
    assert any("ruft sich selbst auf («two» → «three» → «two»)" in one.message for one in found)
