"""The history of a case: lines that are added beside those of the process itself."""

from app.act import Act
from app.cases.models import Case
from app.flow.kinds import EventKind
from app.flow.models import Event


def tell_history(act: Act, case: Case, element: str, line: str, kind: EventKind = EventKind.NOTICE) -> None:
    """Adds `line` to the history of `case`. element: its subject (`retention`)."""
    act.session.add(Event(instance_id=case.instance_id, at=act.now, kind=kind, element=element, title=line))
