"""Somebody leaves their institution: a colleague takes over everything at once, and the login is closed."""

import json
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.act import Act
from app.audit.models import GENERAL_CHAIN, GRANTED
from app.cases import roles
from app.cases.models import Case, Participant
from app.drafts import Draft
from app.errors import InvalidError
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people import absences
from app.people.models import Absence, Handover, User
from app.staff import administration


class HandoverError(InvalidError):
    """Bitte wählen Sie als Nachfolge jemanden aus der gleichen Stelle."""


def participations(session: Session, user: User) -> Sequence[Participant]:
    """The parts in cases that `user` holds now."""
    statement = select(Participant).join(Case).where(Participant.user_id == user.id, Participant.until.is_(None))
    return session.scalars(statement.order_by(Case.number, Participant.role)).all()


def open_items(session: Session, user: User) -> Sequence[tuple[WorkItem, Case]]:
    """The open tasks that are assigned to `user`, or to a deputy for them."""
    mine = (WorkItem.assignee_id == user.id) | (WorkItem.stands_in_for_id == user.id)
    statement = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
    rows = session.execute(
        statement.where(mine, WorkItem.status == ItemStatus.OPEN).order_by(Case.number, WorkItem.title)
    )
    return [(item, case) for item, case in rows]


def hand_over(act: Act, leaver: User, successor: User | None) -> Handover:
    """Moves the parts in cases and the open tasks of `leaver` to `successor`, and closes the login of `leaver`.

    Raises HandoverError where `successor` does not work in the same institution, or is missing though there is
    something to take over, and LastAdministratorError.
    """
    session, by = act.session, act.user
    if leaver.id == by.id:
        raise HandoverError("Ihr eigenes Konto kann nur jemand anderes mit der Rolle Verwaltung schliessen.")
    parts, items = participations(session, leaver), open_items(session, leaver)
    if successor is None and (parts or items):
        raise HandoverError
    if successor is not None and successor.id not in {row.id for row in absences.possible_deputies(session, leaver)}:
        raise HandoverError
    moved = [{"case": row.case.number, "what": roles.NAMES.get(row.role, row.role)} for row in parts]
    moved += [{"case": case.number, "what": f"Aufgabe «{item.title}»"} for item, case in items]
    if successor is not None:
        _move(act, parts, [item for item, _ in items], leaver, successor)
    _end_absences(session, leaver, successor)
    _replace_deputy(session, leaver, successor)
    session.execute(delete(Draft).where(Draft.user_id == leaver.id))
    administration.close(session, leaver)
    act.record(GENERAL_CHAIN, GRANTED, f"Austritt von {leaver.name}")
    row = Handover(at=act.now, leaver=leaver, successor=successor, by=by, moved=json.dumps(moved, ensure_ascii=False))
    session.add(row)
    session.flush()
    return row


def _move(act: Act, parts: Sequence[Participant], items: Sequence[WorkItem], leaver: User, successor: User) -> None:
    for row in parts:
        statement = select(Participant.id).where(
            Participant.case_id == row.case_id,
            Participant.role == row.role,
            Participant.institution_id == row.institution_id,
            Participant.user_id == successor.id,
        )
        if act.session.scalars(statement).first() is None:
            row.user = successor
        else:  # the successor has, or had, the same part
            row.until = act.now
    for item in items:
        if item.assignee_id == leaver.id:
            item.assignee_id = successor.id
        if item.stands_in_for_id == leaver.id:
            item.stands_in_for_id = successor.id
        if item.stands_in_for_id == item.assignee_id:
            item.stands_in_for_id = None


def _replace_deputy(session: Session, leaver: User, successor: User | None) -> None:
    """Whoever stood in for somebody in a case hands that on too, but nobody stands in for themselves."""
    for row in session.scalars(select(Participant).where(Participant.deputy_id == leaver.id)):
        is_other = successor is not None and row.user_id != successor.id
        row.deputy_id = successor.id if successor is not None and is_other else None


def _end_absences(session: Session, leaver: User, successor: User | None) -> None:
    for row in session.scalars(
        select(Absence).where((Absence.user_id == leaver.id) | (Absence.deputy_id == leaver.id))
    ):
        if row.user_id == leaver.id or successor is None or row.user_id == successor.id:
            session.delete(row)
        else:
            row.deputy_id = successor.id
