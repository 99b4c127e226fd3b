"""A hold keeps a case from being erased: set by people with a reason, or by a diagram while something is open."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.cases.roles import COORDINATION_OFFICE
from app.clock import ManualClock
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.retention import queries
from app.retention.erasure import erase_due
from tests.audit.test_reading import entries
from tests.browser_posts import Browser
from tests.conftest import PROCEDURES, person
from tests.deploying import deploy_folder
from tests.flow.player import file_with
from tests.retention.stage import case_in, ended, numbers, opened, ten_years_on


def held(browser: Browser, number: str, reason: str = "Gericht") -> Browser:
    browser.get(f"/aufbewahrung/{number}")
    fields = [("csrf_token", browser.token()), ("reason", reason)]
    return browser.post(f"/aufbewahrung/{number}/sperre", fields)


def lifted(browser: Browser, number: str) -> Browser:
    page = browser.get(f"/aufbewahrung/{number}").page
    (address,) = page.xpath("//form[contains(@action, '/aufheben')]/@action")
    return browser.post(address, [("csrf_token", browser.token())])


@pytest.mark.parametrize("person", ["ks.datenschutz", "ks.koordination"])
def test_a_held_case_outlasts_its_day_until_the_hold_is_lifted(
    house: House, clock: ManualClock, browse: type[Browser], person: str
) -> None:
    number = ended(house)
    browser = held(browse(person), number)
    assert "Die Löschsperre ist gesetzt." in browser.text and "Gericht" in browser.text
    ten_years_on(clock)
    clock.move_to(clock.now() + timedelta(days=400))
    assert erase_due(house.database, house.act) == 0 and numbers(house) == [number]
    lifted(browse(person), number)
    assert erase_due(house.database, house.act) == 1 and numbers(house) == []


def test_setting_and_lifting_stand_in_the_log_without_the_reason(house: House, browse: type[Browser]) -> None:
    number = ended(house)
    held(browse("ks.koordination"), number, "Streit um Peter M.")
    lifted(browse("ks.datenschutz"), number)
    said = "\n".join(entries(house, number))
    assert "Karin Steiner, Koordinationsstelle IIZ: Löschsperre gesetzt" in said
    assert "Dora Zemp, Koordinationsstelle IIZ: Löschsperre aufgehoben" in said
    assert "Streit" not in said


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 301, "\u200b\u2060\u202e"])
def test_a_hold_needs_a_reason_that_can_be_read(house: House, browse: type[Browser], reason: str) -> None:
    number = ended(house)
    browser = held(browse("ks.koordination"), number, reason)
    assert browser.status == 422 and "Bitte schreiben Sie einen Grund" in browser.text
    with house.database.transaction(writes=False) as session:
        assert list(queries.holds(session, case_in(house, number))) == []


def test_a_hold_is_lifted_once_and_under_its_own_case(house: House, browse: type[Browser]) -> None:
    number, other = ended(house), ended(house, vorname="Anna", name="Muster")
    browser = held(browse("ks.koordination"), number)
    (address,) = browser.page.xpath("//form[contains(@action, '/aufheben')]/@action")
    fields = [("csrf_token", browser.token())]
    assert browser.post(address.replace(number, other), fields).status == 404
    assert browser.post(address, fields).status == 200
    assert browser.post(address, fields).status == 409


def test_an_office_that_takes_no_part_any_more_neither_sees_nor_sets_holds(house: House, browse: type[Browser]) -> None:
    number, other = ended(house), ended(house, vorname="Anna", name="Muster")
    with house.database.transaction() as session:
        case = session.get_one(Case, case_in(house, number).id)
        for row in case.participants:
            row.until = house.clock.now() if row.role == COORDINATION_OFFICE else None
    browser = browse("ks.koordination").get(f"/aufbewahrung/{other}")
    fields = [("csrf_token", browser.token()), ("reason", "Gericht")]
    assert browser.get(f"/aufbewahrung/{number}").status == 404
    assert browser.post(f"/aufbewahrung/{number}/sperre", fields).status == 404
    assert standing(house, number) == []


def test_the_preview_names_cases_by_number_and_says_nothing_of_whose_they_are(
    house: House, clock: ManualClock, browse: type[Browser]
) -> None:
    number, running = ended(house), opened(house, vorname="Anna", name="Muster")
    held(browse("ks.koordination"), number)
    officer = browse("ks.datenschutz").get("/aufbewahrung")
    assert number not in officer.text and "In dieser Zeit wird kein Fall gelöscht." in officer.text
    clock.move_to(clock.now() + timedelta(days=3653 - 60))
    officer = browse("ks.datenschutz").get("/aufbewahrung?monate=1")
    assert number not in officer.text
    officer.get("/aufbewahrung?monate=3")
    assert f"{number} Antrag 11.01.2027 11.01.2037 gesperrt" in officer.text
    assert running not in officer.text and "Peter" not in officer.text
    assert "Peter" not in officer.follow(number).text
    for odd in ("0", "-1", "13", "x", "9" * 30):
        assert officer.get(f"/aufbewahrung?monate={odd}").status == 200


def test_who_asks_for_an_erased_number_hears_so_if_they_may_know(
    house: House, clock: ManualClock, browse: type[Browser]
) -> None:
    number = ended(house)
    ten_years_on(clock)
    erase_due(house.database, house.act)
    officer = browse("ks.datenschutz").get(f"/aufbewahrung?fall={number.lower()}")
    assert officer.status == 200 and "nach Ablauf seiner Aufbewahrungsfrist gelöscht" in officer.text
    assert "Abgeschlossen am11.01.2027" in officer.text and "Gelöscht am11.01.2037" in officer.text
    for stranger in ("ks.koordination", "rav.berater"):
        assert browse(stranger).get(f"/faelle/{number}").status == 404
    assert browse("ks.koordination").get(f"/aufbewahrung/{number}").status == 404
    assert browse("ks.datenschutz").get("/aufbewahrung/IIZ-2027-9999").status == 404


ACTION = (
    '<serviceTask id="{0}" camunda:type="external" camunda:topic="{0}"><extensionElements><camunda:inputOutput>'
    '<camunda:inputParameter name="reason">Beschwerde</camunda:inputParameter></camunda:inputOutput>'
    "</extensionElements></serviceTask>"
)
COMPLAINT = "\n".join(
    [
        '<startEvent id="start"/>', '<userTask id="work"/>', '<endEvent id="end"/>', "start -> work", "work -> end",
        '<subProcess id="complaint" triggeredByEvent="true"><startEvent id="complain" isInterrupting="false">'
        '<extensionElements><camunda:properties><camunda:property name="form" value="note"/><camunda:property '
        'name="roles" value="Anmeldende Stelle"/></camunda:properties></extensionElements>'
        '<messageEventDefinition messageRef="m"/></startEvent>',
        ACTION.format("hold"), '<userTask id="answer"/>', ACTION.format("release_hold"), '<endEvent id="answered"/>',
        "complain -> hold", "hold -> answer", "answer -> release_hold", "release_hold -> answered", "</subProcess>",
    ]
)  # fmt: skip


@pytest.fixture
def complaint(house: House, tmp_path: Path) -> str:
    """The number of a case in which somebody may complain at any time."""
    file = tmp_path / "workflows/antrag/diagram.bpmn"
    file.parent.mkdir(parents=True)
    file.write_bytes(file_with('<message id="m" name="m"/>', COMPLAINT, "antrag"))
    (tmp_path / "forms").mkdir()
    note = (PROCEDURES / "forms/eroeffnen.form").read_text().replace('"eroeffnen"', '"note"')
    (tmp_path / "forms/note.form").write_text(note)
    with house.database.transaction() as session:
        deploy_folder(session, tmp_path, house.clock.now())
    return opened(house)


def do(house: House, element: str) -> None:
    with house.database.transaction() as session:
        item = session.scalars(
            select(WorkItem).where(WorkItem.element == element, WorkItem.status == ItemStatus.OPEN)
        ).first()
        assert item is not None
        house.flow.complete(house.act(session, person(house, "rav.berater")), item, {})


def standing(house: House, number: str) -> list[str]:
    with house.database.transaction(writes=False) as session:
        return [hold.reason for hold in queries.standing(session, case_in(house, number))]


def test_each_open_complaint_holds_the_case_and_its_answer_lets_it_go(house: House, complaint: str) -> None:
    do(house, "complain")
    do(house, "complain")
    assert standing(house, complaint) == ["Beschwerde", "Beschwerde"]
    do(house, "answer")
    assert standing(house, complaint) == ["Beschwerde"]
    do(house, "answer")
    assert standing(house, complaint) == []


def test_a_complaint_that_the_end_of_the_case_cut_off_holds_it_until_somebody_decides(
    house: House, complaint: str, clock: ManualClock, browse: type[Browser]
) -> None:
    do(house, "complain")
    with house.database.transaction() as session:
        house.flow.cancel(house.act(session), case_in(house, complaint).instance_id)
    ten_years_on(clock)
    assert erase_due(house.database, house.act) == 0
    lifted(browse("ks.koordination"), complaint)
    assert erase_due(house.database, house.act) == 1
