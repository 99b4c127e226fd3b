"""What a part of a transaction changes, row by row, and how to put it back in a later one.

Only what goes through mapped rows is known. A statement that writes rows past them is noticed, and nothing is put back
of a part in which there was one: half a step would be worse than none.
"""

import base64
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, LargeBinary, Table, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session
from sqlalchemy.orm.attributes import History

from app.db.base import Base, Moment, OneOf
from app.errors import ConflictError

Row = TypeVar("Row", bound=Base)
Values = dict[str, Any]
"""Attribute → its value as JSON knows it."""


class ChangedSinceError(ConflictError):
    """Inzwischen ist etwas Weiteres geschehen."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table


@dataclass(frozen=True)
class Changed:
    """One row that was added, changed or deleted.

    before: what is to stand there again: all values of a row that was deleted, those that were changed of one that was
    changed, None of one that was added. after: what stood there when the part was over, likewise; None for a row that
    was deleted.
    """

    table: str
    key: list[Any]
    before: Values | None
    after: Values | None


@dataclass
class Recording:
    """The changes of a part of a transaction. past: tables to which statements wrote past their rows."""

    passed_over: Collection[str]
    past: set[str] = field(default_factory=set)
    _added: list[Base] = field(default_factory=list)
    _deleted: list[tuple[Base, Values]] = field(default_factory=list)
    _old: dict[Base, Values] = field(default_factory=dict)

    def added(self, kind: type[Row]) -> list[Row]:
        """The rows of one table that were added and are still there."""
        return [row for row in self._added if isinstance(row, kind)]

    def changes(self) -> list[Changed]:
        """What is to be put back, each row once. Only when the part is over."""
        found = [Changed(_table(row), _key(row), None, _inserted(row)) for row in self._added]
        for row, old in self._old.items():
            version = _mapper(row).version_id_col
            guard = [] if version is None else [str(version.key)]
            found.append(Changed(_table(row), _key(row), old, _values(row, [*old, *guard])))
        return [*found, *(Changed(_table(row), _key(row), old, None) for row, old in self._deleted)]

    def note(self, session: Session, _context: object) -> None:
        """Called after each flush, when the session still knows what it has written."""
        for row in session.new:
            if _table(row) not in self.passed_over:
                self._added.append(row)
        for row in session.dirty:
            if _table(row) not in self.passed_over and row not in self._added:
                self._note_changed(row)
        for row in session.deleted:
            if _table(row) in self.passed_over:
                continue
            if row in self._added:
                self._added.remove(row)
                continue
            self._deleted.append((row, {**_values(row, _loaded(row)), **self._old.pop(row, {})}))

    def note_statement(self, state: ORMExecuteState) -> None:
        """Called for each statement of the session."""
        if state.is_insert or state.is_update or state.is_delete:
            table = getattr(state.statement, "table", None)
            if isinstance(table, Table) and table.name not in self.passed_over:
                self.past.add(table.name)

    def _note_changed(self, row: Base) -> None:
        old = self._old.setdefault(row, {})
        for name in _names(row):
            past: History = inspect(row).attrs[name].history
            if past.has_changes() and name not in old:
                if not past.deleted:  # it was written without having been read
                    self.past.add(_table(row))
                    continue
                old[name] = _as_json(past.deleted[0])
        if not old:
            del self._old[row]


@contextmanager
def recorded(session: Session, passed_over: Collection[str] = ()) -> Iterator[Recording]:
    """Records what is written meanwhile. passed_over: tables that follow from others, or are never put back."""
    session.flush()  # what was done before is not part of it
    recording = Recording(passed_over)
    event.listen(session, "after_flush", recording.note)
    event.listen(session, "do_orm_execute", recording.note_statement)
    try:
        yield recording
        session.flush()
    finally:
        event.remove(session, "after_flush", recording.note)
        event.remove(session, "do_orm_execute", recording.note_statement)


def put_back(
    session: Session,
    changes: Sequence[Changed],
    instead_of_deleting: Mapping[type[Base], Callable[[Any], None]],
) -> None:
    """Puts rows back as they were. Raises ChangedSinceError, and changes nothing, where one is not as it was left.

    instead_of_deleting: what is done to rows of some tables that were added, and that others may have seen.
    """
    classes: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    rows = [(change, _found(session, classes[change.table], change)) for change in changes]
    for change, row in sorted(rows, key=lambda pair: order[pair[0].table]):
        if row is None:
            session.add(classes[change.table](**_from_json(classes[change.table], change.before or {})))
    session.flush()
    # Rows that refer to others come first, and what was added goes before what it had taken the place of comes back.
    for change, row in sorted(rows, key=lambda pair: (-order[pair[0].table], pair[0].before is not None)):
        if row is None:
            continue
        if change.before is not None:
            for name, value in _from_json(type(row), change.before).items():
                setattr(row, name, value)
        elif type(row) in instead_of_deleting:
            instead_of_deleting[type(row)](row)
        else:
            session.delete(row)
        session.flush()
        if row in session and (relations := [relation.key for relation in _mapper(row).relationships]):
            session.expire(row, relations)


def _found(session: Session, kind: type[Base], change: Changed) -> Base | None:
    """The row as it stands now, locked; None for one that was deleted."""
    key = tuple(_value(column, part) for column, part in zip(kind.__table__.primary_key, change.key, strict=True))
    row = session.get(kind, key)
    if row is not None:  # its columns alone: what others have loaded about it stays
        session.refresh(row, _names(row), with_for_update={"of": kind})
    if change.after is None:
        if row is not None:
            raise ChangedSinceError(change.table)
        return None
    if row is None or _values(row, change.after) != change.after:
        raise ChangedSinceError(change.table)
    return row


def _mapper(row: Base) -> Mapper[Any]:
    mapper: Mapper[Any] = inspect(row).mapper
    return mapper


def _table(row: Base) -> str:
    return str(row.__tablename__)


def _key(row: Base) -> list[Any]:
    return [_as_json(part) for part in _mapper(row).primary_key_from_instance(row)]


def _names(row: Base) -> list[str]:
    return [attribute.key for attribute in _mapper(row).column_attrs]


def _loaded(row: Base) -> list[str]:
    return [name for name in _names(row) if name not in inspect(row).unloaded]


def _inserted(row: Base) -> Values:
    """The values of a row that was added; what nobody set is empty, or as the database has it."""
    unset = {
        attribute.key: None
        for attribute in _mapper(row).column_attrs
        if attribute.key in inspect(row).unloaded and getattr(attribute.columns[0], "server_default", None) is None
    }
    return {**unset, **_values(row, _loaded(row))}


def _values(row: Base, names: Collection[str]) -> Values:
    return {name: _as_json(getattr(row, name)) for name in names}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _from_json(kind: type[Base], values: Values) -> Values:
    attributes = inspect(kind).column_attrs
    return {name: _value(attributes[name].columns[0], value) for name, value in values.items()}


def _value(column: ColumnElement[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case Moment():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value)
        case OneOf() as words:
            return words.kind(value)
    return value
