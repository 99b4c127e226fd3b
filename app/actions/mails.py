"""Actions that post messages. A message carries the case number and a link, never client data."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.act import Act
from app.actions.parameters import text, texts, words
from app.cases import letters, recipients, roles, service
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.recipients import Recipient
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people import queries as people


def mail(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Writes to roles or institutions. Parameters: `to` (one or a list), `subject`, `text`; {fall} is the number.

    With `to_author` = "nein" whoever brought it about is not told, nor their office where it stands for them.
    """
    to = [person for party in texts(parameters, "to") for person in _of(act, case, party)]
    if parameters.get("to_author") == "nein" and act.cause is not None:
        own = {found.email for found in (act.cause, act.cause.institution) if found is not None and found.email}
        to = [person for person in to if person.address not in own]
    _post(act, case, to, words(parameters, "subject"), words(parameters, "text"), act.links.case(case.number))


def remind(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Writes to those who still have the task with the id `task` before them. Parameters: `task`, `subject`, `text`."""
    statement = select(WorkItem).where(
        WorkItem.instance_id == case.instance_id,
        WorkItem.element == text(parameters, "task"),
        WorkItem.status == ItemStatus.OPEN,
    )
    for item in act.session.scalars(statement):
        to = recipients.of_task(act.session, case, item, act.today)
        _post(act, case, to, words(parameters, "subject"), words(parameters, "text"), act.links.task(item.id))


def invite(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Invites to a meeting. Parameters: `to` (list), `date`, `time`, `place`, optional `subject`.

    Invited institutions take part in the case from now on, since the link in the invitation leads to it.
    """
    parties = texts(parameters, "to")
    for party in parties:
        if people.institution_by_key(act.session, party) is not None:
            service.bring_in(act, case, roles.PROFESSIONAL, party)
    to = [person for party in parties for person in _of(act, case, party)]
    subject = words(parameters, "subject", "Einladung zum Standortgespräch ({fall})")
    day, clock = recipients.swiss_date(text(parameters, "date")), recipients.swiss_time(text(parameters, "time"))
    body = f"Sie sind zu einem Gespräch eingeladen.\n\nDatum: {day}\nZeit: {clock} Uhr\n"
    # The place is free text, and may say who somebody is or where they live: it goes out on paper, to those who cannot
    # look it up. Everybody else finds it in the case.
    by_mail, on_paper = "Der Ort steht im Fall.\n", f"Ort: {text(parameters, 'place')}\n"
    _post(act, case, to, subject, body, act.links.case(case.number), by_mail, on_paper)


def _of(act: Act, case: Case, party: str) -> Sequence[Recipient]:
    found = recipients.of_party(act.session, case, party, act.today)
    if not found:
        # The case goes on where there is nobody to write to, but its history says so.
        name = recipients.party_name(act.session, party)
        tell_history(act, case, "mail", f"Keine Adresse für eine Nachricht an «{name}»")
    return found


def _post(
    act: Act,
    case: Case,
    to: Sequence[Recipient],
    subject: str,
    body: str,
    link: str,
    by_mail: str = "",
    on_paper: str = "",
) -> None:
    """Like `letters.tell`, where {fall} in subject and text is the number of the case."""
    subject, body = (words.replace("{fall}", case.number) for words in (subject, body))
    letters.tell(act, case, to, subject, body, link, by_mail, on_paper)
