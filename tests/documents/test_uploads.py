"""Attaching files to a form, on the real pages, without a script: nothing chosen gets lost, nothing forged gets in."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.bootstrap import House
from app.clock import ManualClock
from app.config import ROOT
from app.documents import attachments
from app.drafts import Draft
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people.models import User, UserRole
from app.people.roles import CASEWORKER
from tests.browser_posts import Browser
from tests.documents.samples import jpeg, pdf, png
from tests.documents.stage import chosen, names, post, put_into_service, reporting, send, stored

TITLE = {"bericht.titel": "Bericht"}
SCAN = ("bericht.scan", "Scan.pdf", pdf())
FINDINGS = (("bericht.befunde", "Röntgen.png", png()), ("bericht.befunde", "Blatt.jpg", jpeg()))
SERVED = ROOT / "app/web/static"
WRONG = ("bericht.befunde", "Bericht.docx", b"PK\x03\x04")


@pytest.fixture(autouse=True)
def service(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)


def variables(house: House) -> Any:
    """What the open task of the case knows."""
    with house.database.transaction(writes=False) as session:
        item = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).one()
        return house.flow.variables(house.act(session), item)


def test_files_that_are_handed_in_are_kept_and_the_case_only_names_them(browse: type[Browser], house: House) -> None:
    served = {*SERVED.rglob("*")}
    browser = send(reporting(browse), SCAN, *FINDINGS, values=TITLE)
    assert "Erledigt: Bericht schreiben" in browser.text
    assert {*SERVED.rglob("*")} == served
    assert names(house, handed_in=True) == ["Blatt.jpg", "Röntgen.png", "Scan.pdf"]
    known = variables(house)["bericht"]
    assert [set(record) for record in known["befunde"]] == [{"id", "name", "type", "size"}] * 2
    assert known["scan"][0]["size"] == len(pdf())
    row = next(row for row in stored(house) if row.name == "Scan.pdf")
    assert (row.kind, row.field, len(row.sha256)) == ("application/pdf", "bericht.scan", 64)
    assert row.institution_id is not None and row.case_id and row.at == house.clock.now()


def test_a_mistake_elsewhere_does_not_cost_the_files(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), SCAN, *FINDINGS)
    assert browser.status == 422
    assert chosen(browser) == ["ausgewählt: Scan.pdf (1 kB)", "ausgewählt: Röntgen.png (1 kB)",
                               "ausgewählt: Blatt.jpg (1 kB)"]  # fmt: skip
    assert "Erledigt" in send(browser, values=TITLE).text
    assert names(house, handed_in=True) == ["Blatt.jpg", "Röntgen.png", "Scan.pdf"]


def test_no_other_button_of_the_form_costs_the_files(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), SCAN, button=("_action", "add:bericht.belege"))
    assert chosen(browser) == ["ausgewählt: Scan.pdf (1 kB)"]
    browser = send(browser, ("bericht.belege.0.datei", "Beleg.png", png()), button=("_action", "add:bericht.belege"))
    browser = send(browser, button=("_action", "remove:bericht.belege.1"))
    assert len(chosen(browser)) == 2
    assert "Erledigt" in send(browser, values=TITLE).text
    assert variables(house)["bericht"]["belege"][0]["datei"][0]["name"] == "Beleg.png"


def test_a_draft_keeps_the_files_for_its_author_alone(browse: type[Browser], house: House, clock: ManualClock) -> None:
    browser = reporting(browse)
    path = browser.path
    send(browser, SCAN, button=("_action", "draft"))
    clock.move_to(clock.now() + 2 * attachments.STAGED_FOR)
    assert attachments.remove_left(house.database, house.act) == 0
    assert chosen(browser.get(path)) == ["ausgewählt: Scan.pdf (1 kB)"]
    with house.database.transaction() as session:
        office = stored(house)[0].institution_id
        session.add(User(username="zwei", name="Zwei", email="zwei@example.org", password_hash="x",
                         institution_id=office, roles=[UserRole(role=CASEWORKER, institution_id=office)]))  # fmt: skip
    assert chosen(browse("zwei").get(path)) == []
    assert "Erledigt" in send(browser, values=TITLE).text


def test_a_chosen_file_can_be_taken_away_and_is_forgotten_at_once(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), *FINDINGS, button=("_action", "refresh"))
    first = re.search(r'value="(drop:bericht.befunde/\w+)"', browser.response.get_data(as_text=True))  # type: ignore[union-attr]
    assert first
    assert chosen(send(browser, button=("_action", first[1]))) == ["ausgewählt: Blatt.jpg (1 kB)"]
    assert names(house, handed_in=False) == ["Blatt.jpg"]
    for odd in ("drop:bericht.befunde/\0", "drop:bericht.befunde/" + "x" * 5000):
        assert send(browser, button=("_action", odd)).status == 200
    assert names(house, handed_in=False) == ["Blatt.jpg"]


def test_a_single_file_takes_the_place_of_the_one_before(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), SCAN)
    browser = send(browser, ("bericht.scan", "Besser.pdf", pdf(b"<< >>")), values=TITLE)
    assert "Erledigt" in browser.text
    assert names(house, handed_in=True) == ["Besser.pdf"]
    assert names(house, handed_in=False) == []


def test_the_same_file_sent_twice_is_kept_once(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    for _ in range(2):
        browser = send(browser, *FINDINGS)
    assert len(chosen(browser)) == len(stored(house)) == 2


def test_a_refused_file_is_named_and_the_good_ones_stay(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), FINDINGS[0], WRONG, values=TITLE)
    assert browser.status == 422
    assert "«Bericht.docx»: Bitte wählen Sie eine Datei der Art PDF, PNG oder JPEG." in browser.text
    assert browser.page.xpath("//*[@class='error-summary']//a/@href") == ["#feld-bericht-befunde"]
    assert chosen(browser) == ["ausgewählt: Röntgen.png (1 kB)"]
    assert "Erledigt" in send(browser).text
    for button in ("draft", "refresh"):
        browser = send(browser.get("/").follow("Bericht ergänzen"), WRONG, button=("_action", button))
        assert "«Bericht.docx»" in browser.text
    assert names(house, handed_in=False) == []


def test_ids_that_a_browser_makes_up_are_refused(browse: type[Browser], house: House) -> None:
    """Somebody else's, those of another task or field, and whole records."""
    browser = send(reporting(browse), SCAN, values=TITLE)
    handed_in = stored(house)[0].id
    other = reporting(browse)
    send(other, SCAN)
    (staged,) = (row.id for row in stored(house) if row.document_id is None)
    colleague = browse("iv.beratung").get("/faelle/neu/bericht").submit({"klient.vorname": "B", "klient.name": "C"})
    record = json.dumps({"id": staged, "name": "x.pdf", "type": "application/pdf", "size": 1})
    for page, field, forged in (
        (colleague, "bericht.scan", staged),
        (colleague, "bericht.scan", handed_in),
        (browser, "bericht.scan", staged),
        (browser, "bericht.befunde", handed_in),
        (other, "bericht.befunde", staged),
        (other, "bericht.scan", record),
    ):
        assert send(page, values={**TITLE, field: forged}).status == 422, (field, forged)
        assert "nicht mehr da" in page.text
    assert names(house, handed_in=True) == ["Scan.pdf"]


