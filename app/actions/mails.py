"""Actions that post messages. A message carries the case number and a link, never client data."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.act import Act
from app.actions.parameters import text, texts, words
from app.cases import letters, queries, recipients
from app.cases.models import Case
from app.cases.recipients import Recipient
from app.flow.errors import ActionError
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.outbox.models import MessageKind
from app.outbox.service import DUTY, NEWS, About

_NUMBERS = {"{nummer}": "number", "{anzahl}": "count"}
"""Place in the words of a mail → the parameter whose number stands there."""


def mail(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Writes to roles or institutions. Parameters: `to` and `also` (one or a list), `subject`, `text`; {fall} is the
    number of the case, {nummer} the parameter `number` and {anzahl} `count`, which tell mails of the same words apart.

    Those in `to` must be reached, and the history says so where nobody has an address; those in `also` are told where
    they take part. With `to_author` = "nein" whoever brought it about is not told, nor their office where it stands for
    them. With `duty` = "ja" it is about rights or terms and goes out at once; other messages may wait for the digest of
    whoever wants one.
    """
    to = [person for party in texts(parameters, "to") for person in letters.reached(act, case, party)]
    if parameters.get("also"):
        rows = queries.participants(act.session, case.id)
        present = {row.role for row in rows} | {row.institution.key for row in rows if row.institution is not None}
        also = [party for party in texts(parameters, "also") if party in present]
        to += [person for party in also for person in recipients.of_party(act.session, case, party, act.today)]
    if parameters.get("to_author") == "nein":
        to = recipients.without_cause(act, to)
    subject, body = (_numbered(words(parameters, name), parameters) for name in ("subject", "text"))
    _post(act, case, to, subject, body, act.links.case(case.number), NEWS if parameters.get("duty") != "ja" else DUTY)


def _numbered(written: str, parameters: Mapping[str, Any]) -> str:
    """A text with its numbers filled in. Only whole ones are taken: nothing about a person gets into a mail by them."""
    for place, name in _NUMBERS.items():
        number = parameters.get(name)
        if place in written and (not isinstance(number, int | float | Decimal) or number != int(number)):
            raise ActionError(f"Der Aktion fehlt die Angabe «{name}»: eine ganze Zahl.")
        written = written.replace(place, str(number))
    return written


def remind(act: Act, case: Case, parameters: Mapping[str, Any]) -> None:
    """Writes to those who still have the task with the id `task` before them. Parameters: `task`, `subject`, `text`."""
    statement = select(WorkItem).where(
        WorkItem.instance_id == case.instance_id,
        WorkItem.element == text(parameters, "task"),
        WorkItem.status == ItemStatus.OPEN,
    )
    for item in act.session.scalars(statement):
        to = recipients.of_task(act.session, case, item, act.today)
        about = About(MessageKind.REMINDER, item.id, act.today)
        _post(act, case, to, words(parameters, "subject"), words(parameters, "text"), item, about)


def _post(
    act: Act, case: Case, to: Sequence[Recipient], subject: str, body: str, where: letters.Where, about: About
) -> None:
    """Like `letters.tell`, where {fall} in subject and text is the number of the case."""
    subject, body = (words.replace("{fall}", case.number) for words in (subject, body))
    letters.tell(act, case, to, subject, body, where, about=about)
