"""Somebody leaves: one dialog hands everything over, and the login is closed."""

import pytest

from app.bootstrap import House
from app.cases.models import Participant
from app.drafts import Draft
from app.flow.models import WorkItem
from app.people import roles
from app.people.models import Absence, Handover
from app.staff import handover
from tests.browser_posts import Browser
from tests.people.office import Office
from tests.people.test_absences import APPLICATION, MONDAY, away, colleagues, opened
from tests.people.test_second_factor import code, enter, with_code


def admin(office: Office) -> Browser:
    """The browser of somebody who manages everybody, and does no casework."""
    office.give("fg.wira", roles.ADMIN, everywhere=True, alone=True)
    with_code(office, "fg.wira")
    return enter(office.sign_in("fg.wira"), code(office, "fg.wira"))


def person_id(office: Office, name: str) -> str:
    with office.people() as session:
        return office.person(session, name).id


def test_parts_in_cases_and_open_tasks_go_to_the_successor(office: Office) -> None:
    (password,) = colleagues(office, "berta")
    leaver = opened(office)
    leaver.submit({"antrag.betrag": "77"}, button=("_action", "draft"))
    successor = person_id(office, "berta.neu")
    manager = admin(office)
    manager.get(f"/personen/{person_id(office, 'rav.berater')}/austritt")
    assert "Beteiligungen an Fällen: 1. Offene Aufgaben: 1." in manager.text
    manager.submit({"successor": successor})
    assert manager.path.startswith("/personen/uebergaben/")
    assert "IIZ-2027-0001Anmeldende Stelle" in manager.text
    assert "IIZ-2027-0001Aufgabe «Antrag stellen»" in manager.text
    assert "Ada" not in manager.text
    assert leaver.get("/").path == "/anmelden"
    assert office.sign_in("rav.berater").status == 422
    assert office.rows(Draft) == []
    browser = office.sign_in("berta.neu", password)
    assert "meine Stelle" not in browser.page.find(".//table").text_content()
    browser.follow("Antrag stellen").submit(APPLICATION)
    assert "berta, RAV Luzern" in browser.text


def test_without_a_successor_from_the_same_institution_nothing_happens(office: Office) -> None:
    leaver = opened(office)
    manager = admin(office).get(f"/personen/{person_id(office, 'rav.berater')}/austritt")
    for successor in ("", person_id(office, "sd.sozialarbeit"), person_id(office, "rav.berater"), "nobody"):
        manager.submit({"successor": successor})
        assert manager.status == 422
        assert "aus der gleichen Stelle" in manager.text
    assert leaver.get("/").path == "/"
    assert office.rows(Handover) == []


def test_who_has_nothing_to_hand_over_leaves_without_a_successor(office: Office) -> None:
    manager = admin(office).get(f"/personen/{person_id(office, 'iv.beratung')}/austritt").submit()
    assert "Es gab nichts zu übergeben" in manager.text
    assert office.sign_in("iv.beratung").status == 422


def test_nobody_closes_their_own_account_or_that_of_another_institution(office: Office) -> None:
    office.give("rav.berater", roles.ADMIN)
    with_code(office)
    browser = enter(office.sign_in("rav.berater"), code(office)).get("/personen")
    assert "Reto Amrein" in browser.text
    assert "Sandra Bühler" not in browser.text
    assert "Peter M." not in browser.text
    assert browser.get(f"/personen/{person_id(office, 'sd.sozialarbeit')}/austritt").status == 404
    assert browser.get(f"/personen/{person_id(office, 'peter.m')}/austritt").status == 404
    own = browser.get(f"/personen/{person_id(office, 'rav.berater')}/austritt").submit()
    assert "nur jemand anderes" in own.text
    with office.people() as session:
        act = office.house.act(session, office.person(session, "sd.sozialarbeit"))
        done = handover.hand_over(act, office.person(session, "iv.beratung"), None).id
    assert browser.get(f"/personen/uebergaben/{done}").status == 404


def test_a_part_that_the_successor_has_already_is_not_doubled(office: Office, house: House) -> None:
    colleagues(office, "berta")
    opened(office)
    with office.people() as session:
        leaver, successor = office.person(session, "rav.berater"), office.person(session, "berta.neu")
        (row,) = session.query(Participant).filter_by(user_id=leaver.id).all()
        session.add(
            Participant(
                case_id=row.case_id, role=row.role, institution_id=row.institution_id, user_id=successor.id,
                since=row.since,
            )
        )  # fmt: skip
        session.flush()
        handover.hand_over(house.act(session, office.person(session, "fg.wira")), leaver, successor)
    rows = [row for row in office.rows(Participant) if row.role == "referrer"]
    assert [row.user_id for row in rows if row.until is None] == [person_id(office, "berta.neu")]


def test_absences_follow_the_successor(office: Office, house: House) -> None:
    colleagues(office, "berta", "carla")
    away(office, "carla.neu", "rav.berater")
    with office.people() as session:
        boss = office.person(session, "fg.wira")
        leaver, successor = office.person(session, "rav.berater"), office.person(session, "berta.neu")
        handover.hand_over(house.act(session, boss), leaver, successor)
    (row,) = office.rows(Absence)
    assert row.deputy_id == person_id(office, "berta.neu")
    with office.people() as session:
        leaver, successor = office.person(session, "berta.neu"), office.person(session, "carla.neu")
        handover.hand_over(house.act(session, office.person(session, "fg.wira")), leaver, successor)
    assert office.rows(Absence) == []


@pytest.mark.parametrize("successor", ["berta.neu", "carla.neu"])
def test_tasks_done_in_somebodys_place_are_handed_over_too(office: Office, house: House, successor: str) -> None:
    colleagues(office, "berta", "carla")
    away(office, "rav.berater", "berta.neu", MONDAY)
    opened(office).submit(APPLICATION)
    office.sign_in("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    with office.people() as session:
        leaver, follower = office.person(session, "rav.berater"), office.person(session, successor)
        handover.hand_over(house.act(session, office.person(session, "fg.wira")), leaver, follower)
    (item,) = [row for row in office.rows(WorkItem) if row.status == "open"]
    assert item.assignee_id == person_id(office, "berta.neu")
    assert item.stands_in_for_id == (None if successor == "berta.neu" else person_id(office, "carla.neu"))


def test_whoever_was_only_deactivated_gets_no_new_tasks(office: Office) -> None:
    colleagues(office, "berta")
    opened(office).submit(APPLICATION)
    with office.people() as session:
        office.person(session, "rav.berater").active = False
    office.sign_in("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    (item,) = [row for row in office.rows(WorkItem) if row.status == "open"]
    assert item.assignee_id is None
