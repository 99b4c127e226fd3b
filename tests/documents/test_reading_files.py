"""A file is for whoever may read the answer it belongs to, as a file to save, and every time it is noted."""

from pathlib import Path

import pytest

from app.audit.models import EXPORTED, WORDS
from app.bootstrap import House
from app.documents.models import Attachment
from tests.audit.test_reading import entries, new_since
from tests.browser_posts import Browser
from tests.consent.stage import MANDATE, Stage
from tests.documents.samples import pdf, png
from tests.documents.stage import CASE, put_into_service, reporting, send

DIAGNOSIS = {**MANDATE, "empfaenger": [{"stelle": "ks_iiz", "kategorien": ["gesundheit_diagnose"]}]}
NAME = "Röntgen «Müller».png"


@pytest.fixture(autouse=True)
def service(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)


@pytest.fixture
def stage(house: House, browse: type[Browser]) -> Stage:
    """One usual file and one with a diagnosis, handed in by the referrer."""
    files = (("bericht.scan", "Scan.pdf", pdf()), ("bericht.befunde", NAME, png()))
    assert send(reporting(browse), *files, values={"bericht.titel": "Bericht"}).status == 200
    return Stage(house, number="IIZ-2027-0001")


def links(browser: Browser) -> dict[str, str]:
    """The files on the page of the document: name → address."""
    browser.get(CASE).follow("Bericht schreiben")
    return {" ".join(link.text.split()): link.get("href") for link in browser.page.xpath("//a[@class='file-link']")}


def test_who_handed_it_in_gets_it_back_as_a_file_to_save(stage: Stage, browse: type[Browser]) -> None:
    browser = browse("rav.berater")
    answer = browser.client.get(links(browser)[NAME])
    assert (answer.status_code, answer.get_data(), answer.content_type) == (200, png(), "image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''R%C3%B6ntgen" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"sandbox", "default-src 'none'"} <= set(answer.headers["Content-Security-Policy"].split("; "))
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_looked_at_in_a_frame_of_its_paper_that_is_cut_off_from_the_site(
    stage: Stage, browse: type[Browser], house: House
) -> None:
    browser = browse("rav.berater")
    files = links(browser)
    frames = browser.page.xpath("//iframe/@src")
    assert frames == [f"{path}/ansicht" for path in files.values()]
    assert "frame-src 'self'" in browser.response.headers["Content-Security-Policy"] if browser.response else False
    before = len(entries(house))
    for (name, path), kind in zip(files.items(), ("application/pdf", "image/png"), strict=True):
        answer = browser.client.get(f"{path}/ansicht")
        assert (answer.status_code, answer.content_type) == (200, kind), name
        assert answer.headers["Content-Disposition"].startswith("inline; filename")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = set(answer.headers["Content-Security-Policy"].split("; "))
        assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= policy
        assert not any(word.startswith(("script-src", "allow-", "sandbox ")) for word in policy)
    assert len(entries(house)) == before + 2
    office = browse("ks.koordination")
    assert {office.client.get(f"{path}/ansicht").status_code for path in files.values()} == {404}


def test_each_file_follows_the_answer_it_belongs_to(stage: Stage, browse: type[Browser]) -> None:
    mine = links(browse("rav.berater"))
    office = browse("ks.koordination")
    assert [office.client.get(path).status_code for path in mine.values()] == [404, 404]
    stage.agree()
    assert set(links(office)) == {"Scan.pdf"}
    assert [office.client.get(mine[name]).status_code for name in ("Scan.pdf", NAME)] == [200, 404]
    stage.agree(DIAGNOSIS)
    assert set(links(office)) == {NAME}
    stage.withdraw(category="gesundheit_diagnose")
    assert [office.client.get(path).status_code for path in mine.values()] == [404, 404]


def test_after_a_withdrawal_somebody_who_was_sent_away_gets_nothing(stage: Stage, browse: type[Browser]) -> None:
    mine = links(browse("rav.berater"))
    stage.withdraw()
    assert [browse("rav.berater").client.get(path).status_code for path in mine.values()] == [403, 403]
    assert [browse("provider.coach").client.get(path).status_code for path in mine.values()] == [404, 404]


def test_a_file_is_found_under_its_own_document_and_case_alone(stage: Stage, browse: type[Browser]) -> None:
    browser = browse("rav.berater")
    path = links(browser)["Scan.pdf"]
    send(reporting(browse), values={"bericht.titel": "Anderer"})
    browser.get("/faelle/IIZ-2027-0002").follow("Bericht schreiben")
    other, file_id = browser.path, path.rpartition("/")[2]
    for wrong in (f"{other}/dateien/{file_id}", path.replace("0001", "0002"), path[:-1] + "x", path + "/.."):
        assert browser.client.get(wrong).status_code == 404, wrong


def test_a_file_that_was_only_chosen_is_not_for_download(stage: Stage, browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater")
    path = links(browser)["Scan.pdf"]
    with house.database.transaction() as session:
        session.get_one(Attachment, path.rpartition("/")[2]).document_id = None
    assert browser.client.get(path).status_code == 404


def test_every_download_is_noted_without_the_name_of_the_file(
    stage: Stage, browse: type[Browser], house: House
) -> None:
    browser = browse("rav.berater")
    path = links(browser)[NAME]
    before = entries(house)
    for _ in range(2):
        browser.client.get(path)
    entry = f"Reto Amrein, RAV Luzern: Datei zu «Bericht schreiben»: {WORDS[EXPORTED]}"
    assert new_since(house, before) == [entry] * 2
    assert not any("Röntgen" in entry or "Scan.pdf" in entry for entry in entries(house))
