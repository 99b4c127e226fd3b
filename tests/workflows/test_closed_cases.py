"""A case is closed when its diagram says so, for everybody, even while a survey is still to come."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases import persons
from app.cases.models import Case, Statistic
from app.clock import ZONE, ManualClock
from tests.browser_posts import Browser
from tests.workflows.halfway import Halfway, Posted, hand_in, play_until

pytestmark = pytest.mark.house_procedures
Browse = Callable[[str], Browser]
KEPT = {"Vollmacht widerrufen", "Anliegen oder Beschwerde", "Todesfall"}
"""What can still be reported while a survey is pending."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2024, 1, 1, tzinfo=ZONE))


def closed(browse: Browse, house: House) -> Halfway:
    """A case of Peter M. whose closing report has just been handed in."""
    case = play_until(house, "close")
    desk = hand_in(browse(str(case.step.user)).get(case.path), case.answers)
    assert desk.status == 200
    return case


def of(house: House, number: str) -> tuple[date | None, str | None, bool, date | None]:
    with house.database.transaction(writes=False) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        return case.closed_on, case.result, case.is_closed, case.erase_on


def test_a_case_with_a_pending_survey_is_closed_for_everybody(browse: Browse, house: House, clock: ManualClock) -> None:
    case = closed(browse, house)
    day = clock.now().date()
    closed_on, result, is_closed, _ = of(house, case.number)
    assert (closed_on, result, is_closed) == (day, "Unbefristete Anstellung", True)
    for user in ("iv.beratung", "ks.koordination", "peter.m"):
        desk = browse(user)
        assert desk.get("/faelle").page.xpath("//td[@class='case-state']/span/text()") == ["abgeschlossen"]
        assert "dann geht es von selbst weiter" not in desk.get(f"/faelle/{case.number}").text
    assert {item.title for item in case.items(kind="report")} == KEPT
    with house.database.transaction(writes=False) as session:
        key = session.scalars(select(Case.person_key).where(Case.number == case.number)).one()
        assert key and not persons.running_cases(session, key)
    # Somebody who dies before the survey: the case stays what it was, nobody writes a second report, and it is not
    # counted as closed again.
    desk = browse("ks.koordination")
    died: Posted = {"todesfall.am": f"{day}"}
    assert hand_in(desk.get(f"/aufgaben/{case.items(element='report_death')[0].id}"), died).status == 200
    assert case.items(kind="task") == []
    with house.database.transaction(writes=False) as session:
        names = session.scalars(select(Statistic.name)).all()
    assert "abschluss:todesfall" not in names
    assert of(house, case.number)[:2] == (day, "Unbefristete Anstellung")


def test_retention_counts_from_the_closing(browse: Browse, house: House, clock: ManualClock) -> None:
    case = play_until(house, "survey")
    closed_on = of(house, case.number)[0]
    assert closed_on is not None and closed_on < clock.now().date()
    assert hand_in(browse(str(case.step.user)).get(case.path), case.answers).status == 200
    assert of(house, case.number)[3] == closed_on.replace(year=closed_on.year + 10)
