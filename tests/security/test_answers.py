"""What every answer carries: the same headers on every kind of page, cookies nobody else can read, no way elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app.bootstrap import House
from app.main import create_app
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.security.stage import CASE
from tests.web.test_failures import broken
from tests.web.test_work import APPLICATION, decided_later, opened

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
ORIGIN = {"Origin": "http://localhost"}
FORWARD = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "https:evil.example", "https://localhost.evil.example/", "http:///evil.example",
    "javascript:alert(1)", "data:text/html,x", " //evil.example", "//evil.example@localhost/",
]  # fmt: skip


def answers(browse: type[Browser], house: House) -> dict[int, TestResponse]:
    """One answer of each kind."""
    browser, token = opened(browse), browse("rav.berater").get("/").token()
    path, office = browser.path, browse("ks.koordination")
    stranger: FlaskClient = browse().client
    big = {"x": "x" * 2_000_000}
    form = {"csrf_token": browser.token()}
    given: dict[int, Callable[[], TestResponse]] = {
        200: lambda: browser.client.get(CASE),
        302: lambda: stranger.get("/"),
        401: lambda: stranger.post(path),
        403: lambda: office.client.get(path),
        404: lambda: browser.client.get("/gibt-es-nicht"),
        400: lambda: browser.client.post(path, data={"csrf_token": token}),
        413: lambda: browser.client.post(path, data=big, headers=ORIGIN),
        422: lambda: browser.client.post(path, data={**form, **{"antrag.betrag": "x"}}),
        303: lambda: browser.client.post(path, data={**form, "klient.name": "A", **APPLICATION}),
        409: lambda: browser.client.post(path, data={**form, "klient.name": "B", **APPLICATION}),
    }
    return {status: ask() for status, ask in given.items()}


def test_every_kind_of_answer_carries_the_same_headers(browse: type[Browser], house: House) -> None:
    for status, answer in answers(browse, house).items():
        assert answer.status_code == status
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, status
        assert "Strict-Transport-Security" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.content_type == "text/html; charset=utf-8"
        assert not any(word in str(answer.headers) for word in ("Werkzeug", "Python", "Flask", "X-Powered-By"))


def test_a_failing_step_is_answered_with_the_headers_and_without_a_trace(browse: type[Browser], house: House) -> None:
    decided_later(browse).submit({"entscheid.bewilligt": "ja"})
    browser = browse("rav.berater").get("/").follow("Bestätigen")
    house.flow.actions = lambda *_: broken
    browser.submit()
    assert browser.status == 500 and browser.response is not None
    assert {name: browser.response.headers[name] for name in HEADERS} == HEADERS
    assert not any(word in browser.text for word in ("Traceback", "File ", "Error", "broken"))


def test_files_papers_and_diagrams_carry_the_headers_too(browse: type[Browser]) -> None:
    opened(browse)
    office, officer = browse("ks.koordination"), browse("ks.datenschutz")
    kinds = {
        f"{CASE}/zugriffe.pdf": "application/pdf", f"{CASE}/diagramm.bpmn": "application/xml; charset=utf-8",
        "/health": "application/json",
    }  # fmt: skip
    for path, kind in kinds.items():
        answer = office.client.get(path)
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    table = officer.client.get("/protokoll.csv")
    assert table.content_type == "text/csv; charset=utf-8"
    assert table.headers["Content-Disposition"] == 'attachment; filename="protokoll.csv"'
    assert {name: table.headers[name] for name in HEADERS} == HEADERS


def test_files_that_everybody_may_keep_are_not_taken_for_anything_else(client: FlaskClient) -> None:
    path = html.fromstring(client.get("/anmelden").get_data()).xpath("//link[@rel='stylesheet']/@href")[0]
    answer = client.get(path)
    answer.close()
    assert (answer.status_code, answer.content_type) == (200, "text/css; charset=utf-8")
    assert answer.headers["Cache-Control"] != "no-store"
    assert {name: answer.headers[name] for name in HEADERS if name != "Cache-Control"}.items() <= HEADERS.items()


def behind_https(house: House) -> Flask:
    return create_app(replace(house, settings=replace(house.settings, base_url="https://iiz.example.org")))


def test_https_is_insisted_on_where_there_is_https_and_only_there(house: House, client: FlaskClient) -> None:
    secure = behind_https(house).test_client()
    for path in ("/anmelden", "/", "/gibt-es-nicht", "/health"):
        assert secure.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Strict-Transport-Security" not in client.get(path).headers


def test_cookies_are_for_this_site_and_no_script_and_behind_https_only_encrypted(house: House) -> None:
    class Here(Browser):
        application = behind_https(house)

    browser = Here().get("/anmelden")
    fields = {"csrf_token": browser.token(), "name": "rav.berater", "password": "nahtstelle"}
    cookies = browser.client.post("/anmelden", data=fields).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"session", "last_user", "device"}
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))
        assert "Domain=" not in cookie


@pytest.mark.parametrize("name", ["next", "weiter"])
def test_signing_in_leads_to_no_other_site_and_writes_no_header(browse: type[Browser], name: str) -> None:
    for target in FORWARD:
        browser = browse()
        browser.response = browser.client.get("/anmelden", query_string={"weiter": target if name == "weiter" else ""})
        fields = {"csrf_token": browser.token(), "name": "rav.berater", "password": "nahtstelle"}
        fields["next"] = target if name == "next" else browser.page.xpath("//input[@name='next']/@value")[0]
        answer = browser.client.post("/anmelden", data=fields)
        assert answer.status_code == 303, repr(target)
        there = answer.headers["Location"]
        assert there.isprintable() and urlsplit(urljoin("http://localhost/", there)).netloc == "localhost", repr(target)
        assert not any(cookie.startswith("a=") for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_foreign_host_name_reaches_neither_redirects_nor_mails(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}
    assert browse().client.get("/", headers=evil).headers["Location"].startswith("/anmelden")
    browser.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    browser.submit(APPLICATION)
    with house.database.transaction(writes=False) as session:
        bodies = [message.body for message in session.query(Message)]
    assert bodies and all("http://localhost/" in body and "evil" not in body for body in bodies)
