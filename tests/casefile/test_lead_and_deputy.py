"""The lead of a case and their deputy are persons: the deputy does the lead's tasks while the lead is away."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case, Participant
from app.cases.roles import CASE_LEAD
from app.clock import ZONE, ManualClock
from app.people import absences
from app.people.models import User, UserRole
from app.people.queries import user_by_name
from app.people.roles import CASEWORKER
from tests.browser_posts import Browser
from tests.workflows.halfway import Halfway, hand_in, play_until

pytestmark = pytest.mark.house_procedures
Browse = Callable[[str], Browser]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 1, tzinfo=ZONE))


def lead_of(case: Halfway) -> tuple[str | None, str | None]:
    """The user names of the lead and of the deputy."""
    with case.house.database.transaction(writes=False) as session:
        rows = select(Participant).join(Case).where(Case.number == case.number, Participant.role == CASE_LEAD)
        row = session.scalars(rows.where(Participant.until.is_(None))).one()
        lead, deputy = (person.username if person is not None else None for person in (row.user, row.deputy))
        return lead, deputy


def away(house: House, clock: ManualClock, deputy: str) -> None:
    """Irene Vogel is away for a week; `deputy`, a third person of her office, does her other work."""
    with house.database.transaction() as session:
        lead = user_by_name(session, "iv.beratung")
        assert lead is not None
        other = User(
            username=deputy, name="Nora Dritt", email="nora@example.org", password_hash="",
            institution_id=lead.institution_id, roles=[UserRole(role=CASEWORKER, institution_id=lead.institution_id)],
        )  # fmt: skip
        session.add(other)
        session.flush()
        today = clock.now().date()
        absences.add(session, lead, other, today, today + timedelta(days=7), today)


def test_the_deputy_named_in_the_case_gets_the_tasks_while_the_lead_is_away(
    browse: Browse, house: House, clock: ManualClock
) -> None:
    case = play_until(house, "accept_lead")
    desk = browse("iv.beratung").get(case.path)
    desk.submit({"fallfuehrung.annahme": "ja"})
    offered = desk.page.xpath("//select[@name='fallfuehrung.stellvertretung']/option[@value != '']/text()")
    assert [one.strip() for one in offered] == ["Irene Vogel", "Martin Frei"]
    away(house, clock, "iv.dritt")
    hand_in(desk, case.answers)
    assert lead_of(case) == ("iv.beratung", "iv.vertretung")
    page = browse("rav.berater").get(f"/faelle/{case.number}")
    assert "Stellvertretung Martin Frei" in page.text
    # A task that opens by somebody else's step goes to the deputy of this case, not to the one for everything.
    with house.database.transaction() as session:
        item = next(item for item in case.items(element="request_approval"))
        assert item.assignee_id == user_by_name(session, "iv.beratung").id  # type: ignore[union-attr]
    deputy = browse("iv.vertretung")
    task = deputy.get(f"/aufgaben/{item.id}")
    assert task.status == 200
    assert "hat diese Aufgabe übernommen" not in task.text
    hand_in(task, {"kogu.kostentraeger": "iv_luzern", "kogu.begruendung": "Nötig."})
    assert task.status == 200
    assert lead_of(case) == ("iv.beratung", "iv.vertretung")


def test_a_name_that_is_nobody_s_names_nobody(browse: Browse, house: House, clock: ManualClock) -> None:
    case = play_until(house, "accept_lead")
    desk = browse("iv.beratung").get(case.path)
    hand_in(desk, {**case.answers, "fallfuehrung.stellvertretung": "rav.berater"})
    assert desk.status == 422
    assert lead_of(case)[1] is None
