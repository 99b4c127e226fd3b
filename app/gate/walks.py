"""Follows automatic steps with the values that scripts set, as long as these are certain, to find endless circles."""

import json
from typing import Any

from app.feel import FeelError, kept_json
from app.feel.evaluation import Frame, Run
from app.flow import scope as variables
from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.flow.extensions import read_extensions
from app.gate.bpmn_words import B, kind
from app.gate.diagram import Container, Element
from app.gate.expression_check import SOME_DAY, depends_on_time
from app.gate.language import script_of

MAX_STEPS = 1_000
"""Automatic steps in one go, as many as the engine allows itself."""
_MAX_WALKS = 200
_BUDGET = 100_000
"""Steps of evaluation for all walks through one container. An endless circle that needs more passes the gate; in a
running case the engine stops it after 1,000 steps."""
_PLAIN = ("startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "task", "scriptTask",
          "exclusiveGateway")  # fmt: skip

Values = dict[str, Any]


def endless_walk(container: Container, automatic: set[str]) -> str | None:
    """A node at which a walk goes round for ever, every decision on it being certain; None if none was found."""
    waiting: list[tuple[str, Values]] = [(str(start.get("id")), {}) for start in container.starts]
    waiting += [(target, {}) for name in container.nodes if name not in automatic for target in container.next[name]]
    seen = {_key(*begin) for begin in waiting}
    run = Run(lambda: SOME_DAY, _BUDGET)
    walks = 0
    while waiting and walks < _MAX_WALKS:
        walks += 1
        name, values = waiting.pop()
        endless, branches = _follow(container, automatic, name, values, run)
        if endless is not None:
            return endless
        for branch in branches:
            if _key(*branch) not in seen:
                seen.add(_key(*branch))
                waiting.append(branch)
    return None


def _key(name: str, values: Values) -> str:
    return f"{name} {json.dumps(values, sort_keys=True, default=str)}"


def _follow(
    container: Container, automatic: set[str], name: str, values: Values, run: Run
) -> tuple[str | None, list[tuple[str, Values]]]:
    """Goes on from a node while the next step is certain.

    Returns the node at which it goes round for ever, or None and the branches at which it was no longer certain.
    """
    passed: set[str] = set()
    while name in automatic:
        key = _key(name, values)
        if key in passed or len(passed) >= MAX_STEPS:
            return name, []
        passed.add(key)
        node = container.nodes[name]
        try:
            values = _after(node, values, run)
            targets = _targets(container, node, values, run)
        except (FeelError, FlowError):
            return None, []
        if len(targets) != 1:
            # Branches that run beside each other may change each other's values, so no value is certain any more.
            return None, [(target, values if kind(node) == "exclusiveGateway" else {}) for target in targets]
        name = targets[0]
    return None, []


def _targets(container: Container, node: Element, values: Values, run: Run) -> list[str]:
    """The nodes a token may go to; exactly one if that is certain."""
    name = str(node.get("id"))
    if kind(node) != "exclusiveGateway":
        return container.next[name]
    possible: list[str] = []
    for flow in container.outgoing.get(name, []):
        condition = flow.find(f"{B}conditionExpression")
        if condition is None:
            continue
        if not _is_certain(condition.text or "", values):
            possible.append(str(flow.get("targetRef")))
        elif _value(condition.text or "", values, run) is True:
            return [*possible, str(flow.get("targetRef"))]
    rest = [flow for flow in container.outgoing.get(name, []) if flow.find(f"{B}conditionExpression") is None]
    return possible + [str(flow.get("targetRef")) for flow in rest]


def _is_certain(text: str, values: Values) -> bool:
    expression = compile_text(text)
    return not depends_on_time(expression) and not expression.possible_names and expression.names <= set(values)


def _value(text: str, values: Values, run: Run) -> Any:
    return kept_json(compile_text(text).evaluate_in(Frame(values, None, run)))


def _after(node: Element, values: Values, run: Run) -> Values:
    """The values that are certain after a node; none after one that is not understood here."""
    if kind(node) not in _PLAIN or (kind(node) != "scriptTask" and read_extensions(node)):
        return {}
    if kind(node) != "scriptTask":
        return values
    after = dict(values)
    for line in script_of(node).splitlines():
        path, _, text = line.partition("=")
        path, head = path.strip(), path.strip().partition(".")[0]
        if not path or path.startswith("//"):
            continue
        if _is_certain(text, after) and (head in after or head == path):
            variables.assign(after, path, _value(text, after, run))
        else:
            after.pop(head, None)
    return after
