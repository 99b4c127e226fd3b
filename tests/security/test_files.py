"""Files that mean harm: too much at once, malware, names and content made to be taken for something else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House, build
from app.clock import ManualClock
from app.documents.checking import MOST_BYTES
from app.flow.models import WorkItem
from app.main import create_app
from app.outbox.service import deliver_due
from tests.audit.test_reading import entries, new_since
from tests.browser_posts import Browser
from tests.conftest import settings_for
from tests.documents.clamd import Clamd, clamd
from tests.documents.samples import EICAR, pdf, png
from tests.documents.stage import CASE, chosen, names, post, put_into_service, reporting, send, stored
from tests.web.test_work import opened

TITLE = {"bericht.titel": "Bericht"}
LARGE = pdf(b" " * (MOST_BYTES - len(pdf(b""))))
TOO_BIG = "Diese Eingabe ist zu gross"
HARMFUL = {
    "../../x.pdf": pdf(),
    "a\0b.pdf": pdf(),
    "CON.pdf": pdf(),
    "x" * 300 + ".pdf": pdf(),
    "rechnung\u202efdp.exe.pdf": pdf(),
    '"><img src=x onerror=alert(1)>.pdf': pdf(b"(<script>alert(1)</script>)"),
    "a\r\nSet-Cookie: x=y.pdf": pdf(),
}


@pytest.fixture(autouse=True)
def service(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)


def test_only_somebody_who_may_do_the_task_may_send_much_and_only_in_files(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    path, token = browser.path, [("csrf_token", browser.token())]
    file = ("bericht.scan", "gross.pdf", LARGE)
    for elsewhere in (
        opened(browse).path,
        "/faelle/neu/bericht",
        "/konto/passwort",
        "/abmelden",
    ):
        assert post(browser, elsewhere, token, file).status == 413, elsewhere
        assert TOO_BIG in browser.text
    for other in (browse(), browse("ks.koordination"), browse("provider.coach")):
        assert post(other, path, token, file).status == 413
    assert post(browser, path, [*token, ("bericht.titel", "x" * 2_000_000)]).status == 413
    assert stored(house) == []
    assert chosen(post(browser, path, token, file)) == ["ausgewählt: gross.pdf (10 MB)"]


def test_too_much_at_once_is_refused_in_words(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    path = browser.path
    send(browser, *(("bericht.befunde", f"{number}.pdf", LARGE) for number in range(3)))
    assert browser.status == 413
    assert "zusammen grösser als 20 MB" in browser.text
    send(browser.get(path), ("bericht.scan", "gross.pdf", LARGE + b" "))
    assert browser.status == 422
    assert "«gross.pdf»: Diese Datei ist grösser als 10 MB." in browser.text
    assert stored(house) == []


def test_files_without_a_token_or_from_elsewhere_are_not_kept(browse: type[Browser], house: House) -> None:
    browser = reporting(browse)
    path, token, file = browser.path, browser.token(), ("bericht.scan", "x.pdf", pdf())
    for fields in ([("csrf_token", "wrong")], list[tuple[str, str]]()):
        post(browser, path, fields, file)
    assert post(browse("ks.koordination").get("/"), path, [("csrf_token", token)], file).status in (400, 403)
    assert stored(house) == []


@pytest.mark.parametrize("name", HARMFUL)
def test_a_name_that_means_harm_does_none(browse: type[Browser], house: House, name: str) -> None:
    browser = send(reporting(browse), ("bericht.scan", name, HARMFUL[name]), values=TITLE)
    assert "Erledigt" in browser.text
    (row,) = stored(house)
    assert len(row.name) <= 110 and row.name.endswith(".pdf") and row.name.isprintable()
    assert not set(row.name) & set('/\\<>:"|?*') and not row.name.startswith((".", "CON"))
    page = browser.get(CASE).follow("Bericht schreiben").page
    assert page.xpath("//img[@onerror] | //*[starts-with(@src, 'x')]") == []
    answer = browser.client.get(page.xpath("//a[@class='file-link']/@href")[0])
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "x=y" not in answer.headers.getlist("Set-Cookie")


def test_a_page_that_pretends_to_be_a_picture_is_never_a_page(browse: type[Browser], house: House) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    inside = b"\x89PNG\r\n\x1a\n" + page
    for content in (page, inside):
        browser = send(reporting(browse), ("bericht.befunde", "bild.html", content), values=TITLE)
        assert browser.status == 422
    send(reporting(browse), ("bericht.befunde", "bild.html", png()), values=TITLE)
    assert names(house, handed_in=True) == ["bild.html.png"]


@pytest.fixture
def server() -> Iterator[Clamd]:
    with clamd() as running:
        yield running


@pytest.fixture
def scanned(server: Clamd, database_url: str, clock: ManualClock) -> Iterator[tuple[type[Browser], House]]:
    """The same house with a scanner."""
    house = build(replace(settings_for(database_url), clamd=server.address), clock)
    app = create_app(house)
    app.testing = True

    class Here(Browser):
        application = app

    yield Here, house
    house.database.dispose()


def test_malware_is_refused_and_noted_without_the_name_of_the_file(
    scanned: tuple[type[Browser], House], server: Clamd
) -> None:
    browse, house = scanned
    browser = reporting(browse)
    before = entries(house)
    send(browser, ("bericht.scan", "Geheim.pdf", pdf(EICAR)), ("bericht.befunde", "gut.png", png()), values=TITLE)
    assert browser.status == 422
    assert "«Geheim.pdf»: In dieser Datei wurde ein Schadprogramm gefunden." in browser.text
    assert chosen(browser) == ["ausgewählt: gut.png (1 kB)"]
    assert new_since(house, before) == [
        "Reto Amrein, RAV Luzern: Datei mit Schadprogramm zu Aufgabe «Bericht schreiben»: verweigert",
    ]
    assert [row.name for row in stored(house)] == ["gut.png"]
    assert "Erledigt" in send(browser).text


def test_without_an_answer_of_the_scanner_nothing_is_taken(scanned: tuple[type[Browser], House], server: Clamd) -> None:
    browse, house = scanned
    server.answer = b"stream: ERROR"
    browser = send(reporting(browse), ("bericht.scan", "x.pdf", pdf()), values=TITLE)
    assert browser.status == 422
    assert "können zurzeit nicht auf Schadprogramme geprüft werden" in browser.text
    assert browser.page.xpath("//input[@name='bericht.titel']/@value") == ["Bericht"]
    assert stored(house) == []
    server.answer = b""
    assert "Erledigt" in send(browser, ("bericht.scan", "x.pdf", pdf())).text


def test_while_a_file_is_looked_through_others_can_write(scanned: tuple[type[Browser], House], server: Clamd) -> None:
    browse, house = scanned
    browser, done = reporting(browse), list[bool]()

    def work() -> None:
        with house.database.transaction() as session:
            session.scalars(select(WorkItem)).one().reason = "written meanwhile"
        done.append(True)

    server.meanwhile = work
    assert "Erledigt" in send(browser, ("bericht.scan", "x.pdf", pdf()), values=TITLE).text
    assert done == [True]


def test_no_message_and_no_log_names_a_file(
    browse: type[Browser], house: House, caplog: pytest.LogCaptureFixture
) -> None:
    send(reporting(browse), ("bericht.scan", "Geheim.pdf", pdf()), values=TITLE)
    send(browse("rav.berater").get("/").follow("Bericht ergänzen"), ("bericht.scan", "Geheim.docx", b"PK"))
    deliver_due(house.database, house.channel, house.act)
    browser = browse("ks.koordination").get("/demo/nachrichten")
    assert "Geheim" not in browser.text + caplog.text + " ".join(entries(house))
