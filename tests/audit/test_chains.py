"""Chains of entries: only ever added to, never forked, and every change by hand is found and named."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.audit.models import CHANGED, GENERAL_CHAIN, READ, Chain, Entry, chain_of_person
from app.audit.service import Actor, digest, record
from app.audit.verification import Verdict, verify
from app.bootstrap import House
from tests.audit.tampering import CASE, TAMPERING, by_hand, without_triggers
from tests.browser_posts import Browser
from tests.conftest import person

RETO = Actor("u1", "Reto Amrein", "RAV Luzern")


def written(house: House, *chains: str) -> None:
    """One entry after the other, in these chains."""
    for number, chain in enumerate(chains, start=1):
        with house.database.transaction() as session:
            record(session, chain, RETO, READ, f"Seite {number}", house.clock.now())


def verdict_on(house: House) -> Verdict:
    with house.database.transaction(writes=False) as session:
        return verify(session)


def test_entries_that_were_left_alone_are_in_order(house: House) -> None:
    before = verdict_on(house)
    written(house, CASE, CASE, "IIZ-2027-0002")
    after = verdict_on(house)
    assert (after.entries - before.entries, after.chains - before.chains, after.faults) == (3, 2, [])


def test_an_entry_keeps_who_and_what_as_it_was_said_and_is_bound_to_the_one_before(house: House) -> None:
    written(house, CASE, CASE)
    with house.database.transaction(writes=False) as session:
        first, second = session.scalars(select(Entry).where(Entry.chain == CASE).order_by(Entry.sequence))
    assert (first.actor_name, first.institution, first.subject) == ("Reto Amrein", "RAV Luzern", "Seite 1")
    assert first.at == house.clock.now()
    assert second.previous == first.hash == digest(first)


def test_a_transaction_that_fails_leaves_no_entry(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.database.transaction() as session:
        record(session, CASE, RETO, CHANGED, "Fallseite", house.clock.now())
        raise ZeroDivisionError
    assert all(entry != CASE for entry in chains(house))
    assert verdict_on(house).faults == []


def chains(house: House) -> list[str]:
    with house.database.transaction(writes=False) as session:
        return list(session.scalars(select(Entry.chain)))


def test_many_writers_at_once_never_fork_a_chain(house: House) -> None:
    writers, each = 8, 15

    def write(writer: int) -> None:
        by = Actor(str(writer), f"Person {writer}")
        for number in range(each):
            with house.database.transaction() as session:
                record(session, CASE, by, READ, f"Seite {number}", house.clock.now())
                record(session, CASE, by, READ, "Bild", house.clock.now())

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert verdict_on(house).faults == []
    with house.database.transaction(writes=False) as session:
        found = session.scalars(select(Entry.sequence).where(Entry.chain == CASE).order_by(Entry.sequence)).all()
    assert found == list(range(1, writers * each * 2 + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'Niemand'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET count = count - 1",
        "UPDATE audit_chain SET hash = ''",
        "UPDATE audit_chain SET chain = 'IIZ-1', count = count + 1",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_entries(house: House, statement: str) -> None:
    written(house, CASE)
    with pytest.raises(DatabaseError):
        by_hand(house, statement)
    assert verdict_on(house).faults == []


def test_on_postgresql_the_log_cannot_be_emptied_either(house: House) -> None:
    if house.database.is_sqlite:
        return  # it has no such statement
    written(house, CASE)
    with pytest.raises(DatabaseError):
        by_hand(house, "TRUNCATE audit_entry")
    assert CASE in chains(house)


@pytest.mark.parametrize("done", TAMPERING)
def test_what_is_done_to_the_log_by_hand_is_found_and_named(house: House, done: str) -> None:
    statements, faults = TAMPERING[done]
    written(house, *[CASE] * 5, GENERAL_CHAIN)
    without_triggers(house, *statements)
    assert verdict_on(house).faults == [f"{CASE}{fault}" for fault in faults]


def test_nobody_who_signs_in_waits_for_somebody_else(browse: type[Browser], house: House) -> None:
    """On PostgreSQL: a machine that vanished holds the chain of the house, and of one person, for a while."""
    if house.database.is_sqlite:
        return  # there only one writes at a time
    browse("iv.beratung")
    held = (GENERAL_CHAIN, chain_of_person(person(house, "iv.beratung").id))
    with house.database.transaction() as session:
        rows = session.scalars(select(Chain).where(Chain.chain.in_(held)).with_for_update()).all()
        assert len(rows) == 2
        assert browse("rav.berater").get("/").status == 200


def test_a_fault_in_the_chain_of_the_house_is_named_too(house: House) -> None:
    written(house, GENERAL_CHAIN)
    without_triggers(house, "UPDATE audit_entry SET subject = 'Anderes' WHERE chain = 'house' AND sequence = 1")
    assert verdict_on(house).faults == ["Haus, Eintrag 1: wurde verändert"]
