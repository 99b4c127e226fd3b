"""«Was als Nächstes kommt, und mit wem»: open tasks, meetings and timers of a case as one list of dates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.casefile.share import Shown
from app.cases import roles
from app.cases.standing import Standing
from app.clock import ZONE
from app.deadlines import moments
from app.flow.models import WorkItem
from app.flow.outlook import Meeting, Outlook, Timer


@dataclass(frozen=True)
class Coming:
    """One line of the list.

    day: None for a task without a due date. time, place: of a meeting, empty where they are not known. who: the people
    or offices it is for, in words; empty where it happens by itself. item: the task, None for what is still to come.
    phase: of a meeting, the phase of the procedure it belongs to.
    """

    day: date | None
    title: str
    who: str
    item: WorkItem | None = None
    time: str = ""
    place: str = ""
    is_meeting: bool = False
    phase: str | None = None


@dataclass(frozen=True)
class Words:
    """The names that the reader knows for people: holder of a task, of a role, and of an institution by its key."""

    of_task: Callable[[WorkItem], str]
    of_role: Callable[[str], str]
    of_office: Callable[[str], str]


def coming(
    standing: Standing, tasks: Sequence[WorkItem], outlook: Outlook, shown: Shown, words: Words, today: date
) -> list[Coming]:
    """The dates of a case from `today` on, and what is overdue, in order; those without a date come last.

    Who does not follow the case sees their own tasks, and what comes for their roles.
    """
    meetings = {one.element: one for one in outlook.meetings}
    lines = [_task(item, meetings.get(item.element), shown, words, today) for item in tasks]
    busy = {item.element for item in tasks}
    if standing.has(roles.Right.FOLLOWS):
        ahead = (_meeting(one, shown, words) for one in meetings.values() if one.element not in busy)
        lines += [line for line in ahead if line is not None and line.day is not None and line.day >= today]
    lines += _timers(outlook.timers, standing, words, today)
    return sorted(lines, key=lambda line: (line.day is None, line.day or date.max, line.item is None, line.time))


def _task(item: WorkItem, meeting: Meeting | None, shown: Shown, words: Words, today: date) -> Coming:
    title = f"{item.title} – {item.label}" if item.label else item.title
    about = _meeting(meeting, shown, words) if meeting is not None else None
    if about is not None and about.day is not None and about.day >= today:
        return Coming(about.day, title, about.who, item, about.time, about.place, True, about.phase)
    return Coming(item.due, title, words.of_task(item), item)


def _meeting(meeting: Meeting, shown: Shown, words: Words) -> Coming | None:
    """A meeting as the reader may know it; None where they may not, or its day is not fixed."""
    found = shown.value_of(meeting.of)
    if not isinstance(found, Mapping):
        return None
    day = moments.as_date(found.get("datum"))
    time = moments.as_time(str(found.get("zeit") or ""))
    offices = [words.of_office(str(key)) for key in _texts(found.get("teilnehmende"))]
    who = ", ".join(dict.fromkeys(offices)) or words.of_role(roles.LANES.get(meeting.lane or "", ""))
    clock = f"{time:%H:%M}" if time is not None else ""
    return Coming(day, meeting.title, who, None, clock, str(found.get("ort") or ""), True, meeting.phase)


def _timers(timers: Iterable[Timer], standing: Standing, words: Words, today: date) -> list[Coming]:
    found: dict[tuple[date, str], Coming] = {}
    for timer in timers:
        day = timer.at.astimezone(ZONE).date()
        named = timer.candidates if timer.candidates in roles.ROLES else None
        role = named or roles.LANES.get(timer.lane or "", "")
        if day >= today and (standing.has(roles.Right.FOLLOWS) or role in standing.roles):
            found.setdefault((day, timer.title), Coming(day, timer.title, words.of_role(role)))
    return list(found.values())


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
