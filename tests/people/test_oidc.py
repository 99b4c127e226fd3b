"""Signing in with the account of the own office: a real provider in a process of its own, on loopback."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.config import ROOT, ConfigError, Settings, read_settings
from app.people import roles, service
from app.people.models import SignIn, User
from tests.browser_posts import Browser
from tests.conftest import settings_for
from tests.people.office import Office
from tests.people.provider import CLIENT_ID, CLIENT_SECRET
from tests.people.test_second_factor import code, enter, with_code

RETO: dict[str, Any] = {"email": "rav.berater@example.org", "email_verified": True}


@dataclass
class Provider:
    issuer: str

    def say(self, **words: Any) -> None:
        """What it answers from now on."""
        connection = self._connection()
        connection.request("POST", "/say", json.dumps(words))
        connection.getresponse().read()
        connection.close()

    def visit(self, address: str) -> str:
        """Opens the provider's page in a browser; returns where it sends the browser."""
        connection = self._connection()
        connection.request("GET", address.removeprefix(self.issuer))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.headers["Location"].removeprefix("http://localhost")

    def _connection(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.issuer).netloc, timeout=20)


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.people.provider"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip())
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    running_provider.say(claims=RETO)
    return running_provider


@pytest.fixture
def settings(database_url: str, provider: Provider) -> Settings:
    return replace(
        settings_for(database_url), demo=False, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )  # fmt: skip


def to_provider(browser: Browser, path: str = "/anmelden/stelle") -> str:
    answer = browser.client.get(path)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def sign_in(office: Office, provider: Provider, browser: Browser | None = None) -> Browser:
    browser = browser or office.browser()
    return browser.get(provider.visit(to_provider(browser)))


def test_a_person_with_the_same_verified_address_is_signed_in(office: Office, provider: Provider) -> None:
    browser = office.browser().get("/faelle?x=1")
    (link,) = browser.page.xpath("//a[contains(., 'Konto meiner Stelle')]/@href")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(to_provider(browser, link)).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/anmelden/stelle/zurueck"
    assert asked["state"] != asked["nonce"]
    browser.get(provider.visit(to_provider(browser, link)))
    assert browser.path == "/faelle"
    assert "Reto Amrein" in browser.text
    assert [row.user.username for row in office.rows(SignIn)] == ["rav.berater"]


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {**RETO, "email_verified": False}}, {"claims": {"email": RETO["email"]}}, {"claims": {}},
        {"claims": {**RETO, "email_verified": "true"}}, {"claims": {**RETO, "email": "rav.berater"}},
        {"claims": {**RETO, "email": "stranger@example.org"}}, {"claims": {**RETO, "nonce": "another"}},
        {"claims": {**RETO, "iss": "https://elsewhere.example"}}, {"claims": {**RETO, "aud": "somebody else"}},
        {"claims": {**RETO, "aud": "somebody else", "azp": CLIENT_ID}}, {"claims": {**RETO, "exp": 1000}},
        {"claims": RETO, "forged": True}, {"claims": RETO, "unsigned": True},
    ],
    ids=lambda lie: json.dumps(lie)[:60],
)  # fmt: skip
def test_whoever_the_provider_does_not_vouch_for_stays_out(
    office: Office, provider: Provider, lie: dict[str, Any]
) -> None:
    number = len(office.rows(User))
    provider.say(**lie)
    browser = sign_in(office, provider)
    assert browser.status == 422
    assert browser.get("/").path == "/anmelden"
    assert office.rows(SignIn) == []
    assert len(office.rows(User)) == number


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(office: Office, provider: Provider) -> None:
    theirs = provider.visit(to_provider(office.browser()))
    assert office.browser().get(theirs).status == 422
    browser = office.browser()
    changed = f"/anmelden/stelle/zurueck?{urlencode({'code': 'x', 'state': 'y'})}"
    assert browser.get(changed).status == 422
    assert browser.get("/anmelden/stelle/zurueck?error=access_denied").status == 422
    assert browser.get("/anmelden/stelle/zurueck").status == 422


def test_a_code_counts_once(office: Office, provider: Provider) -> None:
    browser = office.browser()
    way_back = provider.visit(to_provider(browser))
    assert browser.get(way_back).path == "/"
    assert office.browser().get(way_back).status == 422


def test_who_is_no_longer_active_stays_out(office: Office, provider: Provider) -> None:
    with office.people() as session:
        office.person(session, "rav.berater").active = False
    assert sign_in(office, provider).status == 422


