"""The list of cases: what comes next and who leads, for those who may know, narrowed by procedure and state."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.clock import at_local
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.web.test_inbox import MONDAY, furnished

Browse = Callable[[str], Browser]


def cells(browser: Browser, path: str = "/faelle") -> list[list[str]]:
    table = browser.get(path).page.xpath("//table//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table]


def test_a_line_says_the_next_step_its_day_and_the_procedure(browse: Browse, house: House) -> None:
    furnished(house)
    found = {row[0]: row for row in cells(browse("rav.berater"))}
    assert found["X Spät"][1:3] == ["Antrag stellen", "Fr 8.1. überfällig"]
    assert found["X Morgen"][2] == "morgen, Di 12.1." and found["X Ohne"][2] == ""
    assert found["X Ohne"][4:] == ["Antrag", "IIZ-2027-0001", "laufend"]


def test_a_case_without_a_task_says_until_when_it_waits(browse: Browse, house: House) -> None:
    furnished(house)
    with house.database.transaction() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.kind == ItemKind.TASK).limit(1)).one()
        item.status, item.instance.next_timer = ItemStatus.DONE, at_local(MONDAY + timedelta(days=3))
    assert ["wartet auf einen Termin", "Do 14.1."] in [row[1:3] for row in cells(browse("rav.berater"))]


def test_who_does_not_follow_a_case_reads_nothing_of_its_steps(browse: Browse, house: House) -> None:
    stage = Stage(house).open()
    stage.agree()
    ((name, step, due, lead, *_rest),) = cells(browse("provider.coach"))
    assert (step, due, lead) == ("–", "", "") and name == "Peter M."
    assert cells(browse("iv.beratung"))[0][1] == "Antrag stellen"


def test_the_list_is_narrowed_by_procedure_and_state(browse: Browse, house: House) -> None:
    furnished(house)
    with house.database.transaction() as session:
        for case in session.scalars(select(Case).order_by(Case.number).limit(2)):
            case.closed_on = MONDAY
    browser = browse("rav.berater")
    assert len(cells(browser, "/faelle?stand=abgeschlossen")) == 2
    assert len(cells(browser, "/faelle?stand=laufend&verfahren=antrag")) == 5
    assert len(cells(browser, "/faelle?stand=unfug&verfahren=unfug")) == 7
