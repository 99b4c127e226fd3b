"""Every kind of page: accessible in light and dark, fits narrow screens, says nothing on the console."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

from tests.browser import axe, pictures, town
from tests.browser.stage import Stage, somebody_new
from tests.browser.town import PAGES, Town
from tests.databases import sqlite_file

pytestmark = pytest.mark.browser
NARROW = (360, 320)
REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What Chromium notes for a page with one of our own refusals; anything else on the console is a fault."""


HALVES = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"pages {number * 2 // len(PAGES) + 1}"))
    for number, kind in enumerate(PAGES)
]
"""Two workers share the pages, each with a stage of its own."""


@pytest.fixture(scope="module")
def prepared(common: Path, demonstration: Path) -> Path:
    def prepare(url: str) -> None:
        shutil.copy(demonstration, url.removeprefix("sqlite:///"))
        town.build(url)

    return sqlite_file(common, "town", prepare)


@pytest.fixture(scope="module")
def built(stage: Stage) -> Town:
    return Town(stage)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(window: BrowserContext, built: Town, complaints: list[str]) -> Iterator[Page]:
    """A page of somebody new; what the browser complains about is collected."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            complaints.append(message.text)

    def fail(error: WebError) -> None:
        complaints.append(str(error.error))

    window.on("console", listen)
    window.on("weberror", fail)
    with somebody_new(window) as page:
        yield page
    window.remove_listener("console", listen)
    window.remove_listener("weberror", fail)


@pytest.mark.parametrize("kind", HALVES)
def test_a_page_is_accessible_fits_and_is_silent(kind: str, page: Page, built: Town, complaints: list[str]) -> None:
    PAGES[kind](page, built)
    if page.locator("[data-diagram]").count():
        page.get_by_text("Verfahren als Bild").click()
        page.locator(".djs-container svg .djs-element").first.wait_for()
    pictures.take(page, f"page-{kind}")
    assert axe.violations(page) == []
    page.emulate_media(color_scheme="dark")
    pictures.take(page, f"page-{kind}-dark", widths=(1280,))
    assert axe.violations(page) == []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        assert too_wide(page) == [], f"{width} px"
    assert complaints == []


def too_wide(page: Page) -> list[str]:
    """The elements that stick out to the right, if the page can be scrolled sideways."""
    found: list[str] = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        const sticksOut = item => item.getBoundingClientRect().right > width;
        return [...document.querySelectorAll("body *")].filter(sticksOut).map(item => item.outerHTML.slice(0, 120));
    }""")
    return found


def test_every_page_says_in_its_title_where_one_is(page: Page, built: Town) -> None:
    titles = set()
    for path in ("/anmelden", "/demo/rollen", "/demo/nachrichten", "/gibt-es-nicht"):
        page.goto(path)
        titles.add(page.title())
        assert page.title().endswith("– Nahtstelle")
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "de-CH"
    assert len(titles) == 4


def test_the_diagram_waits_to_be_unfolded_and_leaves_the_wheel_to_the_page(page: Page, built: Town) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    PAGES["case-open"](page, built)
    assert not any("viewer" in url or "diagramm" in url for url in asked)
    page.get_by_text("Verfahren als Bild").click()
    page.locator(".djs-container svg .djs-element").first.wait_for()
    page.locator(".diagram").hover()
    before = page.evaluate("() => scrollY")
    page.mouse.wheel(0, -200)
    page.wait_for_function("before => scrollY < before", arg=before)
    scale = page.locator(".djs-container .viewport").get_attribute("transform")
    page.get_by_role("button", name="Grösser").click()
    assert page.locator(".djs-container .viewport").get_attribute("transform") != scale
    page.get_by_role("button", name="Ganzes Bild").click()
