"""How a diagram hangs together: each rule with a small broken diagram and the sentence it must give."""

import pytest

from tests.gate.asking import END, START, TASK, between, findings_in, sentences

OK = between(TASK, "start -> ask", "ask -> end")


def test_a_whole_diagram_passes() -> None:
    assert findings_in(OK) == []


def test_a_finding_names_file_line_element_and_how_to_mend_it() -> None:
    (finding,) = findings_in(between(TASK, '<userTask id="lost" name="Verloren"/>', "start -> ask", "ask -> end"))
    assert (finding.file, finding.line, finding.element) == ("0.bpmn", 4, "lost")
    assert finding.message.startswith("Die Aufgabe «Verloren» wird nie erreicht. Bitte führen Sie einen Pfeil dorthin")
    assert str(finding).startswith("0.bpmn:4: lost: Die Aufgabe")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Das Verfahren «process» ist leer"),
        (f"{TASK}\n{END}\nask -> end", "hat kein Start-Ereignis. Bitte ergänzen Sie eines."),
        (f'{START}\n<startEvent id="two"/>\n{TASK}\n{END}\nstart -> ask\ntwo -> ask\nask -> end',
         "two: Das Verfahren «process» hat mehrere Start-Ereignisse ohne Auslöser"),
        (between(TASK, '<startEvent id="two"><signalEventDefinition/></startEvent>', "start -> ask", "two -> ask",
                 "ask -> end"), "two: Das Start-Ereignis «two» wird nie ausgelöst, weil das Verfahren sofort"),
        (between(TASK, "start -> ask", "ask -> nowhere", "ask -> end"), "endet im Leeren: «nowhere» gibt es nicht"),
        (between(TASK, "start -> ask", "gone -> ask", "ask -> end"), "beginnt im Leeren: «gone» gibt es nicht"),
        (between(TASK, "start -> ask", "ask -> end", "end -> ask"), "Nach dem End-Ereignis «end» darf kein Pfeil"),
        (between(TASK, "start -> ask", "ask -> start"), "darf nicht in ein Start- oder angeheftetes Ereignis führen"),
        (between(TASK, "start -> ask", "ask -> end", '<task id="a"/>', '<task id="b"/>', "a -> b", "b -> a"),
         "a: Der Schritt «a» wird nie erreicht"),
        (between(TASK, "start -> ask", "ask -> end", '<subProcess id="sub"><task id="inner"/></subProcess>',
                 "ask -> inner"), "überschreitet die Grenze eines Teilprozesses"),
        (between('<subProcess id="sub"/>', "start -> sub", "sub -> end"), "Der Teilprozess «sub» ist leer"),
        (between('<subProcess id="sub"><task id="t"/></subProcess>', "start -> sub", "sub -> end"),
         "sub: Der Teilprozess «sub» hat kein Start-Ereignis"),
        (between('<subProcess id="sub"><startEvent id="s"><timerEventDefinition><timeDuration>P1D</timeDuration>'
                 '</timerEventDefinition></startEvent></subProcess>', "start -> sub", "sub -> end"),
         "s: In einem Teilprozess ist nur ein Start-Ereignis ohne Auslöser möglich"),
        (between(TASK, '<boundaryEvent id="b" attachedToRef="gone"><signalEventDefinition/></boundaryEvent>',
                 "start -> ask", "ask -> end"), "b: Das angeheftete Ereignis «b» ist an nichts angeheftet"),
        (between(TASK, '<task name="ohne"/>', "start -> ask", "ask -> end"), "«ohne» hat keine Kennung"),
        (between('<task id="ask"/>', '<task id="ask.end"/>', "start -> ask", "ask -> ask.end", "ask.end -> end"),
         "Die Kennung «ask.end» braucht das System selbst"),
        (between(TASK, '<userTask id="again"/>', "start -> ask", "ask -> again", "again -> ask"),
         "ask: Von hier führt kein Weg zu einem Ende: Das Verfahren dreht sich für immer im Kreis («Fragen», «again»)"),
    ],
)  # fmt: skip
def test_what_does_not_hang_together_is_named(body: str, sentence: str) -> None:
    assert sentence in sentences(body)


def test_a_circle_of_tasks_may_go_on_for_ever_where_something_else_ends_it() -> None:
    body = between(
        TASK, '<task id="stop"/>', '<parallelGateway id="both"/>', "start -> both", "both -> ask", "ask -> ask",
        "both -> stop", "stop -> all", '<endEvent id="all"><terminateEventDefinition/></endEvent>',
    ).replace(END, "")  # fmt: skip
    assert findings_in(body) == []


def test_paths_without_an_end_event_end_by_themselves() -> None:
    assert findings_in(f"{START}\n{TASK}\nstart -> ask") == []


LINK = (
    '<intermediateThrowEvent id="jump"><linkEventDefinition name="A"/></intermediateThrowEvent>'
    '<intermediateCatchEvent id="land"><linkEventDefinition name="{}"/></intermediateCatchEvent>'
)


def test_links_lead_to_their_target() -> None:
    assert findings_in(between(LINK.format("A"), "start -> jump", "land -> end")) == []
    assert "springt zu «A», das es auf dieser Ebene nicht gibt" in sentences(
        between(LINK.format("B"), "start -> jump", "land -> end")
    )
    twice = LINK.format("A") + LINK.format("A").replace("land", "other").replace("jump", "leap")
    assert "Das Sprungziel «A» kommt auf dieser Ebene mehrfach vor" in sentences(
        between(twice, "start -> jump", "land -> end", "other -> end", "land -> leap")
    )


GATEWAY = '<exclusiveGateway id="g" name="Weiter?"{}/>'


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((GATEWAY.format(""), "g -> ask", "g -> end [x = 1]"), "Der Weg «ask» hat keine Bedingung"),
        ((GATEWAY.format(' default="f9"'), "g -> ask [x = 1]", "g -> end [x = 2]"),
         "Der Standardweg «f9» geht nicht von hier aus"),
        ((GATEWAY.format(' default="f5"'), "g -> ask [x = 1]", "g -> end [x = 2]"),
         "Der Standardweg hat eine Bedingung, die nie geprüft wird"),
        (('<parallelGateway id="g"/>', "g -> ask [x = 1]", "g -> end"), "prüft keine Bedingungen"),
        (('<eventBasedGateway id="g"/>', "g -> ask", "g -> end"), "muss mit einem Ereignis beginnen"),
    ],
)  # fmt: skip
def test_ways_out_of_a_gateway_are_decidable(lines: tuple[str, ...], sentence: str) -> None:
    assert sentence in sentences(between(TASK, *lines, "start -> g", "ask -> end"))


def test_flows_of_tasks_may_have_conditions() -> None:
    body = between(TASK, '<task id="a"/>', "start -> ask", "ask -> a [x = 1]", "ask -> end", "a -> end")
    assert findings_in(body) == []
