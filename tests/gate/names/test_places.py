"""A misspelt name is named wherever an expression stands; a right one passes everywhere."""

import pytest

from tests.dmn.models import decision, definitions, literal, table
from tests.gate.names.asking import diagram, findings_in, form, properties, script, step, text

INPUT = "<extensionElements><camunda:inputOutput><camunda:inputParameter name='to'>{}</camunda:inputParameter></camunda:inputOutput></extensionElements>"  # noqa: E501
TIMER = "<intermediateCatchEvent id='a'><timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition></intermediateCatchEvent>"  # noqa: E501
MANY = "<multiInstanceLoopCharacteristics {}>{}</multiInstanceLoopCharacteristics>"
REPORT = (
    '<intermediateCatchEvent id="a" name="Melden">{}<messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
)
PLACES = {
    "condition": ("<exclusiveGateway id='a' default='d'/>", "start -> a", "a -> end [= NAME = null]",
                  "<sequenceFlow id='d' sourceRef='a' targetRef='end'/>"),
    "condition of Camunda": ("<exclusiveGateway id='a' default='d'/>", "start -> a", "a -> end [${NAME == 'x'}]",
                             "<sequenceFlow id='d' sourceRef='a' targetRef='end'/>"),
    "due date": step("<userTask id='a' camunda:dueDate='= date(NAME)'/>"),
    "candidates": step("<userTask id='a' camunda:candidateGroups='= NAME'/>"),
    "priority": step("<userTask id='a' camunda:priority='= NAME'/>"),
    "label": step(f"<userTask id='a'>{properties(label='= NAME')}</userTask>"),
    "reason": step(f"<userTask id='a'>{properties(reason='= string(NAME)')}</userTask>"),
    "statistic": step(f"<userTask id='a'>{properties(statistic='= NAME')}</userTask>"),
    "parameter": step(f"<serviceTask id='a' camunda:topic='mail'>{INPUT.format('= NAME')}</serviceTask>"),
    "script": step(script("x = 1", "y = NAME", name="a")),
    "moment": step(TIMER.format(kind="timeDate", text="= date(NAME)")),
    "duration": step(TIMER.format(kind="timeDuration", text="duration(NAME)")),
    "collection": step("<userTask id='a'>" + MANY.format("camunda:collection='= [NAME]'", "") + "</userTask>"),
    "cardinality": step(f"<userTask id='a'>{MANY.format('', '<loopCardinality>count([NAME])</loopCardinality>')}"
                        "</userTask>"),
    "completion": step("<userTask id='a'>" + MANY.format("camunda:collection='= [1]'",
                       "<completionCondition>NAME = null and nrOfInstances = 2</completionCondition>") + "</userTask>"),
    "repetition": step("<userTask id='a'><standardLoopCharacteristics><loopCondition>NAME = 1</loopCondition>"
                       "</standardLoopCharacteristics></userTask>"),
    "filter": step(script('x = stellen[key = NAME]', name="a")),
    "for": step(script("x = for z in ziele return z.titel + NAME", name="a")),
    "some": step(script("x = some z in ziele satisfies z.titel = NAME", name="a")),
    "context": step(script("x = {a: NAME}", name="a")),
    "list": step(script("x = [1, NAME]", name="a")),
    "if": step(script('x = if true then NAME else 1', name="a")),
    "between": step(script("x = 1 between 0 and NAME", name="a")),
    "in": step(script("x = 1 in (NAME, 2)", name="a")),
    "call": step(script('x = contains(NAME, "a")', name="a")),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("pensmu", "pensum"), ("klinet.name", "klient.name"), ("klient.nmae", "klient.name"),
        ("fall.numer", "fall.nummer"), ("ziele[1].tittel", "ziele[1].titel"), ("stellen[1].kye", "stellen[1].key"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_named_with_the_right_one(place: str, wrong: str, right: str) -> None:
    assert findings_in(*(line.replace("NAME", right) for line in PLACES[place])) == []
    (finding,) = findings_in(*(line.replace("NAME", wrong) for line in PLACES[place]))
    slip = next(part for part in wrong.replace("[1]", "").split(".") if part not in right)
    meant = right.replace("[1]", "").split(".")[wrong.replace("[1]", "").split(".").index(slip)]
    assert f"«{slip}»; diesen Namen gibt es hier" in finding.message
    assert f"Meinten Sie «{meant}»?" in finding.message
    assert finding.file == "0.bpmn" and finding.line and finding.element


def test_the_mark_of_what_is_known_here_stands_in_the_sentence() -> None:
    (finding,) = findings_in(*step(script("x = klient.nmae", name="a")))
    assert "bei «klient» nicht" in finding.message and "Bekannt sind bei «klient»: name." in finding.message


@pytest.mark.parametrize(
    "field",
    [
        text("a", conditional={"hide": "= NAME = null"}),
        text("a", label="Für {{ NAME }}"),
        text("a", description="= NAME"),
        text("a", readonly="= NAME = 1"),
        text("a", properties={"prefill": "= NAME"}),
        text("a", properties={"rule": "= NAME = a", "ruleMessage": "Nein"}),
        text("a", properties={"warn": '= if NAME = a then "Achtung" else null'}),
        {"type": "number", "key": "a", "validate": {"min": "= NAME"}},
        {"type": "datetime", "key": "a", "dateLabel": "D", "properties": {"max": "= NAME"}},
        {"type": "select", "key": "a", "valuesExpression": "= [NAME]"},
        {"type": "select", "key": "a", "valuesKey": "NAME"},
        {"type": "expression", "key": "a", "expression": "= [NAME]"},
        {"type": "text", "text": "Guten Tag {{NAME}}"},
        {"type": "table", "id": "t", "dataSource": "= [{x: NAME}]", "columns": [{"key": "x", "label": "X"}]},
        {"type": "dynamiclist", "path": "l", "components": [text("a", label="{{ NAME }}")]},
    ],
)
def test_forms_are_read_too(field: dict[str, object]) -> None:
    def found(name: str) -> list[str]:
        source = form(field).replace("NAME", name)
        return [str(one) for one in findings_in(*step('<userTask id="a" camunda:formKey="f"/>'), forms={"f": source})]

    assert found("pensum") == [] and found("klient.name") == []
    for wrong, meant in (("pensmu", "pensum"), ("klient.nmae", "name"), ("klinet.name", "klient")):
        (sentence,) = found(wrong)
        assert sentence.startswith("f.form:1: ") and f"Meinten Sie «{meant}»?" in sentence


def test_columns_of_tables_and_fields_of_rows_are_names_too() -> None:
    def found(column: str, field: str) -> list[str]:
        columns = [{"key": column, "label": "X"}]
        rows = {"type": "dynamiclist", "path": "ziele", "components": [
            text("titel", label="T"), text("b", label="B", conditional={"hide": f"= this.{field} = 1"})]}  # fmt: skip
        source = form({"type": "table", "id": "t", "dataSource": "= ziele", "columns": columns}, rows)
        return [str(one) for one in findings_in(*step('<userTask id="a" camunda:formKey="f"/>'), forms={"f": source})]

    assert found("titel", "titel") == []
    assert "Meinten Sie «titel»?" in found("tittel", "titel")[0]
    assert "Meinten Sie «titel»?" in found("titel", "tittel")[0]


@pytest.mark.parametrize(
    "model",
    [
        decision(literal("NAME"), "d"),
        decision(literal("if 1 = 1 then NAME else 2"), "d"),
        decision(table(["NAME:any"], ["y"], [["-", '"1"']]), "d"),
    ],
)
def test_decisions_are_read_with_the_names_of_the_step_that_asks(model: str) -> None:
    element = '<businessRuleTask id="a" camunda:decisionRef="d" camunda:resultVariable="r"/>'

    def found(name: str) -> list[str]:
        file = definitions(model.replace("NAME", name)).decode()
        return [str(one) for one in findings_in(*step(element), decisions={"t.dmn": file})]

    assert found("klient.name") == []
    for wrong, meant in (("klient.nmae", "name"), ("klinet.name", "klient")):
        assert any(f"Meinten Sie «{meant}»?" in one and one.startswith("t.dmn:") for one in found(wrong))


def test_what_goes_into_and_out_of_a_called_procedure_is_read() -> None:
    inner = diagram(
        "\n".join(("<startEvent id='s'/>", script("ergebnis = {wert: gegeben}", name="b"), "s -> b")), "two"
    )
    call = (
        '<callActivity id="a" calledElement="two"><extensionElements><camunda:in source="{}" target="gegeben"/>'
        '<camunda:out source="{}" target="antwort"/></extensionElements></callActivity>'
    )

    def found(given: str, taken: str, read: str = "antwort") -> list[str]:
        lines = (call.format(given, taken), script(f"x = {read}", name="b2"), "start -> a", "a -> b2", "b2 -> end")
        return [one.message for one in findings_in(*lines, called=(inner,))]

    assert found("pensum", "ergebnis.wert") == [] and found("pensum", "ergebnis", "antwort.wert") == []
    assert "Meinten Sie «pensum»?" in found("pensmu", "ergebnis")[0]
    assert "Meinten Sie «ergebnis»?" in found("pensum", "ergebniss.wert")[0]
    assert "Meinten Sie «wert»?" in found("pensum", "ergebnis", "antwort.wret")[0]
    assert "Meinten Sie «antwort»?" in found("pensum", "ergebnis", "antwrot")[0]
