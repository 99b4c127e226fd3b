"""The history of a case: lines that are added beside those of the process itself."""

from app.act import Act
from app.cases.models import Case
from app.flow.kinds import EventKind
from app.flow.models import Event

LONGEST_LINE = 200


def tell_history(act: Act, case: Case, element: str, line: str, kind: EventKind = EventKind.NOTICE) -> None:
    """Adds `line`, cut to LONGEST_LINE characters, to the history of `case`. element: its subject (`retention`)."""
    title = line[:LONGEST_LINE]
    act.session.add(Event(instance_id=case.instance_id, at=act.now, kind=kind, element=element, title=title))
