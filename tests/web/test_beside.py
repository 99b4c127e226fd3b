"""Beside one's own tasks: what one waits for, and what one has done."""

from collections.abc import Callable

from sqlalchemy import select

from app.bootstrap import House
from app.cases import roles
from app.cases.models import Case, Participant
from app.flow.models import WorkItem
from app.people import queries as people
from tests.browser_posts import Browser
from tests.web.test_cases_list import cells
from tests.web.test_inbox import furnished

Browse = Callable[[str], Browser]
WAITING, DONE = "/liste/andere", "/liste/erledigt"


def lead_all(house: House, username: str) -> None:
    """Every case is led by this person, and its task is the coordination office's."""
    with house.database.transaction() as session:
        person = people.user_by_name(session, username)
        assert person is not None
        for case in session.scalars(select(Case)):
            session.add(
                Participant(case_id=case.id, role=roles.CASE_LEAD, user_id=person.id,
                            institution_id=person.institution_id, since=house.clock.now())
            )  # fmt: skip
        for item in session.scalars(select(WorkItem)):
            item.role, item.assignee_id = roles.COORDINATION_OFFICE, None


def test_who_leads_a_case_sees_what_others_are_to_do_the_most_urgent_first(browse: Browse, house: House) -> None:
    furnished(house)
    assert cells(browse("rav.berater"), WAITING) == []
    lead_all(house, "rav.berater")
    found = cells(browse("rav.berater"), WAITING)
    assert [row[0] for row in found[:2]] == ["X Spät", "X Heutig"]
    assert {row[3] for row in found} == {"Koordinationsstelle"}
    assert found[0][4] == "Fr 8.1. überfällig" and found[-1][4] == "ohne Frist"
    assert cells(browse("rav.vertretung"), WAITING) == [] and cells(browse("iv.beratung"), WAITING) == []


def test_what_one_has_done_is_found_again_by_oneself_alone(browse: Browse, house: House) -> None:
    furnished(house)
    browser = browse("rav.berater")
    assert "Sie haben noch nichts erledigt." in browser.get(DONE).text
    with house.database.transaction() as session:
        first, second = session.scalars(select(WorkItem).limit(2)).all()
        me = people.user_by_name(session, "rav.berater")
        assert me is not None
        for item in (first, second):
            item.closed_by_id, item.closed_at = me.id, house.clock.now()
        number = session.scalars(select(Case.number).where(Case.instance_id == first.instance_id)).one()
    assert number in {row[2] for row in cells(browser, DONE)} and len(cells(browser, DONE)) == 2
    assert {row[4] for row in cells(browser, DONE)} == {"heute"}
    assert cells(browse("rav.vertretung"), DONE) == []
    assert browser.get(DONE).page.xpath("//nav[@class='views screen-only']/a[@aria-current]")[0].text == "Erledigt"


def test_there_is_no_third_list(browse: Browse) -> None:
    assert browse("rav.berater").get("/liste/alles").status == 404
