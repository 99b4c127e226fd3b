"""The history of a case: lines that its page tells beside what the process itself noted."""

from app.act import Act
from app.cases.models import Case
from app.flow.models import Event

LONGEST_LINE = 200


def tell_history(act: Act, case: Case, element: str, line: str, kind: str = "notice") -> None:
    """Adds `line` to the history of `case`, cut to `LONGEST_LINE`. element: what it is about, in a word of ours."""
    title = line[:LONGEST_LINE]
    act.session.add(Event(instance_id=case.instance_id, at=act.now, kind=kind, element=element, title=title))
