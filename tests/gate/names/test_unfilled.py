"""A name that some way has not filled yet is a warning that names the way, unless the expression asks for it."""

from dataclasses import replace

import pytest

from app.config import ROOT
from app.designer.check import check_folder
from app.gate import Level, check
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, START, START_FORM, diagram, form, properties, script, text

PICTURE = "hat keine Zeichnung"
TIMER = "<{0} id='{1}' {2}><timerEventDefinition><timeDate>{3}</timeDate></timerEventDefinition></{0}>"
SIGN = "<userTask id='a' name='Zeichnen' camunda:formKey='f'/>"
FORMS = {"f": form(text("plan.bis"), text("plan.wer", conditional={"hide": "= pensum = 1"}))}
TWO_WAYS = (
    '<exclusiveGateway id="g" default="no"/>', SIGN, '<userTask id="b"/>', '<exclusiveGateway id="j"/>', "start -> g",
    "g -> a [= pensum > 50]", '<sequenceFlow id="no" name="Ablehnen" sourceRef="g" targetRef="b"/>', "a -> j", "b -> j",
)  # fmt: skip
"""The form is handed in on one way of two; both lead to `j`."""


def warnings_in(*lines: str) -> list[str]:
    bundle = bundle_of(diagram("\n".join((START, END, *lines))), forms={"start": START_FORM, **FORMS})
    verdict = check(replace(bundle, start_form="start"), KNOWN)
    assert verdict.findings == ()
    return [one.message for one in verdict.remarks if one.level is Level.WARNING and PICTURE not in one.message]


def after_two_ways(last: str) -> list[str]:
    return warnings_in(*TWO_WAYS, last, "j -> last", "last -> end")


def in_a_condition(expression: str) -> list[str]:
    choice = "<exclusiveGateway id='last' default='d'/>"
    default = "<sequenceFlow id='d' sourceRef='last' targetRef='end'/>"
    return warnings_in(*TWO_WAYS, choice, "j -> last", "<userTask id='c'/>", f"last -> c [{expression}]", default,
                       "c -> end")  # fmt: skip


