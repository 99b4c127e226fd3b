"""A process owner draws a step with a form and a due date, mends what the gate finds, and puts it into service."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from app.config import ROOT
from app.designer.differences import differences
from tests.browser import axe, pictures
from tests.browser.clicker import enter_as
from tests.browser.stage import VIEWPORT, somebody_new
from tests.browser.test_pages import too_wide

pytestmark = pytest.mark.browser
OWNER, CASEWORKER = "ks.verfahren", "rav.berater"
HOME = "/werkstatt/erstgespraech"
READ_AND_WRITE = """
    async (xml) => {
        const { modeler } = document.querySelector("[data-editor]");
        const { warnings } = await modeler.importXML(xml);
        return [warnings.length, (await modeler.saveXML({ format: true })).xml];
    }
"""
PAGES = {
    "index": "/werkstatt",
    "new": "/werkstatt/neu",
    "procedure": "/werkstatt/massnahme",
    "file": "/werkstatt/massnahme/datei/diagram.bpmn",
    "drawing": "/werkstatt/massnahme/zeichnen/diagram.bpmn",
    "elements": "/werkstatt/massnahme/elemente/diagram.bpmn",
    "element": "/werkstatt/massnahme/element/massnahme/diagram.bpmn",
    "form": "/werkstatt/massnahme/ausprobieren/forms/massnahme_abschluss.form",
    "publishing": "/werkstatt/massnahme/veroeffentlichen",
}
TAKE_AWAY = """
    () => {
        const { modeler } = document.querySelector("[data-editor]");
        modeler.get("modeling").removeConnection(modeler.get("elementRegistry").get("flow_opened_invite"));
    }
"""
INSERT = """
    () => {
        const { modeler } = document.querySelector("[data-editor]");
        const modeling = modeler.get("modeling"), registry = modeler.get("elementRegistry");
        const start = registry.get("opened");
        const step = modeling.appendShape(start, { type: "bpmn:Task" }, { x: 330, y: 230 }, start.parent);
        modeling.connect(step, registry.get("invite"));
        modeler.get("selection").select(step);
    }
