"""The withdrawal of the domain's scenarios, to the second, in the IIZ-Verfahren as it is drawn.

Mandate of 3.2.2027, plan signed, Arbeitstraining under way; on Friday 16.4.2027 at 16:40 the client withdraws it all.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.clock import ManualClock
from app.consent.models import Recall
from app.flow.kinds import ItemKind, ItemStatus
from app.flow.models import WorkItem
from app.jobs import timetable
from app.outbox.models import Message, MessageStatus
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.browser_posts import Browser
from tests.documents import samples
from tests.web.test_withdrawal import Watcher

pytestmark = pytest.mark.house_procedures
ROOT = Path(__file__).resolve().parents[2]
SCENARIO = read_scenario(ROOT / "workflows/iiz_verfahren/scenarios/widerruf.yaml")
CASE = "/faelle/IIZ-2027-0001"
OTHERS = ("rav.berater", "iv.beratung", "provider.coach")
NEUTRAL = "Die Einwilligung für Ihre Stelle ist beendet. Sie haben keinen Zugang mehr zu diesem Fall."
(AT,) = (step.at for step in SCENARIO.steps if step.subject == "report_withdrawal")


@pytest.fixture(autouse=True)
def until_ten_minutes_before(house: House, clock: ManualClock) -> None:
    """The scenario as it is told, up to the withdrawal."""
    told = replace(SCENARIO, steps=tuple(step for step in SCENARIO.steps if step.at < AT))
    player = Player(scenario=told, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
                    timetable=timetable(house), say=lambda _line: None)  # fmt: skip
    player.play()
    assert player.failures == []
    assert clock.now() == AT - timedelta(minutes=10)


def withdraw(browse: type[Browser]) -> None:
    client = browse("peter.m").get(CASE).follow("Vollmacht widerrufen")
    assert client.submit({"widerruf.umfang": "alles"}).agree().status == 200


def open_tasks(house: House) -> set[tuple[str, str | None, date | None]]:
    with house.database.transaction(writes=False) as session:
        items = session.scalars(
            select(WorkItem).where(WorkItem.status == ItemStatus.OPEN, WorkItem.kind == ItemKind.TASK)
        )
        return {(item.element, item.role, item.due) for item in items}


def test_at_1640_two_who_are_reading_are_out_and_the_office_has_its_two_tasks(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    readers = [Watcher(browse(name), CASE) for name in ("rav.berater", "iv.beratung")]
    clock.move_to(AT)
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.until_it_has_read(after=0)
    withdraw(browse)
    done = readers[0].now()
    for reader in readers:
        reader.until_it_has_read(after=done)
        reader.stop()
        statuses = [status for _, status in reader.seen]
        assert (statuses[0], statuses) == (200, sorted(statuses))  # once out, never in again
        assert {status for began, status in reader.seen if began > done} == {403}
    assert NEUTRAL in browse("provider.coach").get(CASE).text
    assert open_tasks(house) == {
        ("settle_withdrawal", "coordination_office", date(2027, 4, 20)),
        ("report_after_withdrawal", "coordination_office", date(2027, 4, 30)),
    }
    assert {CASE[8:] in browse(name).get(path).text for name in OTHERS for path in ("/", "/faelle")} == {False}


def test_who_withdraws_reads_first_what_happens_and_nothing_has_happened_before_the_second_button(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    before = open_tasks(house)
    client = browse("peter.m").get(CASE).follow("Vollmacht widerrufen")
    client.submit({"widerruf.umfang": "alles", "widerruf.grund": "Ich mag nicht mehr."})
    assert "Das geschieht jetzt" in client.text and "Alle Stellen verlieren den Zugang zu diesem Fall" in client.text
    assert "Ich mag nicht mehr." in client.text and open_tasks(house) == before
    client.submit(button=("_action", "refresh"))
    assert client.page.xpath("//textarea[@name='widerruf.grund']")[0].text.strip() == "Ich mag nicht mehr."
    client.submit({"widerruf.umfang": "kategorie"}).submit({"widerruf.kategorie": "berufliches"})
    part = client.page.xpath("//button[@name='_confirmed']/@value")[0]
    assert "Diese Art von Angaben" in part
    client.post(client.path, [("csrf_token", client.token()), ("widerruf.umfang", "alles"), ("_confirmed", part)])
    assert "Alle Stellen verlieren" in client.text and open_tasks(house) == before  # another consequence: asked anew
    assert client.agree().status == 200 and open_tasks(house) != before


def test_offices_withdraw_for_somebody_with_the_signed_paper_and_only_the_coordination_office_without(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    before = open_tasks(house)
    lead = browse("rav.berater").get(CASE).follow("Vollmacht widerrufen")
    lead.submit({"widerruf.umfang": "alles"})
    assert lead.status == 422 and not lead.page.xpath("//input[@value='muendlich']")
    lead.submit({"widerruf.umfang": "alles", "widerruf.erklaert": "muendlich", "widerruf.gespraech": "Am Telefon"})
    assert lead.status == 422
    lead.submit({"widerruf.umfang": "alles", "widerruf.erklaert": "papier"}).submit()
    assert lead.status == 422 and "Unterzeichnetes Papier" in lead.text and open_tasks(house) == before
    path = lead.path
    paper = {"widerruf.papier": (BytesIO(samples.pdf()), "Widerruf.pdf")}
    data = {"csrf_token": lead.token(), "widerruf.umfang": "alles", "widerruf.erklaert": "papier", **paper}
    lead.response = lead.client.post(path, data=data, headers={"Origin": "http://localhost"})
    assert "Das geschieht jetzt" in lead.text and "Widerruf.pdf" in lead.text and open_tasks(house) == before
    assert lead.agree().status in (200, 403) and open_tasks(house) != before
    kept = browse("peter.m").get(f"{CASE}/unterlagen").follow("Vollmacht widerrufen")
    assert "Widerruf.pdf" in kept.text


def test_what_the_client_said_to_the_coordination_office_is_enough(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    before = open_tasks(house)
    office = browse("ks.koordination").get(CASE).follow("Vollmacht widerrufen")
    office.submit({"widerruf.umfang": "alles", "widerruf.erklaert": "muendlich"}).submit()
    assert office.status == 422 and "Wann und wem hat sie es gesagt?" in office.text
    office.submit({"widerruf.gespraech": "Am 16.4. am Telefon zu A. Muster"}).agree()
    assert office.status == 200 and open_tasks(house) != before


def test_a_page_that_stood_open_is_refused_and_changes_nothing(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    provider = browse("provider.coach").get("/").follow("Verlaufsinformation")
    lead = browse("iv.beratung").get(CASE).follow("Pause")
    clock.move_to(AT)
    withdraw(browse)
    before = open_tasks(house)
    with house.database.transaction(writes=False) as session:
        revision = session.scalars(select(Case)).one().instance.rev
    for browser in (provider, lead):
        path, token = browser.path, browser.token()
        for action in ("", "draft"):
            answer = browser.post(path, [("csrf_token", token), ("_action", action)])
            assert (answer.status, NEUTRAL in answer.text) == (403, True)
    assert open_tasks(house) == before
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Case)).one().instance.rev == revision


def test_what_has_not_left_is_dropped_and_old_links_are_dead(
    browse: type[Browser], house: House, clock: ManualClock
) -> None:
    browse("iv.beratung").get(CASE).follow("Pause").submit({"pause.grund": "krise", "pause.bis": "2027-04-30"})
    with house.database.transaction(writes=False) as session:
        waiting = select(Message.to_address).where(Message.status == MessageStatus.WAITING)
        assert "rav.berater@example.org" in set(session.scalars(waiting))
        sent = select(Message.body).where(Message.status == MessageStatus.SENT, Message.to_address.in_(_addresses()))
        links = {link for body in session.scalars(sent) for link in re.findall(r"http://localhost(/\S+)", body)}
    assert {link.split("/")[1] for link in links} == {"faelle", "aufgaben"}
    clock.move_to(AT)
    withdraw(browse)
    with house.database.transaction(writes=False) as session:
        left = set(session.scalars(waiting))
    assert "peter.m@example.org" in left and not left & set(_addresses())
    assert {browse("iv.beratung").get(link).status for link in links} == {403}


def test_the_recall_list_names_what_everybody_had_got(browse: type[Browser], house: House, clock: ManualClock) -> None:
    browse("iv.beratung").get(CASE)
    clock.move_to(AT)
    withdraw(browse)
    office = browse("ks.koordination").get(CASE).follow("Rückrufliste öffnen")
    assert [head.text.strip() for head in office.page.xpath("//h2[starts-with(@id, 'recall')]")] == [
        "Brückenwerk Arbeitsintegration", "RAV Luzern", "WAS IV Luzern"
    ]  # fmt: skip
    assert "Fallseite: angesehen" in office.text and "verschickt" in office.text
    with house.database.transaction(writes=False) as session:
        assert {row.ended_at for row in session.scalars(select(Recall))} == {AT}


def _addresses() -> list[str]:
    return [f"{name}@example.org" for name in OTHERS]
