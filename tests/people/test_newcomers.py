"""Somebody new: the first password is shown once, changed at once, and runs out."""

import re

import pytest

from app.audit.models import GENERAL_CHAIN
from app.people.models import User
from tests.audit.test_reading import entries
from tests.people.accounts import ANNA, OWN, account, act, added, held
from tests.people.office import Office
from tests.people.test_leaving import admin


def test_a_new_person_gets_a_first_password_that_is_shown_once(office: Office) -> None:
    manager = admin(office)
    password = added(office, manager)
    assert held(office, "anna.alt") == ["caseworker@rav_luzern", "process_owner@rav_luzern"]
    assert password not in account(manager, office, "anna.alt").text
    assert entries(office.house, GENERAL_CHAIN)[-1].startswith(
        "Werner Imgrüth, WAS wira Luzern: Neuer Zugang (Fallarbeit, Verfahren): Anna Alt: Rechte"
    )
    assert not any(password in row.password_hash for row in office.rows(User))


def test_first_passwords_are_random(office: Office) -> None:
    manager = admin(office)
    place = account(manager, office, "rav.berater").path
    given = {added(office, manager)}
    for _ in range(3):
        act(manager.get(place), f"{place}/passwort")
        given.add(str(manager.page.xpath("//dd/code/text()")[0]))
    assert len(given) == 4
    assert all(re.fullmatch(r"[\w-]{16}", password) for password in given)


def test_the_first_password_has_to_be_changed_before_anything_else(office: Office) -> None:
    password = added(office, admin(office))
    browser = office.sign_in("anna.alt@example.org", password)
    for path in ("/", "/faelle", "/konto", "/konto/code"):
        assert browser.get(path).path == "/konto/passwort", path
    assert browser.submit({"old": password, "new": password, "again": password}).status == 422
    browser.submit({"old": password, "new": OWN, "again": OWN})
    assert browser.path == "/"
    assert office.sign_in("anna.alt", password).status == 422
    assert office.sign_in("anna.alt", OWN).path == "/"


def test_the_first_password_of_a_sensitive_role_comes_before_its_code(office: Office) -> None:
    manager = admin(office)
    manager.get("/personen/neu").submit({**ANNA, "roles": ["admin"]})
    (password,) = manager.page.xpath("//dd/code/text()")
    browser = office.sign_in("anna.alt", str(password)).submit({"old": str(password), "new": OWN, "again": OWN})
    assert browser.path == "/konto/code"


def test_an_unused_first_password_is_worth_nothing_after_seven_days(office: Office) -> None:
    manager = admin(office)
    password = added(office, manager)
    office.later(days=6, hours=23)
    half = office.sign_in("anna.alt", password)
    assert half.path == "/konto/passwort"
    office.later(hours=1)
    browser = office.sign_in("anna.alt", password)
    assert browser.status == 422
    assert "gilt nicht mehr" in browser.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "keine"}, "E-Mail-Adresse"), ({"email": "a@b.ch, c@d.ch"}, "E-Mail-Adresse"),
        ({"email": "a@b.ch\nBcc: c@d.ch"}, "E-Mail-Adresse"), ({"email": "rav.berater@example.org"}, "schon vergeben"),
        ({"name": " \t "}, "Vorname und Name"), ({"name": "x" * 201}, "höchstens 200"),
        ({"function": "x" * 101}, "höchstens 100"), ({"roles": ["king"]}, "Diese Rolle gibt es nicht"),
        ({"institution": ""}, "Bitte wählen Sie eine Stelle"),
    ],
)  # fmt: skip
def test_wrong_details_are_refused_in_words_and_add_nobody(
    office: Office, wrong: dict[str, str | list[str]], words: str
) -> None:
    manager, before = admin(office), len(office.rows(User))
    manager.get("/personen/neu").submit({**ANNA, **wrong})
    assert manager.status in (409, 422)
    assert words in manager.text
    assert len(office.rows(User)) == before


def test_two_people_with_the_same_name_get_user_names_of_their_own(office: Office) -> None:
    manager = admin(office)
    added(office, manager)
    manager.get("/personen/neu").submit({**ANNA, "email": "anna.alt@example.com"})
    assert "anna.alt2" in manager.text


def test_a_client_is_added_without_any_role(office: Office) -> None:
    manager = admin(office).get("/personen/neu").submit({**ANNA, "institution": "-", "roles": ["admin"]})
    assert manager.status == 200
    assert held(office, "anna.alt") == []
    page = account(manager, office, "anna.alt")
    assert page.page.xpath("//select[@name='role']") == []
    assert act(page, f"{page.path}/rollen", role="admin", institution="rav_luzern").status == 422
    assert "Anna" not in " ".join(entries(office.house, GENERAL_CHAIN))


def test_names_that_mean_harm_are_harmless(office: Office) -> None:
    name = "<script>alert(1)</script> Anna"
    manager = admin(office).get("/personen/neu").submit({**ANNA, "name": name})
    assert name in manager.text
    assert name in manager.get("/personen").text
    assert manager.page.xpath("//script[contains(., 'alert')]") == []
