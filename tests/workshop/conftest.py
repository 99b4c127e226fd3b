"""A house whose procedures lie in the workshop, and two process owners."""

import pytest
from sqlalchemy.orm import Session

from app.bootstrap import House
from app.people.models import User, UserRole
from app.people.queries import user_by_name
from app.people.roles import PROCESS_OWNER
from app.workshop.files import read_folder
from app.workshop.publishing import take_over
from tests.conftest import PROCEDURES, START
from tests.deploying import procedures_of

OWNER, SECOND = "ks.verfahren", "iv.vertretung"


@pytest.fixture
def in_service(house: House) -> None:
    """What the start of the house does: the folder of procedures is taken over. The second owner gets the role."""
    files = read_folder(PROCEDURES / "workflows", PROCEDURES / "forms")
    with house.database.transaction() as session:
        take_over(session, files, procedures_of(PROCEDURES), START)
        session.add(UserRole(role=PROCESS_OWNER, user_id=person(session, SECOND).id))


def person(session: Session, name: str) -> User:
    user = user_by_name(session, name)
    assert user is not None
    return user
