"""What people open, hand in and are sent leaves an entry, and nothing can be read without one."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import GENERAL_CHAIN, WORDS, Entry, chain_of_person
from app.bootstrap import House
from app.clock import ManualClock
from app.consent.models import Recall
from app.db import new_id
from app.documents.models import Attachment, Document
from app.flow.models import WorkItem
from app.notes.models import Note
from app.outbox.models import Message, MessageStatus
from app.outbox.service import deliver_due
from app.tasks.taking_back import WITHIN
from tests.audit.tampering import CASE, refuse_new_entries
from tests.browser_posts import Browser
from tests.conftest import person
from tests.consent.stage import Stage
from tests.web.test_work import APPLICATION, CLIENT, opened

PAGE = f"/faelle/{CASE}"


def entries(house: House, chain: str = CASE) -> list[str]:
    """Who did what, in order."""
    with house.database.transaction(writes=False) as session:
        rows = session.scalars(select(Entry).where(Entry.chain == chain).order_by(Entry.sequence)).all()
    return [f"{row.actor_name}, {row.institution}: {row.subject}: {WORDS[row.action]}" for row in rows]


def new_since(house: House, before: list[str]) -> list[str]:
    return entries(house)[len(before) :]


def test_opening_a_case_and_handing_in_a_task_are_recorded(browse: type[Browser], house: House) -> None:
    opened(browse).submit(APPLICATION)
    assert entries(house) == [
        "Reto Amrein, RAV Luzern: Eröffnung des Falls: Angaben gemacht",
        "Reto Amrein, RAV Luzern: Aufgabe «Antrag stellen»: angesehen",
        "Reto Amrein, RAV Luzern: Aufgabe «Antrag stellen»: Angaben gemacht",
        "Reto Amrein, RAV Luzern: Fallseite: angesehen",
    ]


def test_what_is_refused_because_of_a_mistake_was_not_handed_in(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    before = entries(house)
    assert browser.submit({"antrag.betrag": "viel"}).status == 422
    assert new_since(house, before) == []


def test_the_same_page_within_ten_minutes_is_read_once(browse: type[Browser], house: House, clock: ManualClock) -> None:
    opened(browse)
    office, before = browse("ks.koordination"), entries(house)
    for minutes in (0, 4, 9):
        clock.move_to(clock.now() + timedelta(minutes=minutes))
        office.get(PAGE)
    assert new_since(house, before) == ["Karin Steiner, Koordinationsstelle IIZ: Fallseite: angesehen"] * 2
    browse("rav.berater").get(PAGE)
    assert len(new_since(house, before)) == 3


def test_every_page_about_a_case_leaves_an_entry(
    app: Flask, browse: type[Browser], house: House, clock: ManualClock
) -> None:
    stage = Stage(house).open().agree()
    stage.hand_in("iv.beratung", "Bericht", Beruf="berufliches")
    with house.database.transaction(writes=False) as session:
        task, document, file = (session.scalars(select(table.id)).one() for table in (WorkItem, Document, Attachment))
    places = {"number": CASE, "item_id": task, "letter_id": a_letter(house), "document_id": document,
              "recall_id": a_recall(house, stage), "file_id": file, "note_id": a_note(house, stage)}  # fmt: skip
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.arguments & {*places}]
    assert len(rules) >= 6
    for rule in rules:
        if rule.endpoint == "links.paper":
            continue  # only tasks of clients without a login have one, see tests/by_link
        clock.move_to(clock.now() + timedelta(minutes=30))
        path, before = rule.rule, entries(house)
        for name, value in places.items():
            path = path.replace(f"<{name}>", value)
        own = "iv.beratung" if rule.endpoint.startswith("corrections.") else "ks.koordination"
        whose = "rav.berater" if "item_id" in rule.arguments else own
        assert browse(whose).get(path).status == 200, path
        assert len(new_since(house, before)) == 1, f"{path} was read unrecorded"


def a_recall(house: House, stage: Stage) -> str:
    with house.database.transaction() as session:
        now, office = house.clock.now(), stage.user(session, "iv.beratung").institution
        row = Recall(id=new_id(), case_id=stage.case(session).id, institution=office, what="Fallseite: angesehen",
                     categories="", last_seen_on=now.date(), ended_at=now, reason="withdrawn")  # fmt: skip
        session.add(row)
        return row.id


def a_note(house: House, stage: Stage) -> str:
    with house.database.transaction() as session:
        author = stage.user(session, "iv.beratung")
        row = Note(id=new_id(), case_id=stage.case(session).id, at=house.clock.now(), by_id=author.id, kind="talk",
                   institution_id=author.institution_id, text="Anruf", category="stelle")  # fmt: skip
        session.add(row)
        return row.id


def a_letter(house: House) -> str:
    with house.database.transaction() as session:
        now = house.clock.now()
        letter = Message(
            case_number=CASE, to_name="Ada Muster", to_address="", subject="Willkommen", body="Guten Tag",
            posted_at=now, next_try_at=now, status=MessageStatus.LETTER,
        )  # fmt: skip
        session.add(letter)
        session.flush()
        return letter.id


def test_a_letter_that_was_sent_is_recorded_without_the_name_of_the_client(browse: type[Browser], house: House) -> None:
    opened(browse)
    office = browse("ks.koordination").get(f"{PAGE}/briefe/{a_letter(house)}")
    before = entries(house)
    office.post(office.path, [("csrf_token", office.token())])
    assert new_since(house, before) == [
        "Karin Steiner, Koordinationsstelle IIZ: Brief «Willkommen» an Klient/in: verschickt",
        "Karin Steiner, Koordinationsstelle IIZ: Fallseite: angesehen",
    ]


def test_what_cannot_be_recorded_is_not_shown(browse: type[Browser], house: House) -> None:
    opened(browse)
    office = browse("ks.koordination")
    refuse_new_entries(house)
    assert office.get(PAGE).status == 500
    assert "Ada" not in office.text and CASE not in office.text
    assert office.get("/").status == 200


def test_work_that_cannot_be_recorded_is_not_done(browse: type[Browser], house: House) -> None:
    browser, before = opened(browse), entries(house)
    refuse_new_entries(house)
    task = browser.path
    assert browser.submit(APPLICATION).status == 500
    assert entries(house) == before
    assert browser.get("/").follow("Antrag stellen").path == task


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}/diagramm.bpmn", f"{PAGE}/zugriffe"])
def test_who_is_kept_from_a_case_is_recorded_once(browse: type[Browser], house: House, page: str) -> None:
    opened(browse)
    before, stranger = entries(house), browse("provider.coach")
    assert stranger.get(page).status == 404
    assert stranger.get(page).status == 404
    assert new_since(house, before) == [
        "Pascal Odermatt, Brückenwerk Arbeitsintegration: Seite dieses Falls: verweigert"
    ]


def test_who_tries_another_ones_task_is_recorded(browse: type[Browser], house: House) -> None:
    path, before = opened(browse).path, entries(house)
    assert browse("provider.coach").get(path).status == 404
    assert browse("ks.koordination").get(path).status == 403
    assert [entry.split(",")[0] for entry in new_since(house, before)] == ["Pascal Odermatt", "Karin Steiner"]


def test_numbers_that_nobody_gave_out_begin_no_chain(browse: type[Browser], house: House) -> None:
    assert browse("rav.berater").get("/faelle/IIZ-2027-9999").status == 404
    assert entries(house, "IIZ-2027-9999") == []


def test_each_mail_about_a_case_is_recorded_when_it_leaves_with_whom_it_went_to(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    browser = browse("rav.berater").get("/faelle/neu/antrag").submit({**CLIENT, "klient.email": "ada@example.org"})
    browser.submit(APPLICATION)
    before = entries(house)
    clock.move_to(clock.now() + WITHIN)
    deliver_due(house.database, house.channel, house.act)
    (entry,) = new_since(house, before)
    assert entry.startswith("Nahtstelle, automatisch, : Nachricht «Neue Aufgabe: Entscheiden (IIZ-2027-0001)» an ")
    assert entry.endswith("an Koordinationsstelle IIZ: verschickt")


def test_a_client_is_never_named_in_the_log(browse: type[Browser], house: House, clock: ManualClock) -> None:
    client = {"klient.vorname": "Peter", "klient.name": "M.", "klient.email": "peter.m@example.org"}
    browse("rav.berater").get("/faelle/neu/antrag").submit(client).submit(APPLICATION)
    browse("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    clock.move_to(clock.now() + WITHIN)
    deliver_due(house.database, house.channel, house.act)
    browse("peter.m").get("/").follow("Bestätigen").submit()
    told = entries(house) + entries(house, GENERAL_CHAIN)
    assert any(entry.startswith("Klient/in, : Aufgabe «Bestätigen»") for entry in told)
    assert any("an Klient/in: verschickt" in entry for entry in told)
    assert [entry for entry in told if "Peter" in entry] == []


def test_signing_in_and_out_is_recorded_in_a_chain_of_the_person(browse: type[Browser], house: House) -> None:
    own = chain_of_person(person(house, "rav.berater").id)
    browser = browse("rav.berater")
    browser.post("/abmelden", [("csrf_token", browser.token())])
    assert entries(house, own) == [
        "Reto Amrein, RAV Luzern: Anmeldung: angemeldet",
        "Reto Amrein, RAV Luzern: Abmeldung: abgemeldet",
    ]


def test_a_wrong_password_is_recorded_without_what_was_typed(browse: type[Browser], house: House) -> None:
    before, own = len(entries(house, GENERAL_CHAIN)), chain_of_person(person(house, "rav.berater").id)
    for name in ("rav.berater", "rav.berater", "geheimes-passwort"):
        browser = browse().get("/anmelden")
        browser.post("/anmelden", [("csrf_token", browser.token()), ("name", name), ("password", "falsch")])
    assert entries(house, own) == ["Reto Amrein, RAV Luzern: Anmeldung: verweigert"]
    assert entries(house, GENERAL_CHAIN)[before:] == ["Unbekannte Person, : Anmeldung: verweigert"]


def test_procedures_put_into_service_are_recorded(house: House) -> None:
    assert "Betriebsstelle, : Verfahren «Antrag», Version 1: in Betrieb genommen" in entries(house, GENERAL_CHAIN)
