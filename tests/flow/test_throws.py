"""Errors, escalations and cancellations are caught by exactly one event around them; saved and loaded at every step."""

import json

import pytest

from app.flow.serializer import dump_specs
from tests.flow.constructs_events import CYCLE, ERROR, ESCALATION, NAMES, boundary, handler, sub
from tests.flow.passing import specs_of
from tests.flow.player import END, START, Player, diagram, file_with
from tests.gate.asking import sentences

OTHER = '<error id="o" name="Anderer" errorCode="E2"/><escalation id="k" name="Andere" escalationCode="K2"/>'
ANY_ERROR = "<errorEventDefinition/>"
OTHER_ERROR = '<errorEventDefinition errorRef="o"/>'
ANY_ESCALATION, OTHER_ESCALATION = "<escalationEventDefinition/>", '<escalationEventDefinition escalationRef="k"/>'


def user(name: str) -> str:
    return f'<userTask id="{name}" name="{name}"/>'


def inner(end: str, *more: str, name: str = "1") -> str:
    """A start, the task `x`, and an end that throws, with ids of their own."""
    return "\n".join((
        f'<startEvent id="s{name}"/>', user(f"x{name}"), f'<endEvent id="e{name}">{end}</endEvent>',
        f"s{name} -> x{name}", f"x{name} -> e{name}", *more,
    ))  # fmt: skip


def handles(definition: str, name: str = "handle", interrupting: bool = True) -> str:
    text = handler(definition, interrupting).replace('"handler"', f'"{name}.sub"')
    return text.replace("handle", name).replace("hs", f"{name}s").replace('"he"', f'"{name}e"').replace(
        "> he", f"> {name}e")  # fmt: skip


FLOW = ("start -> sub", "sub -> next", "next -> end")
NEXT = user("next")
THROW_UP = f"""<startEvent id="s1"/>
<intermediateThrowEvent id="up">{ESCALATION}</intermediateThrowEvent>
{user("x1")}
<endEvent id="e1"/>
s1 -> up
up -> x1
x1 -> e1"""


@pytest.mark.parametrize(
    ("lines", "open_after"),
    [
        pytest.param((sub(inner(ERROR, handles(ERROR))), NEXT, *FLOW), ["handle"], id="in the same sub-process"),
        pytest.param((sub(inner(ERROR, handles(ANY_ERROR))), NEXT, *FLOW), ["handle"], id="any error"),
        pytest.param((inner(ERROR, handles(ERROR)).replace('"s1"', '"start"').replace("s1 ->", "start ->"),),
                     ["handle"], id="at the top"),
        pytest.param((sub(inner(ERROR, handles(ANY_ERROR, "any"), handles(ERROR, "named"))), NEXT, *FLOW), ["named"],
                     id="the named code before any"),
        pytest.param((sub(inner(ERROR, handles(ERROR))), boundary("b", "sub", ERROR), user("outer"), NEXT, *FLOW,
                      "b -> outer", "outer -> end"), ["handle"], id="the inner before the border"),
        pytest.param((sub(inner(ERROR, handles(OTHER_ERROR))), boundary("b", "sub", ANY_ERROR), user("outer"), NEXT,
                      *FLOW, "b -> outer", "outer -> end"), ["outer"], id="another code inside, so the border"),
        pytest.param((sub(sub(inner(ERROR), "deep") + "\n<startEvent id='s2'/>\n<endEvent id='e2'/>\ns2 -> deep\n"
                          f"deep -> e2\n{handles(ERROR)}"), NEXT, *FLOW), ["handle"], id="one sub-process further out"),
        pytest.param((sub(inner(ESCALATION, handles(ESCALATION))), NEXT, *FLOW), ["handle"], id="escalation end"),
        pytest.param((sub(inner(ESCALATION, handles(ESCALATION, interrupting=False))), NEXT, *FLOW), ["handle"],
                     id="escalation end, not interrupting"),
        pytest.param((sub(inner(ESCALATION, handles(OTHER_ESCALATION))), boundary("b", "sub", ANY_ESCALATION, False),
                      user("outer"), NEXT, *FLOW, "b -> outer", "outer -> end"), ["next", "outer"],
                     id="escalation to the border, not interrupting"),
        pytest.param((sub(inner(ESCALATION, handles(ANY_ESCALATION, "any", False), handles(ESCALATION, "named"))), NEXT,
                      *FLOW), ["named"], id="the named escalation before any, across the two borders of a scope"),
        pytest.param((sub(inner(ESCALATION)), NEXT, *FLOW), ["next"], id="an escalation nobody catches has no effect"),
    ],
)  # fmt: skip
def test_a_throw_is_caught_where_it_belongs(lines: tuple[str, ...], open_after: list[str]) -> None:
    start = () if any('"start"' in line for line in lines) else (START,)
    player = Player(file_with(NAMES + OTHER, "\n".join((*start, END if start else "", *lines))))
    assert player.open == ["x1"]
    assert sorted(player.complete("x1").open) == open_after


@pytest.mark.parametrize(("interrupting", "open_after"), [(True, ["handle"]), (False, ["handle", "x1"])])
def test_an_escalation_thrown_on_the_way_reaches_the_event_sub_process(
    interrupting: bool, open_after: list[str]
) -> None:
    body = (START, END, sub(f"{THROW_UP}\n{handles(ESCALATION, interrupting=interrupting)}"), NEXT, *FLOW)
    player = Player(file_with(NAMES, "\n".join(body)))
    assert sorted(player.open) == open_after
    for name in player.open:
        player.complete(name)
    assert player.open == ["next"]


