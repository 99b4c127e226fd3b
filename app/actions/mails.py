"""Actions that post messages. A message carries the case number and a link, never client data."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.actions.context import ActionContext
from app.actions.parameters import text, texts
from app.cases import letters, recipients, roles, service
from app.cases.recipients import Recipient
from app.flow.models import OPEN, Event, WorkItem
from app.people import queries as people


def mail(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Writes to roles or institutions. Parameters: `to` (one or a list), `subject`, `text`; {fall} is the number."""
    to = [person for party in texts(parameters, "to") for person in _of(context, party)]
    _post(context, to, text(parameters, "subject"), text(parameters, "text"), f"faelle/{context.case.number}")


def remind(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Writes to those who still have the task with the id `task` before them. Parameters: `task`, `subject`, `text`."""
    statement = select(WorkItem).where(
        WorkItem.instance_id == context.case.instance_id,
        WorkItem.element == text(parameters, "task"),
        WorkItem.status == OPEN,
    )
    for item in context.session.scalars(statement):
        to = recipients.of_task(context.session, context.case, item)
        _post(context, to, text(parameters, "subject"), text(parameters, "text"), f"aufgaben/{item.id}")


def invite(context: ActionContext, parameters: Mapping[str, Any]) -> None:
    """Invites to a meeting. Parameters: `to` (list), `date`, `time`, `place`, optional `subject`.

    Invited institutions take part in the case from now on: the link in the invitation must lead somewhere.
    """
    parties = texts(parameters, "to")
    for party in parties:
        if people.institution_by_key(context.session, party) is not None:
            service.bring_in(context.session, context.case, roles.PROFESSIONAL, party, context.now)
    to = [person for party in parties for person in _of(context, party)]
    subject = text(parameters, "subject", "Einladung zum Standortgespräch ({fall})")
    body = (
        "Sie sind zu einem Gespräch eingeladen.\n\n"
        f"Datum: {recipients.swiss_date(text(parameters, 'date'))}\nZeit: {text(parameters, 'time')} Uhr\n"
        f"Ort: {text(parameters, 'place')}\n"
    )
    _post(context, to, subject, body, f"faelle/{context.case.number}")


def _of(context: ActionContext, party: str) -> Sequence[Recipient]:
    found = recipients.of_party(context.session, context.case, party)
    if not found:
        # Nobody to write to is no reason to stop the case, but somebody must notice.
        title = f"Keine Adresse für eine Nachricht an «{recipients.party_name(context.session, party)}»"
        context.session.add(
            Event(instance_id=context.case.instance_id, at=context.now, kind="notice", element="mail", title=title)
        )
    return found


def _post(context: ActionContext, to: Sequence[Recipient], subject: str, body: str, path: str) -> None:
    number = context.case.number
    if to and not context.case.silent:
        # The history is read by all who take part, and not all of them may know who the client is.
        client = roles.NAMES[roles.CLIENT]
        names = ", ".join(dict.fromkeys(client if person.is_client else person.name for person in to))
        told = f"{subject.replace('{fall}', number)} – an {names}"[:200]
        row = Event(instance_id=context.case.instance_id, at=context.now, kind="message", element="mail", title=told)
        context.session.add(row)
    for person in dict.fromkeys(to):
        link = f"{context.base_url}/{path}"
        words = subject.replace("{fall}", number), body.replace("{fall}", number)
        letters.post_to(context.session, context.case, person, *words, link, context.now)
