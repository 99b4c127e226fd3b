"""A code after the password: the app's, or one from paper."""

import re

import pyotp
import pytest
from click.testing import CliRunner

from app.cli import main
from app.config import Settings
from app.demo.people import PASSWORD
from app.people import roles
from app.people.models import RecoveryCode, SecondFactor
from tests.browser_posts import Browser
from tests.people.office import Office


def code(office: Office, name: str = "rav.berater") -> str:
    """What the app of this person shows right now."""
    with office.people() as session:
        row = session.get(SecondFactor, office.person(session, name).id)
        assert row is not None
        return pyotp.TOTP(row.secret).at(office.machine_clock.now())


def with_code(office: Office, name: str = "rav.berater") -> list[str]:
    """Sets up a second factor and returns the codes on paper."""
    browser = office.sign_in(name).get("/konto/code").submit({"old": PASSWORD})
    browser.submit({"code": code(office, name)})
    assert "Codes auf Papier" in browser.text
    office.later(minutes=2)
    return re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", browser.text)


def enter(browser: Browser, given: str) -> Browser:
    return browser.submit({"code": given})


def test_a_second_factor_is_set_up_with_a_picture_and_a_first_code(office: Office) -> None:
    browser = office.sign_in("rav.berater").get("/konto").follow("Anmelden mit Code")
    assert not browser.page.xpath("//img[starts-with(@src, 'data:')]")
    browser.submit({"old": PASSWORD})
    assert browser.page.xpath("//img/@src")[-1].startswith("data:image/svg+xml")
    assert enter(browser, "000000").status == 422
    enter(browser, code(office))
    assert len(set(re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", browser.text))) == 10
    assert "data:image" not in browser.get("/konto/code").page.text_content()
    assert not browser.page.xpath("//code")


def test_setting_up_takes_the_password_and_ends_other_sign_ins(office: Office) -> None:
    other, browser = office.sign_in("rav.berater"), office.sign_in("rav.berater").get("/konto/code")
    assert browser.submit({"old": "falsch"}).status == 422
    assert office.rows(SecondFactor) == []
    with_code(office)
    assert other.get("/").path == "/anmelden"


def test_signing_in_takes_the_password_and_a_code(office: Office) -> None:
    with_code(office)
    browser = office.sign_in("rav.berater")
    assert browser.page.find(".//h1").text == "Code eingeben"
    assert office.browser().get("/").path == "/anmelden"
    assert enter(browser, "123").status == 422
    assert browser.get("/").path == "/anmelden"
    browser = enter(office.sign_in("rav.berater"), code(office))
    assert browser.path == "/"
    assert browser.status == 200


def test_the_same_code_does_not_count_twice(office: Office) -> None:
    with_code(office)
    used = code(office)
    assert enter(office.sign_in("rav.berater"), used).path == "/"
    assert "schon gebraucht" in enter(office.sign_in("rav.berater"), used).text
    office.later(seconds=30)
    assert enter(office.sign_in("rav.berater"), code(office)).path == "/"


def test_a_clock_may_be_half_a_minute_off_but_not_more(office: Office) -> None:
    with_code(office)
    old = code(office)
    office.later(seconds=30)
    recent = code(office)
    office.later(seconds=30)
    assert enter(office.sign_in("rav.berater"), old).status == 422
    assert enter(office.sign_in("rav.berater"), recent).path == "/"


def test_a_code_on_paper_counts_once_and_only_for_its_owner(office: Office) -> None:
    papers, foreign = with_code(office), with_code(office, "sd.sozialarbeit")
    assert enter(office.sign_in("rav.berater"), foreign[0]).status == 422
    assert enter(office.sign_in("rav.berater"), papers[0].upper().replace("-", " ")).path == "/"
    assert enter(office.sign_in("rav.berater"), papers[0]).status == 422
    assert not {row.hash for row in office.rows(RecoveryCode)} & {*papers, *foreign}


def test_codes_cannot_be_guessed(office: Office) -> None:
    papers = with_code(office)
    browser = office.sign_in("rav.berater")
    for _ in range(6):
        enter(browser, "000000")
    assert enter(browser, papers[0]).status == 429
    browser = office.sign_in("rav.berater", address="203.0.113.8")
    assert enter(browser, papers[0]).status == 429
    office.later(seconds=1)
    assert enter(browser, papers[0]).path == "/"


def test_the_password_counts_for_five_minutes_only(office: Office) -> None:
    with_code(office)
    browser = office.sign_in("rav.berater")
    office.later(minutes=5)
    enter(browser, code(office))
    assert "zu lange gedauert" in browser.text
    assert browser.get("/").path == "/anmelden"


@pytest.mark.parametrize("role", [roles.ADMIN, roles.DATA_PROTECTION])
def test_sensitive_roles_do_nothing_without_a_second_factor(office: Office, role: str) -> None:
    office.give("rav.berater", role)
    browser = office.sign_in("rav.berater")
    assert browser.path == "/konto/code"
    for path in ("/", "/faelle", "/konto", "/personen"):
        expected = 403 if path == "/personen" and role != roles.ADMIN else 200
        assert browser.get(path).status == expected
        assert browser.path == ("/personen" if expected == 403 else "/konto/code")
    browser.get("/konto/code").submit({"old": PASSWORD})
    enter(browser, code(office))
    assert browser.get("/faelle").path == "/faelle"


def test_a_role_given_later_asks_for_a_second_factor_at_once(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    office.give("rav.berater", roles.ADMIN)
    assert browser.get("/").path == "/konto/code"


def test_a_second_factor_is_removed_with_the_password_alone_or_from_the_console(
    office: Office, settings: Settings
) -> None:
    with_code(office)
    browser = enter(office.sign_in("rav.berater"), code(office)).get("/konto/code")
    assert browser.submit({"old": "falsch"}).status == 422
    browser.submit({"old": PASSWORD})
    assert office.sign_in("rav.berater").path == "/"
    with_code(office)
    environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": settings.database_url}
    command = ["user", "reset-code", "rav.berater", "--identified", "Er stand mit seinem Ausweis hier."]
    result = CliRunner().invoke(main, command, env=environment)
    assert result.exit_code == 0, result.output
    assert office.rows(SecondFactor) == office.rows(RecoveryCode) == []
    assert office.sign_in("rav.berater").path == "/"


def test_input_survives_the_second_step_too(office: Office) -> None:
    with_code(office)
    browser = enter(office.sign_in("rav.berater"), code(office)).get("/faelle/neu/antrag")
    browser.client.delete_cookie("session")
    browser.submit({"klient.vorname": "Ada", "klient.name": "Muster"})
    office.later(seconds=30)
    enter(office.try_again(browser, "rav.berater"), code(office))
    assert browser.path == "/faelle/neu/antrag"
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Muster"]
