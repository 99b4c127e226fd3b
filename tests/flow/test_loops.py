"""Long loops stay flat: the size of the state and the number of the engine's tasks do not grow with the rounds."""

import pytest

from app.flow import engine
from app.flow.journal import Journal
from tests.flow.constructs_events import boundary
from tests.flow.player import END, START, Player, diagram

REMINDER = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
BODY = f"""
{START}
<exclusiveGateway id="merge"/>
<userTask id="a"/>
{boundary("late", "a", REMINDER, interrupting=False)}
<endEvent id="reminded"/>
<exclusiveGateway id="again" default="back"/>
{END}
start -> merge
merge -> a
late -> reminded
a -> again
again -> end [fertig]
<sequenceFlow id="back" sourceRef="again" targetRef="merge"/>
"""
IN_SUB_PROCESS = f"""
{START}
<exclusiveGateway id="merge"/>
<subProcess id="sub"><startEvent id="s2"/>
<userTask id="a"/>
<endEvent id="e2"/>
s2 -> a
a -> e2
</subProcess>
<exclusiveGateway id="again" default="back"/>
{END}
start -> merge
merge -> sub
sub -> again
again -> end [fertig]
<sequenceFlow id="back" sourceRef="again" targetRef="merge"/>
"""


@pytest.mark.parametrize("body", [BODY, IN_SUB_PROCESS], ids=["task with a boundary event", "sub-process"])
def test_twelve_hundred_rounds_leave_no_trace(body: str) -> None:
    player = Player(diagram(body))
    workflow = player._load()
    sizes: list[int] = []
    for number in range(1200):
        (task,) = engine.open_tasks(workflow, lambda _: player.clock.now())
        engine.complete(workflow, task.id, {"fertig": False, "runde": number}, Journal())
        if number % 100 == 10:
            player._keep(workflow, Journal())
            workflow = player._load()
            sizes.append(len(workflow.tasks) + sum(len(inner.tasks) for inner in workflow.subprocesses.values()))
    assert max(sizes) == min(sizes)
    assert max(sizes) <= 30
    player._keep(workflow, Journal())
    assert player.complete("a", fertig=True).done


def test_a_round_keeps_the_id_of_its_task_and_its_timer() -> None:
    player = Player(diagram(BODY)).complete("a", fertig=False)
    before = engine.open_tasks(player._load(), lambda _: player.clock.now())
    assert player.next_due is not None
    player.wait_until("2027-01-05T08:00")
    assert engine.open_tasks(player._load(), lambda _: player.clock.now()) == before
    player.wait_until("2027-01-09T08:00")
    assert "late" in player.trace
    assert player.complete("a", fertig=True).done


def test_what_a_round_started_keeps_its_history_alive() -> None:
    body = BODY.replace('<endEvent id="reminded"/>', '<userTask id="call"/>\n<endEvent id="reminded"/>').replace(
        "late -> reminded", "late -> call\ncall -> reminded"
    )
    player = Player(diagram(body)).wait_until("2027-01-09T08:00")
    assert sorted(player.open) == ["a", "call"]
    for _ in range(20):
        player.complete("a", fertig=False)
    assert sorted(player.open) == ["a", "call"]
    player.complete("call")
    assert player.complete("a", fertig=True).done
