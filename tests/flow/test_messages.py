"""A message has one receiver, and one that comes first waits for it; saved and loaded at every step."""

import json
import zlib
from pathlib import Path

import pytest

from app.bootstrap import House
from app.errors import AppError
from app.flow import events
from app.flow.sweeps import route_messages
from tests.flow.constructs_events import boundary, handler, sub
from tests.flow.player import END, START, Player, file_with
from tests.flow.store_play import Stage

NAMES = '<message id="m" name="Antwort"/><message id="n" name="Anderes"/>'
MESSAGE = '<messageEventDefinition messageRef="m"/>'
ROUNDS = '<multiInstanceLoopCharacteristics {}camunda:collection="= partner" camunda:elementVariable="p"/>'
PARTNERS: dict[str, object] = {"partner": ["iv", "rav", "sd"]}


def correlated(value: str, more: str = "") -> str:
    return (
        f'<extensionElements><camunda:properties><camunda:property name="correlation" value="{value}"/>{more}'
        "</camunda:properties></extensionElements>"
    )


def user(name: str, label: str = "") -> str:
    extension = (
        f'<extensionElements><camunda:properties><camunda:property name="label" value="{label}"/>'
        "</camunda:properties></extensionElements>"
    )
    return f'<userTask id="{name}" name="{name}">{extension if label else ""}</userTask>'


def send(name: str, correlation: str = "", answer: str = "") -> str:
    inputs = (
        f'<camunda:inputOutput><camunda:inputParameter name="von">{answer}</camunda:inputParameter>'
        "</camunda:inputOutput>"
        if answer
        else ""
    )
    more = correlated(correlation).replace("</extensionElements>", f"{inputs}</extensionElements>")
    plain = f"<extensionElements>{inputs}</extensionElements>" if inputs else ""
    return f'<sendTask id="{name}" messageRef="m">{more if correlation else plain}</sendTask>'


def rounds(correlation: str = "", sequential: str = "") -> str:
    results = '<camunda:property name="results" value="antworten"/>'
    extension = correlated(correlation, results) if correlation else (
        f"<extensionElements><camunda:properties>{results}</camunda:properties></extensionElements>"
    )  # fmt: skip
    return f'<receiveTask id="r" name="r" messageRef="m">{extension}{ROUNDS.format(sequential)}</receiveTask>'


def played(*lines: str, variables: dict[str, object] | None = None) -> Player:
    return Player(file_with(NAMES, "\n".join((START, END, *lines))), variables=variables or {})


AFTER_ROUNDS = ("start -> r", "r -> next", "next -> end")


def test_one_answer_ends_one_of_three_rounds_and_each_is_filed_under_its_own_name() -> None:
    player = played(rounds(), user("next"), *AFTER_ROUNDS, variables=PARTNERS)
    player.receive("Antwort", {"von": "iv"})
    assert player.variables["antworten"] == [{"p": "iv", "von": "iv"}]
    player.receive("Antwort", {"von": "rav"})
    assert player.open == []
    player.receive("Antwort", {"von": "sd"})
    assert player.open == ["next"]
    assert player.variables["antworten"] == [{"p": name, "von": name} for name in ("iv", "rav", "sd")]


def test_a_correlation_chooses_the_round_and_an_unknown_one_chooses_none() -> None:
    player = played(rounds("= p"), user("next"), *AFTER_ROUNDS, variables=PARTNERS)
    player.receive("Antwort", {"von": "sd"}, correlation="sd")
    player.receive("Antwort", {"von": "?"}, correlation="other")
    assert player.variables["antworten"] == [{"p": "sd", "von": "sd"}]
    player.receive("Antwort", {"von": "iv"}, correlation="iv").receive("Antwort", {"von": "rav"}, correlation="rav")
    assert [item["von"] for item in player.variables["antworten"]] == ["iv", "rav", "sd"]
    assert player.open == ["next"]


FORK = ('<parallelGateway id="f"/>', "start -> f")


