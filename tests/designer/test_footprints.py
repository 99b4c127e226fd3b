"""Played cases leave a footprint on every arrow they take, and on no other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from app.clock import ZONE, ManualClock
from app.designer.coverage import footprints_of
from app.flow import engine
from app.flow.journal import Journal
from app.flow.kinds import MessageKind
from app.flow.normalise import FLOW
from app.flow.script_engine import FeelScriptEngine
from app.flow.tracing import Footprint, watch
from app.flow.xml import read_xml
from tests.flow.passing import specs_of
from tests.flow.player import END, START, diagram, file_with

MESSAGE = '<message id="m" name="news"/>'


class Case:
    """A case of small diagrams, watched."""

    def __init__(self, *diagrams: bytes, variables: Mapping[str, Any] | None = None) -> None:
        self.clock = ManualClock(datetime(2027, 1, 4, 8, tzinfo=ZONE))
        self.found: set[Footprint] = set()
        files = {f"{number}.bpmn": data for number, data in enumerate(diagrams)}
        specs = specs_of(*diagrams)
        watch(specs, self.found.add)
        self.drawn = [arrow for name, data in files.items() for arrow in arrows_of(name, read_xml(data, name))]
        feel = FeelScriptEngine(self.clock.now, lambda *_: None, lambda *_: None)
        self.workflow = engine.start(specs, variables or {}, feel, Journal())

    def complete(self, element: str, **values: Any) -> "Case":
        open_tasks = engine.open_tasks(self.workflow, lambda _: self.clock.now())
        task = next(task for task in open_tasks if task.element == element)
        engine.complete(self.workflow, task.id, values, Journal())
        return self

    def receive(self, name: str) -> "Case":
        engine.receive(self.workflow, MessageKind.MESSAGE, name, None, {}, Journal())
        return self

    def walked(self, *arrows: str) -> dict[str, bool]:
        """Whether each arrow, written `source -> target`, was walked."""
        return {name: footprint in self.found for name, footprint in self.drawn if name in arrows}


def arrows_of(file: str, root: etree._Element) -> list[tuple[str, Footprint]]:
    footprints = footprints_of(root, file)
    return [(f"{node.get('sourceRef')} -> {node.get('targetRef')}", footprints[str(node.get("id"))])
            for node in root.iter(FLOW)]  # fmt: skip


def test_only_the_chosen_way_out_of_a_choice_is_walked() -> None:
    case = Case(diagram(f"""{START}<exclusiveGateway id="which" default="f4"/>
        <manualTask id="a"/><manualTask id="b"/>{END}
        start -> which
        which -> a [left]
        which -> b
        a -> end
        b -> end"""), variables={"left": True}).complete("a")  # fmt: skip
    assert case.walked("start -> which", "which -> a", "a -> end", "which -> b", "b -> end") == {
        "start -> which": True, "which -> a": True, "a -> end": True, "which -> b": False, "b -> end": False,
    }  # fmt: skip


def test_two_arrows_between_the_same_elements_are_kept_apart() -> None:
    drawn = diagram(f"""{START}<exclusiveGateway id="which" default="f4"/>{END}
        start -> which
        which -> end [number = 1]
        which -> end [number = 2]
        which -> end""")  # fmt: skip
    for number in (1, 2, 3):
        case = Case(drawn, variables={"number": number})
        ways = [footprint in case.found for name, footprint in case.drawn if name == "which -> end"]
        assert ways == [way == number for way in (1, 2, 3)]


def test_every_round_of_a_loop_leaves_its_way_back() -> None:
    case = Case(diagram(f"""{START}<userTask id="ask"/><exclusiveGateway id="enough" default="f3"/>{END}
        start -> ask
        ask -> enough
        enough -> ask
        enough -> end [done]"""))  # fmt: skip
    case.complete("ask", done=False)
    assert case.walked("enough -> ask", "enough -> end") == {"enough -> ask": True, "enough -> end": False}
    case.complete("ask", done=False).complete("ask", done=True)
    assert case.walked("enough -> end") == {"enough -> end": True}


def test_arrows_around_boundary_events_and_inside_sub_processes_are_walked() -> None:
    case = Case(file_with(MESSAGE, f"""{START}<subProcess id="work">
        <startEvent id="inner"/><userTask id="job"/><endEvent id="done"/>
        inner -> job
        job -> done
        </subProcess><boundaryEvent id="news" attachedToRef="work"><messageEventDefinition messageRef="m"/>
        </boundaryEvent><userTask id="react"/>{END}
        start -> work
        work -> end
        news -> react
        react -> end"""))  # fmt: skip
    inside = ("start -> work", "inner -> job")
    assert case.walked(*inside, "job -> done", "news -> react") == {
        **dict.fromkeys(inside, True), "job -> done": False, "news -> react": False,
    }  # fmt: skip
    case.receive("news")
    assert case.walked("news -> react", "work -> end", "job -> done") == {
        "news -> react": True, "work -> end": False, "job -> done": False,
    }  # fmt: skip


def test_arrows_inside_an_event_sub_process_are_walked_when_it_is_triggered() -> None:
    case = Case(file_with(MESSAGE, f"""{START}<userTask id="job"/>{END}
        start -> job
        job -> end
        <subProcess id="handler" triggeredByEvent="true"><startEvent id="told" isInterrupting="false">
        <messageEventDefinition messageRef="m"/></startEvent><userTask id="react"/><endEvent id="reacted"/>
        told -> react
        react -> reacted
        </subProcess>"""))  # fmt: skip
    assert case.walked("start -> job", "told -> react") == {"start -> job": True, "told -> react": False}
    case.receive("news").complete("react")
    assert case.walked("told -> react", "react -> reacted", "job -> end") == {
        "told -> react": True, "react -> reacted": True, "job -> end": False,
    }  # fmt: skip


def test_several_arrows_out_of_a_task_and_joins_are_walked() -> None:
    case = Case(diagram(f"""{START}<userTask id="job"/><intermediateThrowEvent id="a"/><intermediateThrowEvent id="b"/>
        <parallelGateway id="both"/>{END}
        start -> job
        job -> a
        job -> b
        a -> both
        b -> both
        both -> end"""))  # fmt: skip
    case.complete("job")
    assert all(case.walked("job -> a", "job -> b", "a -> both", "b -> both", "both -> end").values())


def test_a_conditional_arrow_out_of_a_task_is_walked_only_where_its_condition_holds() -> None:
    case = Case(diagram(f"""{START}<userTask id="job"/><task id="a"/><task id="b"/>{END}
        start -> job
        job -> a [wanted]
        job -> b [not(wanted)]
        a -> end
        b -> end"""))  # fmt: skip
    case.complete("job", wanted=True)
    assert case.walked("job -> a", "job -> b") == {"job -> a": True, "job -> b": False}


def test_rounds_of_a_list_and_called_processes_are_walked() -> None:
    body = '<startEvent id="begin"/><userTask id="job"/><endEvent id="over"/>'
    called = diagram(f"{body}\nbegin -> job\njob -> over", "c")
    main = diagram(f"""{START}<callActivity id="call" calledElement="c"><multiInstanceLoopCharacteristics>
        <loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></callActivity>{END}
        start -> call
        call -> end""")  # fmt: skip
    case = Case(main, called).complete("job")
    assert case.walked("begin -> job", "job -> over") == {"begin -> job": True, "job -> over": True}
    assert case.walked("start -> call", "call -> end") == {"start -> call": True, "call -> end": False}
    case.complete("job")
    assert case.walked("call -> end") == {"call -> end": True}


def test_after_a_race_of_events_only_the_winner_is_walked() -> None:
    case = Case(file_with(MESSAGE, f"""{START}<eventBasedGateway id="race"/>
        <intermediateCatchEvent id="news"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
        <intermediateCatchEvent id="late"><timerEventDefinition><timeDate>date("2028-01-01")</timeDate>
        </timerEventDefinition></intermediateCatchEvent>{END}
        start -> race
        race -> news
        race -> late
        news -> end
        late -> end"""))  # fmt: skip
    case.receive("news")
    assert case.walked("race -> news", "race -> late", "news -> end", "late -> end") == {
        "race -> news": True, "race -> late": False, "news -> end": True, "late -> end": False,
    }  # fmt: skip