"""
"""What somebody does with the mouse: appends a step where an arrow was, and connects it."""


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A page whose console stays silent."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.location["url"].endswith("favicon.ico"):
            complaints.append(message.text)

    window.on("console", listen)
    with somebody_new(window) as page:
        yield page
    window.remove_listener("console", listen)
    assert complaints == []


def publish(page: Page, reason: str) -> None:
    page.goto(f"{HOME}/veroeffentlichen")
    page.get_by_label("Grund").fill(reason)
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_text("In Betrieb: erstgespraech")).to_be_visible()


def open_case(page: Page, name: str) -> str:
    """Opens a case and returns the heading of its first task."""
    enter_as(page, CASEWORKER)
    page.goto("/faelle/neu/erstgespraech")
    page.get_by_label("Vorname").fill("Lea")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("form.task-form button.button").last.click()
    return page.locator("h1").inner_text()


def test_what_is_delivered_opens_without_warning_and_loses_nothing_when_it_is_saved(page: Page) -> None:
    enter_as(page, OWNER, home="Werkstatt")
    page.goto("/werkstatt/anliegen")
    page.get_by_role("button", name="Entwurf beginnen").click()
    page.get_by_role("link", name="diagram.bpmn", exact=True).click()
    page.locator("[data-ready]").wait_for()
    for file in sorted((ROOT / "workflows").glob("*/diagram.bpmn")):
        warnings, saved = page.evaluate(READ_AND_WRITE, file.read_text("utf-8"))
        assert warnings == 0, file
        (change,) = differences(file.name, file.read_bytes(), saved.encode())
        assert "Schreibweise" in change.facts[0].name, (file, change)


def test_the_pages_of_the_workshop_are_accessible_and_fit(page: Page) -> None:
    enter_as(page, OWNER, home="Werkstatt")
    page.goto("/werkstatt/massnahme")
    page.get_by_role("button", name="Entwurf beginnen").click()
    for name, path in PAGES.items():
        page.goto(path)
        if path.endswith("zeichnen/diagram.bpmn"):
            page.locator("[data-ready]").wait_for()
        pictures.take(page, f"workshop-{name}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe.violations(page) == [], (name, scheme)
        page.set_viewport_size({"width": 360, "height": 800})
        assert too_wide(page) == [], name
        page.set_viewport_size(VIEWPORT)


def test_a_step_is_drawn_checked_published_and_taken_by_new_cases_only(page: Page) -> None:
    enter_as(page, OWNER, home="Werkstatt")
    page.goto("/werkstatt/neu")
    page.get_by_label("Name").fill("Erstgespräch")
    page.get_by_label("Kennung").fill("erstgespraech")
    page.get_by_label("Beginnen mit").select_option("meeting")
    page.get_by_role("button", name="Entwurf anlegen").click()
    publish(page, "Zum ersten Mal")
    assert open_case(page, "Alt") == "Zum Gespräch einladen"
    old = page.url

    enter_as(page, OWNER, home="Werkstatt")
    page.goto(HOME)
    page.get_by_role("button", name="Entwurf beginnen").click()
    page.get_by_label("Titel").fill("Vorabklärung")
    page.get_by_label("Kennung").fill("vorabklaerung")
    page.get_by_role("button", name="Formular anlegen").click()
    page.get_by_role("link", name="diagram.bpmn", exact=True).click()
    page.locator("[data-ready]").wait_for()
    page.evaluate(TAKE_AWAY)
    finding = page.locator("[data-findings] .finding-error").first
    expect(finding).to_be_visible()
    expect(page.locator(".djs-overlay .mark-error").first).to_be_visible()
    page.evaluate(INSERT)
    expect(finding).to_have_count(0)
    page.get_by_role("button", name="Aufgabe für Personen").click()
    panel = page.locator("[data-panel]")
    panel.get_by_label("Name").fill("Vorabklärung machen")
    panel.get_by_label("Name").press("Tab")
    panel.get_by_label("Formular").select_option(label="Vorabklärung (vorabklaerung)")
    panel.get_by_label("Frist").select_option(label="Arbeitstage")
    panel.get_by_label("Anzahl").fill("3")
    panel.get_by_label("Anzahl").press("Tab")
    expect(panel.get_by_text("ist der Termin am")).to_be_visible()
    panel.get_by_text("Als Ausdruck (FEEL)").click()
    panel.get_by_label("Ausdruck", exact=True).fill("= add working days(todai(), 3)")
    panel.get_by_label("Ausdruck", exact=True).press("Tab")
    expect(finding).to_contain_text("todai")
    pictures.take(page, "workshop-editor", widths=(1280,))
    assert axe.violations(page) == []
    panel.get_by_label("Frist").select_option(label="Arbeitstage")
    panel.get_by_label("Warum dieser Termin?").fill("3 Arbeitstage nach der Eröffnung.")
    panel.get_by_label("Warum dieser Termin?").press("Tab")
    expect(page.locator("[data-findings]")).to_have_text("Keine Befunde.")
    expect(page.locator("[data-saved]")).to_contain_text("Gespeichert")
    page.emulate_media(color_scheme="dark")
    pictures.take(page, "workshop-editor-dark", widths=(1280,))
    assert axe.violations(page) == []
    page.emulate_media(color_scheme="light")

    page.goto(f"{HOME}/veroeffentlichen")
    expect(page.get_by_text("Aufgabe «Vorabklärung machen»")).to_be_visible()
    expect(page.get_by_text("1 laufender Fall bleibt auf Version 1.")).to_be_visible()
    pictures.take(page, "workshop-publish", widths=(1280,))
    assert axe.violations(page) == []
    publish(page, "Vorher klären")
    assert open_case(page, "Neu") == "Vorabklärung machen"
    page.goto(old)
    assert page.locator("h1").inner_text() == "Zum Gespräch einladen"
