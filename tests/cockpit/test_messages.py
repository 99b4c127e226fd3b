"""Messages that nobody got: sent to another address of the house, or dropped."""

import pytest
from sqlalchemy import select, update

from app.audit.models import GENERAL_CHAIN, Entry
from app.bootstrap import House
from app.outbox.models import Message, MessageStatus
from tests.browser_posts import Browser
from tests.outbox.test_delivery import post_to


@pytest.fixture
def lost(house: House) -> str:
    """The id of a message that was given up."""
    found = post_to(house, "gone@example.org")
    with house.database.transaction() as session:
        session.execute(update(Message).values(status=MessageStatus.FAILED, trouble="Nicht angenommen."))
    return found


def message(house: House) -> tuple[str, MessageStatus] | None:
    with house.database.transaction(writes=False) as session:
        row = session.scalars(select(Message)).one_or_none()
        return None if row is None else (row.to_address, row.status)


@pytest.mark.parametrize(("typed", "said"), [
    ("stranger@example.net", "gehört keiner Person"), ("a..b@x.ch", "gültige E-Mail-Adresse"), ("", "gültige"),
    ("zo\u00eb@example.org", "keine Umlaute"),
])  # fmt: skip
def test_nothing_goes_to_strangers_or_to_what_is_no_address(
    lost: str, house: House, browse: type[Browser], typed: str, said: str
) -> None:
    page = browse("ks.verwaltung").get("/betrieb")
    page.post("/betrieb/nachrichten", [("csrf_token", page.token()), ("key", lost), ("address", typed)])
    assert said in page.text
    assert message(house) == ("gone@example.org", MessageStatus.FAILED)


def test_it_goes_to_another_address_of_the_house_and_can_be_dropped(
    lost: str, house: House, browse: type[Browser]
) -> None:
    page = browse("ks.verwaltung").get("/betrieb")
    there = [("csrf_token", page.token()), ("key", lost)]
    page.post("/betrieb/nachrichten", [*there, ("address", "KS.koordination@example.org\u200b")])
    assert message(house) == ("KS.koordination@example.org", MessageStatus.WAITING)
    page.post("/betrieb/nachrichten", [*there, ("_action", "drop")])
    assert "inzwischen erledigt" in page.text  # it is on its way again
    with house.database.transaction() as session:
        session.execute(update(Message).values(status=MessageStatus.FAILED))
    page.post("/betrieb/nachrichten", [*there, ("_action", "drop")])
    assert message(house) is None
    with house.database.transaction(writes=False) as session:
        noted = session.scalars(select(Entry.subject).where(Entry.chain == GENERAL_CHAIN)).all()
    assert {"Adresse einer aufgegebenen Nachricht", "Aufgegebene Nachricht verworfen"} <= set(noted)
