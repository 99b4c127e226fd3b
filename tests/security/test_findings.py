"""Faults that were found and mended: header injection, control characters, bare errors."""

from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest

from app.bootstrap import House
from app.outbox.channels import DeliveryError, Smtp
from app.outbox.models import Message
from app.outbox.service import deliver_due, post
from tests.audit.tampering import refuse_new_entries
from tests.browser_posts import Browser
from tests.outbox.test_delivery import Postbox
from tests.security.stage import CASE
from tests.security.test_answers import HEADERS
from tests.web.test_work import opened


@pytest.mark.parametrize("name", ["=?utf-8?q?a=0d=0aBcc:_b?=", "=?utf-8?q?a=0d=0a=0d=0aBody?="])
def test_an_encoded_name_or_subject_cannot_smuggle_headers(
    house: House, postbox: tuple[Postbox, Smtp], name: str
) -> None:
    box, channel = postbox
    with house.database.transaction() as session:
        post(house.act(session), to_name=name, to_address="a@example.org", subject=name, body="Grüezi")
    assert deliver_due(house.database, channel, house.act) == 1
    for mail in box.mails:
        assert mail["Bcc"] is None and mail["Auto-Submitted"] == "auto-generated"
        ((shown, _address),) = getaddresses([str(mail["To"])])
        for text in (shown, str(mail["Subject"])):  # decoded as mail programs do, it is what was typed
            assert str(make_header(decode_header(text))) == name


def test_a_failing_commit_is_answered_with_the_headers(browse: type[Browser], house: House) -> None:
    opened(browse)
    office = browse("ks.koordination")
    refuse_new_entries(house)
    answer = office.client.get(CASE)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/faelle/a%00b", "/aufgaben/a%00b", "/faelle/%00/zugriffe"])
def test_nul_in_a_path_is_not_found(browse: type[Browser], path: str) -> None:
    assert opened(browse).client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/anmelden", {"name": "a\0b", "password": "x"}), ("/demo/rollen", {"username": "x\0"}),
        ("/konto/anmeldungen", {"which": "x\0"}), ("/konto/abwesenheit/loeschen", {"which": "\0"}),
        ("/konto/abwesenheit", {"first": "2027-01-12", "last": "2027-01-13", "deputy": "\0"}),
        ("/aufgaben/\0", {"_action": "draft"}), ("/anmelden", {"name": "rav.berater", "password": "nahtstelle",
                                                              "next": "/faelle\r\nSet-Cookie: a=b"}),
    ],
)  # fmt: skip
def test_control_characters_in_a_form_never_break_it(browse: type[Browser], path: str, data: dict[str, str]) -> None:
    browser = browse("rav.berater").get("/")
    answer = browser.client.post(path, data={"csrf_token": browser.token(), **data})
    assert answer.status_code < 500


def test_a_part_without_a_name_is_refused(browse: type[Browser]) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--"
    answer = opened(browse).client.post("/abmelden", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["a@", "a@["])
def test_an_odd_address_is_given_up(address: str) -> None:
    with pytest.raises(DeliveryError):
        Smtp("smtp://127.0.0.1:9", "n@example.org").send(
            Message(id="x", to_name="N", to_address=address, subject="s", body="b")
        )
