"""What stands on whose list: written down in the transaction that changes it, so that a list is read from an index.

The tables say only where a database has to look. Whether somebody may see a row is asked at the moment of reading, by
the conditions of `app.cases.queries`: a row that is out of date shows nothing more than those allow. They do without
the day, as a mandate may run out while nobody writes anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    Delete,
    Insert,
    Select,
    String,
    and_,
    bindparam,
    delete,
    event,
    except_,
    exists,
    func,
    insert,
    literal,
    select,
)  # fmt: skip
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from app.cases import roles
from app.cases.models import Case, ListedCase, ListedTask, Participant
from app.cases.queries import does_task
from app.cases.wanted import LAST
from app.flow import store
from app.flow.kinds import TO_DO, ItemStatus
from app.flow.models import Definition, Instance, WorkItem
from app.people.models import Institution

Table = type[ListedTask] | type[ListedCase]
Rows = Select[*tuple[Any, ...]]

_TASK_COLUMNS = ("holder", "item_id", "case_id", "due", "opened_at", "process", "title")
_CASE_COLUMNS = ("holder", "case_id", "opened_at", "number")
_CHANGED = "cases to be listed anew"
_OF_TASK = ("status", "role", "party", "due", "opened_at", "title")
_CASE, _INSTANCE = bindparam("listed_case_id", type_=String), bindparam("listed_instance_id", type_=String)


def are_missing(session: Session) -> bool:
    """Whether there are cases and nothing was ever listed, as before a database has been brought up to date."""
    return bool(session.scalar(select(exists(select(Case.id)) & ~exists(select(ListedCase.case_id)))))


def rebuild(session: Session) -> None:
    """Writes all lists anew from the rule."""
    settle(session)
    for table, rows in _rules():
        session.execute(delete(table))
        session.execute(_insertion(table, rows))


def drift(session: Session) -> int:
    """How many rows are on a list against the rule, or are missing on one. Anything but 0 is a fault of ours."""
    found = 0
    settle(session)
    for table, rule in _rules():
        kept = select(*(getattr(table, name) for name in _columns(table)))
        for these, those in ((kept, rule), (rule, kept)):
            found += session.scalar(select(func.count()).select_from(except_(these, those).subquery())) or 0
    return found


@dataclass
class _Changed:
    """What a session has written: ids of cases whose participants, and of processes whose tasks have changed."""

    cases: set[str] = field(default_factory=set)
    instances: set[str] = field(default_factory=set)


def settle(session: Session) -> None:
    """Brings the lists up to date with what this session has written; its commit does so too."""
    session.flush()
    changed: _Changed | None = session.info.pop(_CHANGED, None)
    if changed is None:
        return
    connection, known = session.connection(), _known(session)
    for case_id in sorted(changed.cases):
        for statement in (*_renewal(ListedCase, by_case=True), *_renewal(ListedTask, by_case=True)):
            connection.execute(statement, {_CASE.key: case_id})
    for instance_id in sorted(changed.instances - {known.get(case_id) for case_id in changed.cases}):
        for statement in _renewal(ListedTask, by_case=False):
            connection.execute(statement, {_INSTANCE.key: instance_id})


event.listen(Session, "before_commit", settle)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    """What was rolled back has changed no list."""
    session.info.pop(_CHANGED, None)


@event.listens_for(Session, "after_flush")
def _note_what_changed(session: Session, _context: object) -> None:
    """Notes which lists a flush has made out of date, from whatever room it comes; the commit writes them anew."""
    cases, instances = set[str](), set[str]()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Participant) and _has_changed(session, row, _of_part(row)):
            cases.add(row.case_id)
        elif isinstance(row, WorkItem) and row.kind in TO_DO and _has_changed(session, row, _OF_TASK):
            instances.add(row.instance_id)
    if not cases and not instances:
        return
    changed: _Changed = session.info.setdefault(_CHANGED, _Changed())
    known = _known(session)
    for case_id in sorted(cases - changed.cases):
        _lock(session, known.get(case_id), case_id)
    for instance_id in sorted(
        instances - changed.instances - {known.get(case_id) for case_id in changed.cases | cases}
    ):
        _lock(session, instance_id)
    changed.cases |= cases
    changed.instances |= instances


def _known(session: Session) -> dict[str, str]:
    """The processes of the cases that this session has loaded."""
    return {row.id: row.instance_id for row in session.identity_map.values() if isinstance(row, Case)}


def _lock(session: Session, instance_id: str | None, case_id: str = "") -> None:
    """Two who change one case at once come one after the other, so that the second sees what the first has done."""
    if instance_id is None:
        session.connection().execute(_lock_of_case(), {_CASE.key: case_id})
    elif not store.is_locked(session, instance_id):
        session.connection().execute(_lock_of_instance(), {_INSTANCE.key: instance_id})


def _of_part(row: Participant) -> Sequence[str]:
    """What of a part decides whose list the case and its tasks stand on."""
    # Who acts for an institution does not: the list is the institution's. A client signs in person or on paper.
    in_person = row.institution_id is None or row.role == roles.CLIENT
    return ("role", "institution_id", "until", "user_id") if in_person else ("role", "institution_id", "until")


def _has_changed(session: Session, row: Participant | WorkItem, names: Sequence[str]) -> bool:
    if row in session.new or row in session.deleted:
        return True
    return any(get_history(row, name).has_changes() for name in names)


@cache
def _rules() -> tuple[tuple[Table, Rows], ...]:
    """The rows that each table should have."""
    holder = func.coalesce(Participant.institution_id, Participant.user_id)
    # So written that no database begins with all open tasks of the house: it is mostly asked about one case.
    is_open = func.coalesce(WorkItem.status, "") == ItemStatus.OPEN.value
    tasks = (
        select(
            holder,
            WorkItem.id,
            Case.id,
            func.coalesce(WorkItem.due, literal(LAST)),
            WorkItem.opened_at,
            Definition.key,
            WorkItem.title,
        )
        .join(Case, Case.instance_id == WorkItem.instance_id)
        .join(Instance, Instance.id == Case.instance_id)
        .join(Definition, Definition.digest == Instance.definition_digest)
        .join(Participant, Participant.case_id == Case.id)
        .outerjoin(Institution, Institution.id == Participant.institution_id)
        .where(is_open, WorkItem.kind.in_(TO_DO), does_task())
    )
    cases = select(holder, Case.id, Case.opened_at, Case.number).join(Participant, Participant.case_id == Case.id)
    takes_part = and_(Participant.until.is_(None), holder.is_not(None))
    return (ListedTask, tasks.where(takes_part).distinct()), (ListedCase, cases.where(takes_part).distinct())


@cache
def _renewal(table: Table, *, by_case: bool) -> tuple[Delete, Insert]:
    """The two statements that write what `table` should say of one case."""
    of_instance = select(Case.id).where(Case.instance_id == _INSTANCE).scalar_subquery()
    of_case = select(Case.instance_id).where(Case.id == _CASE).scalar_subquery()
    rows = dict(_rules())[table].where(Case.id == _CASE if by_case else Case.instance_id == _INSTANCE)
    if table is ListedTask:
        rows = rows.where(WorkItem.instance_id == (of_case if by_case else _INSTANCE))
    return delete(table).where(table.case_id == (_CASE if by_case else of_instance)), _insertion(table, rows)


def _insertion(table: Table, rows: Rows) -> Insert:
    return insert(table).from_select(list(_columns(table)), rows)


def _columns(table: Table) -> tuple[str, ...]:
    return _TASK_COLUMNS if table is ListedTask else _CASE_COLUMNS


@cache
def _lock_of_case() -> Select[str]:
    of_case = select(Case.instance_id).where(Case.id == _CASE).scalar_subquery()
    return select(Instance.id).where(Instance.id == of_case).with_for_update()


@cache
def _lock_of_instance() -> Select[str]:
    return select(Instance.id).where(Instance.id == _INSTANCE).with_for_update()
