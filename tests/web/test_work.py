"""Caseworkers' pages: opening a case, the inbox, handing in a task."""

from collections.abc import Callable

import pytest

from app.bootstrap import House
from app.clock import ManualClock
from app.flow.models import WorkItem
from app.outbox.models import Message
from tests.browser_posts import Browser
from tests.conftest import START

Browse = Callable[[str], Browser]
CLIENT = {"klient.vorname": "Ada", "klient.name": "Muster"}
APPLICATION: dict[str, str | list[str]] = {"antrag.betrag": "100", "antrag.art": "kurs"}


def opened(browse: Browse) -> Browser:
    """The referrer's browser on the first task of a new case."""
    return browse("rav.berater").get("/faelle/neu/antrag").submit(CLIENT)


def decided_later(browse: Browse) -> Browser:
    """The coordination office's browser on the task «Entscheiden»."""
    opened(browse).submit(APPLICATION)
    return browse("ks.koordination").get("/").follow("Entscheiden")


def test_a_case_runs_from_opening_to_its_end(browse: Browse, house: House) -> None:
    browser = opened(browse)
    assert "Der Fall IIZ-2027-0001 ist eröffnet" in browser.text
    browser.submit(APPLICATION)
    assert browser.path == "/faelle/IIZ-2027-0001"
    assert "Erledigt: Antrag stellen" in browser.text
    office = browse("ks.koordination").get("/")
    assert "Entscheiden" in office.text
    assert "Do 14.1." in office.text
    office.follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    # The client has no login: the referrer enters what was signed on paper.
    browser.get("/").follow("Bestätigen").submit()
    assert "abgeschlossen" in browser.text
    assert "Nichts mehr" in browser.text


def test_the_case_page_says_who_leads_what_is_next_and_when(browse: Browse) -> None:
    decided_later(browse)
    page = browse("rav.berater").get("/faelle/IIZ-2027-0001")
    assert "Ada Muster" in page.text
    assert "Was als Nächstes kommt Do 14.1. Entscheiden" in page.text
    assert "Antrag stellen Reto Amrein, RAV Luzern" in page.text
    standing = page.page.xpath("//@data-standing")[0]
    assert "decide" in standing.split()


def test_wrong_input_is_shown_again_with_a_summary_and_changes_nothing(browse: Browse, house: House) -> None:
    browser = opened(browse)
    browser.submit({"antrag.betrag": "viel", "antrag.art": "kurs", "klient.name": "Neuer Name"})
    assert browser.status == 422
    assert browser.page.find(".//title").text.startswith("Fehler:")
    assert browser.page.xpath("//*[@role='alert']//a/@href") == [
        "#" + browser.page.xpath("//input[@name='antrag.betrag']/@id")[0]
    ]
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Neuer Name"]
    assert browser.get("/faelle/IIZ-2027-0001").text.count("Antrag stellen")
    assert "Ada Muster" in browser.text


def test_a_field_that_an_answer_brings_up_is_asked_for_without_javascript(browse: Browse) -> None:
    browser = opened(browse).submit({"antrag.betrag": "5", "antrag.art": "anderes"})
    assert browser.status == 422
    assert "weitere Felder dazugekommen" in browser.text
    browser.submit({"antrag.was": "Führerausweis"})
    assert browser.status == 200
    assert "Erledigt" in browser.text


def test_rows_are_added_and_removed_without_javascript(browse: Browse) -> None:
    browser = opened(browse).submit(APPLICATION, button=("_action", "add:antrag.belege"))
    browser.submit({"antrag.belege.0.titel": "Offerte"}, button=("_action", "add:antrag.belege"))
    assert browser.page.xpath("//input[@name='antrag.belege.0.titel']/@value") == ["Offerte"]
    browser.submit(button=("_action", "remove:antrag.belege.1"))
    browser.submit()
    assert "Erledigt" in browser.text


