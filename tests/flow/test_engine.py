"""Each construct the procedures are drawn with, played with the state saved and loaded at every step."""

import pytest

from app.flow import engine
from app.flow.errors import FlowError, TaskGoneError
from tests.flow.player import Player, diagram

START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'


def test_a_task_passes_its_values_on_to_a_condition() -> None:
    body = f"""
    {START}
    <userTask id="ask" name="Ask"/>
    <exclusiveGateway id="which" default="f9"/>
    <userTask id="yes" name="Yes"/>
    <userTask id="no" name="No"/>
    {END}
    start -> ask
    ask -> which
    which -> yes [${{antwort.ja = true}}]
    which -> no
    yes -> end
    no -> end
    """
    assert Player(diagram(body)).complete("ask", antwort={"ja": True}).open == ["yes"]
    player = Player(diagram(body)).complete("ask", antwort={"ja": False})
    assert player.open == ["no"]
    assert player.complete("no").done


def test_a_condition_that_is_neither_true_nor_false_is_refused_in_words() -> None:
    body = f"""
    {START}
    <userTask id="ask" name="Ask"/>
    <exclusiveGateway id="which" name="Welcher Weg?" default="f6"/>
    {END}
    start -> ask
    ask -> which
    which -> end
    which -> end [antwort.ja > 3]
    """
    with pytest.raises(FlowError, match=r"Welcher Weg\?.*antwort\.ja > 3"):
        Player(diagram(body)).complete("ask", antwort={"ja": "vielleicht"})


def test_a_completed_task_cannot_be_completed_again() -> None:
    player = Player(diagram(f'{START}\n<userTask id="ask"/>\n{END}\nstart -> ask\nask -> end'))
    workflow = player._load()
    task = next(task for task in workflow.get_tasks(spec_name="ask"))
    player.complete("ask")
    with pytest.raises(TaskGoneError):
        engine.complete(player._load(), str(task.id), {}, engine.Journal())


def test_parallel_branches_see_each_others_data() -> None:
    player = Player(
        diagram(f"""
    {START}
    <parallelGateway id="split"/>
    <userTask id="left"/>
    <userTask id="right" camunda:dueDate="= date(termin)"/>
    <parallelGateway id="join"/>
    {END}
    start -> split
    split -> left
    split -> right
    left -> join
    right -> join
    join -> end
    """)
    )
    player.complete("left", termin="2027-02-09")
    assert player.variables["termin"] == "2027-02-09"
    assert player.complete("right").done


def test_a_boundary_timer_waits_for_its_data_and_then_interrupts() -> None:
    player = Player(
        diagram(f"""
    {START}
    <parallelGateway id="split"/>
    <userTask id="invite"/>
    <userTask id="dossier"/>
    <boundaryEvent id="late" name="Zu spät" attachedToRef="dossier">
    <timerEventDefinition>
    <timeDate>if termin = null then null else at six(last working day before(date(termin)))</timeDate>
    </timerEventDefinition>
    </boundaryEvent>
    <exclusiveGateway id="merge"/>
    <parallelGateway id="join"/>
    <userTask id="meet"/>
    {END}
    start -> split
    split -> invite
    split -> dossier
    late -> merge
    dossier -> merge
    merge -> join
    invite -> join
    join -> meet
    meet -> end
    """)
    )
    assert player.next_due is None
    player.complete("invite", termin="2027-02-09")
    assert player.next_due is not None
    assert player.next_due.isoformat() == "2027-02-08T06:00:00+01:00"
    assert player.wait_until("2027-02-08T05:59").open == ["dossier"]
    assert player.wait_until("2027-02-08T06:00").open == ["meet"]


def test_a_timer_moves_when_the_data_it_came_from_change() -> None:
    player = Player(
        diagram(f"""
    {START}
    <parallelGateway id="split"/>
    <userTask id="move"/>
    <intermediateCatchEvent id="wait">
    <timerEventDefinition>
    <timeDate>at six(date(ende))</timeDate>
    </timerEventDefinition>
    </intermediateCatchEvent>
    <userTask id="after"/>
    {END}
    start -> split
    split -> move
    split -> wait
    wait -> after
    after -> end
    move -> end
    """),
        variables={"ende": "2027-03-01"},
    )
    player.complete("move", ende="2027-04-01")
    assert player.wait_until("2027-03-31T23:59").open == []
    assert player.wait_until("2027-04-01T06:00").open == ["after"]


def test_calendar_months_are_clamped_in_local_time() -> None:
    player = Player(
        diagram(f"""
    {START}
    <intermediateCatchEvent id="wait">
    <timerEventDefinition>
    <timeDuration>P3M</timeDuration>
    </timerEventDefinition>
    </intermediateCatchEvent>
    {END}
    start -> wait
    wait -> end
    """),
        start="2026-08-31T09:30",
    )
    assert player.next_due is not None
    assert player.next_due.isoformat() == "2026-11-30T09:30:00+01:00"
    assert player.wait_until("2026-11-30T09:30").done


