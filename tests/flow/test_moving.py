"""A case that goes on with another version of its diagram: what is under way stays, what follows is the new one's."""

import pytest

from app.flow.errors import CannotMoveError
from tests.flow.construct import Construct
from tests.flow.constructs_basic import BASIC
from tests.flow.constructs_events import EVENTS
from tests.flow.player import END, START, MovingPlayer, Player, diagram

A, B, C = (f'<userTask id="{name}" name="Schritt {name.upper()}"/>' for name in "abc")
LINE = diagram(f"{START}\n{A}\n{B}\n{END}\nstart -> a\na -> b\nb -> end")
FORK, JOIN = '<parallelGateway id="fork"/>', '<parallelGateway id="join" name="Beides da"/>'
BOTH = diagram(f"""{START}\n{FORK}\n{A}\n{B}\n{JOIN}\n{END}
    start -> fork\nfork -> a\nfork -> b\na -> join\nb -> join\njoin -> end""")


def timer(when: str, name: str = "late", at: str = "a", more: str = "") -> str:
    return f"""<boundaryEvent id="{name}" name="Zu spät" attachedToRef="{at}" {more}>
        <timerEventDefinition><timeDuration>{when}</timeDuration></timerEventDefinition></boundaryEvent>"""


@pytest.mark.parametrize("construct", BASIC + EVENTS, ids=lambda construct: construct.name)
def test_a_case_that_is_moved_before_each_step_to_what_it_is_goes_on_as_if_it_had_not_been(
    construct: Construct,
) -> None:
    construct.play(MovingPlayer)


def test_what_follows_is_the_new_version_and_what_was_done_stays_done() -> None:
    more = diagram(f"{START}\n{C}\n{A}\n{B}\n{END}\nstart -> a\na -> c\nc -> b\nb -> end")
    player = Player(LINE).move(more)
    assert player.open == ["a"]
    assert player.complete("a").open == ["c"]
    assert player.complete("c").complete("b").done
    late = Player(LINE).complete("a").move(more)
    assert late.open == ["b"]
    assert late.complete("b").done


def test_what_was_done_may_be_gone_but_not_what_is_under_way() -> None:
    without_a = diagram(f"{START}\n{B}\n{END}\nstart -> b\nb -> end")
    assert Player(LINE).complete("a").move(without_a).complete("b").done
    with pytest.raises(CannotMoveError, match="«Schritt A» gibt es dort in der neuen Version nicht") as refused:
        Player(LINE).move(without_a)
    assert refused.value.element == "a"


def test_a_step_under_another_id_is_found_by_the_name_that_was_given() -> None:
    other = diagram(f"{START}\n{C}\n{B}\n{END}\nstart -> c\nc -> b\nb -> end")
    player = Player(LINE).move(other, names={"a": "c"})
    assert player.open == ["c"]
    assert player.complete("c").complete("b").done


@pytest.mark.parametrize("kind", ["serviceTask", "receiveTask", "subProcess"])
def test_a_step_that_has_become_something_else_stays_where_it_is(kind: str) -> None:
    inner = '<startEvent id="in"/><endEvent id="out"/>' if kind == "subProcess" else ""
    flow = '<sequenceFlow id="x" sourceRef="in" targetRef="out"/>' if kind == "subProcess" else ""
    more = 'camunda:type="external" camunda:topic="mail"' if kind == "serviceTask" else ""
    other = f'<{kind} id="a" name="A" {more}>{inner}{flow}</{kind}>'
    changed = diagram(f"{START}\n{other}\n{B}\n{END}\nstart -> a\na -> b\nb -> end")
    with pytest.raises(CannotMoveError, match="etwas anderes"):
        Player(LINE).move(changed)


