"""«Übersicht»: who waits for whom and since when, for the coordination office and for those who lead an office."""

from datetime import timedelta

import pytest

from app.bootstrap import House
from app.clock import ManualClock
from app.people import roles
from app.people.models import Absence, UserRole
from tests.browser_posts import Browser
from tests.cases.test_lists import many
from tests.conftest import START, person
from tests.web.test_budgets import counted as statements
from tests.web.test_work import decided_later, opened


def leads(house: House, username: str) -> None:
    user = person(house, username)
    with house.database.transaction() as session:
        session.add(UserRole(user_id=user.id, role=roles.FIGURE_READER, institution_id=user.institution_id))


def rows(browser: Browser, table: str) -> list[list[str]]:
    found = browser.page.xpath(f"//section[@aria-labelledby='{table}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in found]


@pytest.fixture
def busy(house: House, browse: type[Browser], clock: ManualClock) -> House:
    """Two cases wait for the coordination office since Thursday, one for the RAV; it is Monday a week later."""
    decided_later(browse)
    decided_later(browse)
    opened(browse)
    clock.move_to(START + timedelta(days=7))
    return house


def test_the_coordination_office_reads_who_is_waited_for_and_since_when(busy: House, browse: type[Browser]) -> None:
    page = browse("ks.koordination").get("/uebersicht")
    office, step, number, late, since = rows(page, "stuck")[0]
    assert (office, step, number, late) == ("Koordinationsstelle IIZ", "Entscheiden", "2", "2")
    assert since == "14.1.2027 seit 4 Tagen"
    assert [row[0].split()[0] for row in rows(page, "late")] == ["IIZ-2027-0001", "IIZ-2027-0002"]
    page.follow("IIZ-2027-0001")
    assert page.path == "/faelle/IIZ-2027-0001" and page.status == 200


def test_who_leads_an_office_reads_what_waits_for_it_alone(busy: House, browse: type[Browser]) -> None:
    assert browse("rav.berater").get("/uebersicht").status == 403
    leads(busy, "rav.berater")
    page = browse("rav.berater").get("/uebersicht")
    assert {row[0] for row in rows(page, "stuck")} == {"RAV Luzern"}
    assert [row[1] for row in rows(page, "stuck")] == ["Antrag stellen"]
    sheet = page.client.get("/uebersicht/tabelle.csv").get_data(as_text=True)
    assert '"RAV Luzern";"Antrag stellen";"1"' in sheet and "Entscheiden" not in sheet


def test_it_says_who_has_how_much_and_who_is_away(busy: House, browse: type[Browser]) -> None:
    leads(busy, "rav.berater")
    mine, other = person(busy, "rav.berater"), person(busy, "rav.vertretung")
    today = busy.clock.now().date()
    with busy.database.transaction() as session:
        session.add(Absence(user_id=other.id, deputy_id=mine.id, first=today, last=today + timedelta(days=3)))
    found = {row[0]: row[1:] for row in rows(browse("rav.berater").get("/uebersicht"), "people")}
    assert found[mine.name] == ["1", "", "", ""], "the task of the case that this person opened"
    assert found[other.name] == ["0", "", "", "bis 21.01.2027, Vertretung Reto Amrein"]


def test_who_leads_an_office_that_takes_part_nowhere_reads_of_no_task(busy: House, browse: type[Browser]) -> None:
    leads(busy, "sd.sozialarbeit")
    assert rows(browse("sd.sozialarbeit").get("/uebersicht"), "stuck") == [], "it takes no part in any of the cases"


def test_the_page_takes_as_many_statements_however_much_is_open(busy: House, browse: type[Browser]) -> None:
    page = browse("ks.koordination").get("/uebersicht")
    with statements(busy) as few:
        page.get("/uebersicht")
    with busy.database.transaction() as session:
        many(session, person(busy, "ks.koordination"), 150)
    with statements(busy) as many_more:
        assert page.get("/uebersicht").status == 200
    assert len(many_more) == len(few) <= 8
