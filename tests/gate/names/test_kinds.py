"""Kinds that can never meet are a warning that names both; where a kind is not known, nothing is claimed."""

from dataclasses import replace

import pytest

from app.gate import Level, check
from tests.dmn.models import decision, definitions, literal, table
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, START, START_FORM, diagram, form, script, step, text

FORMS = {
    "f": form(
        {"type": "datetime", "subtype": "date", "dateLabel": "D", "key": "plan.bis"},
        {"type": "checkbox", "key": "plan.ja"},
        {"type": "taglist", "key": "plan.wege", "values": [{"label": "A", "value": "a"}]},
        text("plan.wort"),
    )
}
ASK = '<userTask id="ask" camunda:formKey="f"/>'


def warnings_in(*lines: str, forms: dict[str, str] | None = None, tables: dict[str, str] | None = None) -> list[str]:
    source, all_forms = diagram("\n".join((START, END, *lines))), {"start": START_FORM, **FORMS, **(forms or {})}
    bundle = bundle_of(source, forms=all_forms, decisions=tables)
    verdict = check(replace(bundle, start_form="start"), KNOWN)
    assert verdict.findings == ()
    return [one.message for one in verdict.remarks if one.level is Level.WARNING and "Zeichnung" not in one.message]


def in_a_script(expression: str) -> list[str]:
    line = script(f"x = {expression.replace('<', '&lt;')}", name="s")
    return warnings_in(ASK, line, "start -> ask", "ask -> s", "s -> end")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("plan.bis < today()", "vergleicht «plan.bis» (Text) mit Tag; das ergibt nie etwas. Tage und Zeitpunkte"),
        ("today() >= plan.bis", "vergleicht Tag mit «plan.bis» (Text)"),
        ('date(plan.bis) = "2027-01-01"', "vergleicht Tag mit Text"),
        ("date(plan.bis) < now()", "vergleicht Tag mit Zeitpunkt; das ergibt nie etwas. date(…) macht aus"),
        ("plan.bis between today() and today()", "vergleicht «plan.bis» (Text) mit Tag"),
        ('plan.wege = "a"', "vergleicht «plan.wege» (Liste) mit Text; das ergibt nie etwas. Gemeint ist wohl"),
        ('ziele.titel = "a"', "vergleicht «ziele.titel» (Liste) mit Text"),
        ('pensum = "50"', "vergleicht «pensum» (Zahl) mit Text"),
        ("plan.ja = 1", "vergleicht «plan.ja» (Ja/Nein) mit Zahl"),
        ('plan.ja = "ja"', "vergleicht «plan.ja» (Ja/Nein) mit Text"),
        ("klient = klient.name", "vergleicht «klient» (Gruppe) mit «klient.name» (Text)"),
        ('plan.bis + duration("P1D")', "rechnet «plan.bis» (Text) + Dauer; das ergibt nie etwas. Aus einem Text"),
        ("klient.name + pensum", "rechnet «klient.name» (Text) + «pensum» (Zahl)"),
        ("date(plan.bis) + 5", "rechnet Tag + Zahl"),
        ("plan.wege + 1", "rechnet «plan.wege» (Liste) + Zahl"),
        ("date(ziele.titel)", "gibt «date» «ziele.titel» (Liste); gebraucht wird ein einzelner Wert"),
        ("if plan.bis > today() then 1 else 2", "vergleicht «plan.bis» (Text) mit Tag"),
        ("ziele[titel = 5]", "vergleicht «titel» (Text) mit Zahl"),
        ("sum + 1", "rechnet «sum» (Funktion) + Zahl"),
        ("today = klient.name", "vergleicht «today» (Funktion) mit «klient.name» (Text)"),
        ("today", "ergibt eine Funktion und keinen Wert"),
        ("for z in ziele return z.titel > 5", "vergleicht «z.titel» (Text) mit Zahl"),
    ],
)  # fmt: skip
def test_what_can_never_meet_is_named_with_both_kinds(expression: str, said: str) -> None:
    (message,) = in_a_script(expression)
    assert said in message


