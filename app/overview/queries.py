"""Reads open tasks as groups: by who they wait for, by step, by person. Few statements, whatever the house's size.

The coordination office reads the tasks of all cases it coordinates, whoever they wait for; others those of their own
office.
Both only see cases in which they take part today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, joinedload

from app.cases import roles
from app.cases.models import Case, ListedTask, Participant
from app.cases.queries import OFFICE, TODAY, asked_by, takes_part_today
from app.flow.kinds import TO_DO, ItemStatus
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import Absence, Institution, User, UserRole
from app.people.queries import by_name
from app.people.roles import CASEWORKER, coordinates

MOST_GROUPS, MOST_LATE = 100, 50
_WEEK = bindparam("week", type_=Date)
_LATE = func.count(when((ListedTask.due < TODAY, 1)))


@dataclass(frozen=True)
class Group:
    """Open tasks of one step that wait for one institution. office: its name; empty for people who have none.

    late: of them, those past their due date; oldest: the earliest due date of those.
    """

    office: str
    step: str
    number: int
    late: int
    oldest: date | None


@dataclass(frozen=True)
class Load:
    """The tasks one person has taken: all, those that are late, and those due until the end of the week.

    away: their absence today, if they are away.
    """

    person: User
    number: int
    late: int
    week: int
    away: Absence | None


@dataclass(frozen=True)
class LateTask:
    """One task past its due date, the case it is in, and the institution it waits for."""

    number: str
    procedure: str
    step: str
    due: date
    office: str


def groups(session: Session, user: User, today: date) -> list[Group]:
    """Counts the open tasks by step and by the institution they wait for, the most that is late first."""
    rows = session.execute(_groups(coordinates(user)), _given(user, today))
    return [
        Group(office or "", step, number, late, oldest if late else None) for office, step, number, late, oldest in rows
    ]


def late(session: Session, user: User, today: date) -> list[LateTask]:
    """The tasks that are past their due date, the longest first."""
    rows = session.execute(_late(coordinates(user)), _given(user, today))
    return [LateTask(number, procedure, step, due, office or "") for number, procedure, step, due, office in rows]


def loads(session: Session, user: User, today: date) -> list[Load]:
    """Counts the tasks that each caseworker of the office of `user` has taken; the caseworkers by name."""
    people = by_name(session.scalars(_PEOPLE, _given(user, today)))
    taken = {row[0]: row[1:] for row in session.execute(_TAKEN, _given(user, today))}
    absent = session.scalars(_AWAY, _given(user, today)).all()
    away = {row.user_id: row for row in absent}
    return [Load(one, *taken.get(one.id, (0, 0, 0)), away.get(one.id)) for one in people]


def _given(user: User, today: date) -> Mapping[str, Any]:
    sunday = today + timedelta(days=6 - today.weekday())
    return {**asked_by(user, today), _WEEK.key: sunday}


@cache
def _open_tasks(coordinating: bool) -> Select[Any]:
    """Nothing selected yet: listed tasks that are open, each with its work item and whom it waits for."""
    statement = (
        select()
        .select_from(ListedTask)
        .join(WorkItem, WorkItem.id == ListedTask.item_id)
        .outerjoin(Institution, Institution.id == ListedTask.holder)
        .where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind.in_(TO_DO))
    )
    if not coordinating:
        statement = statement.join(Case, Case.id == ListedTask.case_id)
        return statement.where(ListedTask.holder == OFFICE, takes_part_today())
    # Who coordinates stays after the end of a mandate: the part alone decides, whatever the date.
    coordinated = select(Participant.case_id).where(
        Participant.institution_id == OFFICE, Participant.role == roles.COORDINATION_OFFICE, Participant.until.is_(None)
    )
    return statement.where(ListedTask.case_id.in_(coordinated))


@cache
def _groups(coordinating: bool) -> Select[Any]:
    number = func.count()
    statement = _open_tasks(coordinating).add_columns(
        Institution.name, WorkItem.title, number, _LATE, func.min(ListedTask.due)
    )
    grouped = statement.group_by(Institution.name, WorkItem.title)
    return grouped.order_by(_LATE.desc(), number.desc(), Institution.name, WorkItem.title).limit(MOST_GROUPS)


@cache
def _late(coordinating: bool) -> Select[Any]:
    tasks = _open_tasks(coordinating).add_columns(
        ListedTask.case_id, ListedTask.due, WorkItem.title, Institution.name.label("office")
    )
    # Only those that are shown are looked up in the tables of cases and procedures.
    first = tasks.where(ListedTask.due < TODAY).order_by(ListedTask.due, ListedTask.item_id).limit(MOST_LATE).subquery()
    statement = (
        select(Case.number, Definition.name, first.c.title, first.c.due, first.c.office)
        .select_from(first)
        .join(Case, Case.id == first.c.case_id)
        .join(Instance, Instance.id == Case.instance_id)
        .join(Definition, Definition.digest == Instance.definition_digest)
    )
    return statement.order_by(first.c.due, Case.number)


_IN_OFFICE = (
    select(User.id)
    .join(UserRole, UserRole.user_id == User.id)
    .where(User.institution_id == OFFICE, User.active, UserRole.role == CASEWORKER)
)
_PEOPLE = select(User).where(User.id.in_(_IN_OFFICE)).options(joinedload(User.institution))
_TAKEN = (
    select(
        WorkItem.assignee_id,
        func.count(),
        func.count(when((WorkItem.due < TODAY, 1))),
        func.count(when((WorkItem.due <= _WEEK, 1))),
    )
    .where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind.in_(TO_DO), WorkItem.assignee_id.in_(_IN_OFFICE))
    .group_by(WorkItem.assignee_id)
)
_AWAY = (
    select(Absence)
    .where(Absence.user_id.in_(_IN_OFFICE), Absence.first <= TODAY, Absence.last >= TODAY)
    .options(joinedload(Absence.deputy))
    .order_by(Absence.last)
)
