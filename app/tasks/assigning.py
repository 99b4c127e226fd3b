"""Assigning a new task to a person, and writing to those who are to do it."""

from collections.abc import Sequence
from datetime import timedelta

from app.act import Act
from app.cases import letters, recipients
from app.cases.models import Case, Participant
from app.cases.recipients import Recipient
from app.cases.standing import doers_of
from app.flow.models import WorkItem
from app.outbox.models import MessageKind
from app.outbox.service import About
from app.people import absences


def assign_to_usual_person(act: Act, item: WorkItem, everybody: Sequence[Participant]) -> None:
    """Gives a task to the person who already acts for its role or office, so that a case stays with one person.

    While that person is away their deputy, first the one named in this case, gets the task and the case stays with the
    person. An absence does not count
    for the person whose own step opens the task: they are working right now. everybody: the participants of the case.
    """
    rows = doers_of(item, everybody)
    persons = {row.user.id for row in rows if row.user is not None and row.user.active}
    if len(persons) == 1:
        person = persons.pop()
        acts_now = act.by is not None and act.by.id == person
        named = next((row.deputy_id for row in rows if row.user_id == person and row.deputy_id is not None), None)
        deputy = None if acts_now else absences.stand_in(act.session, person, act.today, named)
        item.assignee_id, item.stands_in_for_id = (deputy, person) if deputy else (person, None)


def announce(act: Act, case: Case, item: WorkItem, everybody: Sequence[Participant]) -> None:
    """Writes to those who are to do a task, but not to the person whose step opened it: their page shows it already.

    A client who does it by link hears of it all the same.
    """
    due = f"\nFällig bis: {item.due:%d.%m.%Y}" if item.due else ""
    subject = f"Neue Aufgabe: {item.title} ({case.number})"
    theirs = f"Für Sie ist eine neue Aufgabe bereit:\n{item.title}{due}"
    nobodys = f"Für diese Aufgabe ist niemand da (abwesend, ohne Vertretung):\n{item.title}{due}"
    if act.by is not None and item.assignee_id == act.by.id:
        to_tell: Sequence[Recipient] = recipients.clients_by_link(case, item, everybody)
    else:
        to_tell = recipients.of_task(act.session, case, item, act.today, everybody)
    # It has to be known a day before it is due; without a due day it can wait for any digest.
    latest = max(item.due - timedelta(days=1), act.today) if item.due is not None else None
    about = About(MessageKind.TASK, item.id, latest)
    for to in to_tell:
        if act.by is None or to.address != act.by.email:
            body, where = (theirs, item) if to.does_it else (nobodys, act.links.case(case.number))
            letters.post_to(act, case, to, subject, body, where, about)
