"""Follows what happens by itself with the values a diagram's scripts set, as far as they are known."""

import json
from typing import Any

from app.feel import FeelError, to_json
from app.feel.evaluation import Frame, Run
from app.flow import scope as variables
from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.flow.extensions import read_extensions
from app.gate.diagram import Element, Scope
from app.gate.judge import SOME_DAY, depends_on_time
from app.gate.language import script_of
from app.gate.words import B, kind

MAX_STEPS = 1_000
"""Automatic steps in one go, as many as the engine allows itself."""
_MAX_WALKS = 200
_BUDGET = 100_000
"""Steps of evaluation for all walks through one scope; whoever needs more is not found out here."""
_PLAIN = ("startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "task", "scriptTask",
          "exclusiveGateway")  # fmt: skip

Known = dict[str, Any]


def endless_walk(scope: Scope, automatic: set[str]) -> str | None:
    """A node at which a walk never comes to rest although every decision on it is certain; None if there is none."""
    waiting: list[tuple[str, Known]] = [(str(start.get("id")), {}) for start in scope.starts]
    waiting += [(target, {}) for name in scope.nodes if name not in automatic for target in scope.next[name]]
    seen = {_key(*begin) for begin in waiting}
    run = Run(lambda: SOME_DAY, _BUDGET)
    walks = 0
    while waiting and walks < _MAX_WALKS:
        walks += 1
        name, known = waiting.pop()
        endless, branches = _follow(scope, automatic, name, known, run)
        if endless is not None:
            return endless
        for branch in branches:
            if _key(*branch) not in seen:
                seen.add(_key(*branch))
                waiting.append(branch)
    return None


def _key(name: str, known: Known) -> str:
    return f"{name} {json.dumps(known, sort_keys=True, default=str)}"


def _follow(
    scope: Scope, automatic: set[str], name: str, known: Known, run: Run
) -> tuple[str | None, list[tuple[str, Known]]]:
    """Goes on from a node while it is certain what comes next: the endless node, or where it is no longer certain."""
    passed: set[str] = set()
    while name in automatic:
        key = _key(name, known)
        if key in passed or len(passed) >= MAX_STEPS:
            return name, []
        passed.add(key)
        node = scope.nodes[name]
        try:
            known = _after(node, known, run)
            targets = _targets(scope, node, known, run)
        except (FeelError, FlowError):
            return None, []
        if len(targets) != 1:
            # Branches may run beside each other and change each other's values: what was known is no longer certain.
            return None, [(target, known if kind(node) == "exclusiveGateway" else {}) for target in targets]
        name = targets[0]
    return None, []


def _targets(scope: Scope, node: Element, known: Known, run: Run) -> list[str]:
    """Where a token may go; one target where that is certain."""
    name = str(node.get("id"))
    if kind(node) != "exclusiveGateway":
        return scope.next[name]
    possible: list[str] = []
    for flow in scope.outgoing.get(name, []):
        condition = flow.find(f"{B}conditionExpression")
        if condition is None:
            continue
        if not _is_certain(condition.text or "", known):
            possible.append(str(flow.get("targetRef")))
        elif _value(condition.text or "", known, run) is True:
            return [*possible, str(flow.get("targetRef"))]
    rest = [flow for flow in scope.outgoing.get(name, []) if flow.find(f"{B}conditionExpression") is None]
    return possible + [str(flow.get("targetRef")) for flow in rest]


def _is_certain(text: str, known: Known) -> bool:
    expression = compile_text(text)
    return not depends_on_time(expression) and not expression.possible_names and expression.names <= set(known)


def _value(text: str, known: Known, run: Run) -> Any:
    return to_json(compile_text(text).evaluate_in(Frame(known, None, run)))


def _after(node: Element, known: Known, run: Run) -> Known:
    """What is known after a node."""
    if kind(node) not in _PLAIN or (kind(node) != "scriptTask" and read_extensions(node)):
        return {}
    if kind(node) != "scriptTask":
        return known
    after = dict(known)
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
