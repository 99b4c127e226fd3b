"""Multi-instance activities, played with the state saved and loaded at every step."""

import pytest

from tests.flow.player import END, START, Player, diagram, file_with

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


def test_rounds_that_are_interrupted_are_gone_with_everything_inside_them() -> None:
    rounds_of_calls = (
        '<callActivity id="measure" calledElement="called"><multiInstanceLoopCharacteristics '
        'camunda:collection="= [1, 2]" camunda:elementVariable="n"/></callActivity>'
    )
    inner = '<startEvent id="s"/><endEvent id="e"/>\ns -> measure\nmeasure -> e'
    called = diagram(
        f"""{START}\n<subProcess id="inside"><startEvent id="s2"/>\n<userTask id="work"/><endEvent id="e2"/>
    s2 -> work\nwork -> e2\n</subProcess>\n{END}\nstart -> inside\ninside -> end""",
        "called",
    )
    stop = '<boundaryEvent id="stop" attachedToRef="phase"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    main = file_with(
        '<message id="m" name="Halt"/>',
        f"""{START}\n<subProcess id="phase">\n{rounds_of_calls}\n{inner}\n</subProcess>\n{stop}\n<userTask id="review"/>
    {END}\nstart -> phase\nphase -> end\nstop -> review\nreview -> end""",
    )
    player = Player(main, called)
    assert player.open == ["work", "work"]
    assert player.receive("Halt").open == ["review"]
    assert player.complete("review").done


NEEDED = """
<userTask id="dossier" camunda:candidateGroups="= stelle"><extensionElements><camunda:properties>
<camunda:property name="label" value="= stelle"/><camunda:property name="results" value="dossiers"/>
<camunda:property name="needed" value="= list contains(noch, stelle)"/></camunda:properties></extensionElements>{marker}
</userTask>
<parallelGateway id="both"/><userTask id="exclude"/><endEvent id="excluded"/><userTask id="next"/>
"""


@pytest.mark.parametrize(
    ("sequential", "left", "open_after"),
    [
        (False, ["rav", "sd"], ["dossier rav", "dossier sd"]),
        (False, ["sd"], ["dossier sd"]),
        (False, [], ["next"]),
        (True, ["iv", "sd"], ["dossier iv"]),
        (True, ["sd"], ["dossier sd"]),
        (True, [], ["next"]),
    ],
)
def test_rounds_that_are_no_longer_needed_end_without_a_result(
    sequential: bool, left: list[str], open_after: list[str]
) -> None:
    marker = ROUNDS.format(sequential=str(sequential).lower(), condition="").replace("\n", "")
    flows = "start -> both\nboth -> dossier\nboth -> exclude\nexclude -> excluded\ndossier -> next\nnext -> end"
    every = ["rav", "iv", "sd"]
    player = Player(
        diagram("\n".join([START, NEEDED.format(marker=marker), END, flows])),
        variables={"stellen": every, "noch": every},
    )
    player.complete("exclude", noch=left)
    assert sorted(player.open) == sorted(open_after)
    while "next" not in player.open:
        player.complete(next(iter(player.open)), text="da")
    assert [one["stelle"] for one in player.variables["dossiers"]] == left
    assert player.complete("next").done