def test_the_borders_of_other_activities_catch_nothing() -> None:
    body = (
        START, END, '<parallelGateway id="f"/>', sub(inner(ERROR)), boundary("b", "sub", ERROR), user("right"),
        sub(inner("", name="2"), "sub2"), boundary("c", "sub2", ERROR), user("wrong"), "start -> f", "f -> sub",
        "f -> sub2", "sub -> end", "sub2 -> end", "b -> right", "c -> wrong", "right -> end", "wrong -> end",
    )  # fmt: skip
    player = Player(file_with(NAMES, "\n".join(body)))
    assert sorted(player.complete("x1").open) == ["right", "x2"]


def test_of_several_rounds_only_the_one_that_throws_an_escalation_raises_it_and_an_error_ends_all() -> None:
    loop = '<multiInstanceLoopCharacteristics camunda:collection="= [1, 2]" camunda:elementVariable="n"/>'
    for definition, interrupting, after in ((ESCALATION, False, ["outer", "x1"]), (ERROR, True, ["outer"])):
        body = (START, END, sub(f"{loop}\n{inner(definition)}"), boundary("b", "sub", definition, interrupting),
                user("outer"), NEXT, *FLOW, "b -> outer", "outer -> end")  # fmt: skip
        player = Player(file_with(NAMES, "\n".join(body)))
        assert sorted(player.complete("x1").open) == after


def test_one_of_two_transactions_is_cancelled_and_the_other_goes_on() -> None:
    cancel = "<cancelEventDefinition/>"
    two = [
        f'<transaction id="t{n}">\n{inner(cancel, name=n)}\n</transaction>\n{boundary(f"c{n}", f"t{n}", cancel)}\n'
        f"{user(f'off{n}')}\nf -> t{n}\nt{n} -> end\nc{n} -> off{n}\noff{n} -> end"
        for n in ("1", "2")
    ]
    player = Player(diagram("\n".join((START, END, '<parallelGateway id="f"/>', *two, "start -> f"))))
    assert sorted(player.complete("x1").open) == ["off1", "x2"]
    assert sorted(player.complete("x2").open) == ["off1", "off2"]


@pytest.mark.parametrize("name", ["", ' name="Abgelehnt"'])
def test_an_error_nobody_catches_ends_the_case_and_its_history_says_so(name: str) -> None:
    end = f'<endEvent id="bad"{name}>{ERROR}</endEvent>'
    body = (START, END, '<parallelGateway id="f"/>', user("x"), user("y"), boundary("t", "y", CYCLE, False), user("z"),
            end, "start -> f", "f -> x", "f -> y", "y -> end", "x -> bad", "t -> z", "z -> end")  # fmt: skip
    player = Player(file_with(NAMES, "\n".join(body)))
    player.complete("x")
    assert player.done
    assert player.open == []
    assert player.next_due is None
    assert player.told[-1] == "Beendet mit dem Fehler «Fehler», den niemand auffängt"


def test_an_error_of_a_called_procedure_that_nobody_catches_ends_everything() -> None:
    called = file_with(NAMES, inner(ERROR), "called")
    body = (START, END, '<parallelGateway id="f"/>', user("y"), '<callActivity id="c" calledElement="called"/>',
            "start -> f", "f -> y", "f -> c", "y -> end", "c -> end")  # fmt: skip
    player = Player(diagram("\n".join(body)), called).complete("x1")
    assert (player.done, player.open) == (True, [])
    assert player.told[-1] == "Beendet mit dem Fehler «Fehler», den niemand auffängt"


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ((sub(inner(ERROR)), NEXT, *FLOW), True),
        ((sub(inner(ERROR, handles(ERROR))), NEXT, *FLOW), False),
        ((sub(inner(ERROR, handles(OTHER_ERROR))), NEXT, *FLOW), True),
        ((sub(inner(ERROR, handles('<messageEventDefinition messageRef="m"/>').replace(
            '<endEvent id="handlee"/>', f'<endEvent id="handlee">{ERROR}</endEvent>'))), NEXT, *FLOW), True),
        ((sub(inner("", handles(ERROR).replace('<endEvent id="handlee"/>',
                                               f'<endEvent id="handlee">{ERROR}</endEvent>'))), NEXT, *FLOW), True),
    ],
)  # fmt: skip
def test_the_gate_refuses_an_error_in_a_sub_process_only_if_nobody_catches_it(
    lines: tuple[str, ...], refused: bool
) -> None:
    said = sentences("\n".join((START, END, *lines)), NAMES + OTHER)
    assert ("wirft einen Fehler, den niemand auffängt" in said) == refused, said


def test_a_cancelled_transaction_needs_an_event_on_its_border() -> None:
    transaction = f'<transaction id="sub">\n{inner("<cancelEventDefinition/>")}\n</transaction>'
    said = sentences("\n".join((START, END, transaction, NEXT, *FLOW)))
    assert "wird abgebrochen, ohne dass es weitergeht. Bitte heften Sie ihr ein Abbruch-Ereignis an." in said


def test_versions_stored_before_throw_by_the_same_rules() -> None:
    body = (START, END, sub(inner(ERROR)), boundary("b", "sub", ERROR), user("outer"), NEXT, *FLOW, "b -> outer",
            "outer -> end")  # fmt: skip
    stored = json.loads(dump_specs(specs_of(file_with(NAMES, "\n".join(body)))))
    names = {item["event_definition"]["typename"] for item in stored["called"]["sub"]["task_specs"].values()
             if "event_definition" in item}  # fmt: skip
    assert names == {"NoneEventDefinition", "ErrorEventDefinition"}, "the names of the engine's own classes"
