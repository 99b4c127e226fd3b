"""The mandate of a client without an account: signed by link, or on paper, and by nobody else for her."""

from io import BytesIO

import pytest
from sqlalchemy import select

from app.audit.models import Entry
from app.bootstrap import House
from app.documents.models import Document
from app.flow.models import WorkItem
from tests.browser_posts import Browser
from tests.by_link.mailbox import code_in, link_in, mails_to, open_link
from tests.documents.samples import pdf

pytestmark = pytest.mark.house_procedures
NORA, CASE, TITLE = "nora@example.net", "/faelle/IIZ-2027-0001", "Vollmacht unterzeichnen"
SIGNED: dict[str, str | list[str]] = {
    "vollmacht.einwilligung": "ja", "vollmacht.weitergebende": ["rav_luzern"],
    "vollmacht.umfang": "wiederkehrend", "vollmacht.widerruf_gelesen": "true", "vollmacht.ort": "Luzern",
    "vollmacht.unterschrift": "true", "vollmacht.datum": "2027-01-11", "vollmacht.gueltig_bis": "2028-01-10",
}  # fmt: skip


@pytest.fixture
def referrer(browse: type[Browser]) -> Browser:
    """The referrer's browser in a new case of a client with an address and no account."""
    browser = browse("rav.berater").get("/faelle/neu/iiz_verfahren")
    return browser.submit({"klient.vorname": "Nora", "klient.name": "Frei", "klient.email": NORA})


def filled(page: Browser) -> list[tuple[str, str]]:
    """The form with everything that a signed mandate needs."""
    page.submit({"vollmacht.einwilligung": "ja"}, button=("_action", "refresh"))
    _path, fields = page.fields()
    mine = {**SIGNED, "vollmacht.empfaenger.0.stelle": "ks_iiz", "vollmacht.empfaenger.0.kategorien": "personalien"}
    data = [(name, value) for name, value in fields if name not in mine and not name.endswith(".kategorien")]
    return data + [(name, one) for name, many in mine.items() for one in ([many] if isinstance(many, str) else many)]


def is_open(house: House) -> bool:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(WorkItem.status).where(WorkItem.element == "sign_mandate")).one() == "open"


def test_she_signs_by_link_and_what_she_typed_waits_for_her(
    referrer: Browser, browse: type[Browser], house: House
) -> None:
    link = link_in(house, NORA, TITLE)
    phone = open_link(browse(), house, link, NORA)
    phone.submit({"vollmacht.einwilligung": "ja", "vollmacht.ort": "Kriens"}, button=("_action", "draft"))
    assert not any("Kriens" in browse(who).get(CASE).text for who in ("rav.berater", "ks.koordination"))
    laptop = open_link(browse(), house, link, NORA)
    assert laptop.page.xpath("//input[@name='vollmacht.ort']/@value") == ["Kriens"]
    assert laptop.submit({"vollmacht.ort": ""}).status == 422 and is_open(house)
    assert laptop.post(laptop.path, filled(laptop)).status == 422  # answers brought up more questions
    laptop.post(laptop.path, filled(laptop))
    assert "Sie müssen nichts mehr tun" in laptop.text and not is_open(house)
    assert "Vollmacht" in browse("rav.berater").get(CASE).text
    with house.database.transaction(writes=False) as session:
        paper = session.scalars(select(Document).where(Document.title.contains("Vollmacht"))).one()
        assert (paper.by.name, paper.institution_id) == ("Klient/in", None)
    assert not any("Luzern" in one.body for one in mails_to(house, NORA))  # nothing of the case in a mail


def test_an_office_enters_the_mandate_only_with_the_signed_paper(
    referrer: Browser, browse: type[Browser], house: House
) -> None:
    assert "Das ist die Sache der Klientin oder des Klienten" in referrer.text
    assert "Ein Link ging am 11.01.2027, 08:00 per Mail hinaus" in referrer.text
    printed = referrer.client.get(f"{referrer.path}/papier")
    assert printed.data.startswith(b"%PDF") and printed.headers["Content-Disposition"].startswith("attachment")
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Entry.subject).where(Entry.subject.endswith("auf Papier"))).one()
    path, data = referrer.path, filled(referrer)
    referrer.post(path, data)
    assert referrer.status == 422 and "Niemand unterzeichnet für die Klientin" in referrer.text and is_open(house)
    fields: dict[str, object] = {}
    for name, value in data:
        fields[name] = [*fields[name], value] if name in fields else [value]  # type: ignore[misc]
    fields |= {"csrf_token": referrer.token(), "vollmacht.scan": (BytesIO(pdf()), "Vollmacht.pdf")}
    answer = referrer.client.post(path, data=fields, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303 and not is_open(house)
    assert "auf einem anderen Weg" in browse().get(link_in(house, NORA, TITLE)).text


def test_whose_mails_others_read_gets_the_code_on_paper(referrer: Browser, browse: type[Browser], house: House) -> None:
    guest = browse().get(link_in(house, NORA, TITLE)).submit(button=("_send", "letter"))
    assert not any("Ihr Code" in one.body for one in mails_to(house, NORA))
    assert "Code auf Papier" in browse("rav.berater").get(CASE).text
    assert guest.submit({"code": code_in(house, "")}).status == 200
    assert "Nora Frei" in guest.text


def test_without_an_address_it_goes_on_paper_alone(browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater").get("/faelle/neu/iiz_verfahren")
    browser.submit({"klient.vorname": "Nora", "klient.name": "Frei"})
    assert "Es geht nur auf Papier" in browser.text
    assert "Code" not in browse("rav.berater").get(f"{CASE}/links").text.split("ging noch kein Link")[1]