def test_what_the_case_knows_stays_attached_and_can_be_taken_out(browse: type[Browser], house: House) -> None:
    browser = send(reporting(browse), SCAN, *FINDINGS, values=TITLE)
    assert len(chosen(browser)) == 3
    drop = [value for value in browser.page.xpath("//button/@value") if value.startswith("drop:bericht.scan/")]
    browser = send(send(browser, button=("_action", drop[0])), ("bericht.befunde", "Neu.pdf", pdf()))
    assert "Erledigt" in browser.text
    assert names(house, handed_in=True) == ["Blatt.jpg", "Neu.pdf", "Röntgen.png", "Scan.pdf"]
    answer = browser.get("/faelle/IIZ-2027-0001").follow("Bericht ergänzen")
    assert [link.text_content().split()[0] for link in answer.page.xpath("//a[@class='file-link']")] == [
        "Röntgen.png", "Blatt.jpg", "Neu.pdf",
    ]  # fmt: skip


def test_nobody_piles_up_files_without_handing_them_in(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    for number in range(6):
        batch = [("bericht.befunde", f"{number}-{place}.pdf", pdf(b"%d %d" % (number, place))) for place in range(20)]
        browser = send(browser.get(browser.path), *batch)
    assert "sehr viele Dateien" in browser.text
    assert len(stored(house)) == attachments.MOST_STAGED
    many = [("bericht.befunde", f"{place}.pdf", pdf(b"%d" % place)) for place in range(30)]
    assert browser.get(browser.path) and "höchstens 20" in send(browser, *many).text


def test_what_nobody_handed_in_is_removed_after_some_days(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    browser = reporting(browse)
    send(browser, SCAN)
    with house.database.transaction() as session:
        session.execute(delete(Draft))  # as if it had never been kept
    clock.move_to(clock.now() + attachments.STAGED_FOR - timedelta(minutes=1))
    assert attachments.remove_left(house.database, house.act) == 0
    clock.move_to(clock.now() + timedelta(minutes=2))
    assert attachments.remove_left(house.database, house.act) == 1
    assert stored(house) == []
    assert "nicht mehr da" in send(browser, values=TITLE).text  # the page was still open
    assert "Erledigt" in send(browser).text


def test_what_was_chosen_goes_as_soon_as_its_task_is_over(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    send(browser, SCAN, button=("_action", "draft"))
    with house.database.transaction() as session:
        session.scalars(select(WorkItem)).one().status = ItemStatus.CANCELLED
    assert attachments.remove_left(house.database, house.act) == 1
    assert stored(house) == []


def test_a_form_of_an_older_session_keeps_what_was_typed(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    fields = [("csrf_token", "old"), ("bericht.titel", "Angefangen")]
    assert "Angefangen" in post(browser, browser.path, fields).page.xpath("//input[@name='bericht.titel']/@value")