@pytest.mark.parametrize(("field", "value", "status"), [
    ("geheim", "x", 422), ("klient.typename", "x", 422), ("antrag.art", "gibt es nicht", 422),
    ("antrag.betrag", "1e400", 422), ("antrag.betrag", "NaN", 422), ("klient.name", "a\x00b", 422),
])  # fmt: skip
def test_unknown_fields_and_wrong_types_are_refused(browse: Browse, field: str, value: str, status: int) -> None:
    browser = opened(browse)
    browser.submit({**APPLICATION, field: value})
    assert browser.status == status
    assert "Antrag stellen" in browse("rav.berater").get("/").text


def test_a_task_that_is_done_cannot_be_done_again(browse: Browse, house: House) -> None:
    first, second = opened(browse), browse("rav.berater")
    second.get(first.path)
    first.submit(APPLICATION)
    second.submit({**APPLICATION, "klient.name": "Zu spät"})
    assert second.status == 409
    assert "bereits erledigt" in second.text
    assert "Ada Muster" in second.get("/faelle/IIZ-2027-0001").text


def test_a_task_of_another_institution_is_refused(browse: Browse) -> None:
    path = decided_later(browse).path
    referrer, outsider, client = browse("rav.berater"), browse("sd.sozialarbeit"), browse("peter.m")
    assert referrer.get(path).status == 403
    assert "gehört einer anderen Stelle" in referrer.text
    for stranger in (outsider, client):
        assert stranger.get(path).status == 404
        assert stranger.get("/faelle/IIZ-2027-0001").status == 404
        assert stranger.get("/faelle/IIZ-2027-0001/diagramm.bpmn").status == 404
        token = stranger.get("/").token()
        assert stranger.post(path, [("csrf_token", token), ("entscheid.bewilligt", "ja")]).status == 404
    token = referrer.get("/").token()
    assert referrer.post(path, [("csrf_token", token), ("entscheid.bewilligt", "ja")]).status == 403
    assert "Entscheiden" in browse("ks.koordination").get("/").text


def test_only_institutions_that_register_clients_open_cases(browse: Browse) -> None:
    assert browse("peter.m").get("/faelle/neu").status == 403
    for name in ("ks.koordination", "provider.coach"):
        assert "Im Moment gibt es kein Verfahren" in browse(name).get("/faelle/neu").text
        assert browse(name).get("/faelle/neu/antrag").status == 404
    assert browse("sd.sozialarbeit").get("/faelle/neu").path == "/faelle/neu/antrag"
    assert browse("sd.sozialarbeit").get("/faelle/neu/gibt-es-nicht").status == 404


def test_a_form_without_its_token_is_not_handed_in(browse: Browse) -> None:
    browser = opened(browse)
    path, fields = browser.path, [(name, str(value)) for name, value in APPLICATION.items()]
    elsewhere = {"Origin": "http://elsewhere.example"}
    assert browser.post(path, fields, headers=elsewhere).status == 400
    browser.post(path, fields)
    assert browser.path == path
    assert "Bitte prüfen Sie Ihre Eingaben" in browser.text
    assert "Antrag stellen" in browse("rav.berater").get("/").text


def test_input_survives_the_end_of_the_session(browse: Browse, house: House) -> None:
    browser = opened(browse)
    path = browser.path
    browser.client.delete_cookie("session")
    browser.submit({**APPLICATION, "klient.name": "Nicht verloren"})
    assert browser.status == 401
    assert "Ihre Eingaben sind nicht verloren" in browser.text
    action, fields = browser.fields(action="/anmelden")
    data = [(name, value) for name, value in fields if name not in ("name", "password")]
    browser.post(action, [*data, ("name", "rav.berater"), ("password", "nahtstelle")])
    assert browser.path == path
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Nicht verloren"]
    assert browser.page.xpath("//input[@name='antrag.betrag']/@value") == ["100"]
    browser.submit()
    assert "Erledigt" in browser.text


def test_input_of_one_person_never_becomes_the_draft_of_another(browse: Browse) -> None:
    browser = opened(browse)
    path = browser.path
    browser.client.delete_cookie("session")
    browser.submit({**APPLICATION, "klient.name": "Geheim"})
    browser.submit(button=("username", "sd.sozialarbeit"))
    assert "Ihre Eingaben sind noch da" not in browser.text
    assert browser.get(path).status == 404