@pytest.mark.parametrize(
    "expression",
    [
        "date(plan.bis) < today()", "plan.bis = null", "date(plan.bis) + duration(\"P1D\")", "pensum * 2 > 50",
        'list contains(plan.wege, "a")', 'plan.wege[1] = "a"', 'ziele[1].titel = "a"', "plan.ja = true",
        'klient.name + " " + plan.wort', 'duration("P1D") * 2', "today() - date(plan.bis)", "x = y",
        'string(pensum) + " %"', "(if plan.ja then pensum else plan.wort) = 5", "stellen[1].key = fall.nummer",
        '"a" in plan.wege', "count(ziele) > 2", "sum(for z in ziele return 1) > 2", "now() > at six(plan.bis)",
    ],
)  # fmt: skip
def test_what_can_meet_is_no_warning(expression: str) -> None:
    known = "x = null&#10;y = null&#10;"
    line = script(f"{known}z = {expression.replace('<', '&lt;')}", name="s")
    assert warnings_in(ASK, line, "start -> ask", "ask -> s", "s -> end") == []


TIMER = "<intermediateCatchEvent id='a'><timerEventDefinition><{0}>{1}</{0}></timerEventDefinition></intermediateCatchEvent>"  # noqa: E501


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (step(TIMER.format("timeDate", "= pensum")), "ergibt Zahl; möglich ist hier nur Dauer oder Tag"),
        (step(TIMER.format("timeDuration", "= pensum * 2")), "ergibt Zahl"),
        (step(TIMER.format("timeDate", "= ziele")), "ergibt Liste"),
        (step("<userTask id='a' camunda:dueDate='= pensum'/>"), "ergibt Zahl; möglich ist hier nur Tag oder Text"),
        (step("<userTask id='a' camunda:dueDate='= duration(\"P1D\")'/>"), "ergibt Dauer"),
        (step("<userTask id='a'><multiInstanceLoopCharacteristics camunda:collection='= pensum'/></userTask>"),
         "ergibt Zahl; möglich ist hier nur Liste"),
        (step("<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>ziele</loopCardinality>"
              "</multiInstanceLoopCharacteristics></userTask>"), "ergibt Liste; möglich ist hier nur Zahl"),
        (("<exclusiveGateway id='a' default='d'/>", "<userTask id='b'/>", "start -> a", "a -> b [= pensum]", "b -> end",
          "<sequenceFlow id='d' sourceRef='a' targetRef='end'/>"), "ergibt Zahl; möglich ist hier nur Ja/Nein"),
    ],
)  # fmt: skip
def test_a_value_that_its_place_cannot_take_is_named(lines: tuple[str, ...], said: str) -> None:
    (message,) = warnings_in(*lines)
    assert said in message


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (text("a", conditional={"hide": "= plan.bis > today()"}), "vergleicht «plan.bis» (Text) mit Tag"),
        (text("a", conditional={"hide": "= pensum"}), "ergibt Zahl; möglich ist hier nur Ja/Nein"),
        (text("a", label="{{ pensum + klient.name }}"), "rechnet «pensum» (Zahl) + «klient.name» (Text)"),
        (text("a", properties={"rule": "= a", "ruleMessage": "Nein"}), "ergibt Text; möglich ist hier nur Ja/Nein"),
        ({"type": "number", "key": "a", "validate": {"max": "= ziele"}}, "ergibt Liste; möglich ist"),
        ({"type": "datetime", "key": "a", "dateLabel": "D", "properties": {"max": "= pensum"}}, "ergibt Zahl"),
        ({"type": "select", "key": "a", "valuesExpression": "= pensum"}, "ergibt Zahl; möglich ist hier nur Liste"),
        ({"type": "table", "id": "t", "dataSource": "= pensum", "columns": [{"key": "x", "label": "X"}]}, "ergibt Z"),
    ],
)  # fmt: skip
def test_kinds_in_forms_are_looked_at(field: dict[str, object], said: str) -> None:
    (message,) = warnings_in(ASK, *step('<userTask id="a" camunda:formKey="g"/>'), "a -> ask", "ask -> end",
                             forms={"g": form(field)})  # fmt: skip
    assert said in message and "(Formular von: " in message


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (decision(literal("plan.bis < today()"), "d"), "vergleicht «plan.bis» (Text) mit Tag"),
        (decision(table(["pensum + klient.name:any"], ["y"], [["-", '"1"']]), "d"), "rechnet «pensum» (Zahl) + "),
        (decision(literal("date(ziele.titel)"), "d"), "gibt «date» «ziele.titel» ("),
    ],
)  # fmt: skip
def test_kinds_in_decisions_are_looked_at(model: str, said: str) -> None:
    asks = '<businessRuleTask id="a" camunda:decisionRef="d" camunda:resultVariable="r"/>'
    messages = warnings_in(ASK, asks, "start -> ask", "ask -> a", "a -> end",
                           tables={"t.dmn": definitions(model).decode()})  # fmt: skip
    assert any(said in one and "(gefragt von: " in one for one in messages)
