"""The case of Peter M., from opening to the last survey, by clicking in a real browser."""

import pytest
from playwright.sync_api import Browser, Page

from app.config import ROOT
from app.scenarios.script import read_scenario
from tests.browser import pictures
from tests.browser.clicker import Clicker
from tests.browser.stage import Stage

PETER = ROOT / "workflows/iiz_verfahren/scenarios/peter_m.yaml"
STATIONS = {
    "sign_mandate",
    "pre_check-blank",
    "invite-refused",
    "draft_plan",
    "sign_plan-blank",
    "agreement-blank",
    "transition_check",
    "trouble",
}


@pytest.mark.browser
def test_the_case_of_peter_m_is_carried_to_its_end_by_clicking(stage: Stage, chromium: Browser) -> None:
    def photographer(page: Page, word: str) -> None:
        if word in STATIONS:
            pictures.take(page, f"peter-{word}")

    clicker = Clicker(stage, chromium, read_scenario(PETER), photographer)
    clicker.play()
    case = clicker.page
    case.goto(f"/faelle/{clicker.number}")
    assert case.locator(".case-head .badge-done").inner_text() == "abgeschlossen"
    assert "Unbefristete Anstellung" in case.locator("section:has(> #coming)").inner_text()
    assert case.locator(".strip-done").count() == case.locator(".strip li").count() == 7
    case.get_by_text("Verfahren als Bild").click()
    case.locator(".djs-container svg .djs-element").first.wait_for()
    pictures.take(case, "peter-end")
    clicker.close()
    assert stage.troubles() == []
