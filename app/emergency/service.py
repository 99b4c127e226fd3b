"""Asking for an emergency access, releasing, refusing and ending it.

Before the release the asker cannot find out whether the case exists: checks, answers and mails are the same. Only
the log differs: a number that was never given out has no chain of its own, so the general one is used.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.act import Act
from app.audit import queries as log
from app.audit.models import ASKED, ENDED, GENERAL_CHAIN, REFUSED, RELEASED
from app.cases import queries as cases
from app.cases.recipients import Recipient, letter
from app.emergency import models, queries
from app.emergency.models import AccessStatus, EmergencyAccess
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.outbox.service import post
from app.people import queries as people
from app.people import roles
from app.people.models import User
from app.people.sentences import sentence

WORD = "Notzugriff"


class NumberError(InvalidError):
    """Bitte geben Sie die Fallnummer an, zum Beispiel IIZ-2027-0001."""


class TakesPartError(InvalidError):
    """An diesem Fall sind Sie beteiligt. Sie finden ihn unter «Fälle» und brauchen keinen Notzugriff."""


class AskedAlreadyError(InvalidError):
    """Für diesen Fall haben Sie den Notzugriff schon verlangt."""


class UnwatchedError(ConflictError):
    """Ein Notzugriff braucht jemanden mit der Rolle Datenschutz, der ihn nicht selbst verlangt oder freigibt."""


class OwnRequestError(ForbiddenError):
    """Den eigenen Notzugriff kann nur jemand anderes freigeben oder ablehnen."""


class DecidedError(ConflictError):
    """Über diesen Notzugriff ist schon entschieden, oder er ist hinfällig."""


class OverError(ConflictError):
    """Dieser Notzugriff läuft nicht mehr."""


def ask(act: Act, number: str, reason: str) -> EmergencyAccess:
    """Asks to see the case `number`; tells data protection, and the administrators who may release it.

    Raises NumberError, NoSentenceError, TakesPartError, AskedAlreadyError, UnwatchedError.
    """
    number = number.strip().upper()
    if not queries.NUMBER.fullmatch(number):
        raise NumberError
    reason = sentence(reason)
    if _takes_part(act, number):
        raise TakesPartError
    mine = [row for row in queries.accesses(act.session, act.user, act.machine_now) if queries.is_asker(row, act.user)]
    if any(
        row.number == number and row.status(act.machine_now) in (AccessStatus.ASKED, AccessStatus.RUNNING)
        for row in mine
    ):
        raise AskedAlreadyError
    watchers = _watchers(act.session, act.user)
    access = EmergencyAccess(number=number, asker=act.user, reason=reason, asked_at=act.machine_now)
    act.session.add(access)
    act.session.flush()
    _record(act, access, WORD, ASKED)
    told = [*watchers, *(user for user in _holders(act.session, roles.ADMIN) if user.id != act.user.id)]
    _tell(act, access, told, "Notzugriff verlangt", "Jemand von der Verwaltung verlangt einen Notzugriff.")
    return access


def release(act: Act, access_id: str) -> EmergencyAccess:
    """Opens the case to the asker for LASTS. Raises NotFoundError, OwnRequestError, DecidedError, UnwatchedError."""
    access = _undecided(act, access_id)
    watchers = _watchers(act.session, access.asker, act.user)
    access.decider, access.released_at = act.user, act.machine_now
    minutes = int(models.LASTS.total_seconds()) // 60
    _record(act, access, f"{WORD} für {minutes} Minuten", RELEASED)
    _tell(act, access, [*watchers, access.asker], "Notzugriff freigegeben", "Ein Notzugriff ist freigegeben.")
    return access


def refuse(act: Act, access_id: str, reason: str) -> EmergencyAccess:
    """Refuses the request, with a reason. Raises NotFoundError, OwnRequestError, DecidedError, NoSentenceError."""
    access = _undecided(act, access_id)
    access.refusal = sentence(reason)
    access.decider, access.refused_at = act.user, act.machine_now
    _record(act, access, WORD, REFUSED)
    told = [*_holders(act.session, roles.DATA_PROTECTION), access.asker]
    _tell(act, access, told, "Notzugriff abgelehnt", "Ein Notzugriff ist abgelehnt.")
    return access


def end(act: Act, access_id: str) -> EmergencyAccess:
    """Ends a running access at once, for the asker or for data protection. Raises NotFoundError, OverError."""
    access = _locked(act, access_id)
    if not may_end(access, act.user):
        raise NotFoundError().keeping_from(access.number)
    if access.status(act.machine_now) != AccessStatus.RUNNING:
        raise OverError
    access.ender, access.ended_at = act.user, act.machine_now
    _record(act, access, WORD, ENDED)
    return access


def may_decide(access: EmergencyAccess, user: User) -> bool:
    """Whether `user` is a second person who may release or refuse."""
    return access.asker_id != user.id and roles.has_role(user, roles.ADMIN)


def may_end(access: EmergencyAccess, user: User) -> bool:
    """Whether `user` may end the access before its time."""
    return access.asker_id == user.id or roles.has_role(user, roles.DATA_PROTECTION)


def _undecided(act: Act, access_id: str) -> EmergencyAccess:
    access = _locked(act, access_id)
    if not may_decide(access, act.user):
        raise OwnRequestError
    if access.status(act.machine_now) != AccessStatus.ASKED:
        raise DecidedError
    return access


def _locked(act: Act, access_id: str) -> EmergencyAccess:
    """Locks the access and reads it anew, so that of two people who decide at once the second gets DecidedError."""
    queries.access_for(act.session, act.user, access_id)
    return queries.locked(act.session, access_id)


def _takes_part(act: Act, number: str) -> bool:
    return roles.does_casework(act.user) and cases.takes_part_in(act.session, act.user, number, act.today)


def _holders(session: Session, role: str) -> list[User]:
    return [user for user in people.users(session) if roles.has_role(user, role)]


def _watchers(session: Session, *involved: User) -> list[User]:
    """The people of data protection. Raises UnwatchedError where there is nobody but those `involved`."""
    found = _holders(session, roles.DATA_PROTECTION)
    if {user.id for user in found} <= {user.id for user in involved}:
        raise UnwatchedError
    return found


def _record(act: Act, access: EmergencyAccess, subject: str, action: str) -> None:
    known = log.is_known(act.session, access.number)
    subject = subject if known else f"{subject}, {access.number}"
    act.record(access.number if known else GENERAL_CHAIN, action, subject)


def _tell(act: Act, access: EmergencyAccess, to: Sequence[User], subject: str, body: str) -> None:
    """Posts a mail with the case number and a link to each.

    The message itself is posted without a case number: withdrawing consent deletes the waiting mails of a case.
    """
    link = act.links.emergency(access.id)
    for user in {user.id: user for user in to}.values():
        text = letter(Recipient(user.name, user.email), body, link, access.number)
        post(act, to_name=user.name, to_address=user.email, subject=f"{subject} ({access.number})", body=text)