@pytest.mark.parametrize(
    ("name", "lines", "first", "second"),
    [
        ("receive tasks",
         ('<receiveTask id="r" messageRef="m"/>', '<receiveTask id="s" messageRef="m"/>', user("a"), user("b"),
          *FORK, "f -> r", "f -> s", "r -> a", "s -> b", "a -> end", "b -> end"), ["a"], ["a", "b"]),
        ("events in the flow",
         (f'<intermediateCatchEvent id="r">{MESSAGE}</intermediateCatchEvent>',
          f'<intermediateCatchEvent id="s">{MESSAGE}</intermediateCatchEvent>', user("a"), user("b"),
          *FORK, "f -> r", "f -> s", "r -> a", "s -> b", "a -> end", "b -> end"), ["a"], ["a", "b"]),
        ("boundary events on two tasks",
         (user("x"), user("y"), boundary("r", "x", MESSAGE), boundary("s", "y", MESSAGE), user("a"), user("b"), *FORK,
          "f -> x", "f -> y", "x -> end", "y -> end", "r -> a", "s -> b", "a -> end", "b -> end"),
         ["a", "y"], ["a", "b"]),
        ("boundary events on one task",
         (user("x"), boundary("r", "x", MESSAGE, False), boundary("s", "x", MESSAGE, False), user("a"), user("b"),
          "start -> x", "x -> end", "r -> a", "s -> b", "a -> end", "b -> end"), ["a", "x"], ["a", "b", "x"]),
        ("event-based gateways",
         ('<eventBasedGateway id="g"/>', '<eventBasedGateway id="h"/>',
          f'<intermediateCatchEvent id="r">{MESSAGE}</intermediateCatchEvent>',
          f'<intermediateCatchEvent id="s">{MESSAGE}</intermediateCatchEvent>', user("a"), user("b"),
          *FORK, "f -> g", "f -> h", "g -> r", "h -> s", "r -> a", "s -> b", "a -> end", "b -> end"),
         ["a"], ["a", "b"]),
        ("event sub-processes inside two sub-processes",
         (sub(f'<startEvent id="s1"/>\n{user("x")}\n<endEvent id="e1"/>\ns1 -> x\nx -> e1\n{handler(MESSAGE, True)}'),
          sub('<startEvent id="s3"/>\n' + user("y") + '\n<endEvent id="e3"/>\ns3 -> y\ny -> e3\n'
              + handler(MESSAGE, True).replace('"handler"', '"other"').replace("hs", "os").replace("handle", "treat")
              .replace('"he"', '"oe"').replace("> he", "> oe"), "sub2"),
          *FORK, "f -> sub", "f -> sub2", "sub -> end", "sub2 -> end"), ["handle", "y"], ["handle", "treat"]),
    ],
)  # fmt: skip
def test_each_message_has_one_receiver(name: str, lines: tuple[str, ...], first: list[str], second: list[str]) -> None:
    player = played(*lines)
    assert sorted(player.receive("Antwort").open) == sorted(first), name
    assert sorted(player.receive("Antwort").open) == sorted(second), name


def test_a_thrown_message_ends_the_receiver_that_has_waited_longest() -> None:
    player = played(
        '<parallelGateway id="f"/>', user("x"), user("y"), user("z"), send("send"), user("a"), user("b"),
        '<receiveTask id="r" messageRef="m"/>', '<receiveTask id="s" messageRef="m"/>', "start -> f", "f -> x",
        "f -> y", "f -> z", "x -> r", "y -> s", "z -> send", "send -> end", "r -> a", "s -> b", "a -> end", "b -> end",
    )  # fmt: skip
    player.complete("y").complete("x").complete("z")
    assert player.open == ["b"]


def test_a_receiver_that_declares_the_correlation_comes_before_one_that_takes_any() -> None:
    player = played(
        *FORK, '<receiveTask id="r" messageRef="m"/>',
        f'<receiveTask id="s" messageRef="m">{correlated("= nummer")}</receiveTask>', user("a"), user("b"),
        "f -> r", "f -> s", "r -> a", "s -> b", "a -> end", "b -> end", variables={"nummer": 7},
    )  # fmt: skip
    assert player.receive("Antwort", correlation="7").open == ["b"]
    assert player.receive("Antwort", correlation="7").open == ["a", "b"]


def test_behind_one_gateway_the_correlation_says_which_event_came() -> None:
    ways = tuple(
        f'<intermediateCatchEvent id="{name}">{correlated(f"= {name}nr")}{MESSAGE}</intermediateCatchEvent>'
        for name in ("r", "s")
    )
    lines = (*ways, '<eventBasedGateway id="g"/>', user("a"), user("b"), "start -> g", "g -> r", "g -> s", "r -> a",
             "s -> b", "a -> end", "b -> end")  # fmt: skip
    for number, way in (("1", "a"), ("2", "b")):
        player = played(*lines, variables={"rnr": 1, "snr": 2})
        assert player.receive("Antwort", {"von": "x"}, correlation=number).open == [way]
        assert player.variables["von"] == "x"


def test_two_reports_of_one_message_behind_one_gateway_go_their_own_ways() -> None:
    form = (
        '<extensionElements><camunda:properties><camunda:property name="form" value="widerruf"/>'
        '<camunda:property name="roles" value="Fallführung"/></camunda:properties></extensionElements>'
    )
    ways = tuple(f'<intermediateCatchEvent id="{name}">{form}{MESSAGE}</intermediateCatchEvent>' for name in "rs")
    player = played(*ways, '<eventBasedGateway id="g"/>', user("a"), user("b"), "start -> g", "g -> r", "g -> s",
                    "r -> a", "s -> b", "a -> end", "b -> end")  # fmt: skip
    assert player.report("s").open == ["b"]