PLACES = {
    "due date": lambda name: after_two_ways(f"<userTask id='last' camunda:dueDate='= date({name})'/>"),
    "timer": lambda name: after_two_ways(TIMER.format("intermediateCatchEvent", "last", "", f"= date({name})")),
    "list": lambda name: after_two_ways(
        f"<userTask id='last'><multiInstanceLoopCharacteristics camunda:collection='= [{name}]'/></userTask>"
    ),
    "cardinality": lambda name: after_two_ways(
        "<userTask id='last'><multiInstanceLoopCharacteristics><loopCardinality>"
        f"string length({name})</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    ),
    "condition": lambda name: in_a_condition(f'= {name} = "x"'),
    "condition of Camunda": lambda name: in_a_condition(f"${{{name} == 'x'}}"),
    "condition with several parts": lambda name: in_a_condition(f'= pensum = 1 or {name} = "x"'),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_one_way_has_not_filled_is_a_warning_with_the_way(place: str) -> None:
    (message,) = PLACES[place]("plan.bis")
    assert "liest «plan»; auf dem Weg über «Ablehnen» ist das noch leer" in message
    assert "if plan = null then … else …" in message
    assert PLACES[place]("klient.name") == [] and PLACES[place]("fall.nummer") == []


@pytest.mark.parametrize(
    "expression",
    [
        'plan.bis != null and plan.bis = "x"', 'if plan = null then false else plan.bis = "x"',
        'plan = null or plan.bis = "x"', 'null = plan.bis or plan.wer = "x"', "is empty(plan.bis)",
        '(if pensum > 50 then plan.bis else "x") = "x"', 'some z in ziele satisfies z.titel = "x"',
        'count(ziele[titel = "x"]) = 1', 'get value(plan, "bis") = "x"', 'klient.name = "x"',
    ],
)  # fmt: skip
def test_an_expression_that_provides_for_it_is_no_warning(expression: str) -> None:
    assert in_a_condition(f"= {expression.replace('>', '&gt;')}") == []


def test_a_value_that_every_way_fills_is_no_warning() -> None:
    both = tuple(line.replace('<userTask id="b"/>', script("plan = null", name="b")) for line in TWO_WAYS)
    assert (
        warnings_in(*both, "<userTask id='last' camunda:dueDate='= date(plan.bis)'/>", "j -> last", "last -> end") == []
    )


def test_a_question_that_is_hidden_is_no_way() -> None:
    lines = (SIGN, "<userTask id='b' camunda:dueDate='= date(plan.wer)'/>", "start -> a", "a -> b", "b -> end")
    assert warnings_in(*lines) == []


def test_what_an_earlier_step_has_read_is_named_once() -> None:
    lines = (*TWO_WAYS, "<userTask id='c' camunda:dueDate='= date(plan.bis)'/>", "j -> c",
             "<userTask id='d' camunda:dueDate='= date(plan.bis)'/>", "c -> d", "d -> end")  # fmt: skip
    assert len(warnings_in(*lines)) == 1


def test_an_event_that_may_come_early_is_a_way() -> None:
    start = TIMER.format("startEvent", "s", "name='Frist vorbei'", "= date(plan.bis)")
    handler = (
        f"<subProcess id='h' triggeredByEvent='true'>{start}"
        "<userTask id='t' camunda:dueDate='= date(plan.bis)'/><sequenceFlow id='ff' sourceRef='s' targetRef='t'/>"
        "</subProcess>"
    )
    lines = (SIGN, "start -> a", "a -> end")
    (message,) = warnings_in(handler, *lines)
    assert "wenn «Frist vorbei» früh eintrifft, ist das noch leer" in message
    assert (
        warnings_in(handler.replace("= date(plan.bis)<", "= if plan = null then null else date(plan.bis)<"), *lines)
        == []
    )


def test_an_event_on_the_border_sees_what_there_was_before() -> None:
    late = TIMER.format("boundaryEvent", "l", "attachedToRef='a'", "= date(plan.bis)")
    lines = (SIGN, late, "<userTask id='b'/>", "start -> a", "a -> end", "l -> b", "b -> end")
    (message,) = warnings_in(*lines)
    assert "liest «plan»; vom Anfang bis hierher ist das noch leer" in message


def test_a_round_has_its_own_names() -> None:
    many = "<multiInstanceLoopCharacteristics camunda:collection='= ziele' camunda:elementVariable='ziel'/>"
    task = f"<userTask id='a' camunda:dueDate='= date(ziel.titel)'>{many}</userTask>"
    assert warnings_in(task, "start -> a", "a -> end") == []


def test_a_report_is_possible_only_when_its_condition_has_what_it_reads() -> None:
    more = properties(form="f", roles="Fallführung", when="= plan.bis != null")
    handler = (
        f"<subProcess id='h' triggeredByEvent='true'><startEvent id='s'>{more}<messageEventDefinition messageRef='m'/>"
        "</startEvent><userTask id='t' camunda:dueDate='= date(plan.bis)'/>"
        "<sequenceFlow id='ff' sourceRef='s' targetRef='t'/></subProcess>"
    )
    source = diagram("\n".join((START, END, handler, "<userTask id='a'/>", "start -> a", "a -> end")))
    source = source.replace(b"<process", b'<message id="m" name="m"/><process', 1)
    bundle = replace(bundle_of(source, forms={"start": START_FORM, **FORMS}), start_form="start")
    assert [one for one in check(bundle, KNOWN).remarks if one.level is Level.WARNING and "liest" in one.message] == []


def test_the_procedures_of_the_house_have_no_such_way() -> None:
    assert check_folder(ROOT / "workflows").warnings == ()
