"""Messages go out by a real SMTP server, once each, and one refused address never stops the others."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from app.bootstrap import House
from app.clock import ManualClock
from app.outbox.channels import Smtp
from app.outbox.models import Message, MessageStatus
from app.outbox.service import PAUSES, deliver_due, post


class Postbox:
    """Keeps what arrives; refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Smtp]]:
    handler = Postbox()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, Smtp(f"smtp://127.0.0.1:{port}", "nahtstelle@example.org")
    controller.stop()


def post_to(house: House, address: str, subject: str = "Neue Aufgabe", body: str = "Grüezi") -> str:
    with house.database.transaction() as session:
        message = post(house.act(session), to_name="Frau Müller", to_address=address, subject=subject, body=body)
        session.flush()
        return message.id


def statuses(house: House) -> dict[str, str]:
    with house.database.transaction(writes=False) as session:
        return {message.to_address: message.status for message in session.query(Message)}


def test_a_message_arrives_once_with_its_own_id(house: House, postbox: tuple[Postbox, Smtp]) -> None:
    box, channel = postbox
    message_id = post_to(house, "a@example.org", body="Grüsse aus Zürich")
    assert deliver_due(house.database, channel, house.act) == 1
    assert deliver_due(house.database, channel, house.act) == 0
    (mail,) = box.mails
    assert mail["Message-ID"] == f"<{message_id}@example.org>"
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert "Grüsse aus Zürich" in payload.decode()


def test_nothing_goes_out_when_the_step_is_rolled_back(house: House, postbox: tuple[Postbox, Smtp]) -> None:
    box, channel = postbox
    with pytest.raises(RuntimeError), house.database.transaction() as session:
        post(house.act(session), to_name="A", to_address="a@example.org", subject="S", body="B")
        raise RuntimeError
    assert deliver_due(house.database, channel, house.act) == 0
    assert box.mails == []


def test_a_refused_address_does_not_stop_the_others(house: House, postbox: tuple[Postbox, Smtp]) -> None:
    box, channel = postbox
    box.answers = {"unknown@example.org": "550 no such user", "busy@example.org": "450 try later"}
    for address in ("unknown@example.org", "busy@example.org", "good@example.org"):
        post_to(house, address)
    assert deliver_due(house.database, channel, house.act) == 1
    assert statuses(house) == {
        "unknown@example.org": MessageStatus.FAILED,
        "busy@example.org": MessageStatus.WAITING,
        "good@example.org": MessageStatus.SENT,
    }
    assert isinstance(house.clock, ManualClock)
    house.clock.move_to(house.clock.now() + timedelta(minutes=2))
    box.answers = {}
    assert deliver_due(house.database, channel, house.act) == 1
    assert statuses(house)["busy@example.org"] == MessageStatus.SENT


def test_an_unreachable_server_is_tried_again_and_given_up_at_last(house: House) -> None:
    channel = Smtp("smtp://127.0.0.1:9", "nahtstelle@example.org")
    post_to(house, "a@example.org")
    assert isinstance(house.clock, ManualClock)
    for attempt in range(PAUSES.give_up_after):
        assert statuses(house) == {"a@example.org": MessageStatus.WAITING}, attempt
        assert deliver_due(house.database, channel, house.act) == 0
        house.clock.move_to(house.clock.now() + timedelta(days=1))
    assert statuses(house) == {"a@example.org": MessageStatus.FAILED}


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "kein at", "a@b@c"])
def test_an_address_that_would_smuggle_headers_is_given_up(
    house: House, postbox: tuple[Postbox, Smtp], address: str
) -> None:
    box, channel = postbox
    post_to(house, address)
    assert deliver_due(house.database, channel, house.act) == 0
    assert list(statuses(house).values()) == [MessageStatus.FAILED]
    assert box.mails == []


def test_a_subject_cannot_smuggle_headers(house: House, postbox: tuple[Postbox, Smtp]) -> None:
    box, channel = postbox
    post_to(house, "a@example.org", subject="Hallo\r\nBcc: b@example.org")
    assert deliver_due(house.database, channel, house.act) == 1
    assert box.mails[0]["Bcc"] is None


class Recalled:
    """A channel on which every message is dropped by somebody while it is leaving."""

    def __init__(self, house: House) -> None:
        self.house, self.sent = house, 0

    def send(self, message: Message) -> None:
        with self.house.database.transaction() as session:
            session.delete(session.get_one(Message, message.id))
        self.sent += 1


def test_a_message_that_is_dropped_while_it_leaves_does_not_stop_the_others(house: House) -> None:
    for _ in range(2):
        post_to(house, "frau.mueller@example.org")
    channel = Recalled(house)
    assert deliver_due(house.database, channel, house.act) == channel.sent == 2


class Slow:
    """A channel that takes 20 seconds for each message."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock

    def send(self, message: Message) -> None:
        self.clock.move_to(self.clock.now() + timedelta(seconds=20))


def test_a_slow_mail_server_does_not_keep_everything_else_waiting(house: House, clock: ManualClock) -> None:
    for number in range(5):
        post_to(house, f"{number}@example.org")
    channel = Slow(clock)
    assert [deliver_due(house.database, channel, house.act) for _ in range(4)] == [2, 2, 1, 0]
