"""A closed case goes on as a new one, of another procedure: nobody types again what is known and may still be used."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.clock import ZONE, ManualClock
from app.config import ROOT
from app.consent import service as consent
from app.documents.models import Document
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.scenarios.script import read_scenario
from tests.browser_posts import Browser
from tests.workflows.halfway import hand_in, mistakes, play, sent

pytestmark = pytest.mark.house_procedures
THERE_AND_BACK = read_scenario(ROOT / "workflows/iiz_verfahren/scenarios/optima_und_zurueck.yaml")
FIRST_CASE = next(number for number, step in enumerate(THERE_AND_BACK.steps) if step.goes_on)
MANDATE = sent(THERE_AND_BACK.steps[FIRST_CASE].values)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2024, 1, 1, tzinfo=ZONE))  # before every scenario


def first_case(house: House) -> Case:
    """The IIZ-Verfahren that ended with «Weiter mit Optima»."""
    assert play(house, replace(THERE_AND_BACK, steps=THERE_AND_BACK.steps[:FIRST_CASE])) == []
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Case)).one()


def gone_on(browse: Callable[[str], Browser], case: Case) -> Browser:
    """The start form of Optima, as the referrer reaches it from the page of the closed case."""
    desk = browse("rav.berater").get(f"/faelle/{case.number}").follow("Als neuen Fall weiterführen")
    return desk.follow("Optima")


def open_elements(house: House, case: Case) -> set[str]:
    with house.database.transaction(writes=False) as session:
        tasks = WorkItem.instance_id == case.instance_id, WorkItem.status == ItemStatus.OPEN, WorkItem.kind == "task"
        return set(session.scalars(select(WorkItem.element).where(*tasks)))


def second_case(house: House) -> Case:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Case).order_by(Case.number.desc()).limit(1)).one()


def test_person_mandate_and_papers_go_along(browse: Callable[[str], Browser], house: House) -> None:
    before = first_case(house)
    desk = gone_on(browse, before)
    assert {"Anna", "756.9217.0769.85"} <= set(desk.page.xpath("//input/@value"))
    hand_in(desk, MANDATE)
    assert "ist eröffnet" in desk.text, mistakes(desk)
    case = second_case(house)
    assert case.number != before.number and open_elements(house, case) == {"check_mandate"}
    with house.database.transaction(writes=False) as session:
        papers = [
            set(session.scalars(select(Document.title).where(Document.case_id == one.id))) for one in (before, case)
        ]
        granted = [
            {(row.giver, row.receiver, row.category) for row in consent.active(session, one, house.clock.now())}
            for one in (before, case)
        ]
    assert papers[0] <= papers[1] and "Anmeldung" in papers[1]
    assert granted[0] == granted[1] != set()
    office = browse("ks.koordination").get(f"/faelle/{case.number}")
    assert "041 228 45 67" in office.text  # the start form of Optima does not ask for it


def test_what_was_withdrawn_does_not_go_along(browse: Callable[[str], Browser], house: House) -> None:
    before = first_case(house)
    with house.database.transaction() as session:
        act = house.act(session, None)
        consent.withdraw_all(act, session.get_one(Case, before.id), staying=("referrer",))
    hand_in(gone_on(browse, before), {**MANDATE, "klient.vorname": "Anna", "klient.name": "Beispiel"})
    case = second_case(house)
    assert open_elements(house, case) == {"sign_consent"}
    with house.database.transaction(writes=False) as session:
        titles = set(session.scalars(select(Document.title).where(Document.case_id == case.id)))
        assert titles == {"Angaben bei der Eröffnung"}


def test_nobody_goes_on_from_a_case_they_take_no_part_in(browse: Callable[[str], Browser], house: House) -> None:
    number = first_case(house).number
    assert browse("sd.sozialarbeit").get(f"/faelle/neu/optima?aus={number}").status == 404
    assert browse("sd.sozialarbeit").get("/faelle/neu/optima?aus=IIZ-2020-9999").status == 404
