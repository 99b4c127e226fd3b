"""A text that is longer than its column is cut or refused before it is written, on both databases alike."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import String, Text, select, text
from sqlalchemy.orm import Mapper

from app.act import Act
from app.bootstrap import House
from app.cases import letters
from app.cases.history import tell_history
from app.cases.models import Case
from app.cases.recipients import Recipient
from app.clock import ZONE
from app.db import Base, Database, Moment, OneOf, TooLongError, Words
from app.flow.models import Event
from app.outbox.models import Message
from app.schema import metadata
from tests.consent.stage import Stage

TABLES = sorted(
    (mapper for mapper in Base.registry.mappers if mapper.local_table in metadata().tables.values()), key=str
)
LONG = "Ä𝔘ß€" * 1000


def bounded(mapper: Mapper[Any]) -> Iterator[tuple[str, int, bool]]:
    """Attribute, longest text, and whether it is cut, of each bounded text of a table."""
    for column in mapper.columns:
        kind = column.type
        if isinstance(kind, String) and not isinstance(kind, Text) and kind.length is not None:
            yield mapper.get_property_by_column(column).key, kind.length, isinstance(kind, Words)


def some_value(column: Any, number: int) -> Any:
    """Some value that fits the type of a column."""
    if isinstance(column.type, OneOf):
        words: type[StrEnum] = column.type.kind
        return next(iter(words))
    if isinstance(column.type, Moment):
        return datetime(2027, 1, 1, tzinfo=ZONE)
    return {int: number, bool: True, bytes: b"x", date: date(2027, 1, 1)}.get(column.type.python_type, "x")


@pytest.mark.parametrize("mapper", TABLES, ids=lambda mapper: mapper.local_table.name)
def test_every_bounded_text_of_every_table_is_cut_or_refused(mapper: Mapper[Any]) -> None:
    for name, longest, is_cut in bounded(mapper):
        row = mapper.class_()
        for fitting in ("", "x" * longest, "𝔘" * longest):
            setattr(row, name, fitting)
            assert getattr(row, name) == fitting
        if is_cut:
            setattr(row, name, LONG)
            assert getattr(row, name) == f"{LONG[: longest - 1]}…"
            continue
        with pytest.raises(TooLongError, match=f"höchstens {longest} Zeichen") as refused:
            setattr(row, name, LONG)
        assert refused.value.status == 422
        with pytest.raises(TooLongError):
            mapper.class_(**{name: "x" * (longest + 1)})


def test_there_are_bounded_texts_in_all_rooms_and_those_that_decide_something_are_never_cut() -> None:
    found = {f"{m.local_table.name}.{name}": is_cut for m in TABLES for name, _, is_cut in bounded(m)}  # type: ignore[attr-defined]
    assert len(found) > 80
    assert {place for place, is_cut in found.items() if is_cut} == {
        "audit_entry.actor_name", "audit_entry.categories", "audit_entry.institution", "audit_entry.subject",
        "case.client_name", "case.result", "decision_log.decision", "definition.name", "document.label",
        "document.phase", "document.reason", "document.sought", "document.title", "event.title", "invoice.period",
        "invoice.text", "message.subject", "message.to_name", "note.to_name", "saved_filter.name", "statistic.name",
        "work_item.label", "withdrawn.reason", "work_item.title", "workshop_draft.asked_reason", "workshop_draft.name",
        "workshop_publication.by_name", "workshop_publication.reason",
    }  # fmt: skip


def test_the_longest_texts_are_written_and_read_by_both_databases(house: House) -> None:
    with house.database.transaction() as session:
        unlink(house.database, session)
        for number, mapper in enumerate(TABLES):
            longest = {name: ("€" * length, is_cut) for name, length, is_cut in bounded(mapper)}
            row = mapper.class_()
            for column in mapper.columns:
                key = mapper.get_property_by_column(column).key
                value, is_cut = longest.get(key, (some_value(column, 10_000 + number), False))
                setattr(row, key, value + "€" if is_cut else value)
            said = {name: getattr(row, name) for name in longest}
            session.add(row)
            session.flush()
            session.expire(row)
            assert {name: getattr(row, name) for name in longest} == said, mapper
        session.rollback()


def unlink(database: Database, session: Any) -> None:
    """Rows need not refer to others in this transaction."""
    later = "PRAGMA defer_foreign_keys = ON" if database.is_sqlite else "SET LOCAL session_replication_role = replica"
    session.execute(text(later))


def test_what_a_procedure_says_at_length_is_kept_in_short(house: House) -> None:
    stage = Stage(house).open()
    with house.database.transaction() as session:
        act: Act = house.act(session)
        case = session.scalars(select(Case)).one()
        tell_history(act, case, "record", LONG)
        letters.post_to(act, case, Recipient(LONG, "a@example.org"), LONG, LONG, "link")
        act.record(stage.number, "read", LONG, [LONG])
        case.result = LONG
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Event.title).order_by(Event.id.desc())).first() == f"{LONG[:199]}…"
        mail = session.scalars(select(Message).where(Message.to_address == "a@example.org")).one()
        assert (mail.subject, mail.to_name) == (f"{LONG[:199]}…", f"{LONG[:199]}…") and LONG in mail.body
