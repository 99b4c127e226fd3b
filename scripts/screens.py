"""Takes the pictures of the README and the handbook, in the lived-in demonstration; `make screens` calls it.

The pages are always those of the same cases on the same day, so that a picture changes only where a page does.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, sync_playwright

from app.config import ROOT
from tests.browser.clicker import enter_as
from tests.browser.conftest import FLAGS
from tests.browser.stage import Stage, prepare

PICTURES = ROOT / "docs" / "pictures"


def take(shown: Page | Locator, name: str) -> None:
    """What the window shows, or a part of its page, as `docs/pictures/<name>.png`."""
    shown.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(f"docs/pictures/{name}.png")


def walk(page: Page) -> None:
    """Through the pages that have a picture."""
    enter_as(page, "ks.koordination")
    take(page, "aufgaben")
    enter_as(page, "iv.beratung")
    page.goto("/faelle")
    page.get_by_role("link", name="Lea Muster").click()
    page.get_by_role("heading", name="Was als Nächstes kommt").wait_for()
    take(page, "fall")
    page.get_by_text("Verfahren als Bild").click()
    page.locator(".djs-shape").first.wait_for()
    take(page.locator(".diagram-fold"), "verfahren")


def main() -> None:
    """Prepares the demonstration, starts it, and takes the pictures."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "lived-in.db"
        prepare(f"sqlite:///{file}", lived_in=True)
        stage = Stage(Path(folder), file)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        try:
            stage.start()
            window = stage.visitor(browser)
            walk(window.new_page())
        finally:
            browser.close()
            stage.stop()


if __name__ == "__main__":
    main()
