"""The page of a case shows the latest of its history; all of it is leafed through on a page of its own."""

from datetime import timedelta

from sqlalchemy import select

from app.bootstrap import House
from app.casefile.page import LATEST
from app.flow.kinds import EventKind
from app.flow.models import Event, Instance
from tests.web.test_budgets import CASE, CASE_PAGE, Browse, counted
from tests.web.test_work import decided_later

LATER = 120
OPENED = "08:00 Fall eröffnet"


def lived_long(house: House) -> None:
    """Much has happened in the case."""
    with house.database.transaction() as session:
        (instance,) = session.scalars(select(Instance.id))
        for number in range(LATER):
            at = house.clock.now() + timedelta(minutes=number)
            title = f"Ereignis {number}."
            session.add(Event(instance_id=instance, at=at, kind=EventKind.NOTICE, element="e", title=title))


def test_a_case_of_years_costs_what_a_new_one_costs_and_nothing_is_lost(browse: Browse, house: House) -> None:
    office = decided_later(browse)
    new = office.get(CASE)
    assert OPENED in new.text and "Alles von Anfang an zeigen" not in new.text
    lived_long(house)
    with counted(house) as said:
        page = office.get(CASE).text
    assert len(said) <= CASE_PAGE
    assert [f"Ereignis {number}." in page for number in (LATER - 1, LATER - LATEST, LATER - LATEST - 1)] == [
        True,
        True,
        False,
    ]
    assert OPENED not in page and f'href="{CASE}/verlauf"' in office.client.get(CASE).text
    pages = [office.get(f"{CASE}/verlauf?seite={number}").text for number in (1, 2, 3)]
    assert "Nächste Seite" in pages[0] and "Nächste Seite" not in pages[2] and OPENED in pages[2]
    assert all(sum(f"Ereignis {number}." in text for text in pages) == 1 for number in range(LATER))


def test_somebody_who_does_not_follow_the_case_reads_no_history(browse: Browse, house: House) -> None:
    decided_later(browse)
    assert browse("provider.coach").get(f"{CASE}/verlauf").status in (403, 404)
    assert browse("rav.berater").get("/faelle/IIZ-2027-9999/verlauf").status == 404
