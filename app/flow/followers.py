"""Which work of people follows an event at once, as drawn: through scripts, decisions and ways that fork."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.flow.specs import CallActivity, MultiInstance, SubProcess, Transaction
from app.flow.timers import CycleTimer, MomentTimer

_MOST = 200
"""Elements that are looked at, which is more than any diagram has behind one event."""


@dataclass(frozen=True)
class Work:
    """A step of people, or a called process in which there is one. lane: the innermost that is drawn around it."""

    spec: Any
    lane: str | None


def next_work(spec: Any, container: Any, called: Mapping[str, Any]) -> Work | None:
    """The first step of people behind the event `spec`, which `container` has; None where none follows at once.

    called: the specifications of sub-processes and called processes by name. Behind another timer nothing follows at
    once, except inside a called process: that is there to get its work done.
    """
    waiting = [(one, container, spec.lane, False) for one in spec.outputs]
    seen: set[int] = set()
    for _ in range(_MOST):
        if not waiting:
            return None
        one, container, around, inside = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        body = container.task_specs[one.task_spec] if isinstance(one, MultiInstance) else one
        lane = body.lane or around
        if body.manual:
            return Work(body, lane)
        if isinstance(getattr(one, "event_definition", None), MomentTimer | CycleTimer) and not inside:
            continue
        if isinstance(body, CallActivity | SubProcess | Transaction):
            inner = called[body.spec]
            waiting.insert(0, (inner.start, inner, lane, inside or isinstance(body, CallActivity)))
        else:
            waiting += [(next_one, container, lane, inside) for next_one in one.outputs]
    return None
