"""Reports on the case page, and what they do to those who take part."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case, Invoice, Statistic
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.web.guidance import put_into_service

CLIENT = {"klient.vorname": "Peter", "klient.name": "M.", "klient.email": "peter.m@example.org"}
AHV = "756.9217.0769.85"
CASE = "/faelle/IIZ-2027-0001"


@pytest.fixture(autouse=True)
def in_service(house: House, tmp_path: Path) -> None:
    put_into_service(house, tmp_path)


def opened(browse: type[Browser], number: str = AHV, **client: str) -> Browser:
    browser = browse("rav.berater").get("/faelle/neu/begleitung").submit({**CLIENT, **client})
    return browser.submit({"klient.ahv": number})


def choices(browser: Browser) -> list[str]:
    section = browser.get(CASE).page.xpath("//details[@id='report']//li")
    return [item.text_content().strip() for item in section]


def test_everybody_sees_what_their_role_may_report(browse: type[Browser]) -> None:
    opened(browse)
    assert choices(browse("peter.m")) == ["Widerruf melden"]
    assert choices(browse("ks.koordination")) == ["Widerruf melden"]
    assert choices(browse("iv.beratung")) == ["Todesfall melden"]
    assert choices(browse("rav.berater")) == []
    assert "Widerruf melden" not in browse("ks.koordination").get("/").text  # it is no task


def test_a_report_is_refused_to_those_whose_role_may_not_make_it(browse: type[Browser]) -> None:
    opened(browse)
    path = browse("peter.m").get(CASE).follow("Widerruf melden").path
    assert browse("rav.berater").get(path).status == 403
    assert browse("sd.sozialarbeit").get(path).status == 404
    token = browse("rav.berater").get("/").token()
    refused = browse("rav.berater").post(path, [("csrf_token", token), ("stelle", "iv_luzern")])
    assert refused.status in (400, 403)
    assert browse("iv.beratung").get(CASE).status == 200


def test_who_is_withdrawn_from_sees_nothing_any_more_and_the_office_takes_their_work(browse: type[Browser]) -> None:
    opened(browse)
    assert "Abklären" in browse("iv.beratung").get("/").text
    client = browse("peter.m").get(CASE).follow("Widerruf melden").submit({"stelle": "iv_luzern"})
    assert "Widerruf melden Peter M." in client.get(CASE).text
    gone = browse("iv.beratung").get(CASE)
    assert (gone.status, "Die Einwilligung für Ihre Stelle ist beendet" in gone.text) == (403, True)
    assert "Abklären" not in browse("iv.beratung").get("/").text
    office = browse("ks.koordination").get("/")
    assert "Abklären" in office.text and "Begleiten" in office.text
    office.follow("Abklären").submit()
    # The institution the client no longer agrees to cannot be brought back by a later step either.
    office.get("/").follow("Begleiten").submit()
    assert "Einwilligung für diese Stelle widerrufen" in office.text
    assert browse("iv.beratung").get(CASE).status == 403


def test_after_a_death_no_message_leaves_the_house(browse: type[Browser], house: House) -> None:
    opened(browse)
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Message).where(Message.status == "waiting")).all() != []
    browse("iv.beratung").get(CASE).follow("Todesfall melden").submit({"tod.am": "heute"})
    office = browse("ks.koordination").get("/")
    assert "Still abschliessen" in office.text and "Abklären" not in office.text
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Message).where(Message.status == "waiting")).all() == []
    office.follow("Still abschliessen").submit()
    assert "abgeschlossen" in office.get(CASE).text


def test_an_invoice_stands_on_the_case_page_in_francs(browse: type[Browser], house: House) -> None:
    opened(browse)
    with house.database.transaction(writes=False) as session:
        (row,) = session.scalars(select(Invoice)).all()
        assert (row.amount, row.payee.key, row.debtor.key) == (30_000, "iv_luzern", "rav_luzern")
    cells = browse("rav.berater").get(CASE).page.xpath("//section[@aria-labelledby='invoices']//tbody/tr/*/text()")
    assert cells == ["Coaching, Januar 2027", "WAS IV Luzern", "RAV Luzern", "CHF 300.00"]


def test_what_happened_is_counted_without_a_trace_to_the_case(browse: type[Browser], house: House) -> None:
    opened(browse)
    with house.database.transaction(writes=False) as session:
        (row,) = session.scalars(select(Statistic)).all()
        assert (row.process, row.name, row.institution, row.days) == ("begleitung", "anmeldung", "rav_luzern", 0)
        assert {column.name for column in Statistic.__table__.columns} == {
            "id", "day", "process", "name", "institution", "days"
        }  # fmt: skip


def test_the_same_person_cannot_have_the_same_procedure_twice_at_once(browse: type[Browser], house: House) -> None:
    opened(browse)
    again = opened(browse, **{"klient.name": "Muster"})
    assert again.status == 422
    assert "Für diese Person läuft bereits ein solches Verfahren" in again.text
    again.submit({"klient.ahv": "756.1234.5678.97"})
    assert again.status == 200
    with house.database.transaction(writes=False) as session:
        keys = session.scalars(select(Case.person_key).order_by(Case.number)).all()
    assert len(set(keys)) == 2
    assert AHV.replace(".", "") not in " ".join(filter(None, keys))


def test_once_the_first_case_has_ended_the_person_can_come_back(browse: type[Browser]) -> None:
    opened(browse)
    browse("iv.beratung").get(CASE).follow("Todesfall melden").submit({"tod.am": "ein Irrtum"})
    browse("ks.koordination").get("/").follow("Still abschliessen").submit()
    assert opened(browse, **{"klient.name": "Muster"}).status == 200


def test_who_has_no_address_gets_a_letter_that_somebody_prints(browse: type[Browser], house: House) -> None:
    opened(browse, **{"klient.email": ""})
    office = browse("ks.koordination").get(CASE).follow("Willkommen")
    assert "Guten Tag Peter M." in office.text and "http" not in office.text
    assert browse("iv.beratung").get(office.path).status == 200  # leads the case
    assert browse("sd.sozialarbeit").get(office.path).status == 404
    office.post(office.path, [("csrf_token", office.token())])
    assert "Briefe zum Ausdrucken" not in office.text
    with house.database.transaction(writes=False) as session:
        (letter,) = session.scalars(select(Message).where(Message.to_address == "")).all()
        assert (letter.status, letter.sent_at) == ("sent", house.clock.now())
