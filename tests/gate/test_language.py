"""Every expression of a diagram must be readable, wherever it stands."""

import pytest

from tests.gate.asking import START, TASK, between, findings_in, sentences

PARAMETERS = (
    '<serviceTask id="ask" camunda:type="external" camunda:topic="mail"><extensionElements><camunda:inputOutput>'
    "{}</camunda:inputOutput></extensionElements></serviceTask>"
)
PARAMETER = '<camunda:inputParameter name="to">{}</camunda:inputParameter>'
CALL = '<callActivity id="ask" calledElement="process"><extensionElements>{}</extensionElements></callActivity>'


def task(attributes: str = "", inside: str = "") -> str:
    return f'<userTask id="ask" {attributes}>{inside}</userTask>'


def properties(name: str, value: str) -> str:
    entry = f'<camunda:property name="{name}" value="{value}"/>'
    return f"<extensionElements><camunda:properties>{entry}</camunda:properties></extensionElements>"


def said(element: str, *flows: str) -> str:
    return sentences(between(element, *(flows or ("start -> ask", "ask -> end"))))


def script(lines: str) -> str:
    return said(f'<scriptTask id="ask"><script>{lines}</script></scriptTask>')


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        (task('camunda:dueDate="= 1 +"'), "Der Ausdruck «= 1 +» ist nicht lesbar"),
        (task('camunda:dueDate="morgen"'), "Die Frist «morgen» ist kein Datum"),
        (task('camunda:candidateGroups="= )"'), "ist nicht lesbar"),
        (task('camunda:candidateGroups="Gruppe ${x}"'), "mischt Text und Ausdruck"),
        (task("", properties("label", "= (")), "ist nicht lesbar"),
        (task("", properties("results", "a b")), "Der Name der Ergebnisliste «a b» ist kein Name"),
        (PARAMETERS.format(PARAMETER.format("= [1")), "ist nicht lesbar"),
        (PARAMETERS.format(PARAMETER.format("Guten Tag ${name}")), "mischt Text und Ausdruck"),
        (PARAMETERS.format(PARAMETER.format("${order.getTotal()}")), "kennt Nahtstelle hier nicht"),
        (PARAMETERS.format(PARAMETER.format("= gibtEsNicht(1)")), "Die Funktion «gibtEsNicht» im Ausdruck"),
        (PARAMETERS.format(PARAMETER.format('= os.system("ls")')), "Daten haben keine Funktionen"),
        (PARAMETERS.format(PARAMETER.format("= a == 1")), "In FEEL heisst es: =, and, or, not(…)."),
        (PARAMETERS.format(PARAMETER.format("= 9 ** (9 ** 9)")), "«= 9 ** (9 ** 9)» ist zu aufwendig"),
        (PARAMETERS.format(PARAMETER.format("= for i in 1..99999 return i")), "ist zu aufwendig"),
        (PARAMETERS.format(PARAMETER.format("= {typename: 1}")), "Der Name «typename» im Ausdruck"),
        (CALL.format('<camunda:in source="1 +" target="x"/>'), "ist nicht lesbar"),
        (CALL.format('<camunda:out source="x" target="__class__"/>'), "Die Variable «__class__» ist vergeben"),
        (CALL.format('<camunda:in variables="all"/>'), "«Alle Variablen» lassen sich nicht übergeben"),
    ],
)  # fmt: skip
def test_an_unusable_expression_is_named_with_its_element(element: str, sentence: str) -> None:
    text = said(element)
    assert sentence in text
    assert text.startswith(("3 ask: ", "1 process: "))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Das Skript ist leer"),
        ("print(1)", "Die Zeile «print(1)» ist keine Zuweisung"),
        ("x = 1\ny = ", "Der Ausdruck ist leer"),
        ("a.b = 1 1", "ist nicht lesbar"),
        ("typename = 1", "Die Variable «typename» ist vergeben"),
        ("x.__class__ = 1", "Die Variable «x.__class__» ist vergeben"),
    ],
)
def test_a_script_is_lines_of_assignments(lines: str, sentence: str) -> None:
    assert sentence in script(lines)


def test_a_readable_script_passes() -> None:
    assert script("// Summe\nx = 1\n\nx.y = {a: 1}") == ""


