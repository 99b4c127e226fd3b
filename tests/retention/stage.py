"""Cases that have ended, for the tests of what happens to them afterwards."""

from datetime import datetime, time

from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.cases.service import open_case
from app.clock import ManualClock, at_local
from app.people import queries as people

CLIENT = {"vorname": "Peter", "name": "M.", "email": "peter.m@example.org"}
TEN_YEARS_ON = at_local(datetime(2037, 1, 11).date(), time(3))
"""The early morning on which a case that ended at the start of a test is due."""


def opened(house: House, **client: str) -> str:
    """The number of a case under way."""
    with house.database.transaction() as session:
        user = people.user_by_name(session, "rav.berater")
        assert user is not None
        return open_case(house.act(session, user), house.flow, "antrag", {"klient": client or CLIENT}).number


def ended(house: House, **client: str) -> str:
    """The number of a case that ended now."""
    number = opened(house, **client)
    with house.database.transaction() as session:
        house.flow.cancel(house.act(session), case_in(house, number).instance_id)
    return number


def case_in(house: House, number: str) -> Case:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def numbers(house: House) -> list[str]:
    """The numbers of the cases that are still there."""
    with house.database.transaction(writes=False) as session:
        return list(session.scalars(select(Case.number).order_by(Case.number)))


def ten_years_on(clock: ManualClock) -> None:
    clock.move_to(TEN_YEARS_ON)
