"""Checks of the application, each with a way to take it away: the walk has to notice. Only here do tests do that."""

from collections.abc import Callable
from datetime import datetime

import flask
import pytest
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.casefile.views import opening, recalls
from app.cases import letters, queries
from app.cases.models import Case
from app.cases.roles import NAMES
from app.consent import reading
from app.documents.models import Document
from app.documents.service import facts_in, of_case
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


def _case_of_anybody(session: Session, _user: User, number: str) -> Case:
    return session.scalars(select(Case).where(Case.number == number)).one()


def _everything(session: Session, case: Case, _user: User, _now: datetime) -> list[reading.Reading]:
    return [reading.Reading(document, facts_in(document), 0) for document in of_case(session, case)]


def _task_of_anybody(_user: User) -> ColumnElement[bool]:
    return true()


def _reads(_reader: reading.Reader, _document: Document, _category: str) -> bool:
    return True


REMOVALS: dict[str, tuple[Removal, tuple[str, ...], str]] = {
    "who takes no part sees no case": (
        lambda patch: patch.setattr(queries, "case_for", _case_of_anybody),
        ("cases.show",),
        "outsider",
    ),
    "a task is for whoever holds its role": (
        lambda patch: patch.setattr(queries, "may_do", _task_of_anybody),
        ("tasks.show", "tasks.submit", "tasks.assign", "tasks.claim", "tasks.release"),
        "client",
    ),
    "what somebody handed in needs consent": (
        lambda patch: patch.setattr(reading, "readable", _everything),
        ("cases.document", "cases.attachment"),
        "provider",
    ),
    "each category needs consent": (
        lambda patch: patch.setattr(reading.Reader, "_may_read", _reads),
        ("cases.document", "cases.attachment"),
        "office",
    ),
    "a provider does not see the whole procedure": (
        lambda patch: patch.setattr(reading, "sees_everything", lambda *_: True),
        ("cases.diagram",),
        "provider",
    ),
    "who saw the data is for client and office": (
        lambda patch: patch.setattr(queries, "holds_one_of", lambda *_: True),
        ("accesses.show", "accesses.paper", "personal_data.show", "personal_data.paper", "personal_data.data"),
        "provider",
    ),
    "past the last day of the mandate nobody else gets in": (
        lambda patch: patch.setattr(queries, "mandate_is_over", lambda *_: False),
        ("cases.show", "cases.diagram"),
        "insurer",
    ),
    "the recall list is for client and office": (
        lambda patch: patch.setattr(queries, "holds_one_of", lambda *_: True),
        ("recalls.show",),
        "therapist",
    ),
    "the coordination office alone calls back": (
        lambda patch: patch.setattr(recalls, "SETTLERS", recalls.READERS),
        ("recalls.letter", "recalls.settle"),
        "client",
    ),
    "letters are for their senders": (
        lambda patch: patch.setattr(letters, "SENDERS", tuple(NAMES)),
        ("cases.letter", "cases.letter_sent"),
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