RECEIVERS = {
    "receive task": ('<receiveTask id="r" messageRef="m"/>', "w -> r", "r -> a"),
    "event in the flow": (f'<intermediateCatchEvent id="r">{MESSAGE}</intermediateCatchEvent>', "w -> r", "r -> a"),
    "boundary event": (user("x"), boundary("r", "x", MESSAGE), "w -> x", "x -> end", "r -> a"),
    "event-based gateway": (
        '<eventBasedGateway id="g"/>', f'<intermediateCatchEvent id="r">{MESSAGE}</intermediateCatchEvent>', "w -> g",
        "g -> r", "r -> a",
    ),
    "event sub-process": (
        sub(f'<startEvent id="s1"/>\n{user("x")}\n<endEvent id="e1"/>\ns1 -> x\nx -> e1\n'
            f'{handler(MESSAGE, True).replace("handle", "handle_")}'),
        "w -> sub", "sub -> a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("receiver", RECEIVERS)
@pytest.mark.parametrize("sender", ["thrown", "from outside"])
def test_a_message_that_comes_first_waits_for_its_receiver(receiver: str, sender: str) -> None:
    first = (send("send", answer="= name"), "start -> send", "send -> w") if sender == "thrown" else ("start -> w",)
    player = played(*first, user("w"), *RECEIVERS[receiver], user("a", "= von"), "a -> end", variables={"name": "iv"})
    if sender == "from outside":
        player.receive("Antwort", {"von": "iv"})
        assert not player.caught
    player.complete("w")
    if receiver == "event sub-process":
        assert player.open == ["handle_"]
        player.complete("handle_")
    assert player.open == ["a iv"]


def test_messages_that_wait_are_taken_in_their_order_each_once() -> None:
    player = played(user("w"), rounds(sequential='isSequential="true" '), user("next"), "start -> w", "w -> r",
                    "r -> next", "next -> end", variables=PARTNERS)  # fmt: skip
    player.receive("Antwort", {"von": 1}).receive("Anderes").receive("Antwort", {"von": 2}).complete("w")
    assert [item["von"] for item in player.variables["antworten"]] == [1, 2]
    assert player.open == []
    assert player.receive("Antwort", {"von": 3}).open == ["next"]
    assert [item["von"] for item in player.variables["antworten"]] == [1, 2, 3]


def test_what_waits_for_another_correlation_stays_until_its_own_receiver_comes() -> None:
    player = played(user("w"), rounds("= p"), user("next"), "start -> w", "w -> r", "r -> next", "next -> end",
                    variables=PARTNERS)  # fmt: skip
    for name in ("sd", "nobody", "iv"):
        player.receive("Antwort", {"von": name}, correlation=name)
    player.complete("w")
    assert [item["von"] for item in player.variables["antworten"]] == ["iv", "sd"]
    assert player.receive("Antwort", {"von": "rav"}, correlation="rav").open == ["next"]


def test_a_message_whose_correlation_is_null_stays_in_its_case() -> None:
    player = played(send("send", "= nummer"), user("w"), '<receiveTask id="r" messageRef="m"/>', user("a"),
                    "start -> send", "send -> w", "w -> r", "r -> a", "a -> end",
                    variables={"nummer": None})  # fmt: skip
    assert player.outgoing == []
    assert player.complete("w").open == ["a"]


def test_only_so_many_messages_wait() -> None:
    player = played(user("w"), '<receiveTask id="r" messageRef="m"/>', "start -> w", "w -> r", "r -> end")
    for _ in range(events.MAX_KEPT):
        player.receive("Antwort")
    with pytest.raises(AppError, match=r"Schon 100 Nachrichten warten .* wer die Nachricht «Antwort» empfangen soll"):
        player.receive("Antwort")
    assert player.complete("w").done


def test_a_state_stored_before_messages_could_wait_is_still_read() -> None:
    player = played(rounds(), user("next"), *AFTER_ROUNDS, variables=PARTNERS)
    state = json.loads(zlib.decompress(player.state))
    del state["waiting"], state["kept"]
    player.state = zlib.compress(json.dumps(state).encode())
    assert player.receive("Antwort", {"von": "iv"}).variables["antworten"] == [{"p": "iv", "von": "iv"}]


OWN = f"""{START}
{send("send", "= nummer", "= nummer")}
{user("w")}
<receiveTask id="r" messageRef="m">{{}}</receiveTask>
{user("a", "= von")}
{END}
start -> send
send -> w
w -> r
r -> a
a -> end"""


@pytest.mark.parametrize("declared", [correlated("= nummer"), ""])
def test_a_correlated_message_that_left_its_case_first_still_finds_a_receiver_there(
    house: House, tmp_path: Path, declared: str
) -> None:
    stage = Stage(house, tmp_path, own=file_with(NAMES, OWN.format(declared), "own"))
    case, other = stage.start("own", {"nummer": 7}), stage.start("own", {"nummer": 8})
    stage.complete(other, "w")
    stage.complete(case, "w")
    assert route_messages(house.database, house.flow, house.act) == 2
    assert (stage.open(case), stage.open(other)) == (["a 7"], ["a 8"])
