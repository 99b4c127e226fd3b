"""What a link says after its end: done, withdrawn, taken back, too old, somebody with an account."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.bootstrap import House
from app.cases.models import TaskLink
from app.clock import ManualClock
from app.flow.models import WorkItem
from app.people.models import User, UserRole
from app.people.queries import institution_by_key
from app.people.roles import CASEWORKER
from tests.browser_posts import Browser
from tests.by_link.mailbox import link_in, mails_to, open_link
from tests.web.guidance import put_into_service
from tests.web.test_reports import CASE, opened

OFFICE = "iv_luzern@example.org"
WITHDRAWN = "Die Einwilligung zum Austausch mit Ihnen ist beendet"


@pytest.fixture(autouse=True)
def nobody_signs_in_at_the_office(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)
    with house.database.transaction() as session:
        office = institution_by_key(session, "iv_luzern")
        session.execute(update(User).where(User.institution == office).values(active=False))


@pytest.fixture
def guest(browse: type[Browser], house: House) -> Browser:
    """The browser of somebody at the IV, on the task «Abklären»; nobody there has an account."""
    opened(browse)
    return open_link(browse(), house, link_in(house, OFFICE, "Abklären"), OFFICE)


def status_of(house: House, element: str) -> str:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(WorkItem.status).where(WorkItem.element == element)).one()


def test_an_office_without_accounts_gets_a_link_of_its_own_to_each_task(guest: Browser, house: House) -> None:
    assert guest.status == 200 and "P. M." in guest.text
    assert link_in(house, OFFICE, "Abklären") != link_in(house, OFFICE, "Begleiten")
    with house.database.transaction(writes=False) as session:
        other = session.scalars(select(TaskLink.id).join(WorkItem, WorkItem.id == TaskLink.item_id)
                                .where(WorkItem.element == "lead")).one()  # fmt: skip
    assert guest.get(f"/ohne-konto/aufgabe/{other}").status == 403  # the code was for the other one
    for page in (CASE, "/", "/faelle", f"{CASE}/links", "/konto"):
        assert "Anmelden" in guest.get(page).text  # a guest has one task, and nothing else


def test_a_withdrawal_kills_the_link_at_once_and_what_was_typed_goes_nowhere(
    guest: Browser, browse: type[Browser], house: House
) -> None:
    path, fields = guest.fields()
    link = link_in(house, OFFICE, "Abklären")
    browse("peter.m").get(CASE).follow("Widerruf melden").submit({"stelle": "iv_luzern"})
    late = guest.post(path, fields)
    assert (late.status, WITHDRAWN in late.text) == (410, True)
    assert status_of(house, "assess") == "open"  # for the coordination office now
    assert WITHDRAWN in browse().get(link).text
    assert not any("http" in one.body for one in mails_to(house, OFFICE) if one.status == "waiting")


def test_of_two_in_the_same_mailbox_the_first_counts_and_the_second_is_told(
    guest: Browser, browse: type[Browser], house: House
) -> None:
    second = open_link(browse(), house, link_in(house, OFFICE, "Abklären"), OFFICE)
    path, fields = second.fields()
    guest.submit()
    assert "eingegangen" in second.post(path, fields).text
    assert [one.subject for one in mails_to(house, OFFICE)].count("Erhalten: Abklären (IIZ-2027-0001)") == 1


def test_a_task_that_was_done_another_way_says_so(guest: Browser, browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        session.execute(update(User).where(User.username == "iv.beratung").values(active=True))
    browse("iv.beratung").get("/").follow("Abklären").submit()
    assert (guest.submit().status, "auf einem anderen Weg" in guest.text) == (410, True)


def test_a_link_that_was_taken_back_opens_nothing_and_is_sent_again_by_hand_only(
    guest: Browser, browse: type[Browser], house: House
) -> None:
    link = link_in(house, OFFICE, "Abklären")
    lead = browse("ks.koordination").get(f"{CASE}/links")
    (row,) = lead.page.xpath("//tr[th='Abklären']")
    found = [("link", row.xpath(".//input[@name='link']/@value")[0]), ("csrf_token", lead.token())]
    assert "geöffnet" in row.text_content()
    lead.post(f"{CASE}/links", [*found, ("_action", "take_back")])
    assert (guest.submit().status, "zurückgezogen" in guest.text) == (410, True)
    assert browse().get(link).status == 410
    lead.post(f"{CASE}/links", [*found, ("_action", "send")])
    assert open_link(browse(), house, link, OFFICE).status == 200


@pytest.mark.parametrize("who", ["sd.sozialarbeit", "peter.m"])
def test_the_links_of_a_case_are_for_those_who_send_its_letters(
    guest: Browser, browse: type[Browser], who: str
) -> None:
    assert browse(who).get(f"{CASE}/links").status in (403, 404)


def test_a_link_runs_out_and_a_browser_is_asked_again_after_two_hours(
    guest: Browser, browse: type[Browser], house: House, clock: ManualClock, machine_clock: ManualClock
) -> None:
    page, link = guest.path, link_in(house, OFFICE, "Abklären")
    machine_clock.move_to(machine_clock.now() + timedelta(hours=2, minutes=1))
    assert (guest.get(page).status, "Öffnen Sie den Link in der Mail noch einmal" in guest.text) == (403, True)
    assert open_link(guest, house, link, OFFICE).status == 200
    clock.move_to(clock.now() + timedelta(days=32))
    assert (guest.get(link).status, "abgelaufen" in guest.text) == (410, True)


def test_who_gets_an_account_gets_no_more_links(guest: Browser, browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        office = institution_by_key(session, "iv_luzern")
        held = [UserRole(role=CASEWORKER, institution=office)]
        session.add(User(username="neu", name="Neu Hier", email="neu@example.org", password_hash="", roles=held,
                         institution=office))  # fmt: skip
    guest.submit()
    newcomer = browse("neu").get("/").follow("Begleiten")
    newcomer.submit(button=("_action", "claim"))
    assert newcomer.status == 200


def test_nobody_signs_in_as_a_guest(guest: Browser, house: House, browse: type[Browser]) -> None:
    with house.database.transaction(writes=False) as session:
        made = session.scalars(select(User).where(User.guest_of.is_not(None))).all()
        assert made and not any(one.active or one.roles for one in made)
    page = browse().get("/anmelden")
    path, fields = page.fields(action="/anmelden")
    assert page.post(path, [*fields, ("name", made[0].username), ("password", "")]).status == 422
    assert made[0].username not in browse("ks.verwaltung").get("/personen").text
