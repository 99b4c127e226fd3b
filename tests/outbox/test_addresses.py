"""Which addresses can be used, and how names and subjects arrive, through a real SMTP server."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import parseaddr

import pytest

from app import addresses
from app.bootstrap import House
from app.outbox.models import MessageStatus
from app.outbox.service import deliver_due, post
from tests.outbox.test_delivery import Postbox, post_to, postbox, statuses

__all__ = ["postbox"]

USABLE = {
    "erika.muster@example.ch": "erika.muster@example.ch",
    "e+x@a-b.example.org": "e+x@a-b.example.org",
    "info@zürich-soziales.ch": "info@xn--zrich-soziales-gsb.ch",
    "info@xn--zrich-soziales-gsb.ch": "info@xn--zrich-soziales-gsb.ch",
    "info@ZU\u0308RICH.ch": "info@xn--zrich-kva.ch",
    "a@\u200bx.ch ": "a@x.ch",
    "a@straße.de": "a@xn--strae-oqa.de",
    "a@例え.中国": "a@xn--r8jz45g.xn--fiqs8s",
}
"""What is typed → what mail servers are told."""
UNUSABLE = ["", "erika", "@x.ch", "a@", "a..b@x.ch", ".a@x.ch", "a.@x.ch", "a b@x.ch", "a@x", "a@-x.ch", "a@x-.ch",
            "a@x..ch", "a@x.ch.", "a@1.2.3.4", "a@[1.2.3.4]", "a@b@c.ch", "zoë@x.ch", "a@xn--zz.ch", "a@😀.ch",
            "a@x.ch,b@x.ch", "A <a@x.ch>", "a@x.ch\nBcc: b@x.ch", "a@" + "ü" * 64 + ".ch", "a" * 65 + "@x.ch",
            "a@" + "x." * 130 + "ch", "a@x_y.ch", "<a@x.ch>", '"a b"@x.ch', "a@x.c",
            "a,b@x.ch"]  # fmt: skip


@pytest.mark.parametrize(("typed", "told"), USABLE.items())
def test_an_address_that_can_be_used_arrives(
    house: House, postbox: tuple[Postbox, object], typed: str, told: str
) -> None:
    box, channel = postbox
    box.answers = {}
    post_to(house, addresses.read(typed))
    assert deliver_due(house.database, channel, house.act) == 1  # type: ignore[arg-type]
    assert addresses.for_server(typed) == told
    assert box.mails[0]["To"].endswith(f"<{told}>")
    assert addresses.read(addresses.for_server(typed)) == addresses.read(typed)


@pytest.mark.parametrize("typed", UNUSABLE)
def test_an_address_that_cannot_be_used_is_refused_everywhere(house: House, typed: str) -> None:
    for ask in (addresses.read, addresses.for_server):
        with pytest.raises(addresses.AddressError) as refused:
            ask(typed)
        assert refused.value.status == 422
    if not typed.isascii() and typed.startswith("zoë"):
        assert "Umlaute" in refused.value.message


@pytest.mark.parametrize("typed", [address for address in UNUSABLE if 0 < len(address) <= 254])
def test_what_was_stored_before_and_cannot_be_used_is_given_up_at_once(
    house: House, postbox: tuple[Postbox, object], typed: str
) -> None:
    box, channel = postbox
    post_to(house, typed)
    assert deliver_due(house.database, channel, house.act) == 0  # type: ignore[arg-type]
    assert list(statuses(house).values()) == [MessageStatus.FAILED] and box.mails == []


LONG = "Fachstelle für berufliche Eingliederung, Zürich"
NAMES = [
    "A", "Frau Müller", f"Anna Müller ({LONG})", f"{LONG} ({LONG}) «{LONG}»", "Ü" * 199, "ü " * 99 + "ü",
    'Müller, "Köbi" <x@y.ch>', "Muster, Anna (IV)", "a" * 200, "Anna " * 39 + "Ende", "ნინო ბერიძე " * 15 + "!",
    "王" * 150,
    "😀" * 100, "=?utf-8?q?Bcc=3A_x=40y.ch?=", "=?utf-8?q?=0ABcc=3A_x=40y.ch?= Ü", "Ä" * 30 + " (" + "ö" * 30 + ")",
    "x\\y",
    *(f"{'Ä' * count} (Eingliederung, Zürich)" for count in range(1, 40)),
]  # fmt: skip


def test_names_and_subjects_arrive_as_they_were_written(house: House, postbox: tuple[Postbox, object]) -> None:
    box, channel = postbox
    with house.database.transaction() as session:
        for name in NAMES:
            post(house.act(session), to_name=name, to_address="a@example.org", subject=f"Für {name}"[:200], body="x")
    while deliver_due(house.database, channel, house.act):  # type: ignore[arg-type]
        pass
    assert sorted(recipient(mail) for mail in box.mails) == sorted((name, "a@example.org") for name in NAMES)
    subjects = [str(make_header(decode_header(mail["Subject"]))) for mail in box.mails]
    assert sorted(subjects) == sorted(f"Für {name}"[:200].strip() for name in NAMES)
    assert not any(mail["Bcc"] for mail in box.mails)
    assert max(len(line) for mail in box.mails for line in mail.as_bytes().splitlines()) < 998
    short = [name for name in NAMES if len(name) <= 33]
    strict = [message_from_bytes(mail.as_bytes(), policy=policy.default)["To"] for mail in box.mails]
    assert len(short) > 15 and set(short) <= {to.addresses[0].display_name for to in strict}


def recipient(mail: Mail) -> tuple[str, str]:
    """Name and address as RFC 2047 has them read."""
    name, address = parseaddr(mail["To"].replace("\r\n", "").replace("\n", ""))
    return str(make_header(decode_header(name))), address


def test_the_text_arrives_as_it_was_written(house: House, postbox: tuple[Postbox, object]) -> None:
    box, channel = postbox
    body = "Grüezi\n\n.\nFrom hier\nლinie " + "lang " * 500 + "\n= 3D\n"
    post_to(house, "a@example.org", body=body)
    assert deliver_due(house.database, channel, house.act) == 1  # type: ignore[arg-type]
    payload = box.mails[0].get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.decode().replace("\r\n", "\n").strip() == body.strip()
