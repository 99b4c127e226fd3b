"""Input that no browser of ours sends: far too much, in the wrong encoding, with characters nobody can see."""

from email.utils import getaddresses
from io import BytesIO
from urllib.parse import quote_from_bytes

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.clock import ManualClock
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.outbox.channels import Smtp
from app.outbox.service import deliver_due, post
from app.tasks.taking_back import WITHIN
from tests.browser_posts import Browser
from tests.outbox.test_delivery import Postbox
from tests.security.stage import CASE
from tests.web.test_work import APPLICATION, CLIENT, opened

MUCH = "x" * 10_000_000
INVISIBLE = [
    "a\x00b",
    "a\x1bb",
    "a\x7fb",
    "a\u202eb",
    "a\u2066b",
    "a\r\nBcc: b@example.org",
    "a\nb",
    "a\rb",
    "a\u0085b",
]


def is_untouched(house: House) -> bool:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(WorkItem.status)).all() == [ItemStatus.OPEN]


def test_ten_megabytes_are_refused_wherever_they_are_sent(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    token, paths = browser.token(), (browser.path, "/faelle/neu/antrag", "/konto/passwort", "/anmelden", "/abmelden")
    part = f'--x\r\nContent-Disposition: form-data; name="x"\r\n\r\n{MUCH}\r\n--x--'.encode()
    kinds = {
        "application/x-www-form-urlencoded": f"csrf_token={token}&x={MUCH}",
        "multipart/form-data; boundary=x": part,
    }
    for path in paths:
        for kind, body in kinds.items():
            answer = browser.client.post(path, data=body, content_type=kind, headers={"Origin": "http://localhost"})
            assert answer.status_code == 413, path
            assert "Diese Eingabe ist zu gross" in answer.get_data(as_text=True)
    stranger = browse().client.post(paths[0], data={"klient.name": MUCH}, headers={"Origin": "http://localhost"})
    assert stranger.status_code == 413
    assert is_untouched(house)


def test_thousands_of_fields_are_refused(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path = browser.path
    rows: dict[str, str | list[str]] = {f"antrag.belege.{number}.titel": "x" for number in range(2000)}
    assert browser.submit({**APPLICATION, **rows}).status == 422
    assert browser.get(path).submit({**APPLICATION, "antrag.art": ["kurs"] * 20_000}).status == 422
    parts = {"csrf_token": browser.get(path).token(), **{f"n{number}": "x" for number in range(1200)}}
    answer = browser.client.post(
        path, data=parts, content_type="multipart/form-data", headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 413
    assert is_untouched(house)


def test_a_file_where_none_is_asked_for_goes_nowhere(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    data = {"csrf_token": browser.token(), "klient.name": (BytesIO(b"#!/bin/sh"), "../../x.sh"), "antrag.betrag": "1"}
    answer = browser.client.post(browser.path, data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 422
    assert is_untouched(house)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"klient.vorname=Ada&klient.name=M\xfcller", "application/x-www-form-urlencoded"),
        (b"klient.vorname=Ada&klient.name=M%fcller", "application/x-www-form-urlencoded"),
        (b"klient.vorname=Ada&klient.name=M\xfcller", "application/x-www-form-urlencoded; charset=latin-1"),
        ("klient.name=Müller".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
        (b"\xff\xfe\x00\x00%%%&&&===", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"klient.vorname=Ada&klient.name=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"broken", "multipart/form-data"),
    ],
)
def test_a_wrong_encoding_gets_a_page_and_changes_nothing(
    browse: type[Browser], house: House, body: bytes, content_type: str
) -> None:
    browser = opened(browse)
    token, task = browser.token(), browser.path
    headers = {"Origin": "http://localhost", "X-CSRFToken": token}
    for path in (task, "/faelle/neu/antrag"):
        answer = browser.client.post(path, data=body, content_type=content_type, headers=headers)
        assert 400 <= answer.status_code < 500
        assert answer.content_type == "text/html; charset=utf-8"
        answer.get_data().decode()
    assert is_untouched(house)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_bytes_that_are_no_text_are_refused(browse: type[Browser], house: House, content_type: str) -> None:
    browser = opened(browse)
    fields = {b"csrf_token": browser.token().encode(), b"klient.vorname": b"Ada", b"klient.name": b"M\xfcller"}
    parts = [b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair for pair in fields.items()]
    in_parts = content_type.startswith("multipart")
    quoted = [f"{name.decode()}={quote_from_bytes(value)}".encode() for name, value in fields.items()]
    body = b"".join([*parts, b"--x--\r\n"]) if in_parts else b"&".join(quoted)
    headers = {"Origin": "http://localhost"}
    for path in (browser.path, "/faelle/neu/antrag"):  # with readable bytes the second one would open a case
        answer = browser.client.post(path, data=body, content_type=content_type, headers=headers)
        assert answer.status_code in (400, 422)
    assert is_untouched(house)


def test_a_nul_in_what_the_page_itself_sends_is_refused(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path, token = browser.path, browser.token()
    for action in ("drop:klient.name/\0", "draft\0", "\0"):
        assert browser.post(path, [("csrf_token", token), ("_action", action)]).status in (400, 422), action
    assert is_untouched(house)
    forged = [("csrf_token", token), ("_opening", "\0" * 32), *CLIENT.items()]
    assert "ist eröffnet" in browser.post("/faelle/neu/antrag", forged).text  # it names no form: the next one opens


def test_characters_nobody_sees_are_refused_in_one_line_of_text(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path = browser.path
    for text in INVISIBLE:
        assert browser.get(path).submit({**APPLICATION, "klient.name": text}).status == 422, repr(text)
    assert is_untouched(house)


@pytest.mark.parametrize("address", [
    "a@example.org\r\nBcc: b@example.org", "a@example.org\nb", "a@example.org, b@example.org", "<a@example.org>",
    "a@example.org\x00", "\"a b\"@example.org", "a@[127.0.0.1]", "a" * 300 + "@example.org", "a@" + "b" * 250 + ".org",
])  # fmt: skip
def test_an_address_that_would_carry_more_than_one_is_refused(
    browse: type[Browser], house: House, address: str
) -> None:
    browser = browse("rav.berater").get("/faelle/neu/antrag").submit({**CLIENT, "klient.email": address})
    assert browser.status == 422
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Case)).all() == []


@pytest.mark.usefixtures("guidance")
def test_very_long_names_are_cut_and_break_no_page_no_letter_and_no_mail(
    browse: type[Browser], house: House, clock: ManualClock, postbox: tuple[Postbox, Smtp]
) -> None:
    box, channel = postbox
    client = {"klient.vorname": "Ä" * 10_000, "klient.name": "𝄞" * 10_000, "klient.email": "ada@example.org"}
    browser = browse("rav.berater").get("/faelle/neu/begleitung").submit(client).submit({"klient.ahv": "x"})
    assert browser.status == 200
    assert browse("ks.koordination").get(CASE).status == 200
    clock.move_to(clock.now() + WITHIN)
    deliver_due(house.database, channel, house.act)
    assert "ada@example.org" in " ".join(str(mail["To"]) for mail in box.mails)


def test_too_long_a_text_is_refused_in_words(browse: type[Browser], house: House) -> None:
    browser = opened(browse).submit({**APPLICATION, "klient.name": "x" * 20_001})
    assert browser.status == 422
    assert is_untouched(house)


@pytest.mark.parametrize("name", ["Ada\r\nBcc: b@example.org", '"<b@example.org>', "A, B"])
def test_a_name_cannot_smuggle_headers_into_a_mail(house: House, postbox: tuple[Postbox, Smtp], name: str) -> None:
    box, channel = postbox
    with house.database.transaction() as session:
        post(house.act(session), to_name=name, to_address="a@example.org", subject=name, body="Grüezi")
    deliver_due(house.database, channel, house.act)
    for mail in box.mails:
        assert mail["Bcc"] is None
        assert [address for _, address in getaddresses([str(mail["To"])])] == ["a@example.org"]
