"""Reading the lists that `app.cases.lists` keeps, page by page.

A list is walked in its order until a page is full. Whether somebody may see a row is asked for each row on the way, by
the rule and for today: what is written in the lists opens nothing.
"""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union,
)
from sqlalchemy.orm import Session, joinedload

from app.cases.lists import LAST, settle
from app.cases.models import Case, ListedCase, ListedTask
from app.cases.queries import ME, OFFICE, PAGE, asked_by, takes_part_today, work_items
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import Instance, WorkItem
from app.people.models import User

_SKIP, _MOST = bindparam("skip", type_=Integer), bindparam("most", type_=Integer)


class Whose(Enum):
    """Which of the tasks that somebody may do are listed; the values stand in addresses."""

    ALL = ""
    MINE = "ich"
    """Those assigned to them."""
    OTHERS = "stelle"
    """Those of their office that nobody has taken, or a colleague has."""
    STOOD_IN_FOR = "vertretung"
    """Those they do for somebody who is away."""


def cases_of(session: Session, user: User, today: date, page: int = 1) -> tuple[Sequence[Case], bool]:
    """One page of the cases `user` or their institution takes part in, newest first, and whether more follow."""
    settle(session)
    window = _window(PAGE * (page - 1), PAGE + 1)
    found = session.scalars(_cases(page), {**asked_by(user, today), **window}).all()
    return found[:PAGE], len(found) > PAGE


def tasks_of(
    session: Session, user: User, today: date, page: int = 1, whose: Whose = Whose.ALL
) -> tuple[Sequence[Row[WorkItem, Case]], bool]:
    """One page of the open tasks `user` may do, each with its case, and whether more follow.

    The most urgent come first, whoever they are assigned to, those without due date last.
    """
    settle(session)
    window = _window(PAGE * (page - 1), PAGE + 1)
    found = session.execute(_tasks(page, whose), {**asked_by(user, today), **window}).all()
    return found[:PAGE], len(found) > PAGE


def _window(skip: int, most: int) -> dict[str, int]:
    return {_SKIP.key: skip, _MOST.key: most}


def _reach(page: int) -> ColumnElement[int]:
    """How far a list is walked to fill this page. PostgreSQL plans well only for a number that stands in the text."""
    return literal_column(str(PAGE * page + 1), Integer)


def _open_tasks() -> Select[WorkItem, Case]:
    return work_items().where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind == ItemKind.TASK)


@lru_cache
def _tasks(page: int, whose: Whose) -> Select[WorkItem, Case]:
    order = ListedTask.due, ListedTask.opened_at, ListedTask.item_id

    def on_list_of(holder: BindParameter[Any]) -> Select[Any]:
        others = _open_tasks().join(ListedTask, ListedTask.item_id == WorkItem.id)
        others = others.where(ListedTask.holder == holder, WorkItem.assignee_id.is_distinct_from(ME))
        return select(others.with_only_columns(*order).order_by(*order).limit(_reach(page)).subquery())

    due = func.coalesce(WorkItem.due, literal(LAST)).label("due")
    own = _open_tasks().where(WorkItem.assignee_id == ME)
    if whose is Whose.STOOD_IN_FOR:
        own = own.where(WorkItem.stands_in_for_id.is_not(None))
    columns = due, WorkItem.opened_at, WorkItem.id.label("item_id")
    mine = select(
        own.with_only_columns(*columns).order_by(due, WorkItem.opened_at, WorkItem.id).limit(_reach(page)).subquery()
    )
    others = (on_list_of(OFFICE), on_list_of(ME))
    found = union(*{Whose.ALL: (mine, *others), Whose.OTHERS: others}.get(whose, (mine,))).subquery()
    statement = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
    statement = statement.join(found, found.c.item_id == WorkItem.id)
    return statement.order_by(found.c.due, found.c.opened_at, found.c.item_id).limit(_MOST).offset(_SKIP)


@lru_cache
def _cases(page: int) -> Select[Case]:
    order = ListedCase.opened_at.desc(), ListedCase.number.desc()

    def on_list_of(holder: BindParameter[Any]) -> Select[Any]:
        theirs = select(ListedCase.case_id).join(Case, Case.id == ListedCase.case_id)
        theirs = theirs.where(ListedCase.holder == holder, takes_part_today())
        return select(theirs.order_by(*order).limit(_reach(page)).subquery())

    found = union(on_list_of(OFFICE), on_list_of(ME)).subquery()
    return (
        select(Case)
        .join(found, found.c.case_id == Case.id)
        .options(joinedload(Case.instance).joinedload(Instance.definition))
        .order_by(Case.opened_at.desc(), Case.number.desc())
        .limit(_MOST)
        .offset(_SKIP)
    )
