"""Plans the next reminder of a task, and sends the one that is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.act import Act
from app.cases import letters, queries, recipients, roles
from app.cases.history import tell_history
from app.cases.models import Case, Participant
from app.cases.recipients import Recipient
from app.cases.standing import doers_of, in_time
from app.clock import at_local
from app.flow.kinds import LIVE
from app.flow.models import WorkItem
from app.outbox.models import Message, MessageKind
from app.outbox.service import About
from app.people import queries as people
from app.people.models import Institution
from app.reminders.rules import MORNING, Step, Term, Whom

Everybody = Sequence[Participant]


def plan(act: Act, case: Case, items: Sequence[WorkItem], everybody: Everybody) -> None:
    """Plans the first reminder of new tasks, and of those that are due on another day now.

    everybody: the participants of the case at the moment.
    """
    counting = in_time(case, everybody, act.today)
    for item in items:
        item.remind_at = _next_moment(item, counting, act.now)


def remind(act: Act, item: WorkItem) -> None:
    """Sends the reminder of an open task whose moment has come, and plans its next one. The caller has locked its case.

    Of several that were missed only the last is sent. A case that rests is looked at again the next day; one that is
    silent reminds nobody any more.
    """
    case, since = queries.case_of_instance(act.session, item.instance_id), item.remind_at
    if case.silent:
        item.remind_at = None
        return
    if item.instance.status not in LIVE:
        item.remind_at = at_local(act.today + timedelta(days=1), MORNING)
        return
    everybody = in_time(case, queries.participants(act.session, case.id), act.today)
    item.remind_at = _next_moment(item, everybody, act.now)
    term = _term(item, everybody)
    # A task that is older than its reminders (it stood open when they came into use) is only planned.
    if term is not None and since is not None and since >= item.opened_at:
        step = term.step_between(since, act.now)
        if step is not None:
            _tell(act, case, item, everybody, step)


def _next_moment(item: WorkItem, everybody: Everybody, now: datetime) -> datetime | None:
    term = _term(item, everybody)
    return term.next_after(now) if term is not None else None


def _term(item: WorkItem, everybody: Everybody) -> Term | None:
    if item.due is None:
        return None
    offices = _offices(item, everybody)
    return Term(item.reminders, item.opened_at, item.due, offices[0].key if offices else None)


def _offices(item: WorkItem, everybody: Everybody) -> list[Institution]:
    """The institutions whose people are to do a task; none where the client does it in person."""
    rows = doers_of(item, everybody)
    return list(dict.fromkeys(row.institution for row in rows if row.institution is not None))


def _tell(act: Act, case: Case, item: WorkItem, everybody: Everybody, step: Step) -> None:
    """Writes to those a step names, to each address once. The texts name the case by its number, and nobody by name."""
    to = {whom: _recipients(act, case, item, everybody, whom) for whom in step.whom}
    heard = [one for found in to.values() for one in found]
    doers = [one for one in to.get(Whom.DOER, ()) if one.does_it]
    others = [one for one in heard if one not in doers]
    if not heard:
        # The case goes on where there is nobody to write to, but its history says so.
        tell_history(act, case, "reminder", f"Keine Adresse für eine Erinnerung an «{item.title}»")
    told: set[str] = set()
    about = About(MessageKind.REMINDER, item.id, act.today)
    late = step.after > 0
    subject = f"Erinnerung: {item.title}{' ist überfällig' if late else ''} ({case.number})"
    body = f"{'Diese Aufgabe ist überfällig' if late else 'Diese Aufgabe ist noch offen'}:\n{item.title}\n"
    body += f"Fällig {'war' if late else 'bis'}: {item.due:%d.%m.%Y}"
    # Only those who may do the task can open its page; the others may hear of several that are called the same.
    whose = f"\nZuständig: {_doer_in_words(item, everybody)}"
    groups: tuple[tuple[Sequence[Recipient], str, letters.Where], ...] = (
        (doers, body, item),
        (others, body + whose, act.links.case(case.number)),
    )
    for group, text, where in groups:
        new = [one for one in group if not one.address or one.address not in told]
        new = [one for one in new if not _has_heard_today(act, case, one, subject, text, where)]
        told |= {one.address for one in new}
        letters.tell(act, case, new, subject, text, where, about=about)


def _has_heard_today(act: Act, case: Case, to: Recipient, subject: str, text: str, where: letters.Where) -> bool:
    """Whether they got the very same words today, of another task that is called the same."""
    same = select(Message.id).where(
        Message.case_number == case.number,
        Message.to_address == to.address,
        Message.subject == subject,
        Message.body == letters.text_for(act, case, to, text, where),
        Message.posted_at >= at_local(act.today),
    )
    return act.session.scalars(same.limit(1)).first() is not None


def _doer_in_words(item: WorkItem, everybody: Everybody) -> str:
    """Whose task it is, without the name of a person."""
    if item.role == roles.CLIENT and item.party is None:
        return roles.NAMES[roles.CLIENT]
    return ", ".join(office.name for office in _offices(item, everybody)) or roles.NAMES[roles.COORDINATION_OFFICE]


def _recipients(act: Act, case: Case, item: WorkItem, everybody: Everybody, whom: Whom) -> Sequence[Recipient]:
    if whom is Whom.DOER:
        return recipients.of_task(act.session, case, item, act.today, everybody)
    found: Sequence[Recipient] = []
    if whom is Whom.LEAD:
        found = recipients.of_party(act.session, case, roles.CASE_LEAD, act.today)
    elif whom is Whom.SUPERIOR:
        offices = _offices(item, everybody)
        found = [Recipient(office.name, office.email) for office in offices]
        if any(people.caseworkers_up_to_two(act.session, office.id) == 1 for office in offices):
            # Whoever works there alone is their own superior.
            found = [*found, *recipients.of_party(act.session, case, roles.COORDINATION_OFFICE, act.today)]
    return found or recipients.of_party(act.session, case, roles.COORDINATION_OFFICE, act.today)