def test_a_non_interrupting_cycle_reminds_until_the_task_is_done_and_missed_rounds_fire_once() -> None:
    player = Player(
        diagram(f"""
    {START}
    <userTask id="report"/>
    <boundaryEvent id="again" cancelActivity="false" attachedToRef="report">
    <timerEventDefinition><timeCycle>R/P1M</timeCycle></timerEventDefinition>
    </boundaryEvent>
    <serviceTask id="remind" name="Erinnern" camunda:topic="remind"/>
    <endEvent id="reminded"/>
    {END}
    start -> report
    again -> remind
    remind -> reminded
    report -> end
    """),
        start="2027-01-31T08:00",
    )
    assert len(player.wait_until("2027-02-28T08:00").calls) == 1
    assert len(player.wait_until("2027-03-30T23:00").calls) == 1
    assert len(player.wait_until("2027-06-15T08:00").calls) == 2
    assert player.next_due is not None
    assert player.next_due.isoformat().startswith("2027-06-30T08:00")
    assert player.complete("report").done


def test_a_limited_cycle_stops_after_its_rounds() -> None:
    player = Player(
        diagram(f"""
    {START}
    <userTask id="report"/>
    <boundaryEvent id="again" cancelActivity="false" attachedToRef="report">
    <timerEventDefinition><timeCycle>R2/P1D</timeCycle></timerEventDefinition>
    </boundaryEvent>
    <serviceTask id="remind" camunda:topic="remind"/>
    <endEvent id="reminded"/>
    {END}
    start -> report
    again -> remind
    remind -> reminded
    report -> end
    """)
    )
    for day in range(5, 12):
        player.wait_until(f"2027-01-{day:02d}T09:00")
    assert len(player.calls) == 2
    assert player.complete("report").done


ROUNDS = """
<multiInstanceLoopCharacteristics isSequential="{sequential}" camunda:collection="= stellen"
 camunda:elementVariable="stelle">
{condition}</multiInstanceLoopCharacteristics>
"""


def rounds(sequential: bool, condition: str = "", timer: str = "") -> Player:
    marker = ROUNDS.format(sequential=str(sequential).lower(), condition=condition).replace("\n", "")
    return Player(
        diagram(f"""
    {START}
    <userTask id="dossier" camunda:candidateGroups="= stelle">
    <extensionElements>
    <camunda:properties>
    <camunda:property name="label" value="= stelle"/>
    <camunda:property name="results" value="dossiers"/>
    </camunda:properties>
    </extensionElements>{marker}</userTask>
    {timer}
    <userTask id="next"/>
    {END}
    start -> dossier
    dossier -> next
    next -> end
    """),
        variables={"stellen": ["rav", "iv", "sd"]},
    )


def test_parallel_rounds_keep_their_values_apart_and_list_them_in_the_order_of_the_items() -> None:
    player = rounds(sequential=False)
    assert player.open == ["dossier rav", "dossier iv", "dossier sd"]
    player.complete("dossier sd", text="C").complete("dossier rav", text="A").complete("dossier iv", text="B")
    assert player.open == ["next"]
    assert player.variables["dossiers"] == [
        {"stelle": "rav", "text": "A"},
        {"stelle": "iv", "text": "B"},
        {"stelle": "sd", "text": "C"},
    ]
    assert "text" not in player.variables


def test_sequential_rounds_open_one_after_the_other() -> None:
    player = rounds(sequential=True)
    assert player.open == ["dossier rav"]
    player.complete("dossier rav", text="A")
    assert player.open == ["dossier iv"]
    assert player.complete("dossier iv").complete("dossier sd").open == ["next"]


def test_a_completion_condition_ends_the_rounds_early() -> None:
    condition = "<completionCondition>nrOfCompletedInstances = 2</completionCondition>"
    assert rounds(False, condition).complete("dossier iv").complete("dossier sd").open == ["next"]
    assert rounds(True, condition).complete("dossier rav").complete("dossier iv").open == ["next"]


def test_an_empty_list_has_no_rounds() -> None:
    player = Player(
        diagram(f"""
    {START}
    <userTask id="dossier">{ROUNDS.format(sequential="false", condition="").replace(chr(10), "")}</userTask>
    {END}
    start -> dossier
    dossier -> end
    """),
        variables={"stellen": []},
    )
    assert player.done


def test_the_rounds_that_came_in_are_kept_when_a_timer_ends_the_waiting() -> None:
    timer = (
        '<boundaryEvent id="late" attachedToRef="dossier"><timerEventDefinition><timeDuration>P5D</timeDuration>'
        "</timerEventDefinition></boundaryEvent>\nlate -> next"
    )
    player = rounds(False, timer=timer).complete("dossier iv", text="B")
    assert player.wait_until("2027-01-09T08:00").open == ["next"]
    assert player.variables["dossiers"] == [{"stelle": "iv", "text": "B"}]
    assert player.complete("next").done


