"""Own tasks: what somebody sets for themselves, for a colleague or asks of a participant, with a date.

What is to be done stands in the note it came of, for those who may read that; the task itself says nothing of it, so
that mails, the log and lists of others may name it.
"""

from datetime import date

from app.act import Act
from app.audit.models import CHANGED
from app.cases import letters, queries, roles
from app.cases.models import Case
from app.cases.recipients import Recipient
from app.cases.standing import Standing, standing_of
from app.db import new_id
from app.flow.kinds import ItemKind, ItemStatus, Reminders
from app.flow.models import WorkItem
from app.notes import queries as notes
from app.notes.models import Note
from app.notes.service import Addressee, NoteError
from app.people import absences
from app.people import queries as people
from app.reminders import service as reminders
from app.tasks.assigning import announce

FOR_ME, FOR_OTHERS = "Wiedervorlage", "Bitte um Erledigung"
"""What an own task is called: set in one's own institution, or asked of another participant."""
ELEMENT = "note"


def set_task(act: Act, standing: Standing, note: Note, due: date, to: Addressee | None) -> WorkItem:
    """Makes an own task of a note, due on `due`: for `to`, or else for its author. Raises NoteError.

    Whoever is to do it gets a message, except the author; while they are away their deputy does it.
    """
    if due < act.today:
        raise NoteError("Dieser Tag ist schon vorbei. Bitte wählen Sie heute oder später.", "due")
    item = WorkItem(
        id=new_id(), instance_id=standing.case.instance_id, task_id=note.id, element=ELEMENT, kind=ItemKind.OWN,
        title=FOR_ME, due=due, reminders=Reminders.OWN, opened_at=act.now,
    )  # fmt: skip
    person = act.user
    if to is not None and to.row is not None:
        item.title, person = FOR_OTHERS, None  # type: ignore[assignment]
        item.role = roles.CLIENT if to.row.institution is None else None
        item.party = to.row.institution.key if to.row.institution is not None else None
    else:
        item.party = act.user.institution.key if act.user.institution is not None else None
        person = to.user if to is not None and to.user is not None else act.user
        deputy = absences.stand_in(act.session, person.id, act.today) if person.id != act.user.id else None
        item.assignee_id, item.stands_in_for_id = (deputy, person.id) if deputy else (person.id, None)
    act.session.add(item)
    note.item_id = item.id
    act.session.flush()
    everybody = queries.participants(act.session, standing.case.id)
    reminders.plan(act, standing.case, [item], everybody)
    if item.assignee_id != act.user.id:
        announce(act, standing.case, item, everybody)
    return item


def tick_off(act: Act, item: WorkItem, case: Case) -> None:
    """Notes that an own task is done, and tells whoever had set it, unless they did it themselves."""
    item.status, item.closed_at, item.closed_by_id, item.remind_at = ItemStatus.DONE, act.now, act.user.id, None
    act.record(case.number, CHANGED, f"Aufgabe «{item.title}»")
    note = notes.of_item(act.session, item)
    author = people.user_by_id(act.session, note.by_id) if note is not None else None
    if author is None or author.id == act.user.id or not author.active:
        return
    if not standing_of(author, case, act.today).own:
        return
    subject = f"Erledigt: {item.title} ({case.number})"
    body = f"Das ist erledigt:\n{item.title}, fällig am {item.due:%d.%m.%Y}"
    letters.post_to(act, case, Recipient(author.name, author.email), subject, body, act.links.case(case.number))
