"""Notes: who reads them, who is told, and that nothing of them is lost, left or leaked."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import Entry
from app.bootstrap import House
from app.cases.models import ListedTask
from app.clock import ManualClock
from app.consent import service as consent
from app.drafts import Draft
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.jobs import timetable
from app.notes.models import Note
from app.outbox.models import Message
from app.people import queries as people
from tests.browser_posts import Browser
from tests.consent.stage import Stage

Browse = Callable[[str], Browser]
WORDS = "Hat angerufen: Prüfung Öçal verschoben"


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house).open()


def write(browser: Browser, stage: Stage, back: str = "", **values: str) -> Browser:
    """A note by whoever sits at `browser`, about WORDS and for their own office where nothing else is said."""
    browser.get(f"/faelle/{stage.number}/notiz{back}")
    return browser.submit({"text": WORDS, **values})


def key_of(house: House, office: str) -> str:
    with house.database.transaction(writes=False) as session:
        found = people.institution_by_key(session, office)
        assert found is not None
        return found.id


def reads(browse: Browse, stage: Stage, who: str) -> bool:
    """Whether somebody reads WORDS, on the page of the case and on that of its notes alike."""
    browser = browse(who)
    on_case = WORDS in browser.get(f"/faelle/{stage.number}").text
    assert (WORDS in browser.get(f"/faelle/{stage.number}/notizen").text) == on_case
    return on_case


def own_task(house: House) -> WorkItem:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(WorkItem).where(WorkItem.kind == "own")).one()


def mails(house: House, about: str) -> list[str]:
    with house.database.transaction(writes=False) as session:
        found = session.scalars(select(Message).where(Message.subject.contains(about)).order_by(Message.to_address))
        rows = list(found)
        assert not any(WORDS in row.body + row.subject for row in rows)
        return [row.to_address for row in rows]


def test_a_note_is_for_the_own_office_unless_its_author_says_otherwise(browse: Browse, stage: Stage) -> None:
    stage.agree()
    assert "Notiz gespeichert" in write(browse("rav.berater"), stage).text
    assert [who for who in ("rav.berater", "ks.koordination", "sd.sozialarbeit", "provider.coach", "peter.m")
            if reads(browse, stage, who)] == ["rav.berater"]  # fmt: skip


def test_a_category_opens_a_note_as_it_opens_documents_and_a_withdrawal_closes_it_at_once(
    browse: Browse, stage: Stage, house: House
) -> None:
    stage.agree()
    write(browse("rav.berater"), stage, category="berufliches")
    assert reads(browse, stage, "ks.koordination") and not reads(browse, stage, "sd.sozialarbeit")
    with house.database.transaction() as session:
        consent.withdraw(house.act(session), stage.case(session), category="berufliches")
    assert not reads(browse, stage, "ks.koordination") and reads(browse, stage, "rav.berater")


def test_the_log_knows_who_wrote_and_who_read_notes_and_says_nothing_of_their_text(
    browse: Browse, stage: Stage, house: House
) -> None:
    stage.agree()
    write(browse("rav.berater"), stage, category="berufliches", kind="phone")
    browse("ks.koordination").get(f"/faelle/{stage.number}")
    with house.database.transaction(writes=False) as session:
        said = [(entry.actor_name, entry.subject, entry.categories) for entry in session.scalars(select(Entry))]
    named = [row for row in said if "Noti" in row[1]]
    assert [(subject, words) for _, subject, words in named] == [
        ("Notizen", ""), ("Notiz (Telefon)", "Berufliches"), ("Notizen", "Berufliches"),
    ]  # fmt: skip
    assert not any(WORDS in subject for _, subject, _ in said)


def test_a_follow_up_becomes_an_own_task_that_reminds_its_author_alone(
    browse: Browse, stage: Stage, house: House, clock: ManualClock
) -> None:
    browser = write(browse("rav.berater"), stage, due="2027-01-20")
    assert WORDS in browser.get("/").text and "Wiedervorlage" in browser.text
    assert WORDS not in browse("ks.koordination").get("/").text
    clock.move_to(clock.now().replace(day=21, hour=9))
    timetable(house).run_due()
    assert mails(house, "Erinnerung: Wiedervorlage") == [people_address(house, "rav.berater")]
    browser.get("/").follow("Wiedervorlage").submit()
    assert own_task(house).status == ItemStatus.DONE and "Erledigt: Wiedervorlage" in browser.text
    assert WORDS in browser.get(f"/faelle/{stage.number}").text and "erledigt am" in browser.text


def people_address(house: House, name: str) -> str:
    with house.database.transaction(writes=False) as session:
        found = people.user_by_name(session, name)
        assert found is not None
        return found.email


def test_a_participant_is_asked_reads_it_answers_and_the_author_hears_of_it(
    browse: Browse, stage: Stage, house: House
) -> None:
    stage.agree()
    write(browse("iv.beratung"), stage, category="berufliches", due="2027-01-20", to=key_of(house, "rav_luzern"))
    office = browse("rav.berater").get("/")
    assert "Bitte um Erledigung" in office.text and WORDS not in office.text
    assert WORDS in office.follow("Bitte um Erledigung").text
    office.submit()
    assert own_task(house).closed_at is not None
    assert mails(house, "Neue Aufgabe: Bitte um Erledigung")
    assert mails(house, "Erledigt: Bitte um Erledigung") == [people_address(house, "iv.beratung")]


def test_nobody_is_asked_for_what_they_may_not_read(browse: Browse, stage: Stage, house: House) -> None:
    stage.agree()
    for values in ({}, {"category": "gesundheit_diagnose"}):
        browser = write(browse("iv.beratung"), stage, to=key_of(house, "rav_luzern"), **values)
        assert browser.status == 422 and "darf das nicht lesen" in browser.text
        assert WORDS in browser.text, "what was typed stands in the form"
    with house.database.transaction(writes=False) as session:
        assert not session.scalars(select(Note)).all() and not mails(house, "Notiz für Sie")
        assert [draft.words for draft in session.scalars(select(Draft))] == [[("Notiz", WORDS)]]


def test_a_mention_is_a_message_without_the_text(browse: Browse, stage: Stage, house: House) -> None:
    stage.agree()
    write(browse("rav.berater"), stage, category="berufliches", to=key_of(house, "ks_iiz"))
    assert len(mails(house, "Notiz für Sie")) == 1
    with house.database.transaction(writes=False) as session:
        assert not session.scalars(select(WorkItem).where(WorkItem.kind == "own")).all()


def test_nobody_inherits_what_an_office_that_left_had_set_for_itself(
    browse: Browse, stage: Stage, house: House
) -> None:
    stage.agree()
    write(browse("sd.sozialarbeit"), stage, due="2027-01-20")
    with house.database.transaction() as session:
        consent.withdraw(house.act(session), stage.case(session), party="sd_luzern")
    with house.database.transaction(writes=False) as session:
        assert own_task(house).id not in {row.item_id for row in session.scalars(select(ListedTask))}
    assert "Wiedervorlage" not in browse("ks.koordination").get("/").text
    assert browse("ks.koordination").get(f"/aufgaben/{own_task(house).id}").status == 403


def test_steps_of_the_case_leave_own_tasks_alone_and_its_end_closes_them(
    browse: Browse, stage: Stage, house: House
) -> None:
    write(browse("rav.berater"), stage, due="2027-03-20")
    referrer = browse("rav.berater").get("/").follow("Antrag stellen")
    referrer.submit({"antrag.betrag": "100", "antrag.art": "kurs"})
    assert own_task(house).status == ItemStatus.OPEN
    browse("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    browse("peter.m").get("/").follow("Bestätigen").submit()
    assert own_task(house).status == ItemStatus.CANCELLED


@pytest.mark.parametrize(
    ("values", "said"),
    [({"text": "  "}, "Bitte schreiben Sie"), ({"kind": "x"}, "worum es geht"), ({"category": "x"}, "wer die Notiz"),
     ({"due": "2027-01-10"}, "schon vorbei"), ({"due": "bald"}, "24.02.2027"), ({"to": "x"}, "nicht mehr beteiligt"),
     ({"text": "x" * 10_001}, "höchstens 10000 Zeichen")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    browse: Browse, stage: Stage, house: House, values: dict[str, str], said: str
) -> None:
    browser = write(browse("rav.berater"), stage, **values)
    assert browser.status == 422 and said in browser.text
    with house.database.transaction(writes=False) as session:
        assert not session.scalars(select(Note)).all()


def test_a_note_that_was_not_saved_comes_back(browse: Browse, stage: Stage, house: House) -> None:
    browser = browse("rav.berater").get(f"/faelle/{stage.number}/notiz")
    path, fields = browser.fields()
    browser.post(path, [*[one for one in fields if one[0] != "text"], ("text", WORDS), ("_action", "keep")])
    again = browse("rav.berater").get(f"/faelle/{stage.number}/notiz")
    assert WORDS in again.text
    again.submit({})
    with house.database.transaction(writes=False) as session:
        assert not session.scalars(select(Draft)).all() and session.scalars(select(Note)).one().text == WORDS


def test_the_inbox_leads_to_a_note_and_gets_its_author_back(browse: Browse, stage: Stage) -> None:
    browser = browse("rav.berater").get("/").follow("Notiz")
    assert browser.submit({"text": WORDS}).path == "/" and "Notiz gespeichert" in browser.text


def test_a_client_writes_no_notes_but_reads_what_is_meant_for_them(browse: Browse, stage: Stage, house: House) -> None:
    stage.agree()
    assert browse("peter.m").get(f"/faelle/{stage.number}/notiz").status == 403
    browser = browse("rav.berater").get(f"/faelle/{stage.number}/notiz")
    key = next(value for value in browser.page.xpath("//select[@name='to']/option[text()='Peter M.']/@value"))
    browser.submit({"text": WORDS, "category": "berufliches", "to": key})
    assert browser.status == 200 and reads(browse, stage, "peter.m")


def test_a_case_with_thousands_of_notes_is_read_page_by_page(browse: Browse, stage: Stage, house: House) -> None:
    with house.database.transaction() as session:
        case, author = stage.case(session), stage.user(session, "rav.berater")
        for number in range(1000):
            note = Note(case_id=case.id, at=house.clock.now(), by_id=author.id, kind="phone", text=f"Nr. {number}")
            note.category, note.institution_id = "stelle", author.institution_id or ""
            session.add(note)
    browser = browse("rav.berater").get(f"/faelle/{stage.number}/notizen")
    assert len(browser.page.xpath("//li[@class='note']")) == 20
    assert len(browser.get(f"/faelle/{stage.number}/notizen?seite=50").page.xpath("//li[@class='note']")) == 20
    assert "Nr." not in browse("ks.koordination").get(f"/faelle/{stage.number}/notizen").text


def test_the_information_has_notes_and_keeps_those_an_office_wrote_for_itself(
    browse: Browse, stage: Stage, house: House
) -> None:
    stage.agree()
    write(browse("rav.berater"), stage)
    write(browse("rav.berater"), stage, category="berufliches", text="Für alle")
    browser = browse("peter.m").get(f"/faelle/{stage.number}/datenauskunft.json")
    assert browser.response is not None
    told = browser.response.get_json()
    assert {(one["text"], one["withheld"]) for one in told["cases"][0]["notes"]} == {("", 1), ("Für alle", 0)}
    assert "verlangt ihn bei dieser Stelle" in " ".join(told["remarks"])
    assert date.fromisoformat(told["cases"][0]["notes"][0]["at"][:10]) == date(2027, 1, 11)
