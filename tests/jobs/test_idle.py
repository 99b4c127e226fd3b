"""A tick with nothing to do costs the same in a house of any size."""

from datetime import timedelta

from sqlalchemy import select, update

from app.bootstrap import House
from app.cases.models import Case
from app.clock import ManualClock
from app.consent import sweeps, terms
from tests.cases.test_lists import many, plans_of
from tests.conftest import START, person
from tests.web.test_budgets import counted


def warn(house: House) -> int:
    return sweeps.warn(house.database, house.act)


def test_mandates_that_end_soon_are_not_looked_at_before_their_moment(house: House, clock: ManualClock) -> None:
    until = START.date() + timedelta(days=20)
    moment = terms.next_warning(until, START)
    assert moment == terms.warning_at(until, 7)
    with house.database.transaction() as session:
        many(session, person(house, "ks.koordination"), 200)
        session.execute(update(Case).values(mandate_until=until, warn_at=moment))
    with counted(house) as said:
        assert warn(house) == 0
    assert len(said) == 1, "\n".join(said)
    clock.move_to(moment)
    assert warn(house) == 0  # nobody has granted anything in these cases
    with house.database.transaction(writes=False) as session:
        assert set(session.scalars(select(Case.warn_at))) == {None}
        assert sweeps.next_warning(session, moment) is None


def test_what_is_due_is_found_along_an_index(house: House) -> None:
    with house.database.transaction() as session:
        many(session, person(house, "ks.koordination"), 1_000)
        for number in range(0, 1_000, 10):
            session.execute(
                update(Case).where(Case.number == f"X{number}").values(warn_at=START + timedelta(number + 1))
            )
    with house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    for asked in (lambda session: sweeps._claim_warning(house.act(session)),
                  lambda session: sweeps.next_warning(session, START)):  # fmt: skip
        assert "ix_case_warn_at" in "\n".join(plans_of(house, asked))
