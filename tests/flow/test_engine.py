"""Each construct the procedures are drawn with, played with the state saved and loaded at every step."""

import pytest

from app.flow import engine
from app.flow.errors import FlowError, TaskGoneError
from app.flow.journal import Journal
from tests.flow.player import END, START, Player, UncheckedPlayer, diagram


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
        engine.complete(player._load(), str(task.id), {}, Journal())


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
    <businessRuleTask id="rule" camunda:decisionRef="d" camunda:resultVariable="entscheid"/>
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
    assert player.variables["entscheid"] == "decided d"
    assert player.trace == ["act"]


def test_a_loop_of_automatic_steps_is_stopped() -> None:
    with pytest.raises(FlowError, match="Kreis"):
        UncheckedPlayer(
            diagram(f"""
        {START}
        <exclusiveGateway id="merge"/>
        <scriptTask id="again"><script>n = 1</script></scriptTask>
        start -> merge
        merge -> again
        again -> merge
        """)
        )


TWO_TASKS = diagram(f"""{START}
    <userTask id="ask"/>
    <userTask id="then"/>
    {END}
    start -> ask
    ask -> then
    then -> end""")


def test_a_case_cannot_outgrow_its_bounds() -> None:
    player = Player(TWO_TASKS)
    before = player.state
    with pytest.raises(FlowError, match="zu gross"):
        player.complete("ask", text="x" * 1_100_000)
    assert player.state == before
    assert player.open == ["ask"]


def test_keys_that_mean_something_to_the_engine_mean_nothing_in_case_data() -> None:
    player = Player(TWO_TASKS)
    player.complete("ask", typename="BpmnWorkflow", inner={"typename": "Task", "__class__": "x"})
    assert player.variables["inner"] == {"typename": "Task", "__class__": "x"}
    assert player.complete("then").done


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
