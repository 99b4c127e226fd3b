"""Roles beside the part somebody has in a case."""

import pytest

from app.bootstrap import House
from app.doors import DOORS, ROUTES
from app.people import roles, service
from app.people.models import User, UserRole
from app.web.access import Access
from tests.people.office import Office


def areas(office: Office, name: str) -> list[str]:
    page = office.sign_in(name).page
    return [link.text_content().strip() for link in page.xpath("//nav[@class='site-nav']//a")]


def test_who_worked_here_before_does_casework(office: Office) -> None:
    assert areas(office, "rav.berater") == ["Meine Aufgaben", "Fälle"]


def test_a_client_sees_their_tasks_and_cases(office: Office) -> None:
    assert areas(office, "peter.m") == ["Meine Aufgaben", "Fälle"]


def test_navigation_shows_only_what_one_may_open(office: Office) -> None:
    office.give("rav.berater", roles.DATA_PROTECTION, alone=True)
    office.give("sd.sozialarbeit", roles.FIGURE_READER, alone=True)
    assert areas(office, "sd.sozialarbeit") == ["Kennzahlen"]
    browser = office.sign_in("sd.sozialarbeit")
    assert browser.path == "/kennzahlen"
    for path in ("/faelle", "/faelle/neu", "/aufgaben/x", "/personen"):
        assert browser.get(path).status == 403, path
    assert browser.get("/").path == "/kennzahlen"


def test_a_role_counts_where_it_was_given(house: House, office: Office) -> None:
    office.give("rav.berater", roles.ADMIN)
    office.give("ks.koordination", roles.ADMIN, everywhere=True)
    with office.people() as session:
        local, general = office.person(session, "rav.berater"), office.person(session, "ks.koordination")
        other = office.person(session, "sd.sozialarbeit")
        assert roles.administers(local, local.institution)
        assert not roles.administers(local, other.institution)
        assert not roles.administers(local, None)
        assert roles.administers(general, other.institution)
        assert roles.administers(general, None)
        assert not roles.administers(other, other.institution)


@pytest.mark.parametrize("access", list(Access))
def test_each_row_of_the_table_decides_for_everybody(access: Access) -> None:
    nobody_special = User(roles=[UserRole(role="unknown")])
    for user in (None, User(roles=[]), nobody_special, *(User(roles=[UserRole(role=role)]) for role in roles.NAMES)):
        assert DOORS.lets_in(access, user, demo=False) in (True, False)
    assert not DOORS.lets_in(access, None, demo=False) or access is Access.EVERYONE


def test_an_administrator_sees_no_case(office: Office) -> None:
    office.give("rav.berater", roles.ADMIN, alone=True)
    with office.people() as session:
        admin = office.person(session, "rav.berater")
        open_to_them = {route for route, access in ROUTES.items() if DOORS.lets_in(access, admin, demo=False)}
    assert {route for route in open_to_them if route.startswith(("cases.", "tasks.", "opening."))} == set()
    assert "people.index" in open_to_them


def process_owners(office: Office, username: str) -> list[UserRole]:
    with office.people() as session:
        person_id = office.person(session, username).id
    return [row for row in office.rows(UserRole) if (row.role, row.user_id) == (roles.PROCESS_OWNER, person_id)]


def test_the_same_role_is_given_once_and_taken_away_where_it_was_given(office: Office) -> None:
    office.give("rav.berater", roles.PROCESS_OWNER)
    office.give("rav.berater", roles.PROCESS_OWNER)
    office.give("rav.berater", roles.PROCESS_OWNER, everywhere=True)
    assert len(process_owners(office, "rav.berater")) == 2
    with office.people() as session:
        service.revoke(session, office.person(session, "rav.berater"), roles.PROCESS_OWNER, None)
    (left,) = process_owners(office, "rav.berater")
    assert left.institution is not None
