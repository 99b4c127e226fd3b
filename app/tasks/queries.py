"""Reading tasks as one person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from app.cases import listed
from app.cases import queries as cases
from app.cases.finding import all_in
from app.cases.listed import Known, Whose
from app.cases.models import Case, Participant
from app.cases.roles import Right, with_right
from app.cases.standing import (
    ConsentEndedError,
    MandateExpiredError,
    Standing,
    item_with_case,
    require_standing,
    standing_among,
)
from app.cases.wanted import DUE, LAST, Wanted, between
from app.consent import sharing
from app.consent.reading import Reader
from app.drafts import Draft
from app.errors import ForbiddenError, NotFoundError
from app.flow import store
from app.flow.errors import TaskGoneError
from app.flow.kinds import InstanceStatus, ItemKind, ItemStatus
from app.flow.models import Instance, WorkItem
from app.notes import queries as notes
from app.notes.models import Note
from app.outbox.models import Message, MessageStatus
from app.people import absences
from app.people import queries as people
from app.people.models import User

MOST_TROUBLES = 50


class NotYourTaskError(ForbiddenError):
    """Diese Aufgabe gehört einer anderen Stelle. Auf der Fallseite sehen Sie, wer daran ist."""


TOO_LATE = (TaskGoneError, NotYourTaskError, ConsentEndedError, MandateExpiredError)
"""Why somebody who takes or took part in a case can no longer do a task in it, whatever they have typed meanwhile."""


@dataclass(frozen=True)
class Entry:
    """A task in the inbox, with its case and the group it stands in: a word of `DUE`.

    client: the client's name, as the reader may know it. holder: the person it is assigned to. absent: the person they
    stand in for, if any. days: how long it has been waiting. about: what an own task is about, where the asker's own
    institution wrote it.
    """

    item: WorkItem
    case: Case
    client: str
    group: str
    holder: User | None
    absent: User | None
    days: int
    about: str


def inbox(
    session: Session,
    user: User,
    now: datetime,
    page: int = 1,
    whose: Whose = Whose.ALL,
    wanted: Wanted = listed.EVERYTHING,
) -> tuple[list[Entry], bool]:
    """One page of the open tasks `user` may do, the most urgent first, and whether more follow."""
    known = to_find(session, user, now, wanted.words) if wanted.words else None
    rows, more = listed.tasks_of(session, user, now.date(), page, whose, wanted, known)
    names = people.users_by_id(session, {id for item, _ in rows for id in (item.assignee_id, item.stands_in_for_id)})
    clients = sharing.client_names(session, {case.id: case for _, case in rows}.values(), user, now)
    about = notes.of_items(session, [item.id for item, _ in rows if item.kind == ItemKind.OWN])
    entries = [
        Entry(
            item,
            case,
            clients[case.id],
            group_of(item.due, now.date()),
            names.get(item.assignee_id or ""),
            names.get(item.stands_in_for_id or ""),
            (now.date() - item.opened_at.date()).days,
            _about(about.get(item.id), user),
        )
        for item, case in rows
    ]
    return entries, more


def _about(note: Note | None, user: User) -> str:
    return note.text if note is not None and note.institution_id == user.institution_id else ""


def group_of(due: date | None, today: date) -> str:
    """The group of the inbox in which a task with this due date stands."""
    return next(word for word in DUE if is_within(due or LAST, between(word, today)))


def is_within(day: date, span: tuple[date, date]) -> bool:
    """Whether `day` lies between two others, both included."""
    return span[0] <= day <= span[1]


def to_find(session: Session, user: User, now: datetime, words: Sequence[str]) -> Known:
    """What a search for `words` needs to know of who asks."""
    titles, _processes = listed.titles_and_processes(session, user)
    fitting = {word: [title for title in titles if all_in([word], title)] for word in words}
    return Known(fitting, sharing.name_is_known(), sharing.over_before(now))


@dataclass(frozen=True)
class Begun:
    """Tasks with input of one person that was not handed in: ids of those that are open, and of the others."""

    open: frozenset[str]
    over: Sequence[str]


def begun(session: Session, user: User) -> Begun:
    """The tasks on whose pages `user` has typed something."""
    path = literal("/aufgaben/") + WorkItem.id
    found = session.execute(
        select(WorkItem.id, WorkItem.status).join(Draft, Draft.path == path).where(Draft.user_id == user.id).distinct()
    ).all()
    is_open = frozenset(item_id for item_id, status in found if status == ItemStatus.OPEN)
    return Begun(is_open, sorted(item_id for item_id, _ in found if item_id not in is_open))


@dataclass(frozen=True)
class Trouble:
    """A case in which something hangs: it stands `still`, a step is `repeated`, or a message reached nobody."""

    number: str
    still: bool
    repeated: bool
    undelivered: bool


def troubles(session: Session, user: User, today: date) -> list[Trouble]:
    """The cases in which something hangs that `user` is to look after: those in which they send letters."""
    found = session.execute(_troubles(), cases.asked_by(user, today))
    return [
        Trouble(number, status == InstanceStatus.STUCK, status != InstanceStatus.STUCK and incident is not None, lost)
        for number, status, incident, lost in found
    ]


@cache
def _troubles() -> Select[str, InstanceStatus, str | None, bool]:
    lost = select(Message.case_number).where(Message.status == MessageStatus.LETTER, Message.trouble.is_not(None))
    # Each of the three by an index of its own: in a large house hardly any case hangs.
    hanging = union_all(
        select(Instance.id).where(Instance.status == InstanceStatus.STUCK),
        select(Instance.id).where(Instance.incident.is_not(None)),
        select(Case.instance_id).where(Case.number.in_(lost)),
    )
    sends_letters = Participant.role.in_(with_right(Right.SENDS_LETTERS))
    part = select(Participant.id).where(
        Participant.case_id == Case.id, cases.takes_part(), cases.is_in_time(), sends_letters
    )
    return (
        select(Case.number, Instance.status, Instance.incident, Case.number.in_(lost))
        .join(Instance, Instance.id == Case.instance_id)
        .where(Instance.id.in_(hanging), part.exists())
        .order_by(Case.number)
        .limit(MOST_TROUBLES)
    )


def urgency(due: date | None, today: date) -> str:
    """How urgent a due date is."""
    if due is None:
        return "later"
    days = (due - today).days
    return "late" if days < 0 else "today" if days == 0 else "soon" if days <= 7 else "later"


def locked_task_for(session: Session, user: User, item_id: str, today: date) -> tuple[WorkItem, Standing]:
    """Like open_task_for, with the case locked until the transaction ends.

    The lock comes first, so that somebody whose participation ends at this very moment gets 403, not a success.
    """
    store.lock_of_item(session, item_id)
    return open_task_for(session, user, item_id, today)


def open_task_for(session: Session, user: User, item_id: str, today: date) -> tuple[WorkItem, Standing]:
    """The open task, or report, `item_id`, and `user` in its case.

    Raises NotFoundError, ConsentEndedError or MandateExpiredError where `user` takes no part in the case,
    NotYourTaskError where somebody else is to do it, TaskGoneError where it is no longer open.
    """
    found = item_with_case(session, item_id)
    if found is None:
        raise NotFoundError
    item, case = found
    standing = require_standing(user, case, today)
    if not standing.does(item):
        raise NotYourTaskError().keeping_from(case.number)
    if item.status != ItemStatus.OPEN:
        raise TaskGoneError
    return item, standing


def is_kept_by_other(session: Session, item: WorkItem, user: User, today: date) -> bool:
    """Whether somebody else holds a task so that `user` cannot take it over or pass it on.

    Nobody keeps a task whose account is closed; who is away does not keep it from whoever stands in for them.
    """
    if item.assignee_id in (None, user.id):
        return False
    holder = people.user_by_id(session, item.assignee_id or "")
    if holder is None:
        return False
    deputy = absences.stand_in(session, holder.id, today)
    return deputy != user.id and (deputy is None or not _is_named_deputy(session, item, holder, user))


def _is_named_deputy(session: Session, item: WorkItem, holder: User, user: User) -> bool:
    """Whether the case of a task names `user` as the one who stands in for `holder`."""
    named = select(Participant.id).join(Case, Case.id == Participant.case_id)
    named = named.where(Case.instance_id == item.instance_id, Participant.until.is_(None))
    found = named.where(Participant.user_id == holder.id, Participant.deputy_id == user.id).limit(1)
    return session.scalars(found).first() is not None


def was_handed_in(session: Session, user: User, item_id: str, handed_in_as: str, today: date) -> Case | None:
    """The case in which `user` has done this task with the very same post, as a double click does it; else None.

    Raises like open_task_for where `user` takes no part in the case any more.
    """
    found = item_with_case(session, item_id)
    if found is None or found[0].closed_by_id != user.id or found[0].handed_in_as != handed_in_as:
        return None
    return require_standing(user, found[1], today).case


def note_for(session: Session, item: WorkItem, reader: Reader) -> Note | None:
    """What an own task is about, as far as `reader` may read it; None for a task of a diagram."""
    note = notes.of_item(session, item) if item.kind == ItemKind.OWN else None
    return note if note is not None and reader.sees(note, note.category) else None


def in_words(item: WorkItem) -> str:
    """A task or report as the log names it."""
    return f"{'Meldung' if item.kind == ItemKind.REPORT else 'Aufgabe'} «{item.title}»"


def next_task(session: Session, user: User, case: Case, today: date) -> WorkItem | None:
    """The most urgent open task of this case that is assigned to `user` and that they may do, if there is one."""
    assigned = [item for item in cases.open_tasks(session, case) if item.assignee_id == user.id]
    if not assigned:
        return None
    # Asked anew: the step before may have changed who takes part.
    standing = standing_among(user, case, cases.participants(session, case.id), today)
    return next((item for item in assigned if standing.does(item)), None)
