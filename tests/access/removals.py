"""Checks of the application, each with a way to take it away: the walk has to notice. Only here do tests do that."""

from collections.abc import Callable

import flask
import pytest

from app.casefile.views import opening
from app.cases import standing
from app.cases.roles import Right
from app.cases.standing import Standing
from app.consent import reading
from app.documents.models import Document
from app.documents.service import facts_in
from app.emergency import queries as accesses
from app.emergency import service as emergency
from app.flow.definitions import startable
from app.people import roles
from app.people.models import User
from app.sign_in.views import absences as login_absences
from app.web.access import Access, Doors
from app.web.context import signed_in_user
from tests.access.table import ACCOUNT

Removal = Callable[[pytest.MonkeyPatch], None]


def without_gate(patch: pytest.MonkeyPatch, route: str) -> None:
    """`route` is open to everybody, as if it had no row."""

    lets_in = Doors.lets_in

    def open_gate(doors: Doors, access: Access, user: User | None, demo: bool) -> bool:
        return flask.request.endpoint == route or lets_in(doors, access, user, demo)

    patch.setattr(Doors, "lets_in", open_gate)


def _everything(_reader: reading.Reader, document: Document) -> reading.Reading:
    return reading.Reading(document, facts_in(document), 0)


def _having(removed: Right) -> Callable[[Standing, Right], bool]:
    """Everybody who takes part has the right `removed`; the others are checked as before."""
    has = Standing.has
    return lambda who, right: right is removed or has(who, right)


def _reads(_reader: reading.Reader, _document: Document, _category: str) -> bool:
    return True


REMOVALS: dict[str, tuple[Removal, tuple[str, ...], str]] = {
    "who takes no part sees no case": (
        lambda patch: patch.setattr(standing, "is_theirs", lambda *_: True),
        ("cases.show",),
        "outsider",
    ),
    "a task is for whoever holds its role": (
        lambda patch: patch.setattr(Standing, "does", lambda *_: True),
        ("tasks.show", "tasks.submit", "tasks.take_back"),
        "client",
    ),
    "what somebody handed in needs consent": (
        lambda patch: patch.setattr(reading.Reader, "read", _everything),
        ("cases.document", "cases.attachment", "cases.preview"),
        "provider",
    ),
    "each category needs consent": (
        lambda patch: patch.setattr(reading.Reader, "_may_read", _reads),
        ("cases.document", "cases.attachment", "cases.preview"),
        "office",
    ),
    "a provider does not see the whole procedure": (
        lambda patch: patch.setattr(Standing, "has", _having(Right.FOLLOWS)),
        ("cases.diagram", "cases.history"),
        "provider",
    ),
    "who saw the data is for client and office": (
        lambda patch: patch.setattr(Standing, "has", _having(Right.SEES_LOG)),
        ("accesses.show", "accesses.paper", "personal_data.show", "personal_data.paper", "personal_data.data"),
        "provider",
    ),
    "past the last day of the mandate nobody else gets in": (
        lambda patch: patch.setattr(standing, "mandate_is_over", lambda *_: False),
        ("cases.show", "cases.diagram", "cases.history"),
        "insurer",
    ),
    "the recall list is for client and office": (
        lambda patch: patch.setattr(Standing, "has", _having(Right.SEES_RECALLS)),
        ("recalls.show",),
        "therapist",
    ),
    "the coordination office alone calls back": (
        lambda patch: patch.setattr(Standing, "has", _having(Right.SETTLES_RECALLS)),
        ("recalls.letter", "recalls.settle"),
        "client",
    ),
    "letters are for their senders": (
        lambda patch: patch.setattr(Standing, "has", _having(Right.SENDS_LETTERS)),
        ("cases.letter", "cases.letter_sent", "links.show", "links.change"),
        "client",
    ),
    "a procedure is opened by its openers": (
        lambda patch: patch.setattr(opening, "openable", lambda session, _user: startable(session)),
        ("opening.show", "opening.submit"),
        "office",
    ),
    "administrators manage their own institution": (
        lambda patch: patch.setattr(roles, "administers", lambda *_: True),
        ("people.leaving", "people.leave", "people.receipt", "accounts.block", *ACCOUNT),
        "local_admin",
    ),
    "nobody decides on their own emergency access": (
        lambda patch: patch.setattr(emergency, "may_decide", lambda *_: True),
        ("emergency.release", "emergency.refuse"),
        "admin",
    ),
    "an emergency access is for whoever asked": (
        lambda patch: patch.setattr(accesses, "is_asker", lambda *_: True),
        ("emergency.case", "emergency.paper"),
        "local_admin",
    ),
    "what is confidential stays so in an emergency": (
        lambda patch: patch.setattr(accesses, "may_read", lambda _fact: True),
        ("emergency.paper",),
        "admin",
    ),
    "an emergency access is ended by the asker and data protection": (
        lambda patch: patch.setattr(emergency, "may_end", lambda *_: True),
        ("emergency.end",),
        "local_admin",
    ),
    "clients have no deputies": (
        lambda patch: patch.setattr(login_absences, "_me", signed_in_user),
        ("absences.show", "absences.add", "absences.remove"),
        "client",
    ),
}
"""What is checked → how to take the check away, the routes where the walk must notice, and whose walk is enough."""
