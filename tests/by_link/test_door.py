"""The door of a link: what opens it, what does not, and what a dead one says."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import Entry
from app.bootstrap import House
from app.by_link.service import MOST_WRONG, PAUSE
from app.cases.models import TaskLink
from app.clock import ManualClock
from app.db import Base
from app.flow.models import Event
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.by_link.mailbox import code_in, link_in, mails_to, open_link
from tests.web.test_work import APPLICATION

ADA = "ada@example.org"
NUMBER = "IIZ-2027-0001"
TITLE = "Bestätigen"


@pytest.fixture
def link(browse: type[Browser], house: House) -> str:
    """The path of Ada's link to the task «Bestätigen». She has no account."""
    opened = browse("rav.berater").get("/faelle/neu/antrag")
    opened.submit({"klient.vorname": "Ada", "klient.name": "Muster", "klient.email": ADA}).submit(APPLICATION)
    office = browse("ks.koordination").get("/").follow("Entscheiden")
    office.submit({"entscheid.bewilligt": "ja"})
    return link_in(house, ADA, TITLE)


def rows(house: House) -> dict[str, int]:
    """How many rows each table has."""
    with house.database.transaction(writes=False) as session:
        tables = Base.metadata.sorted_tables
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def the_link(house: House) -> TaskLink:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(TaskLink)).one()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_client_does_her_task_from_the_mail_and_gets_a_receipt(
    link: str, browse: type[Browser], house: House
) -> None:
    guest = open_link(browse(), house, link, ADA)
    assert guest.status == 200
    assert "Ada Muster" in guest.text
    assert link not in guest.path  # the address that opens it does not stay in the browser's bar
    guest.submit()
    assert "Ihre Angaben sind am 11.01.2027, 08:00 eingegangen" in guest.text
    assert [one.subject for one in mails_to(house, ADA)][-1] == f"Erhalten: Bestätigen ({NUMBER})"
    pdf = guest.client.get(f"{guest.path}/quittung")
    assert pdf.data.startswith(b"%PDF")
    case = browse("rav.berater").get(f"/faelle/{NUMBER}")
    assert "abgeschlossen" in case.text


def test_a_program_that_follows_links_changes_nothing(link: str, browse: type[Browser], house: House) -> None:
    before, posted = rows(house), the_link(house)
    scanner = browse()
    for _ in range(3):
        for method in (scanner.client.get, scanner.client.head, scanner.client.options):
            assert method(link).status_code == 200
    assert rows(house) == before
    assert the_link(house).sent_at == posted.sent_at
    assert open_link(browse(), house, link, ADA).status == 200


def test_the_door_says_nothing_of_the_case(link: str, browse: type[Browser]) -> None:
    page = browse().get(link).text
    assert not any(word in page for word in ("Ada", "Muster", NUMBER, TITLE, ADA))


def test_a_link_that_was_passed_on_opens_nothing_without_the_mailbox(
    link: str, browse: type[Browser], house: House
) -> None:
    other = browse().get(link).submit(button=("_send", "mail"))
    assert code_in(house, ADA)  # to her, not to whoever asked
    item = the_link(house)
    assert other.submit({"code": ""}).status == 422
    assert other.get(f"/ohne-konto/aufgabe/{item.id}").status == 403
    assert other.get(f"/ohne-konto/aufgabe/{item.id}/quittung").status == 403


@pytest.mark.parametrize("token", ["x", "0" * 64, "ä" * 64, "0" * 32, "%00", "a" * 5000], ids=len)
def test_made_up_links_open_nothing_and_ask_no_table(token: str, link: str, browse: type[Browser]) -> None:
    assert browse().get(f"/ohne-konto/{token}").status == 404
    altered = link[:-1] + ("0" if link[-1] != "0" else "1")
    assert browse().get(altered).status == 404
    assert browse().get("/ohne-konto/aufgabe/" + link.removeprefix("/ohne-konto/")[:32]).status == 403


def test_guessing_is_slowed_logged_and_locks_the_link(
    link: str, browse: type[Browser], house: House, machine_clock: ManualClock
) -> None:
    guesser = browse().get(link)
    statuses = []
    for number in range(MOST_WRONG * 4):
        if number % 4 == 0:
            machine_clock.move_to(machine_clock.now() + PAUSE + timedelta(minutes=20))
            guesser.get(link).submit(button=("_send", "mail"))
        guesser.submit({"code": wrong(code_in(house, ADA))})
        statuses.append(guesser.status)
        if guesser.status == 410:
            break
    assert 429 in statuses
    assert statuses[-1] == 410
    assert statuses.count(422) == MOST_WRONG - 1
    with house.database.transaction(writes=False) as session:
        refused = session.scalars(select(Entry.subject).where(Entry.chain == NUMBER, Entry.action == "refused")).all()
        told = session.scalars(select(Event.title).where(Event.element == "link")).all()
        mails = session.scalars(select(Message.to_address).where(Message.subject.like("Link gesperrt%"))).all()
    assert refused.count("Link zu Aufgabe «Bestätigen»: falscher Code") == MOST_WRONG
    assert told == ["Link zu «Bestätigen» gesperrt: zu viele Codes verlangt oder falsch"]
    assert mails == ["ks_iiz@example.org"] or mails == ["ks.koordination@example.org"]
    assert "gesperrt" in browse().get(link).text
    office = browse("ks.koordination").get(f"/faelle/{NUMBER}/links")
    assert "gesperrt" in office.text and f"{MOST_WRONG}" in office.text
    office.submit(button=("_action", "send"))
    machine_clock.move_to(machine_clock.now() + timedelta(minutes=15))  # the longest that anybody has to wait
    assert open_link(browse(), house, link, ADA).status == 200
