"""The way to pages of notes and of the list of tasks."""

from typing import TYPE_CHECKING

from playwright.sync_api import Page

from tests.browser.clicker import enter_as

if TYPE_CHECKING:
    from tests.browser.town import Town


def note_refused(page: Page, town: "Town") -> None:
    """A note for an office that could not read it."""
    enter_as(page, "rav.berater")
    page.goto(f"/faelle/{town.at_work}/notiz")
    page.get_by_text("Daran erinnern oder jemanden bitten").click()
    page.get_by_label("An wen?").select_option(label="WAS IV Luzern")
    page.get_by_role("button", name="Notiz speichern").click()
    page.locator(".error-summary").wait_for()


def noted(page: Page, town: "Town") -> None:
    """The notes of a case, one with a long word and a date."""
    enter_as(page, "ks.koordination")
    page.goto(f"/faelle/{town.at_work}/notiz")
    page.get_by_label("Was ist festzuhalten?").fill("Hat angerufen: " + "Donaudampfschifffahrtsgesellschaft" * 3)
    page.get_by_text("Daran erinnern oder jemanden bitten").click()
    page.get_by_label("Bis wann?").fill("2099-01-04")
    page.get_by_role("button", name="Notiz speichern").click()
    page.get_by_text("Notiz gespeichert").wait_for()
    page.goto(f"/faelle/{town.at_work}/notizen")


def found(page: Page, _town: "Town") -> None:
    """What a search has found."""
    enter_as(page, "rav.berater")
    page.goto("/")
    page.get_by_role("searchbox").fill("peter")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("heading", name="Suche", level=1).wait_for()


def chosen(page: Page, _town: "Town") -> None:
    """What will be done to chosen tasks."""
    enter_as(page, "rav.berater")
    page.goto("/")
    page.locator(".work-choose input").first.check()
    page.get_by_role("button", name="Wiedervorlegen").click()
    page.get_by_label("Wiedervorlegen am").wait_for()
