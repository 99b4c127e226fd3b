"""Reading the lists that `app.cases.lists` keeps, page by page.

A list is walked in its order until a page is full. Whether somebody may see a row is asked for each row on the way, by
the rule and for today: what is written in the lists opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    String,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.cases.lists import settle
from app.cases.models import Case, ListedCase, ListedTask, Postponed
from app.cases.queries import ME, OFFICE, PAGE, TODAY, asked_by, takes_part_today, work_items
from app.cases.wanted import LAST, Wanted, conditions, found_by
from app.flow.kinds import FINISHED, TO_DO, ItemStatus
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import User

_SKIP, _MOST = bindparam("skip", type_=Integer), bindparam("most", type_=Integer)
EVERYTHING = Wanted()
COUNTED = 99
"""As far as tasks are counted: what is more is «99+»."""


class Whose(Enum):
    """Which of the tasks that somebody may do are listed; the values stand in addresses."""

    ALL = ""
    MINE = "ich"
    """Those assigned to them."""
    OTHERS = "stelle"
    """Those of their office that nobody has taken, or a colleague has."""
    STOOD_IN_FOR = "vertretung"
    """Those they do for somebody who is away."""
    POSTPONED = "spaeter"
    """Those they have put off to a later day; all other views are without them."""


STATES = ("laufend", "abgeschlossen")
"""What a list of cases can be narrowed to; the words stand in addresses."""


def cases_of(
    session: Session, user: User, today: date, page: int = 1, process: str = "", state: str = ""
) -> tuple[Sequence[Case], bool]:
    """One page of the cases `user` or their institution takes part in, newest first, and whether more follow.

    process: only those of the procedure with this key. state: only those in this one of STATES.
    """
    settle(session)
    window = _window(PAGE * (page - 1), PAGE + 1)
    given = {"wanted_process": process} if process else {}
    statement = _cases(page, process=bool(process), state=state)
    found = session.scalars(statement, {**asked_by(user, today), **given, **window}).all()
    return found[:PAGE], len(found) > PAGE


def tasks_of(
    session: Session,
    user: User,
    today: date,
    page: int = 1,
    whose: Whose = Whose.ALL,
    wanted: Wanted = EVERYTHING,
    known: "Known | None" = None,
) -> tuple[Sequence[Row[WorkItem, Case]], bool]:
    """One page of the open tasks `user` may do, each with its case, and whether more follow.

    The most urgent come first, whoever they are assigned to, those without due date last. known: has to be there where
    `wanted` has words.
    """
    settle(session)
    window = _window(PAGE * (page - 1), PAGE + 1)
    values = {**asked_by(user, today), **wanted.values(today, known.titles if known else None), **window}
    shape = wanted.shape_with(known.titles) if known else wanted.shape
    statement = _tasks(page, whose, shape, known.condition if known else true())
    found = session.execute(statement, {**values, **(known.values if known else {})}).all()
    return found[:PAGE], len(found) > PAGE


@dataclass(frozen=True)
class Known:
    """What a search for words needs beside them.

    titles: word → titles of tasks on the lists of who asks that have a word which begins so. condition: on Case, who
    asks may know the client's name; values: what that condition is to be filled in with.
    """

    titles: Mapping[str, list[str]]
    condition: ColumnElement[bool]
    values: Mapping[str, Any]


def counted(session: Session, user: User, today: date, several: Sequence[tuple[Whose, Wanted]]) -> list[int]:
    """How many tasks each of these lists has, counted up to COUNTED + 1, by one statement. None of them has words."""
    settle(session)
    values = dict(asked_by(user, today))
    for number, (_whose, wanted) in enumerate(several):
        values |= wanted.values(today, mark=f"_{number}")
    shapes = tuple((whose, wanted.shape) for whose, wanted in several)
    return list(session.execute(_counts(shapes), values).one()) if shapes else []


def titles_and_processes(session: Session, user: User) -> tuple[list[str], list[str]]:
    """The titles of the tasks on the lists of `user`, and the keys of their procedures, by two statements.

    Each walks an index from one value to the next, so that neither grows with the number of tasks.
    """
    holders = [holder for holder in (user.institution_id, user.id) if holder]
    found = []
    for column in (ListedTask.title, ListedTask.process):
        values = {value for holder in holders for value in session.scalars(_distinct(column), {"of_holder": holder})}
        found.append(sorted(value for value in values if value))
    return found[0], found[1]


@lru_cache
def _distinct(column: InstrumentedAttribute[str]) -> Select[str]:
    of_holder = ListedTask.holder == bindparam("of_holder")
    walk = select(func.min(column).label("value")).where(of_holder).cte("walk", recursive=True)
    following = select(func.min(column)).where(of_holder, column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return select(walk.c.value)


def _window(skip: int, most: int) -> dict[str, int]:
    return {_SKIP.key: skip, _MOST.key: most}


def _reach(page: int) -> int:
    """How far a list is walked to fill this page."""
    return PAGE * page + 1


def _as_text(number: int) -> ColumnElement[int]:
    """PostgreSQL plans well only for a number that stands in the text."""
    return literal_column(str(number), Integer)


def _open_tasks() -> Select[WorkItem, Case]:
    return work_items().where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind.in_(TO_DO))


def _is_put_off() -> ColumnElement[bool]:
    """Condition on WorkItem: who asks does not want to see it yet."""
    mine = select(Postponed.item_id).where(
        Postponed.item_id == WorkItem.id, Postponed.user_id == ME, Postponed.until > TODAY
    )
    return mine.exists()


def _found(
    reach: int, whose: Whose, shape: tuple[str, ...], name_is_known: ColumnElement[bool], mark: str = ""
) -> Select[Any]:
    """The first `reach` tasks of a list: due date, moment of opening, id."""
    order = ListedTask.due, ListedTask.opened_at, ListedTask.item_id
    put_off = _is_put_off() if whose is Whose.POSTPONED else ~_is_put_off()

    def on_list_of(holder: BindParameter[Any]) -> Select[Any]:
        others = _open_tasks().join(ListedTask, ListedTask.item_id == WorkItem.id)
        others = others.where(ListedTask.holder == holder, WorkItem.assignee_id.is_distinct_from(ME), put_off)
        others = others.where(*conditions(shape, name_is_known, listed=True, mark=mark))
        return select(others.with_only_columns(*order).order_by(*order).limit(_as_text(reach)).subquery())

    due = func.coalesce(WorkItem.due, literal(LAST)).label("due")
    own = _open_tasks().where(WorkItem.assignee_id == ME, put_off)
    own = own.where(*conditions(shape, name_is_known, listed=False, mark=mark))
    if whose is Whose.STOOD_IN_FOR:
        own = own.where(WorkItem.stands_in_for_id.is_not(None))
    columns = due, WorkItem.opened_at, WorkItem.id.label("item_id")
    first = own.with_only_columns(*columns).order_by(due, WorkItem.opened_at, WorkItem.id).limit(_as_text(reach))
    mine = select(first.subquery())
    others = (on_list_of(OFFICE), on_list_of(ME))
    both = (mine, *others)
    lists = {Whose.ALL: both, Whose.POSTPONED: both, Whose.OTHERS: others}.get(whose, (mine,))
    return select(union(*lists).subquery())


@lru_cache
def _counts(several: tuple[tuple[Whose, tuple[str, ...]], ...]) -> Select[Any]:
    columns = []
    for number, (whose, shape) in enumerate(several):
        found = _found(COUNTED + 1, whose, shape, true(), f"_{number}").limit(COUNTED + 1)
        columns.append(select(func.count()).select_from(found.subquery()).scalar_subquery().label(f"count{number}"))
    return select(*columns)


@lru_cache
def _tasks(
    page: int, whose: Whose, shape: tuple[str, ...], name_is_known: ColumnElement[bool]
) -> Select[WorkItem, Case]:
    found = _found(_reach(page), whose, shape, name_is_known).subquery()
    statement = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
    statement = statement.join(found, found.c.item_id == WorkItem.id)
    return statement.order_by(found.c.due, found.c.opened_at, found.c.item_id).limit(_MOST).offset(_SKIP)


def cases_with(session: Session, user: User, today: date, words: Sequence[str], known: Known) -> Sequence[Case]:
    """The first page of the cases `user` takes part in that each of `words` is found in, the newest first."""
    settle(session)
    values = Wanted(words=tuple(words)).values(today, known.titles)
    values = {name: value for name, value in values.items() if not name.startswith("titles")}
    statement = _cases(1, len(words), known.condition)
    return session.scalars(statement, {**asked_by(user, today), **values, **known.values, **_window(0, PAGE)}).all()


def _has_ended() -> ColumnElement[bool]:
    return select(Instance.id).where(Instance.id == Case.instance_id, Instance.status.in_(FINISHED)).exists()


@lru_cache
def _cases(
    page: int,
    words: int = 0,
    name_is_known: ColumnElement[bool] | None = None,
    *,
    process: bool = False,
    state: str = "",
) -> Select[Case]:
    order = ListedCase.opened_at.desc(), ListedCase.number.desc()
    narrowed: list[ColumnElement[bool]] = [
        ListedCase.case_id.in_(found_by(str(number), name_is_known))
        for number in range(words)
        if name_is_known is not None
    ]
    if process:
        key = select(Definition.key).join(Instance, Instance.definition_digest == Definition.digest)
        narrowed.append(
            key.where(Instance.id == Case.instance_id).scalar_subquery() == bindparam("wanted_process", type_=String)
        )
    if state:
        is_closed = or_(Case.closed_on.is_not(None), _has_ended())
        narrowed.append(is_closed if state == STATES[1] else not_(is_closed))

    def on_list_of(holder: BindParameter[Any]) -> Select[Any]:
        theirs = select(ListedCase.case_id).join(Case, Case.id == ListedCase.case_id)
        theirs = theirs.where(ListedCase.holder == holder, takes_part_today(), *narrowed)
        return select(theirs.order_by(*order).limit(_as_text(_reach(page))).subquery())

    found = union(on_list_of(OFFICE), on_list_of(ME)).subquery()
    return (
        select(Case)
        .join(found, found.c.case_id == Case.id)
        .options(joinedload(Case.instance).joinedload(Instance.definition))
        .order_by(Case.opened_at.desc(), Case.number.desc())
        .limit(_MOST)
        .offset(_SKIP)
    )