def test_an_event_at_the_border_of_a_step_is_armed_and_disarmed() -> None:
    guarded = diagram(f"""{START}\n{A}\n{B}\n{C}\n{timer("P3D")}\n{END}\n<endEvent id="other"/>
        start -> a\na -> b\nb -> end\nlate -> c\nc -> other""")
    player = Player(LINE).wait_until("2027-01-05T08:00").move(guarded)
    assert player.open == ["a"]
    assert f"{player.next_due:%d.%m. %H:%M}" == "08.01. 08:00"  # it counts from the move
    assert player.wait_until("2027-01-08T09:00").open == ["c"]
    back = Player(guarded).move(LINE)
    assert back.next_due is None
    assert back.wait_until("2027-01-20T09:00").complete("a").complete("b").done


def test_an_event_that_does_not_interrupt_waits_beside_one_that_was_there() -> None:
    one = f"""{START}\n{A}\n{B}\n{timer("P3D")}\n{END}\n<endEvent id="other"/>
        start -> a\na -> b\nb -> end\nlate -> other"""
    two = diagram(f"""{one}\n{C}\n{timer("P1D", "soon", more='cancelActivity="false"')}\n<endEvent id="third"/>
        soon -> c\nc -> third""")
    player = Player(diagram(one)).move(two)
    assert player.wait_until("2027-01-05T09:00").open == ["a", "c"]
    assert player.move(two).complete("c").complete("a").complete("b").done


def test_a_timer_keeps_the_moment_from_which_it_counts() -> None:
    waits = """<intermediateCatchEvent id="w" name="Pause"><timerEventDefinition>
        <timeDuration>{}</timeDuration></timerEventDefinition></intermediateCatchEvent>"""
    first, longer = (diagram(f"{START}\n{waits.format(t)}\n{END}\nstart -> w\nw -> end") for t in ("P5D", "P7D"))
    player = Player(first).wait_until("2027-01-06T08:00").move(first)
    assert f"{player.next_due:%d.%m.}" == "09.01."
    assert f"{player.move(longer).next_due:%d.%m.}" == "11.01."


def test_a_fork_around_a_step_under_way_would_never_come_together() -> None:
    with pytest.raises(CannotMoveError, match="Vor «Beides da» laufen die Wege") as refused:
        Player(LINE).move(BOTH)
    assert refused.value.element == "join"


def test_ways_that_run_side_by_side_go_on_and_come_together() -> None:
    more = diagram(f"""{START}\n{FORK}\n{A}\n{B}\n{C}\n{JOIN}\n{END}
        start -> fork\nfork -> a\nfork -> b\na -> join\nb -> join\njoin -> c\nc -> end""")
    player = Player(BOTH).complete("a").move(more)
    assert player.complete("b").open == ["c"]
    assert player.complete("c").done
    third = diagram(f"""{START}\n{FORK}\n{A}\n{B}\n{C}\n{JOIN}\n{END}
        start -> fork\nfork -> a\nfork -> b\nfork -> c\na -> join\nb -> join\nc -> join\njoin -> end""")
    with pytest.raises(CannotMoveError, match="Beides da"):
        Player(BOTH).move(third)


def test_a_fork_that_is_still_ahead_may_be_new() -> None:
    ahead = diagram(f"""{START}\n{A}\n{FORK}\n{B}\n{C}\n{JOIN}\n{END}
        start -> a\na -> fork\nfork -> b\nfork -> c\nb -> join\nc -> join\njoin -> end""")
    player = Player(LINE).move(ahead).complete("a")
    assert player.open == ["b", "c"]
    assert player.complete("c").complete("b").done


def test_a_step_that_was_before_a_fork_and_is_now_inside_it_stays() -> None:
    before = diagram(f"""{START}\n{A}\n{FORK}\n{B}\n{C}\n{JOIN}\n{END}
        start -> a\na -> fork\nfork -> b\nfork -> c\nb -> join\nc -> join\njoin -> end""")
    inside = diagram(f"""{START}\n{A}\n{FORK}\n{B}\n{C}\n{JOIN}\n{END}
        start -> fork\nfork -> a\na -> b\nfork -> c\nb -> join\nc -> join\njoin -> end""")
    with pytest.raises(CannotMoveError, match="Beides da"):
        Player(before).move(inside)