def test_conditions_are_read() -> None:
    body = between(TASK, '<exclusiveGateway id="g" default="d"/>', "start -> g", "g -> ask [x ==]", "ask -> end",
                   '<sequenceFlow id="d" sourceRef="g" targetRef="end"/>')  # fmt: skip
    assert "Der Pfeil «f5»: Der Ausdruck «x ==» ist nicht lesbar" in sentences(body)
    assert findings_in(body.replace("x ==", "${x = 1}")) == []
    assert "kennt Nahtstelle hier nicht" in sentences(body.replace("x ==", "#{order.isPaid()}"))
    assert "Der Ausdruck ist leer" in sentences(body.replace("x ==", "${}"))


LOOP = "<multiInstanceLoopCharacteristics {}>{}</multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize(
    ("loop", "sentence"),
    [
        (LOOP.format("", ""), "fehlt die Liste (collection) oder die Anzahl"),
        (LOOP.format('camunda:collection="= ["', ""), "ist nicht lesbar"),
        (LOOP.format("", "<loopCardinality>3 3</loopCardinality>"), "ist nicht lesbar"),
        (LOOP.format('camunda:collection="x"', "<completionCondition>x(</completionCondition>"), "ist nicht lesbar"),
        (LOOP.format('camunda:collection="x" camunda:elementVariable="1a"', ""), "«1a» ist kein Name"),
        ("<standardLoopCharacteristics/>", "fehlt die Bedingung oder die grösste Anzahl"),
        ("<standardLoopCharacteristics><loopCondition>)</loopCondition></standardLoopCharacteristics>",
         "ist nicht lesbar"),
    ],
)  # fmt: skip
def test_repetitions_say_over_what(loop: str, sentence: str) -> None:
    assert sentence in said(task("", loop))


@pytest.mark.parametrize(
    "loop",
    [
        LOOP.format('camunda:collection="= liste" camunda:elementVariable="eintrag"', ""),
        LOOP.format("", "<loopCardinality>3</loopCardinality>"),
        '<standardLoopCharacteristics loopMaximum="3"/>',
    ],
)
def test_complete_repetitions_pass(loop: str) -> None:
    assert said(task("", loop)) == ""


def timer(text: str, kind: str = "timeDuration", interrupting: bool = True) -> str:
    event = f'<boundaryEvent id="late" attachedToRef="ask" cancelActivity="{str(interrupting).lower()}">'
    return between(TASK, f"{event}<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition></boundaryEvent>",
                   "start -> ask", "ask -> end", "late -> end")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("banana", "timeDuration", "«banana» ist weder ein Datum noch eine Dauer wie P14D. Falls eine Variable"),
        ("P1X", "timeDuration", "«P1X» ist keine Dauer"),
        ("Pause", "timeDuration", "«Pause» ist keine Dauer"),
        ("2027-02-31", "timeDate", "«2027-02-31» ist kein Datum"),
        ("= 5", "timeDate", "weder ein Datum noch eine Dauer"),
        ("= 1 +", "timeDate", "ist nicht lesbar"),
        ("", "timeDate", "Die Zeitangabe fehlt"),
        ("R3", "timeCycle", "Eine Wiederholung ist nur an einem nicht unterbrechenden"),
    ],
)
def test_a_timer_that_could_never_be_read_is_refused(text: str, kind: str, sentence: str) -> None:
    assert sentence in sentences(timer(text, kind))


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("banana", "wie P14D. Falls eine Variable gemeint ist, schreiben Sie «= banana»."),
        ("?", "«?» ist weder ein Datum noch eine Dauer wie P14D."),
        ("typename", "«typename» ist weder ein Datum noch eine Dauer wie P14D."),
        ("x" * 100, "x…» ist weder ein Datum noch eine Dauer wie P14D."),
    ],
)
def test_only_what_could_be_meant_is_suggested(text: str, end: str) -> None:
    (finding,) = findings_in(timer(text))
    assert finding.message.endswith(end)


def test_timers_as_tools_and_people_write_them_pass() -> None:
    for text in ("P3M", "PT2H", "= termin", "= at six(add working days(today(), 5))", '= duration("P1D")', "${frist}"):
        assert findings_in(timer(text)) == [], text
    assert findings_in(timer("2027-02-09", "timeDate")) == []
    assert findings_in(timer("R/P1M", "timeCycle", interrupting=False)) == []
    assert "«R3» ist keine Wiederholung" in sentences(timer("R3", "timeCycle", interrupting=False))


def test_an_empty_timer_is_refused() -> None:
    body = timer("x").replace("<timeDuration>x</timeDuration>", "")
    assert "Die Zeitangabe fehlt" in sentences(body)
    assert START in body
