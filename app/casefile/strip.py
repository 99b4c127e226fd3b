"""The strip of phases: where a case has been, where it is, what is to come, with dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.casefile.coming import Coming
from app.flow.outlook import Outlook


class State(StrEnum):
    """The state of a phase."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Phase:
    """One phase. day: of a done one, when its last paper was handed in; of another one, that of its meeting.

    time, place: of that meeting; empty where there is none.
    """

    name: str
    state: State
    day: date | None
    time: str = ""
    place: str = ""


def strip(
    outlook: Outlook, papers: Mapping[str, datetime], meetings: Mapping[str, Coming], is_closed: bool
) -> Sequence[Phase]:
    """The phases of a case, in order; none where its diagram names none.

    papers: phase → when its last paper was handed in. meetings: phase → the next meeting in it. The case is in the
    first phase in which something is under way: what comes again, as a plan that is adapted, is not done.
    """
    places = [number for number, name in enumerate(outlook.phases) if name in outlook.at]
    here = min(places, default=_behind(outlook))
    return [
        _phase(name, State.DONE if is_closed or number < here else State.HERE if number == here else State.AHEAD,
               papers.get(name), meetings.get(name))
        for number, name in enumerate(outlook.phases)
    ]  # fmt: skip


def _behind(outlook: Outlook) -> int:
    """The place of the phase that was reached last."""
    return outlook.phases.index(outlook.reached) if outlook.reached in outlook.phases else 0


def _phase(name: str, state: State, handed_in: datetime | None, meeting: Coming | None) -> Phase:
    if state is not State.DONE and meeting is not None:
        return Phase(name, state, meeting.day, meeting.time, meeting.place)
    done = handed_in.date() if handed_in is not None and state is State.DONE else None
    return Phase(name, state, done)
