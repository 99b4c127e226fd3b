"""The words for statuses and kinds in the tables of the machinery. The database stores these texts."""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """The state of a running process, and so of its case."""

    OPEN = "open"
    """It goes on."""
    ERROR = "error"
    """An automatic step failed and will be tried again; people may work on meanwhile."""
    STUCK = "stuck"
    """It failed too often and is not tried again until the operator lets it go on."""
    SUSPENDED = "suspended"
    """It rests: no task can be handed in and no timer fires."""
    DONE = "done"
    """It came to its end as drawn."""
    CANCELLED = "cancelled"
    """It was ended from outside."""


LIVE = (InstanceStatus.OPEN, InstanceStatus.ERROR)
"""A case goes on in these: in `error` an automatic step failed and is tried again, while people may work on."""
RESUMABLE = (InstanceStatus.ERROR, InstanceStatus.STUCK, InstanceStatus.SUSPENDED)
"""A case that does not move, but can be let go on."""
FINISHED = (InstanceStatus.DONE, InstanceStatus.CANCELLED)
"""A case is over in these, and stays so."""


class ItemStatus(StrEnum):
    """The state of a task or report."""

    OPEN = "open"
    """It waits for somebody."""
    DONE = "done"
    """Somebody handed it in."""
    CANCELLED = "cancelled"
    """It is no longer needed: the process went on without it."""


class ItemKind(StrEnum):
    """The two kinds of work items."""

    TASK = "task"
    """Somebody has to do it."""
    REPORT = "report"
    """Somebody may report it (a message event with a form)."""
    OWN = "own"
    """Somebody set it for themselves or asked others for it; the diagram knows nothing of it."""


TO_DO = (ItemKind.TASK, ItemKind.OWN)
"""The kinds that stand on lists of tasks."""


class Reminders(StrEnum):
    """Which reminders a task gets while it is open: the property `reminders` in its diagram."""

    STANDARD = "standard"
    """Those of every task with a due date."""
    TRANSITION = "transition"
    """Those of a transition check, whose day cannot be moved."""
    START = "start"
    """Those of a task that is due five working days before something begins, and missing when it does."""
    SIGNATURE = "signature"
    """Those of a signature: five and two working days before the due day."""
    NONE = "none"
    """None: the diagram sees to it."""
    OWN = "own"
    """Those of an own task: only whoever is to do it is reminded. Not for diagrams."""


class CaseMessageStatus(StrEnum):
    """The state of a message between cases."""

    OPEN = "open"
    """It is on its way."""
    DONE = "done"
    """Its receiver has got it."""
    STUCK = "stuck"
    """It failed too often and is not tried again until the operator lets it go on."""


class MessageKind(StrEnum):
    """The kinds of events that cases send to each other."""

    MESSAGE = "message"
    """For one receiver."""
    SIGNAL = "signal"
    """For all that wait for it."""


class EventKind(StrEnum):
    """The kinds of happenings in a case. A script or decision is not stored in its history."""

    TASK = "task"
    """Somebody did a task, or reported something."""
    ACTION = "action"
    """An automatic step was done."""
    TIMER = "timer"
    """A timer fired."""
    END = "end"
    """An end event was reached."""
    MESSAGE = "message"
    """A message was sent or received, by a task of the diagram or as a mail to people."""
    NOTICE = "notice"
    """A line beside those of the process itself, for example that a mandate runs out."""
    SCRIPT = "script"
    DECISION = "decision"
