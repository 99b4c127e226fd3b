"""The places of a diagram at which expressions stand, and the scope each of them looks out of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.flow.expressions import is_expression, is_literal_time
from app.flow.extensions import read_extensions, read_loop
from app.flow.page_words import SHOWN
from app.gate.bpmn_words import ACTIVITIES, EVENTS, B, kind
from app.gate.diagram import Diagram, Element, event_kinds
from app.gate.language import script_of
from app.gate.names.shapes import NUMBER, Shape

Scope = tuple[str, str]
"""A scope of variables: the file, and the id of the process or of the multi-instance activity with a round."""
Chain = tuple[Scope, ...]
"""The scopes an expression sees, from the inside: rounds, and the process at the end."""
COUNTERS = dict.fromkeys(("nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"), NUMBER)
_TEXTS = {"due": "Die Frist", "candidates": "camunda:candidateGroups", "priority": "camunda:priority"}
_PROPERTIES = {
    "label": "Die Eigenschaft «label»", "reason": "Die Eigenschaft «reason»",
    "statistic": "Die Eigenschaft «statistic»", "when": "Die Eigenschaft «when»",
    "result": "Die Eigenschaft «result»", "meeting": "Die Eigenschaft «meeting»",
    "consequence": "Die Eigenschaft «consequence»",
}  # fmt: skip
_TRUTH, _DAY = frozenset({"truth"}), frozenset({"date", "moment", "text"})
_TIME = _DAY | {"duration"}
_TIMES = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True)
class Place:
    """One expression. what: its German name in a sentence; extra: names that only it sees.

    wanted: the kinds its value may have, where not all will do.
    needed: whether a case stops here if a name is not there. waits: whether it goes on from here only once the
    expression has a value.
    """

    node: Element
    what: str
    text: str
    chain: Chain
    extra: Mapping[str, Shape] = field(default_factory=dict)
    needed: bool = False
    waits: bool = False
    wanted: frozenset[str] = frozenset()


def chain_around(diagram: Diagram, node: Element) -> Chain:
    """The scopes around an element, without its own round."""
    found: list[Scope] = []
    around = node.getparent()
    while around is not None:
        if kind(around) == "process" or (kind(around) in ACTIVITIES and read_loop(around) is not None):
            found.append((diagram.name, str(around.get("id"))))
        around = around.getparent()
    return tuple(found)


def chain_in(diagram: Diagram, node: Element) -> Chain:
    """The scopes an activity sees while it runs, its own round included."""
    own = kind(node) in ACTIVITIES and read_loop(node) is not None
    around = chain_around(diagram, node)
    return ((diagram.name, str(node.get("id"))), *around) if own else around


def places_of(diagram: Diagram) -> Iterator[Place]:
    """Every expression of a diagram, in the order of the file."""
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) == "sequenceFlow":
            condition = node.find(f"{B}conditionExpression")
            if condition is not None:
                text = "".join(str(part) for part in condition.itertext())
                around = chain_around(diagram, node)
                yield Place(node, "Die Bedingung", text, around, needed=True, wanted=_TRUTH)
        elif kind(node) == "process":
            yield from _of_process(diagram, node)
        elif kind(node) in (*ACTIVITIES, *EVENTS):
            yield from _of_node(diagram, node)


def _of_process(diagram: Diagram, node: Element) -> Iterator[Place]:
    properties, scope = read_extensions(node).get("properties", {}), (diagram.name, str(node.get("id")))
    for name in SHOWN:
        if properties.get(name):
            yield Place(node, f"Die Eigenschaft «{name}»", properties[name], (scope,))


def _of_node(diagram: Diagram, node: Element) -> Iterator[Place]:
    inside, more = chain_in(diagram, node), read_extensions(node)
    properties = more.get("properties", {})
    texts = [(what, str(more.get(name, ""))) for name, what in _TEXTS.items()]
    texts += [(what, properties.get(name, "")) for name, what in _PROPERTIES.items()]
    texts += [(f"Der Parameter «{name}»", text) for name, text in more.get("inputs", {}).items()]
    for what, text in texts:
        if is_expression(text):
            due = what == _TEXTS["due"]
            wanted = _DAY if due else frozenset[str]()
            yield Place(node, what, text, inside, needed=due, waits=what == _PROPERTIES["when"], wanted=wanted)
    if properties.get("correlation"):
        yield Place(node, "Die Eigenschaft «correlation»", properties["correlation"], inside)
    for mapping in more.get("in", []):
        yield Place(node, f"Die Übergabe an «{mapping['target']}»", mapping["source"], inside)
    if kind(node) == "scriptTask":
        for name, text in lines_of(node):
            yield Place(node, f"Die Zeile «{name} = …»", text, inside)
    yield from _of_loop(diagram, node)
    if event_kinds(node) == {"timer"}:
        yield from (
            Place(node, "Die Zeitangabe", text, inside, needed=True, waits=True, wanted=_TIME) for text in _times(node)
        )


def _of_loop(diagram: Diagram, node: Element) -> Iterator[Place]:
    around, loop = chain_around(diagram, node), read_loop(node)
    condition = node.find(f"{B}standardLoopCharacteristics/{B}loopCondition")
    if condition is not None and condition.text:
        yield Place(node, "Die Bedingung der Wiederholung", condition.text, around, needed=True, wanted=_TRUTH)
    if loop is None:
        return
    source = loop["collection"] or loop["cardinality"]
    if source:
        wanted = frozenset({"list"} if loop["collection"] else {"number"})
        yield Place(node, "Die Liste der Mehrfachausführung", source, around, needed=True, wanted=wanted)
    if loop["needed"]:
        yield Place(node, "Die Eigenschaft «needed»", loop["needed"], chain_in(diagram, node))
    if loop["condition"]:
        yield Place(node, "Die Abschlussbedingung", loop["condition"], chain_in(diagram, node), COUNTERS, wanted=_TRUTH)


def _times(node: Element) -> Iterator[str]:
    for definition in node.iterchildren(f"{B}timerEventDefinition"):
        for child in definition:
            text = "".join(str(part) for part in child.itertext()).strip()
            if kind(child) in _TIMES and text and not is_literal_time(text):
                yield text


def lines_of(node: Element) -> Iterator[tuple[str, str]]:
    """The assignments of a script: name and expression."""
    for line in script_of(node).splitlines():
        path, sign, text = line.partition("=")
        if sign and not line.strip().startswith("//"):
            yield path.strip(), text
