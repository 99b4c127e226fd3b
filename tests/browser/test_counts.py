"""How much has to be done for what people do every day: counted, one for each click and each field."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import func, select

from app.bootstrap import House
from app.bootstrap import build as wired
from app.clock import ManualClock, SystemClock
from app.config import ROOT
from app.demo.clock import move_to
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Instance, WorkItem
from app.jobs import timetable
from app.scenarios.script import read_scenario
from tests.browser import axe
from tests.browser.stage import somebody_new
from tests.browser.town import deeds, until
from tests.conftest import settings_for
from tests.databases import sqlite_file
from tests.workflows.halfway import play

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("counts")]
PETER = ROOT / "workflows/iiz_verfahren/scenarios/peter_m.yaml"


def wait_for(house: House, clock: ManualClock, element: str) -> None:
    """Lets timers fire, one after the other, until a task is open."""
    opened = select(WorkItem.id).where(WorkItem.element == element, WorkItem.status == ItemStatus.OPEN)
    for _ in range(20):
        with house.database.transaction(writes=False) as session:
            if session.scalar(opened) is not None:
                return
            due = session.scalar(select(func.min(Instance.next_due)).where(Instance.status == InstanceStatus.OPEN))
        assert due is not None
        clock.move_to(max(due, clock.now()))
        timetable(house).run_due()
    raise AssertionError(f"{element} has not opened by itself")


@pytest.fixture(scope="module")
def prepared(common: Path, demonstration: Path) -> Path:
    """A case in the middle of its measures, on the day on which a Statusmeldung is to be written."""

    def prepare(url: str) -> None:
        shutil.copy(demonstration, url.removeprefix("sqlite:///"))
        scenario = deeds(read_scenario(PETER))
        clock = ManualClock(max(scenario.start, SystemClock().now()))
        house = wired(settings_for(url, ROOT), clock)
        assert play(house, until(scenario, "status_report")) == []
        wait_for(house, clock, "status_report")
        with house.database.transaction() as session:
            move_to(session, clock.now())
        house.database.dispose()

    return sqlite_file(common, "counting", prepare)


@dataclass
class Hand:
    """Somebody at a page; `done` counts their clicks and the fields they fill in."""

    page: Page
    done: int = 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]
        self.done += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.done += 1


@pytest.fixture
def hand(window: BrowserContext) -> Iterator[Hand]:
    with somebody_new(window) as page:
        page.goto("/demo/rollen")
        yield Hand(page)


def test_a_phone_call_is_noted_in_three_interactions_from_the_inbox_and_from_the_case(hand: Hand) -> None:
    hand.click("button", "Irene Vogel")
    hand.page.get_by_role("heading", name="Meine Aufgaben", level=1).wait_for()
    for path in ("/", "/faelle/IIZ-2027-0001"):
        hand.page.goto(path)
        hand.done = 0
        hand.click("link", "^Notiz")
        hand.write("Was ist festzuhalten?", f"Hat angerufen, während {path} offen war")
        hand.click("button", "Notiz speichern")
        hand.page.get_by_text("Notiz gespeichert").wait_for()
        assert hand.done <= 3
    assert hand.page.get_by_text("Hat angerufen, während / offen war").is_visible()
    assert axe.violations(hand.page) == []


def test_keys_move_through_the_list_and_open_a_note(hand: Hand) -> None:
    hand.click("button", "Irene Vogel")
    page = hand.page
    page.get_by_role("heading", name="Meine Aufgaben", level=1).wait_for()
    page.wait_for_load_state()
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.className") == "work-link"
    page.keyboard.press("x")
    assert page.locator(".work-choose input:checked").count() == 1 and page.locator(".bulk-bar").is_visible()
    page.keyboard.press("?")
    assert page.get_by_text("nächste Aufgabe").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("njx?")
    assert page.get_by_role("searchbox").input_value() == "njx?"
    page.locator(".work-link").first.focus()
    page.keyboard.press("n")
    page.get_by_label("Was ist festzuhalten?").wait_for()


def test_from_signing_in_to_a_finished_statusmeldung_it_takes_six_interactions(hand: Hand) -> None:
    hand.click("button", "Irene Vogel")
    hand.click("link", "^Status melden")
    hand.click("radio", "Grün")
    hand.write("Was ist geschehen?", "Die Abklärung zeigt gute Eignung für Büroarbeiten.")
    hand.write("Nächster Schritt", "Start ins Arbeitstraining")
    hand.click("button", "Absenden")
    hand.page.get_by_text("Erledigt: Status melden").wait_for()
    assert hand.done <= 6
