"""«Wer hat meine Daten gesehen?», for the client and on paper."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.access_list import Day, Person, by_day
from app.audit.models import CHANGED, READ, Entry
from app.audit.service import Actor, record
from app.bootstrap import House
from app.clock import ManualClock
from app.protocol.paper import print_access_list
from tests.audit.tampering import CASE
from tests.audit.test_reading import PAGE, entries, new_since
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION

ACCESSES = f"{PAGE}/zugriffe"
PETER = {"klient.vorname": "Peter", "klient.name": "M.", "klient.email": "peter.m@example.org"}
RETO = Actor("u1", "Reto Amrein", "RAV Luzern")
IRENE = Actor("u2", "Irene Vogel", "WAS IV Luzern")


def about_peter(browse: type[Browser]) -> None:
    browse("rav.berater").get("/faelle/neu/antrag").submit(PETER).submit(APPLICATION)


def test_the_client_sees_day_by_day_who_did_what(browse: type[Browser], clock: ManualClock) -> None:
    about_peter(browse)
    clock.move_to(clock.now() + timedelta(days=1))
    browse("ks.koordination").get(PAGE)
    client = browse("peter.m").get(PAGE).follow("Wer hat meine Daten gesehen?")
    assert client.path == ACCESSES
    assert [item.text_content() for item in client.page.xpath("//main//h2")] == ["Di 12.01.2027", "Mo 11.01.2027"]
    assert "Karin Steiner Koordinationsstelle IIZ Fallseite: angesehen" in client.text
    assert "Aufgabe «Antrag stellen» (Berufliches): Angaben gemacht" in client.text


def test_the_coordination_office_hands_it_out(browse: type[Browser], house: House) -> None:
    about_peter(browse)
    office = browse("ks.koordination").get(PAGE).follow("Wer hat die Daten gesehen?")
    before = entries(house)
    office.follow("Als PDF zum Ausdrucken")
    assert office.response is not None and office.response.mimetype == "application/pdf"
    assert office.response.get_data().startswith(b"%PDF-")
    assert new_since(house, before) == ["Karin Steiner, Koordinationsstelle IIZ: Liste der Zugriffe: ausgegeben"]


@pytest.mark.parametrize("page", [ACCESSES, f"{ACCESSES}.pdf"])
def test_others_do_not_see_the_list_and_their_try_is_in_it(browse: type[Browser], house: House, page: str) -> None:
    about_peter(browse)
    before = entries(house)
    assert browse("rav.berater").get(page).status == 403
    assert browse("provider.coach").get(page).status == 404
    assert [entry.rpartition(": ")[2] for entry in new_since(house, before)] == ["verweigert", "verweigert"]
    assert "Daten gesehen?" not in browse("rav.berater").get(PAGE).text


def test_a_long_list_has_pages_and_the_paper_has_all(browse: type[Browser], house: House, clock: ManualClock) -> None:
    about_peter(browse)
    for number in range(30):
        clock.move_to(clock.now() + timedelta(days=1))
        with house.database.transaction() as session:
            record(session, CASE, IRENE, READ, f"Seite {number}", clock.now())
    client = browse("peter.m").get(ACCESSES)
    assert len(client.page.xpath("//main//h2")) == 14
    assert "Seite 29" in client.text and "Seite 15:" not in client.text
    client.follow("Ältere Einträge")
    assert "Seite 15:" in client.text
    for odd in ("0", "-3", "99", "x", "9" * 30):
        assert client.get(f"{ACCESSES}?seite={odd}").status == 200


def test_each_person_stands_once_a_day_with_what_they_did_counted(house: House, clock: ManualClock) -> None:
    with house.database.transaction() as session:
        for by, action, what in ((RETO, READ, "A"), (IRENE, READ, "A"), (RETO, CHANGED, "B"), (RETO, READ, "A")):
            record(session, CASE, by, action, what, clock.now())
    with house.database.transaction(writes=False) as session:
        newest_first = session.scalars(select(Entry).where(Entry.chain == CASE).order_by(Entry.sequence.desc())).all()
    assert by_day(newest_first) == [
        Day(
            clock.now().date(),
            [
                Person("Reto Amrein", "RAV Luzern", ["A: angesehen (2-mal)", "B: Angaben gemacht"]),
                Person("Irene Vogel", "WAS IV Luzern", ["A: angesehen"]),
            ],
        )
    ]


def test_the_paper_is_tagged_and_says_what_it_is(clock: ManualClock) -> None:
    odd = Person("#set text(red) *Müller* $x$ \\", "«Stelle» [1] @x", ["Brief «#import»: verschickt"])
    made = print_access_list(CASE, [Day(clock.now().date(), [odd] * 60)], clock.now())
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", made)
    assert b"/Marked true" in made or b"StructTreeRoot" in made
    assert b"/Lang" in made
    assert print_access_list(CASE, [], clock.now()).startswith(b"%PDF-")
