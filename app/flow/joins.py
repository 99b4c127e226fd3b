"""Refuses a new version whose joins would not come together for a case that is under way.

A parallel gateway waits for every way that leads to it. A case that is moved must never wait there for a way on which
nothing is under way.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway

from app.flow.errors import CannotMoveError


def check_joins(old: Any, new: Any, alive: Mapping[str, str]) -> None:
    """Raises CannotMoveError with the join at which a moved case might wait for ever.

    old, new: specifications of one process. alive: steps under way → their names in the new version.
    """
    for join in (spec for spec in new.task_specs.values() if isinstance(spec, ParallelGateway)):
        if len(join.inputs) < 2 or not any(join.name in _reached(new, [name]) for name in alive.values()):
            continue
        if not _as_before(old, new, join, alive) and not _begins_anew(new, join, alive.values()):
            title = join.bpmn_name or join.bpmn_id
            raise CannotMoveError(f"Vor «{title}» laufen die Wege in der neuen Version anders zusammen.", join.bpmn_id)


def _reached(spec: Any, start: Iterable[str], without: str = "") -> set[str]:
    """The names of all that can follow `start`, itself included, not going on beyond `without`."""
    found, waiting = set[str](), list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [] if name == without else [each.name for each in spec.task_specs[name].outputs]
    return found


def _as_before(old: Any, new: Any, join: Any, alive: Mapping[str, str]) -> bool:
    """True if the old version has this join with the same ways, and each step under way stands on the same of them."""
    before = old.task_specs.get(join.name)
    if not isinstance(before, ParallelGateway):
        return False
    ways = {spec.name for spec in join.inputs}
    if ways != {spec.name for spec in before.inputs}:
        return False
    return all(
        ways & _reached(old, [was], join.name) == ways & _reached(new, [name], join.name) for was, name in alive.items()
    )


def _begins_anew(new: Any, join: Any, alive: Iterable[str]) -> bool:
    """True if everything under way comes to the join only through one fork that reaches all its ways."""
    starts = list(alive)
    if join.name in starts:
        return False
    ways = {spec.name for spec in join.inputs}
    forks = [spec for spec in new.task_specs.values() if isinstance(spec, ParallelGateway) and len(spec.outputs) > 1]
    return any(
        fork.name not in starts
        and join.name not in _reached(new, starts, fork.name)
        and ways <= _reached(new, [each.name for each in fork.outputs], join.name)
        for fork in forks
    )
