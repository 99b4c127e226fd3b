"""Whom a message reaches decides what it may ask: nobody is sent to a page that they cannot open."""

from sqlalchemy import select

from app.bootstrap import House
from app.cases import letters, recipients, roles
from app.cases.service import open_case
from app.outbox.models import Message
from app.people import queries as people


def told(house: House, email: str) -> str:
    """What a client with this address is written about their case."""
    with house.database.transaction() as session:
        referrer = people.user_by_name(session, "rav.berater")
        act = house.act(session, referrer)
        client = {"vorname": "Lea", "name": "Muster", "email": email}
        case = open_case(act, house.flow, "antrag", {"klient": client})
        to = recipients.of_party(session, case, roles.CLIENT, act.today)
        letters.tell(act, case, to, "Einladung", "Kommen Sie am Montag.", act.links.case(case.number))
        session.flush()
        posted = select(Message.body).where(Message.subject == "Einladung", Message.case_number == case.number)
        return session.scalars(posted).one()


def test_only_who_can_sign_in_gets_a_link(house: House) -> None:
    link = "http://localhost/faelle/"
    assert link in told(house, "peter.m@example.org")


def test_a_client_without_an_account_is_told_whom_to_ask(house: House) -> None:
    body = told(house, "lea@example.org")
    assert "http" not in body and recipients.NO_ACCOUNT in body and "Kommen Sie am Montag." in body
    on_paper = told(house, "")
    assert "http" not in on_paper and recipients.NO_ACCOUNT not in on_paper
