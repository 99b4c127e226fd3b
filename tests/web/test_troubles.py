"""Something that hangs is seen by those who can act: in the inbox, in the list of cases, on the case page."""

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.flow.kinds import InstanceStatus
from app.flow.models import Instance
from app.outbox.channels import Smtp
from app.outbox.models import Message, MessageStatus
from app.outbox.service import deliver_due, post
from tests.browser_posts import Browser
from tests.outbox.test_delivery import Postbox, postbox
from tests.web.test_work import APPLICATION, opened

__all__ = ["postbox"]  # the fixture
NUMBER = "IIZ-2027-0001"


def put(house: House, status: InstanceStatus, incident: str | None = None) -> None:
    with house.database.transaction() as session:
        row = session.scalars(select(Instance)).one()
        row.status, row.incident = status, incident


@pytest.mark.parametrize(
    ("status", "in_inbox", "in_list"),
    [
        (InstanceStatus.STUCK, "Der Fall steht still, bis die Betriebsstelle ihn freigibt.", "steht still"),
        (
            InstanceStatus.ERROR,
            "Ein automatischer Schritt ist hängen geblieben und wird wiederholt.",
            "ein Schritt hängt",
        ),
    ],
)
def test_a_case_that_hangs_is_seen_by_those_who_look_after_it(
    browse: type[Browser], house: House, status: InstanceStatus, in_inbox: str, in_list: str
) -> None:
    opened(browse).submit(APPLICATION)
    put(house, status, "Der Aktion fehlt die Angabe «to».")
    for name in ("rav.berater", "ks.koordination"):
        assert in_inbox in browse(name).get("/").text
        assert in_list in browse(name).get("/faelle").text
    for name in ("iv.beratung", "peter.m"):
        assert "Hier hängt etwas" not in browse(name).get("/").text


def test_a_case_that_rests_says_so_in_the_list(browse: type[Browser], house: House) -> None:
    opened(browse).submit(APPLICATION)
    put(house, InstanceStatus.SUSPENDED)
    assert "ruht" in browse("ks.koordination").get("/faelle").text


def test_a_mail_about_a_case_that_reaches_nobody_becomes_a_letter(
    browse: type[Browser], house: House, postbox: tuple[Postbox, Smtp]
) -> None:
    box, channel = postbox
    opened(browse).submit(APPLICATION)
    with house.database.transaction() as session:
        act = house.act(session)
        post(act, to_name="A", to_address="gone@example.org", subject="Termin", body="B", case_number=NUMBER)
        post(act, to_name="B", to_address="lost@example.org", subject="Ihr Passwort", body="B")
    box.answers = {"gone@example.org": "550 no such user", "lost@example.org": "550 no such user"}
    deliver_due(house.database, channel, house.act)
    with house.database.transaction(writes=False) as session:
        found = {row.to_address: row.status for row in session.scalars(select(Message))}
    assert (found["gone@example.org"], found["lost@example.org"]) == (MessageStatus.LETTER, MessageStatus.FAILED)
    office = browse("ks.koordination").get("/")
    assert "Eine Nachricht kam nicht an." in office.text
    letter = office.follow(NUMBER).follow("Termin")
    assert "ks_iiz@example.org" in letter.text and letter.text.count("Koordinationsstelle IIZ") >= 3
    path = letter.path
    assert letter.post(path, [("csrf_token", letter.token())]).status == 200
    assert "Eine Nachricht kam nicht an." not in browse("ks.koordination").get("/").text


class Refusing(Postbox):
    """Takes the address, and says no to what is sent."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        return "554 5.7.1 looks like spam"


def test_a_refusal_after_the_data_is_final(house: House, postbox: tuple[Postbox, Smtp]) -> None:
    box, channel = postbox
    box.handle_DATA = Refusing().handle_DATA  # type: ignore[method-assign]
    with house.database.transaction() as session:
        post(house.act(session), to_name="A", to_address="a@example.org", subject="S", body="B")
    deliver_due(house.database, channel, house.act)
    with house.database.transaction(writes=False) as session:
        row = session.scalars(select(Message)).one()
        assert (row.status, row.trouble) == (MessageStatus.FAILED, "Der Mailserver nimmt die Nachricht nicht an (554).")