def test_input_survives_signing_in_again_in_the_demonstration_and_in_another_tab(browse: Browse) -> None:
    browser = opened(browse)
    path = browser.path
    browser.client.delete_cookie("session")
    browser.submit({**APPLICATION, "klient.name": "Erster Versuch"})
    browser.submit(button=("username", "rav.berater"))
    assert browser.path == path
    stale = {"klient.name": "Zweiter Versuch", "csrf_token": "of an older session"}
    fields = [(name, stale.get(name, value)) for name, value in browser.fields()[1]]
    browser.post(path, fields)
    assert browser.path == path
    assert "Bitte prüfen Sie Ihre Eingaben" in browser.text
    assert browser.page.xpath("//input[@name='klient.name']/@value") == ["Zweiter Versuch"]
    browser.submit()
    assert "Erledigt" in browser.text


def test_an_ended_session_on_a_button_leads_back_to_the_task(browse: Browse) -> None:
    office = decided_later(browse)
    action, token = office.path, office.token()
    office.client.delete_cookie("session")
    office.post(action, [("csrf_token", token), ("_action", "claim")])
    assert office.status == 401
    data = [(name, value) for name, value in office.fields(action="/anmelden")[1] if name not in ("name", "password")]
    office.post("/anmelden", [*data, ("name", "ks.koordination"), ("password", "nahtstelle")])
    assert (office.path, office.status) == (action, 200)


def test_input_posted_from_another_site_does_not_become_a_draft(browse: Browse) -> None:
    browser = opened(browse)
    browser.client.delete_cookie("session")
    browser.submit(APPLICATION, headers={"Origin": "http://elsewhere.example"})
    assert browser.status == 401
    assert not browser.page.xpath("//input[@name='carried']")


def test_a_draft_waits_for_its_author_alone(browse: Browse) -> None:
    browser = opened(browse)
    path = browser.path
    browser.submit({"antrag.betrag": "77"}, button=("_action", "draft"))
    assert "Entwurf gespeichert" in browser.text
    assert browser.get(path).page.xpath("//input[@name='antrag.betrag']/@value") == ["77"]
    browser.submit({"antrag.art": "kurs"})
    assert "Erledigt" in browser.text


def test_a_task_is_claimed_and_given_back(browse: Browse, house: House) -> None:
    office = decided_later(browse)
    assert "meine Stelle" in browse("ks.koordination").get("/").text
    item = office.path
    office.post(item, [("csrf_token", office.token()), ("_action", "claim")])
    assert "Sie haben die Aufgabe übernommen" in office.text
    assert "meine Stelle" not in office.get("/").page.find(".//table").text_content()
    office.get(item)
    office.post(item, [("csrf_token", office.token()), ("_action", "release")])
    assert "meine Stelle" in office.page.find(".//table").text_content()


def test_new_tasks_are_announced_without_client_data(browse: Browse, house: House) -> None:
    decided_later(browse)
    with house.database.transaction(writes=False) as session:
        messages = session.query(Message).all()
        item = session.query(WorkItem).filter_by(element="decide").one()
    assert [message.to_address for message in messages] == ["ks_iiz@example.org"]
    assert f"http://localhost/aufgaben/{item.id}" in messages[0].body
    assert "Fällig bis: 14.01.2027" in messages[0].body
    for message in messages:
        assert "Ada" not in message.subject + message.body
        assert "Muster" not in message.subject + message.body


def test_the_demonstrations_clock_moves_forward_only(browse: Browse, house: House) -> None:
    browser = browse("rav.berater").get("/")
    token = browser.token()
    assert isinstance(house.clock, ManualClock)
    assert browser.post("/demo/zeit", [("csrf_token", token), ("_day", "1999-01-01")]).status == 422
    assert browser.post("/demo/zeit", [("csrf_token", token), ("_day", "31.2.2027")]).status == 400
    assert browser.post("/demo/zeit", [("csrf_token", token), ("_day", "9999-01-01")]).status == 422
    assert house.clock.now() == START
