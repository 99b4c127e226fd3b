"""A condition, timer or due date that reads a name which is not there stops its step by name.

In versions that were stored before, such a name still counts as null.
"""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.config import ROOT
from app.flow.bundle import Bundle
from app.flow.definitions import Loaded
from app.flow.errors import FlowError
from app.flow.script_engine import FeelScriptEngine
from app.gate import load
from app.gate.reading import Procedure, read
from tests.deploying import procedures_of
from tests.flow.passing import bundle_of
from tests.flow.player import END, START, Player, diagram

CHOICE = (
    '<exclusiveGateway id="g" name="Wohin?" default="d"/>', '<userTask id="yes"/>', '<userTask id="no"/>', "start -> g",
    "g -> yes [{}]", '<sequenceFlow id="d" sourceRef="g" targetRef="no"/>', "yes -> end", "no -> end",
)  # fmt: skip
TIMER = "<{0} id='t' name='Warten' {1}><timerEventDefinition><{2}>{3}</{2}></timerEventDefinition></{0}>"


class StrictPlayer(Player):
    """Plays a version that is stored today; `wer` is a question in one of its forms."""

    def _script_engine(self) -> FeelScriptEngine:
        engine = super()._script_engine()
        engine.optional = frozenset({"wer"})
        return engine


def choice(condition: str) -> bytes:
    return diagram("\n".join((START, END, *CHOICE)).replace("{}", condition))


def waiting(kind: str, text: str) -> bytes:
    event = TIMER.format("intermediateCatchEvent", "", kind, text)
    return diagram("\n".join((START, END, event, "start -> t", "t -> end")))


def on_the_border(kind: str, text: str) -> bytes:
    event = TIMER.format("boundaryEvent", "attachedToRef='a' cancelActivity='false'", kind, text)
    return diagram("\n".join((START, END, "<userTask id='a'/>", event, "start -> a", "a -> end", "t -> end")))


def due(text: str) -> bytes:
    task = f"<userTask id='a' name='Zeichnen' camunda:dueDate='{text}'/>"
    return diagram("\n".join((START, END, task, "start -> a", "a -> end")))


PLACES: dict[str, Callable[[str], bytes]] = {
    "condition": lambda name: choice(f'= {name} = "x"'),
    "condition of Camunda": lambda name: choice(f"${{{name} == 'x'}}"),
    "part of a condition": lambda name: choice(f'= n = 2 or {name} = "x"'),
    "moment": lambda name: waiting("timeDate", f"= date({name})"),
    "duration": lambda name: waiting("timeDuration", f"= duration({name})"),
    "event on the border": lambda name: on_the_border("timeDate", f"= date({name})"),
    "cycle": lambda name: on_the_border("timeCycle", f"= {name}"),
    "due date": lambda name: due(f"= date({name})"),
}
DATA = {"n": 1, "at": {"check_open": "2027-03-01"}, "leer": None}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["chek_open", "at.chek_open", "plan.bis"])
def test_a_name_that_is_not_there_stops_the_step_by_name(place: str, name: str) -> None:
    source = PLACES[place](name)
    with pytest.raises(FlowError) as refused:
        _ = StrictPlayer(source, variables=DATA).due
    missing = name if name.startswith("at.") else name.partition(".")[0]
    assert f"liest «{missing}»; diesen Namen gibt es in diesem Fall noch nicht" in refused.value.message
    assert refused.value.message.startswith(("Wohin?: ", "Warten: ", "Zeichnen: "))
    _ = Player(source, variables=DATA).due  # an older version goes on as it began


@pytest.mark.parametrize(
    "condition",
    ['leer = "x"', 'at.wer = "x"', "plan = null", 'plan.bis != null and plan.bis = "x"', "${plan == null}",
     'if plan = null then false else plan.bis = "x"', 'n = 1 or plan.bis = "x"', "count([{a: 1}, {}][a = 1]) = 1"],
)  # fmt: skip
def test_what_is_empty_hidden_or_asked_for_stops_nothing(condition: str) -> None:
    assert StrictPlayer(choice(condition), variables=DATA).open in (["yes"], ["no"])


def test_a_value_that_is_there_is_used() -> None:
    assert StrictPlayer(due("= date(at.check_open)"), variables=DATA).due == {"a": date(2027, 3, 1)}
    assert StrictPlayer(due("= if plan = null then null else date(plan.bis)"), variables=DATA).due == {"a": None}


def test_scripts_labels_and_texts_take_what_is_not_there_for_empty() -> None:
    step = '<scriptTask id="s"><script>x = plan.bis</script></scriptTask>'
    lines = (START, END, step, '<userTask id="a"/>', "start -> s", "s -> a", "a -> end")
    assert StrictPlayer(diagram("\n".join(lines))).variables["x"] is None


def test_what_is_read_today_is_strict_and_what_was_stored_before_is_not() -> None:
    procedures = [one for one in read(ROOT / "tests/procedures/workflows") if isinstance(one, Procedure)]
    assert procedures and all(one.bundle.strict for one in procedures)
    old = bundle_of(diagram(f"{START}\n{END}\nstart -> end")).__dict__
    stored = zlib.compress(json.dumps({key: value for key, value in old.items() if key != "strict"}).encode())
    assert Bundle.unpacked(stored).strict is False
    assert Bundle.unpacked(procedures[0].bundle.packed()).strict is True
    # What is unchanged gives no new version, so that nobody is surprised by a mere upgrade.
    assert replace(procedures[0].bundle, strict=False).digest() == procedures[0].bundle.digest()


def test_the_questions_of_its_forms_may_be_hidden() -> None:
    (antrag,) = (load(one) for one in procedures_of(ROOT / "tests/procedures") if one.bundle.key == "antrag")
    assert {"bewilligt", "klient", "name"} <= antrag.questions
    empty = Loaded("x", antrag.specs, bundle_of(diagram(f"{START}\n{END}\nstart -> end")))
    assert empty.questions == frozenset()
