"""No English sentence of the engine reaches people: every place at which it raises is met by a sentence of ours."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import SpiffWorkflow
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ManualClock
from app.flow import words
from app.flow.errors import DiagramError, FlowError
from app.flow.models import Instance
from app.flow.parser import parse_process
from app.flow.sweeps import fire_due
from tests.flow.constructs_events import TIMER
from tests.flow.player import END, START, Player, UncheckedPlayer, diagram
from tests.flow.store_play import Stage

PACKAGE = Path(SpiffWorkflow.__file__).parent
OTHERS = ("camunda", "spiff", "dmn", "serializer", "migration")
"""Parts of the package that we do not use; tests/flow/test_evaluators.py shows it."""


def raise_sites() -> Iterator[tuple[str, str]]:
    """Where the engine raises an exception: file and line, and the constant part of its text."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if set(file.relative_to(PACKAGE).parts) & set(OTHERS):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                texts = [part.value for part in ast.walk(node.exc) if isinstance(part, ast.Constant)]
                text = "…".join(value for value in texts if isinstance(value, str))
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", text


SITES = list(raise_sites())


def test_the_engine_raises_in_many_places() -> None:
    assert len(SITES) > 50


@pytest.mark.parametrize(("place", "text"), SITES, ids=[place for place, _ in SITES])
def test_every_place_at_which_the_engine_raises_has_a_german_sentence(place: str, text: str) -> None:
    player = UncheckedPlayer(diagram(f'{START}\n<userTask id="a" name="Prüfen"/>\n{END}\nstart -> a\na -> end'))
    (task,) = [task for task in player._load().tasks.values() if task.task_spec.name == "a"]
    said = [words.of_step(WorkflowException(text), task)]
    said += [words.of_diagram(kind(text)).message for kind in (ValidationException, KeyError, RuntimeError)]
    assert all("Bitte" in sentence for sentence in said)
    assert not any(text and text in sentence for sentence in said)
    assert "«Prüfen»" in said[0]


GATEWAY = '<{kind} id="g" name="Betrag?"/>\n<userTask id="a"/>\n<userTask id="b"/>'
WAYS = "g -> a [n = 1]\ng -> b [n = 2]\na -> end\nb -> end"


@pytest.mark.parametrize(
    ("body", "beginning"),
    [
        (f"start -> g\n{GATEWAY.format(kind='exclusiveGateway')}\n{WAYS}", "Am Gateway «Betrag?» trifft keine"),
        (f"start -> g\n{GATEWAY.format(kind='inclusiveGateway')}\n{WAYS}", "Am Gateway «Betrag?» trifft keine"),
        (f"start -> g\n<exclusiveGateway id='g'/><userTask id='a'/><userTask id='b'/>\n{WAYS}",
         "Am Gateway «g» trifft keine"),
        (f"start -> g\n{GATEWAY.format(kind='task')}\n{WAYS}", "Nach «Betrag?» trifft keine"),
        ("start -> a [n = 1]\n<userTask id='a'/>\na -> end", "Nach «start» trifft keine"),
    ],
)  # fmt: skip
def test_where_no_condition_holds_the_case_says_so_in_german(body: str, beginning: str) -> None:
    with pytest.raises(FlowError) as caught:
        player = Player(diagram(f"{START}\n{END}\n{body}"), variables={"n": 3})
        player.complete("g")
    assert caught.value.message.startswith(f"{beginning} Bedingung zu, und es gibt keinen Standardweg. Bitte")


def test_a_condition_behind_a_task_that_fails_names_the_task_as_it_was_drawn() -> None:
    body = "<task id='a' name='Prüfen'/>\nstart -> a\na -> end [n > 5]"
    with pytest.raises(FlowError, match=r"^Prüfen: Die Bedingung «n > 5» konnte nicht entschieden werden"):
        Player(diagram(f"{START}\n{END}\n{body}")).complete("a")


def test_the_reason_kept_with_a_case_is_german(house: House, clock: ManualClock, tmp_path: Path) -> None:
    timer = f'<intermediateCatchEvent id="t">{TIMER}</intermediateCatchEvent>'
    body = f"{START}\n{END}\n{timer}\n{GATEWAY.format(kind='exclusiveGateway')}\nstart -> t\nt -> g\n{WAYS}"
    stage = Stage(house, tmp_path, stuck=diagram(body, "stuck"))
    case = stage.start("stuck", {"n": 3})
    clock.move_to(clock.now() + timedelta(days=3))
    fire_due(house.database, house.flow, house.act)
    with house.database.transaction(writes=False) as session:
        incident = session.scalar(select(Instance.incident).where(Instance.id == case))
    assert incident is not None
    assert incident.startswith("Am Gateway «Betrag?» trifft keine Bedingung zu")


def test_a_timer_that_fails_names_itself() -> None:
    timer = "<timerEventDefinition><timeDate>= wann</timeDate></timerEventDefinition>"
    body = f"{START}\n{END}\n<intermediateCatchEvent id='t' name='Frist'>{timer}</intermediateCatchEvent>"
    with pytest.raises(FlowError, match=r"^Frist: "):
        Player(diagram(f"{body}\nstart -> t\nt -> end"), variables={"wann": "bald"})


BROKEN = {
    "two starts in a sub-process": f"""{START}\n{END}\n<subProcess id="p"><startEvent id="a"/><startEvent id="b"/>
        <endEvent id="e"/></subProcess>\nstart -> p\np -> end""",
    "an unknown element": f'{START}\n{END}\n<complexGateway id="c"/>\nstart -> c\nc -> end',
    "no start": END,
    "a boundary event without a trigger": f"""{START}\n{END}\n<userTask id="a"/>
        <boundaryEvent id="b" attachedToRef="a"/>\nstart -> a\na -> end""",
    "a call of nothing": f'{START}\n{END}\n<callActivity id="c"/>\nstart -> c\nc -> end',
    "a call of what is not there": f'{START}\n{END}\n<callActivity id="c" calledElement="x"/>\nstart -> c\nc -> end',
    "a flow into nowhere": f"{START}\nstart -> nowhere",
    "an empty script": f'{START}\n{END}\n<scriptTask id="c"/>\nstart -> c\nc -> end',
    "an error that is not declared": f'{START}\n<endEvent id="e"><errorEventDefinition errorRef="x"/></endEvent>\n'
    "start -> e",
    "two processes of one id": "",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_engines_reader_refuses_is_a_german_sentence(name: str) -> None:
    files = {"0.bpmn": diagram(BROKEN[name])}
    if not BROKEN[name]:
        files = {f"{number}.bpmn": diagram(f"{START}\n{END}\nstart -> end") for number in range(2)}
    with pytest.raises(DiagramError, match="Bitte"):
        parse_process("process", files)


def test_a_process_that_is_not_there_is_said_in_german() -> None:
    with pytest.raises(DiagramError, match="gibt es nicht"):
        parse_process("other", {"0.bpmn": diagram(f"{START}\n{END}\nstart -> end")})
