"""The case on one screen: Peter M. in the middle of his Arbeitstraining, on a desk 1280 px wide."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from app.bootstrap import build
from app.clock import ManualClock
from app.config import ROOT
from app.demo.clock import move_to
from tests.browser import axe, pictures
from tests.browser.clicker import enter_as
from tests.browser.stage import Stage, somebody_new
from tests.browser.test_pages import too_wide
from tests.conftest import START, settings_for
from tests.databases import sqlite_file
from tests.workflows.halfway import play_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("case page")]
TALLEST = 1400


@pytest.fixture(scope="module")
def prepared(common: Path, sqlite_house: Path) -> Path:
    def prepare(url: str) -> None:
        shutil.copy(sqlite_house, url.removeprefix("sqlite:///"))
        house = build(settings_for(url, ROOT), ManualClock(START))
        play_until(house, "progress_report")
        with house.database.transaction() as session:
            move_to(session, house.clock.now())
        house.database.dispose()

    return sqlite_file(common, "mid case", prepare)


def test_the_case_is_told_on_one_screen_with_dates_and_plan_in_the_first(window: BrowserContext, stage: Stage) -> None:
    with somebody_new(window) as page:
        enter_as(page, "iv.beratung")
        page.goto("/faelle/IIZ-2027-0001")
        assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST
        for part in (".coming-row >> nth=4", "svg.plan"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 900, part
        assert page.locator(".strip li").count() == 7
        pictures.take(page, "case-mid")
        assert axe.violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert axe.violations(page) == []
        page.get_by_text("Plan als Tabelle").click()
        assert "Stichtag 1.9.2027" in page.locator(".plan-table").inner_text()
        page.set_viewport_size({"width": 360, "height": 800})
        assert too_wide(page) == []
        # The picture follows into the Arbeitstraining that the case has called.
        page.get_by_text("Verfahren als Bild").click()
        page.locator(".djs-container svg .djs-element").first.wait_for()
        page.get_by_role("button", name="Arbeitstraining").click()
        page.locator(".djs-element[data-element-id=evaluation_meeting].is-standing").wait_for()
