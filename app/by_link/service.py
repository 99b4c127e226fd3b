"""What happens at the door: sending codes, judging them, locking a link, and opening or taking it back for others."""

import hmac
import secrets
from datetime import timedelta

from app.act import Act
from app.audit.models import CHANGED, REFUSED, SIGNED_IN
from app.by_link.codes import CHANNELS
from app.cases import letters, recipients, roles, task_links
from app.cases.history import tell_history
from app.cases.models import Case, TaskLink
from app.cases.recipients import Recipient
from app.cases.task_links import Guest
from app.errors import InvalidError
from app.flow.models import WorkItem
from app.outbox.service import post
from app.signatures import mark
from app.tasks import queries as tasks

DIGITS = 6
MOST_CODES, MOST_WRONG, MOST_WRONG_EACH = 10, 10, 5
"""Codes that a link sends, wrong ones that it takes before it is locked, and that a single code takes."""
PAUSE = timedelta(seconds=60)


class CodeUnderWayError(InvalidError):
    """Ein Code ist unterwegs. Bitte warten Sie eine Minute, bevor Sie einen neuen verlangen."""


class NoCodeError(InvalidError):
    """Dieser Code gilt nicht mehr. Bitte verlangen Sie einen neuen."""


class WrongCodeError(InvalidError):
    """Dieser Code stimmt nicht. Bitte geben Sie den Code aus der neusten Nachricht ein."""


def send_code(act: Act, guest: Guest, channel: str) -> None:
    """Sends a fresh code, after which the one before counts no more. The link's row is locked by the caller.

    Raises CodeUnderWayError; after MOST_CODES the link is locked instead.
    """
    link, way = guest.link, CHANNELS[channel]
    if link.code_sent_at is not None and act.machine_now < link.code_sent_at + PAUSE:
        raise CodeUnderWayError
    if link.codes >= MOST_CODES:
        _lock(act, guest)
        return
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    link.code, link.code_wrong, link.codes = _hash(act, link, code), 0, link.codes + 1
    link.code_sent_at, link.code_until = act.machine_now, act.machine_now + way.lives
    way.send(act, guest.case, link, code)


def judge_code(act: Act, guest: Guest, typed: str) -> InvalidError | None:
    """None where `typed` is the code, which then counts no more; else why not. The link's row is locked by the caller.

    Each wrong one stands in the log of the case; too many lock the link, and those who lead the case are told.
    """
    link, what = guest.link, tasks.in_words(guest.item)
    if link.code is None or link.code_until is None or act.machine_now > link.code_until:
        return NoCodeError()
    digits = "".join(sign for sign in typed if sign.isdigit())
    if hmac.compare_digest(link.code, _hash(act, link, digits)):
        link.code = link.code_until = link.code_sent_at = None
        link.opened_at = link.opened_at or act.now
        act.record(guest.case.number, SIGNED_IN, f"Link zu {what} geöffnet")
        return None
    link.wrong += 1
    link.code_wrong += 1
    if link.code_wrong >= MOST_WRONG_EACH:
        link.code = link.code_until = None
    act.record(guest.case.number, REFUSED, f"Link zu {what}: falscher Code")
    if link.wrong >= MOST_WRONG:
        _lock(act, guest)
    return WrongCodeError()


def _lock(act: Act, guest: Guest) -> None:
    """Locks a link and tells those who send the letters of the case."""
    link, case = guest.link, guest.case
    link.locked_at, link.code, link.code_until = act.now, None, None
    tell_history(act, case, "link", f"Link zu «{guest.item.title}» gesperrt: zu viele Codes verlangt oder falsch")
    body = (
        f"Der Link zur Aufgabe «{guest.item.title}» ist gesperrt: Es wurden zu viele Codes verlangt oder falsch "
        "eingegeben. Klären Sie, wer es war, und öffnen Sie den Link im Fall wieder."
    )
    for to in _keepers(act, case):
        letters.post_to(act, case, to, f"Link gesperrt ({case.number})", body, act.links.case(case.number))


def _keepers(act: Act, case: Case) -> list[Recipient]:
    """Those who lead the case; before there is one, the coordination office."""
    for role in (roles.CASE_LEAD, roles.COORDINATION_OFFICE):
        found = recipients.of_party(act.session, case, role, act.today)
        if found:
            return list(found)
    return []


def send_receipt(act: Act, guest: Guest) -> None:
    """Writes to the address of the link that the task was handed in. What it says stands in no mail."""
    case, to = guest.case, guest.link.to_address
    body = (
        f"Guten Tag\n\nWir haben Ihre Angaben erhalten: {guest.item.title}, am {act.now:%d.%m.%Y um %H:%M Uhr}.\n"
        "Unter dem gleichen Link finden Sie die Quittung als PDF.\n\n"
        f"Fall {case.number}\n\nFreundliche Grüsse\nNahtstelle\n\nDiese Nachricht wurde automatisch verschickt."
    )
    subject = f"Erhalten: {guest.item.title} ({case.number})"
    if not case.silent:
        post(act, to_name=_name(guest), to_address=to, subject=subject, body=body, case_number=case.number)


def take_back(act: Act, case: Case, link: TaskLink, item: WorkItem) -> None:
    """Lets a link open nothing from this moment on."""
    link.revoked_at, link.code, link.code_until = act.now, None, None
    act.record(case.number, CHANGED, f"Link zu {tasks.in_words(item)} zurückgezogen")


def send_anew(act: Act, case: Case, link: TaskLink, item: WorkItem) -> None:
    """Opens a link again that was locked, taken back or too old, and sends it once more to its address."""
    link.revoked_at = link.locked_at = link.code = link.code_until = link.code_sent_at = None
    link.wrong = link.codes = 0
    office = link.part.institution
    name = office.name if office is not None else case.client_name
    to = Recipient(name, link.to_address, office is None, follows_links=False, part=link.part)
    subject = f"Ihr Link: {item.title} ({case.number})"
    letters.tell(act, case, [to], subject, f"Für Sie ist eine Aufgabe bereit:\n{item.title}", item)
    act.record(case.number, CHANGED, f"Link zu {tasks.in_words(item)} neu geschickt")


def find(act: Act, case: Case, link_id: str) -> tuple[TaskLink, WorkItem] | None:
    """A link of this case with its task."""
    return next((row for row in task_links.of_case(act.session, case) if row[0].id == link_id), None)


def _name(guest: Guest) -> str:
    office = guest.link.part.institution
    return office.name if office is not None else guest.case.client_name


def _hash(act: Act, link: TaskLink, code: str) -> str:
    return mark(act.links.secret, "code", f"{link.id} {code}")