def test_rounds_of_a_sub_process_have_their_own_variables_and_timers() -> None:
    player = Player(
        diagram(f"""
    {START}
    <subProcess id="measure" name="Massnahme">
    <extensionElements>
    <camunda:properties>
    <camunda:property name="results" value="ergebnisse"/>
    </camunda:properties>
    </extensionElements>
    <multiInstanceLoopCharacteristics camunda:collection="= massnahmen" camunda:elementVariable="massnahme"/>
    <startEvent id="s2"/>
    <intermediateCatchEvent id="until">
    <timerEventDefinition>
    <timeDate>at six(date(massnahme.bis))</timeDate>
    </timerEventDefinition>
    </intermediateCatchEvent>
    <userTask id="finish">
    <extensionElements>
    <camunda:properties>
    <camunda:property name="label" value="= massnahme.art"/>
    </camunda:properties>
    </extensionElements>
    </userTask>
    <endEvent id="e2"/>
    s2 -> until
    until -> finish
    finish -> e2
    </subProcess>
    {END}
    start -> measure
    measure -> end
    """),
        variables={"massnahmen": [{"art": "AT", "bis": "2027-08-31"}, {"art": "Kurs", "bis": "2027-05-31"}]},
    )
    assert player.wait_until("2027-05-31T06:00").open == ["finish Kurs"]
    player.complete("finish Kurs", erfolg=True)
    assert player.wait_until("2027-08-31T06:00").open == ["finish AT"]
    assert player.complete("finish AT", erfolg=False).done
    assert [item["erfolg"] for item in player.variables["ergebnisse"]] == [False, True]
    assert "erfolg" not in player.variables


CALLED = """
<startEvent id="cs"/>
<userTask id="inner"/>
<scriptTask id="sum"><script>ergebnis.doppelt = zahl * 2
ergebnis.text = "fertig"</script></scriptTask>
<endEvent id="ce"/>
cs -> inner
inner -> sum
sum -> ce
"""


def test_only_what_is_mapped_crosses_the_border_of_a_called_process() -> None:
    caller = diagram(f"""
    {START}
    <callActivity id="call" calledElement="called">
    <extensionElements>
    <camunda:in source="basis + 1" target="zahl"/>
    <camunda:out source="ergebnis" target="resultat"/>
    </extensionElements>
    </callActivity>
    <userTask id="after"/>
    {END}
    start -> call
    call -> after
    after -> end
    """)
    player = Player(caller, diagram(CALLED, "called"), variables={"basis": 20, "geheim": "x"})
    assert player.open == ["inner"]
    player.complete("inner", eigenes="y")
    assert player.open == ["after"]
    assert player.variables == {"basis": 20, "geheim": "x", "resultat": {"doppelt": 42, "text": "fertig"}}


def test_an_embedded_sub_process_writes_to_the_process_around_it() -> None:
    player = Player(
        diagram(f"""
    {START}
    <subProcess id="part"><startEvent id="s2"/>
    <userTask id="inner"/>
    <endEvent id="e2"/>
    s2 -> inner
    inner -> e2
    </subProcess>
    {END}
    start -> part
    part -> end
    """)
    ).complete("inner", wert=7)
    assert player.done
    assert player.variables["wert"] == 7


def test_an_action_gets_its_parameters_and_returns_its_result() -> None:
    player = Player(
        diagram(f"""
    {START}
    <serviceTask id="act" name="Schreiben" camunda:topic="mail" camunda:resultVariable="antwort.von">
    <extensionElements>
    <camunda:inputOutput>
    <camunda:inputParameter name="to">coordination_office</camunda:inputParameter>
    <camunda:inputParameter name="answer">= name + "!"</camunda:inputParameter>
    </camunda:inputOutput>
    </extensionElements>
    </serviceTask>
    <businessRuleTask id="rule" camunda:decisionRef="aufnahme" camunda:resultVariable="entscheid"/>
    {END}
    start -> act
    act -> rule
    rule -> end
    """),
        variables={"name": "Ada"},
    )
    assert player.done
    assert player.calls == [("mail", {"to": "coordination_office", "answer": "Ada!"})]
    assert player.variables["antwort"] == {"von": "Ada!"}
    assert player.variables["entscheid"] == "decided aufnahme"
    assert player.trace == ["act"]


def test_a_loop_of_automatic_steps_is_stopped() -> None:
    with pytest.raises(FlowError, match="Kreis"):
        Player(
            diagram(f"""
        {START}
        <exclusiveGateway id="merge"/>
        <scriptTask id="again"><script>n = 1</script></scriptTask>
        start -> merge
        merge -> again
        again -> merge
        """)
        )


def test_a_task_can_be_repeated_in_a_loop() -> None:
    player = Player(
        diagram(f"""
    {START}
    <exclusiveGateway id="merge"/>
    <userTask id="sign"/>
    <exclusiveGateway id="signed" default="f9"/>
    {END}
    start -> merge
    merge -> sign
    sign -> signed
    signed -> end [ok]
    signed -> merge
    """)
    )
    for _ in range(5):
        player.complete("sign", ok=False)
    assert player.complete("sign", ok=True).done