def test_who_comes_this_way_needs_no_first_password_and_it_is_worth_nothing_from_then_on(
    office: Office, provider: Provider
) -> None:
    first = service.make_first_password()
    with office.people() as session:
        service.give_first_password(session, office.person(session, "rav.berater"), first, office.machine_clock.now())
    assert sign_in(office, provider).path == "/"
    assert office.sign_in("rav.berater", first.text).status == 422


def test_a_second_factor_is_asked_for_here_too(office: Office, provider: Provider) -> None:
    with_code(office)
    browser = sign_in(office, provider)
    assert office.browser().get("/").path == "/anmelden"
    assert browser.page.find(".//h1").text == "Code eingeben"
    assert enter(browser, code(office)).path == "/"


def test_input_survives_the_way_through_the_provider(office: Office, provider: Provider) -> None:
    browser = sign_in(office, provider).get("/faelle/neu/antrag")
    browser.client.delete_cookie("session")
    browser.submit({"klient.vorname": "Ada", "klient.name": "Muster"})
    assert browser.status == 401
    action, fields = browser.fields(action="/anmelden/stelle")
    browser.post(action, list(fields))
    assert "Ihre Eingaben sind gespeichert" in browser.text
    (link,) = browser.page.xpath("//a[contains(., 'Konto meiner Stelle')]/@href")
    browser.get(provider.visit(to_provider(browser, link)))
    assert browser.path == "/faelle/neu/antrag"
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Muster"]
    forged = [("csrf_token", browser.token()), ("carried", "nonsense")]
    assert office.browser().get("/anmelden").post("/anmelden/stelle", forged).status == 400


def test_a_provider_with_another_name_is_not_trusted(office: Office, provider: Provider) -> None:
    provider.say(claims=RETO, issuer="https://elsewhere.example")
    assert "antwortet nicht" in office.browser().get("/anmelden/stelle").text


@pytest.mark.parametrize(("given", "words"), [
    ({"OIDC_ISSUER": "https://login.example"}, "alle drei"),
    ({"OIDC_ISSUER": "http://login.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "https://"),
])  # fmt: skip
def test_half_settings_and_plain_http_are_refused_at_the_start(given: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read_settings({"NAHTSTELLE_DEMO": "1", **given})


@pytest.mark.parametrize("number", ["x", "1.5.2"])
def test_settings_that_are_no_numbers_are_named(number: str) -> None:
    with pytest.raises(ConfigError, match="PROXIES muss eine Zahl sein"):
        read_settings({"NAHTSTELLE_DEMO": "1", "PROXIES": number})


@pytest.mark.parametrize("role", [roles.ADMIN, roles.DATA_PROTECTION])
def test_whoever_needs_a_code_and_never_had_a_password_sets_it_up(
    office: Office, provider: Provider, role: str
) -> None:
    office.give("rav.berater", role, everywhere=True)
    first = service.make_first_password()
    with office.people() as session:
        service.give_first_password(session, office.person(session, "rav.berater"), first, office.machine_clock.now())
    browser = sign_in(office, provider)
    assert browser.path == "/konto/code" and not browser.page.xpath("//input[@type='password']")
    enter(browser.submit(), code(office))
    assert "Codes auf Papier" in browser.text
    assert browser.get("/personen" if role == roles.ADMIN else "/protokoll").status == 200
    office.later(minutes=2)
    again = enter(sign_in(office, provider), code(office)).get("/konto/code")
    again.submit()  # removes it: a new telephone
    assert again.path == "/konto/code" and "Code einrichten" in again.text


def test_ten_minutes_later_somebody_has_to_come_through_their_office_again(office: Office, provider: Provider) -> None:
    office.give("rav.berater", roles.ADMIN)
    browser = sign_in(office, provider)
    office.later(minutes=11)
    assert browser.get("/konto/code").submit().status == 422
    assert "mit dem Konto Ihrer Stelle wieder an" in browser.text
    assert sign_in(office, provider, browser).submit().page.xpath("//img[starts-with(@src, 'data:')]")


def test_who_signs_in_with_a_password_is_asked_for_it_whatever_was_before(office: Office, provider: Provider) -> None:
    browser = sign_in(office, provider)
    browser.post("/abmelden", [("csrf_token", browser.token())])
    office.sign_in("rav.berater", browser=browser)
    assert browser.get("/konto/code").submit().status == 422
