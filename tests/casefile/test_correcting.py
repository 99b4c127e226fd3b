"""Papers and notes are corrected as new versions: the old one is kept, and whoever had read it is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.bootstrap import House
from app.clock import ManualClock
from app.db import new_id
from app.documents.models import Document
from app.documents.service import Heading, keep
from app.drafts import Draft
from app.forms import Fact
from app.notes.models import Note
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.web.test_work import APPLICATION, opened

Browse = Callable[[str], Browser]
CASE = "/faelle/IIZ-2027-0001"


def paper_of(house: House, title: str, *, corrected: bool = False) -> str:
    with house.database.transaction(writes=False) as session:
        rows = select(Document).where(Document.title == title, Document.is_corrected == corrected)
        return f"{CASE}/unterlagen/{session.scalars(rows).one().id}"


def handed_in(browse: Browse, house: House) -> Browser:
    """The referrer on the page of «Antrag stellen», which the coordination office has read."""
    referrer = opened(browse).submit(APPLICATION)
    return referrer.get(paper_of(house, "Antrag stellen"))


def told(house: House) -> list[tuple[str, str]]:
    with house.database.transaction(writes=False) as session:
        rows = session.scalars(select(Message).where(Message.subject.contains("berichtigt")))
        return [(row.to_address, row.body) for row in rows]


def correct(page: Browser, **values: str) -> Browser:
    page.follow("Berichtigen")
    number = next(key for key, text in page.fields()[1] if key.startswith("antwort-") and text.strip() == "100")
    return page.submit({number: "120", "grund": "Betrag vertippt"} | values)


def test_a_new_version_with_its_reason_takes_the_place_of_the_old_one(browse: Browse, house: House) -> None:
    old = handed_in(browse, house).path
    page = correct(browse("rav.berater").get(old))
    assert "Berichtigt: Antrag stellen" in page.text
    assert "Berichtigt: Betrag vertippt" in page.text
    assert "120" in page.text and "Frühere Fassung vom" in page.text
    listed = page.get(f"{CASE}/unterlagen").page.xpath("//ul[@class='papers']//a/text()")
    assert listed.count("Antrag stellen") == 1
    page.get(old)
    assert "Diese Fassung ist berichtigt" in page.text and "100" in page.text
    assert "Berichtigt: Antrag stellen" in page.get(f"{CASE}/verlauf").text


def test_whoever_had_read_the_old_version_is_told_without_the_content(house: House, browse: Browse) -> None:
    stage = Stage(house).open().agree()
    with house.database.transaction() as session:
        act = house.act(session, stage.user(session, "rav.berater"))
        said = [Fact("", "Telefon", "041 111 11 11", "personalien")]
        keep(act, stage.case(session), Heading("Anmeldung", None, ""), said, new_id())
    with house.database.transaction(writes=False) as session:
        mine = session.scalars(select(Document).where(Document.title == "Anmeldung")).one()
    path = f"/faelle/{stage.number}/unterlagen/{mine.id}"
    assert browse("sd.sozialarbeit").get(path).status == 200
    page = browse("rav.berater").get(path).follow("Berichtigen")
    fields = dict(page.fields()[1])
    page.submit({"antwort-0": f"{fields['antwort-0'].strip()} berichtigt", "grund": "Tippfehler"})
    assert page.status == 200
    messages = told(house)
    assert [to for to, _ in messages] == ["sd.sozialarbeit@example.org"], "nobody else had read it"
    assert "Tippfehler" not in messages[0][1]
    assert f"/faelle/{stage.number}" in messages[0][1]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"grund": " "}, "Bitte schreiben Sie, warum Sie berichtigen."),
        ({"antwort-0": " \u200b "}, "Eine Angabe darf nicht leer werden."),
        ({"grund": "x" * 301}, "Der Grund hat höchstens 300 Zeichen."),
    ],
)
def test_a_wrong_correction_changes_nothing_and_is_kept(
    browse: Browse, house: House, values: dict[str, str], sentence: str
) -> None:
    page = correct(handed_in(browse, house), **values)
    assert page.status == 422
    assert sentence in page.text
    assert "120" in str(page.fields()[1])
    with house.database.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).where(Document.is_corrected)) == 0


def test_nothing_changed_is_no_correction(browse: Browse, house: House) -> None:
    page = handed_in(browse, house).follow("Berichtigen").submit({"grund": "nur so"})
    assert page.status == 422
    assert "Bis jetzt steht alles wie vorher" in page.text


def test_others_correct_nothing_of_mine(browse: Browse, house: House) -> None:
    old = handed_in(browse, house).path
    assert browse("ks.koordination").get(f"{old}/berichtigen").status == 404


def test_of_two_windows_the_second_keeps_its_text(browse: Browse, house: House) -> None:
    first, second = handed_in(browse, house), browse("rav.berater")
    second.get(first.path).follow("Berichtigen")
    form = second.path
    correct(first)
    second.submit({"antwort-0": "etwas anderes", "grund": "auch"})
    assert second.status == 409
    assert "inzwischen berichtigt worden" in second.text
    with house.database.transaction(writes=False) as session:
        assert "etwas anderes" in session.scalars(select(Draft.form).where(Draft.path == form)).one()


def noted(browse: Browse) -> Browser:
    page = opened(browse).get(f"{CASE}/notiz")
    return page.submit({"text": "Anruf: Termin am 3. März", "category": "stelle"})


def test_a_note_is_corrected_and_its_earlier_version_is_kept(browse: Browse, house: House, clock: ManualClock) -> None:
    page = noted(browse).follow("Berichtigen").submit({"text": "Anruf: Termin am 4. März"})
    assert "Notiz berichtigt" in page.text
    shown = page.page.xpath("//p[@class='note-text']/text()")
    assert shown == ["Anruf: Termin am 4. März"]
    page.follow("Berichtigt, frühere Fassungen")
    assert "Anruf: Termin am 3. März" in page.text
    with house.database.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 2


def test_a_note_of_another_office_is_not_corrected(browse: Browse, house: House) -> None:
    noted(browse)
    with house.database.transaction(writes=False) as session:
        note = session.scalars(select(Note.id)).one()
    assert browse("ks.koordination").get(f"{CASE}/notiz/{note}").status == 404


def test_an_empty_note_corrects_nothing(browse: Browse) -> None:
    page = noted(browse).follow("Berichtigen").submit({"text": "  "})
    assert page.status == 422
    assert "Bitte schreiben Sie, was Sie festhalten wollen." in page.text
