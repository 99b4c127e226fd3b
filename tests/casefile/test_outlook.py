"""The page of a case says what comes next and draws the plan: Peter M. in the middle of his Arbeitstraining."""

from collections.abc import Callable
from datetime import datetime

import pytest

from app.bootstrap import House
from app.clock import ZONE, ManualClock
from tests.browser_posts import Browser
from tests.workflows.halfway import play_until

pytestmark = pytest.mark.house_procedures
Browse = Callable[[str], Browser]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 1, tzinfo=ZONE))


def rows(page: Browser) -> list[str]:
    """The lines of «Was als Nächstes kommt», in words."""
    found = page.page.xpath("//li[contains(@class, 'coming-row')]")
    whys = (row.xpath(".//details") for row in found)
    for why in (one for some in whys for one in some):
        why.drop_tree()
    return [" ".join(row.text_content().split()) for row in found]


def phases(page: Browser) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.page.xpath("//ol[@class='strip']/li")]


def test_mid_case_the_page_tells_the_next_dates_the_phases_and_the_plan(browse: Browse, house: House) -> None:
    case = play_until(house, "progress_report")
    page = browse("iv.beratung").get(f"/faelle/{case.number}")
    assert rows(page)[:6] == [
        "morgen, Mi 7.7. Verlaufsinformation schreiben – Monat 1 Brückenwerk Arbeitsintegration",
        "Sa 31.7. Verlaufsinformation Brückenwerk Arbeitsintegration",
        "Mi 18.8. Auswertungssitzung durchführen Irene Vogel",
        "Mi 18.8. Übertrittsprüfung WAS IV Luzern",
        "Mi 25.8. Statusmeldung WAS IV Luzern",
        "Di 31.8. Verlaufsinformation Brückenwerk Arbeitsintegration",
    ]
    assert "Warten auf einen Termin" not in page.text
    assert phases(page) == [
        "Vollmacht , erledigt Mi 13.1.", "Anmeldung , erledigt Mo 18.1.", "Standortgespräch , erledigt Di 9.2.",
        "Handlungsplan , erledigt Mi 24.2.", "Case-Management , hier steht der Fall",
        "Auswertung , kommt noch Di 30.11.", "Abschluss , kommt noch",
    ]  # fmt: skip
    assert "Status grün, Fr 28.5." in page.text
    assert "041 228 45 67" in page.text
    for said in (
        "Ziel: Eine feste Stelle im kaufmännischen Bereich", "Eignung klären bis 31.5.2027, Termin vorbei",
        "zweite Hälfte ab 17.7.2027", "Auswertung 19.7.–18.8.2027", "Stichtag 1.9.2027", "Bericht fällig 14.9.2027",
        "36 von 366 Tagen gebraucht", "Höchstdauer bis 31.5.2028",
    ):  # fmt: skip
        assert said in page.text, said
    # The provider sees what comes for it, and nothing else of the plan.
    provider = browse("provider.coach").get(f"/faelle/{case.number}")
    assert [row.split(" ", 2)[2].split(" Brückenwerk")[0] for row in rows(provider)[1:]] == [
        "Verlaufsinformation", "Verlaufsinformation", "Schlussbericht"
    ]  # fmt: skip
    assert "Eine feste Stelle" not in provider.text
    assert "041 228 45 67" not in provider.text


def test_a_meeting_stands_in_the_list_and_in_the_strip_with_time_and_place(browse: Browse, house: House) -> None:
    case = play_until(house, "dossier")
    page = browse("ks.koordination").get(f"/faelle/{case.number}")
    assert (
        "Di 9.2. 14:00 Standortgespräch RAV Luzern, WAS IV Luzern, Soziale Dienste Stadt Luzern · "
        "Koordinationsstelle, Sitzungszimmer 2"
    ) in rows(page)
    here = next(row for row in phases(page) if "Standortgespräch" in row)
    assert here == ("Standortgespräch , hier steht der Fall Di 9.2., 14:00, Koordinationsstelle, Sitzungszimmer 2")


def searched(desk: Browser, words: str) -> Browser:
    """Looks for papers from the page that shows them."""
    action, fields = desk.fields(action=f"{desk.path.split('/unterlagen')[0]}/unterlagen")
    return desk.post(action, [*((name, value) for name, value in fields if name != "worte"), ("worte", words)])


def test_papers_have_names_phases_a_search_and_neighbours(browse: Browse, house: House) -> None:
    case = play_until(house, "draft_plan")
    desk = browse("ks.koordination").get(f"/faelle/{case.number}")
    desk.follow("Alle Unterlagen")
    headings = [node.text for node in desk.page.xpath("//h2")]
    assert headings == ["Standortgespräch", "Anmeldung", "Vollmacht", "Ohne Phase"]
    found = searched(desk, "protokoll standortgesprach")
    assert found.page.xpath("//ul[@class='papers']//a/text()") == ["Protokoll des Standortgesprächs"]
    assert "Keine Unterlage heisst so" in searched(desk, "%").text
    desk.get(f"/faelle/{case.number}/unterlagen").follow("Vorprüfung")
    assert "← Anmeldung" in desk.text
    assert "Einladung zum Standortgespräch →" in desk.text
    # The provider, who takes no part yet, finds nothing here.
    assert browse("provider.coach").get(f"/faelle/{case.number}/unterlagen").status == 404
