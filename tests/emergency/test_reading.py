"""What a released access opens: one case, to one person, to read, for an hour, with an entry for each page."""

from datetime import timedelta

import pytest

from app.bootstrap import House
from app.cases.models import Case, Participant
from app.clock import ManualClock
from app.documents.models import Attachment, Document
from app.people.models import UserRole
from tests.audit.tampering import refuse_new_entries
from tests.audit.test_reading import entries
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.emergency.asking import NUMBER, press, released

pytestmark = pytest.mark.usefixtures("stage")


def reading(browse: type[Browser]) -> Browser:
    return released(browse).follow("Fall lesen")


def test_it_shows_who_takes_part_with_contact_what_is_next_and_the_papers(browse: type[Browser]) -> None:
    browser = reading(browse)
    assert browser.page.find(".//h1").text == "Peter M."
    assert "Antrag stellen" in browser.text
    for contact in ("rav.berater@example.org", "ks_iiz@example.org", "peter.m@example.org"):
        assert f"mailto:{contact}" in browser.page.xpath("//a/@href")
    assert "Dossier" in browser.text
    browser.follow("Dossier")
    assert "icd" in browser.text and "job" in browser.text


def test_what_is_confidential_stays_so(browse: type[Browser], house: House) -> None:
    browser = reading(browse)
    assert "Beschwerde" not in browser.text
    page = browser.path
    browser.follow("Gemischt")
    assert "offen" in browser.text and "geheim" not in browser.text
    assert "Eine vertrauliche Angabe bleibt verborgen." in browser.text
    with house.database.transaction(writes=False) as session:
        (complaint,) = session.query(Document).filter_by(title="Beschwerde").all()
    assert browser.get(f"{page}/{complaint.id}").status == 404


def test_each_page_is_recorded_each_time_with_its_categories(browse: type[Browser], house: House) -> None:
    browser = released(browse)
    before = len(entries(house, NUMBER))
    browser.follow("Fall lesen").get(browser.path).follow("Dossier")
    who = "Vera Lang, Koordinationsstelle IIZ"
    assert entries(house, NUMBER)[before:] == [
        f"{who}: Notzugriff, Fallseite: angesehen",
        f"{who}: Notzugriff, Fallseite: angesehen",
        f"{who}: Notzugriff, Angaben «Dossier»: angesehen",
    ]


def test_the_client_reads_all_of_it(browse: type[Browser]) -> None:
    press(reading(browse), "/beenden")
    report = browse("peter.m").get(f"/faelle/{NUMBER}").follow("Wer hat meine Daten gesehen?")
    for words in ("Notzugriff: verlangt", "Notzugriff für 60 Minuten: freigegeben", "Notzugriff, Fallseite: angesehen"):
        assert words in report.text
    assert "Notzugriff: beendet" in report.text
    assert "Vera Lang" in report.text and "Admin RAV" in report.text


def test_it_ends_after_an_hour_of_the_machine(
    browse: type[Browser], clock: ManualClock, machine_clock: ManualClock
) -> None:
    browser = reading(browse)
    clock.move_to(clock.now() + timedelta(days=1))
    machine_clock.move_to(machine_clock.now() + timedelta(minutes=59))
    assert "Noch 1 Minute." in browser.get(browser.path).text
    machine_clock.move_to(machine_clock.now() + timedelta(minutes=1))
    assert browser.get(browser.path).status == 403
    assert "Peter" not in browser.text


@pytest.mark.parametrize("who", ["ks.verwaltung", "ks.datenschutz"])
def test_the_asker_and_data_protection_end_it_at_once(browse: type[Browser], house: House, who: str) -> None:
    browser = reading(browse)
    page = browser.path
    ender = browse(who).get(page.removesuffix("/fall"))
    press(ender, "/beenden")
    assert "beendet" in ender.text
    assert browser.get(page).status == 403
    assert entries(house, NUMBER)[-2].endswith("Notzugriff: beendet")
    again = ender.get("/notzugriff").page.xpath("//input[@name='csrf_token']/@value")[0]
    assert ender.post(f"{page.removesuffix('/fall')}/beenden", [("csrf_token", again)]).status == 409


def test_who_released_it_neither_reads_nor_ends_it(browse: type[Browser]) -> None:
    page = reading(browse).path
    other = browse("rav.verwaltung")
    assert other.get(page).status == 404
    assert "Peter" not in other.text
    other.get("/notzugriff")
    access = page.removesuffix("/fall")
    assert other.post(f"{access}/beenden", [("csrf_token", other.token())]).status == 404


def test_data_protection_sees_that_it_runs_but_not_the_case(browse: type[Browser]) -> None:
    page = reading(browse).path
    officer = browse("ks.datenschutz").get("/notzugriff")
    assert NUMBER in officer.text and "läuft" in officer.text
    assert officer.page.xpath("//form[@action='/notzugriff']") == []
    assert officer.get(page).status == 403


@pytest.mark.parametrize("what", ["deactivated", "role revoked"])
def test_it_ends_the_moment_the_asker_is_no_administrator(
    browse: type[Browser], house: House, stage: Stage, what: str
) -> None:
    browser = reading(browse)
    page = browser.path
    with house.database.transaction() as session:
        user = stage.user(session, "ks.verwaltung")
        if what == "deactivated":
            user.active = False
        else:
            user.roles = [UserRole(role="caseworker", institution=user.institution)]
    browser.get(page)
    assert "Peter" not in browser.text
    assert browser.status == 403 or browser.path == "/anmelden"
    assert "beendet" in browse("ks.datenschutz").get(page.removesuffix("/fall")).text


def test_no_other_page_opens_by_it(browse: type[Browser], house: House) -> None:
    browser = reading(browse)
    with house.database.transaction(writes=False) as session:
        documents = [row.id for row in session.query(Document).all()]
    for path in ("", "/diagramm.bpmn", "/zugriffe", "/zugriffe.pdf", f"/unterlagen/{documents[0]}"):
        assert browser.get(f"/faelle/{NUMBER}{path}").status == 403, path
    assert browser.get("/faelle").status == 403


def test_it_is_for_one_case_and_its_own_papers(browse: type[Browser], house: House) -> None:
    page = reading(browse).path
    other = Stage(house).open()
    other.hand_in("rav.berater", "Fremd", job="berufliches")
    with house.database.transaction(writes=False) as session:
        (foreign,) = session.query(Document).filter_by(title="Fremd").all()
    assert browse("ks.verwaltung").get(f"{page}/{foreign.id}").status == 404


def test_an_erased_case_leaves_nothing_to_read(browse: type[Browser], house: House) -> None:
    browser = reading(browse)
    with house.database.transaction() as session:
        session.query(Attachment).delete()
        session.query(Document).delete()
        session.query(Participant).delete()
        for row in session.query(Case).all():
            row.number = "gone"
    assert browser.get(browser.path).status == 404
    assert "gelöscht" in browser.text
    assert browser.get(browser.path.removesuffix("/fall")).status == 200


def test_what_cannot_be_recorded_is_not_shown(browse: type[Browser], house: House) -> None:
    browser = released(browse)
    refuse_new_entries(house)
    assert browser.follow("Fall lesen").status == 500
    assert "Peter" not in browser.text
