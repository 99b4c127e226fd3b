"""Pictures of pages to look at: `test-results/` in the checkout, which version control ignores."""

from playwright.sync_api import Page

from app.config import ROOT

FOLDER = ROOT / "test-results"
WIDTHS = (1280, 360)


def take(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """The whole page in each width, as `<name>-<width>.png`."""
    FOLDER.mkdir(exist_ok=True)
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True, animations="disabled")
    if before:
        page.set_viewport_size(before)
