"""Where somebody is signed in."""

from dataclasses import replace

import pytest

from app.bootstrap import House
from app.clock import ManualClock
from app.demo.people import PASSWORD
from app.main import create_app
from app.people import service
from app.people.models import SignIn
from app.people.sign_ins import device_words, shortened
from tests.people.office import FIREFOX, Office

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def test_the_key_in_the_browser_is_not_the_one_in_the_table(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    with browser.client.session_transaction() as cookie:
        assert cookie["key"] not in {row.id for row in office.rows(SignIn)}
        assert "user" not in cookie


def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(office: Office) -> None:
    browser = office.browser().get("/anmelden")
    token = browser.token()
    answer = browser.client.post("/anmelden", data={"csrf_token": token, "name": "rav.berater", "password": PASSWORD})
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "last_user", "device"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert not any("Secure" in cookie for cookie in cookies)


def test_each_sign_in_gets_a_new_key_and_ends_the_one_before(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    old = browser.client.get_cookie("session")
    assert old is not None
    again = [("csrf_token", browser.token()), ("name", "sd.sozialarbeit"), ("password", PASSWORD)]
    assert browser.post("/anmelden", again).path == "/"
    assert [row.user.username for row in office.rows(SignIn)] == ["sd.sozialarbeit"]
    thief = office.browser()
    thief.client.set_cookie("session", old.value)
    assert thief.get("/").path == "/anmelden"


def test_the_own_sign_ins_are_listed_and_ended_one_by_one(office: Office) -> None:
    phone = office.sign_in("rav.berater", address="2001:db8:1:2::3", agent=PHONE)
    stranger = office.sign_in("sd.sozialarbeit")
    browser = office.sign_in("rav.berater").get("/konto").follow("Meine Anmeldungen")
    assert "Firefox auf Windows dieser Browser" in browser.text
    assert "von 198.51.100.x" in browser.text
    assert "Safari auf iPhone" in browser.text
    assert "von 2001:db8:1::…" in browser.text
    (other,) = browser.page.xpath("//button[@name='which'][. = 'Beenden']/@value")
    browser.submit(button=("which", other))
    assert "Diese Anmeldung ist beendet" in browser.text
    assert phone.get("/").path == "/anmelden"
    (foreign,) = [row.id for row in office.rows(SignIn) if row.user.username == "sd.sozialarbeit"]
    browser.post("/konto/anmeldungen", [("csrf_token", browser.token()), ("which", foreign)])
    assert stranger.get("/").path == "/"


def test_one_can_sign_out_everywhere(office: Office) -> None:
    other, browser = office.sign_in("rav.berater"), office.sign_in("rav.berater").get("/konto/anmeldungen")
    browser.submit(button=("which", "all"))
    assert browser.path == "/anmelden"
    assert other.get("/").path == "/anmelden"
    assert browser.get("/").path == "/anmelden"


def test_a_browser_left_alone_for_too_long_is_signed_out(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    for _ in range(3):
        office.later(hours=7)
        assert browser.get("/").path == "/"
    office.later(hours=8, seconds=1)
    assert browser.get("/").path == "/anmelden"
    office.sign_in("sd.sozialarbeit")
    assert len(office.rows(SignIn)) == 1


def test_looking_at_pages_writes_only_now_and_then(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    began = office.rows(SignIn)[0].last_seen
    office.later(minutes=4)
    browser.get("/")
    assert office.rows(SignIn)[0].last_seen == began
    office.later(minutes=1)
    browser.get("/")
    assert office.rows(SignIn)[0].last_seen == office.machine_clock.now()


def test_whoever_is_deactivated_is_out_at_once(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    with office.people() as session:
        service.deactivate(session, office.person(session, "rav.berater"))
    assert browser.get("/").path == "/anmelden"
    assert office.rows(SignIn) == []


def test_input_survives_a_sign_in_that_was_ended_elsewhere(office: Office) -> None:
    browser = office.sign_in("rav.berater").get("/faelle/neu/antrag")
    with office.people() as session:
        user = office.person(session, "rav.berater")
        service.set_password(session, user, service.choose_password(user, "Vier kühle Schirme tanzen"))
    browser.submit({"klient.vorname": "Ada", "klient.name": "Muster"})
    assert browser.status == 401
    assert "Ihre Eingaben sind nicht verloren" in browser.text
    office.try_again(browser, "rav.berater", "Vier kühle Schirme tanzen")
    assert browser.path == "/faelle/neu/antrag"
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Muster"]


@pytest.mark.parametrize(("agent", "words"), [
    (FIREFOX, "Firefox auf Windows"), (PHONE, "Safari auf iPhone"), ("curl/8", "Unbekanntes Gerät"),
    ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge auf Linux"),
])  # fmt: skip
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.parametrize(("address", "short"), [
    ("198.51.100.7", "198.51.100.x"), ("2001:db8:1:2::3", "2001:db8:1::…"), ("unknown", ""),
])  # fmt: skip
def test_an_address_is_shortened(address: str, short: str) -> None:
    assert shortened(address) == short


def test_without_a_provider_nobody_is_sent_to_one(office: Office) -> None:
    browser = office.browser().get("/anmelden")
    assert "Konto meiner Stelle" not in browser.text
    assert browser.get("/anmelden/stelle").status == 404
    assert browser.get("/anmelden/stelle/zurueck").status == 404


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.x"), (1, "203.0.113.x"), (2, "192.0.2.x")])
def test_the_browsers_address_comes_from_as_many_proxies_as_are_ours(house: House, proxies: int, seen: str) -> None:
    app = create_app(replace(house, settings=replace(house.settings, proxies=proxies)))
    office = Office(app, house, ManualClock(house.machine_clock.now()))
    browser = office.browser(address="127.0.0.1")
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 192.0.2.2, 203.0.113.3"
    office.sign_in("rav.berater", browser=browser)
    assert [row.address for row in office.rows(SignIn)] == [seen]
