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
HOME = "/werkstatt/iiz_probe"
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
    "field": "/werkstatt/massnahme/ausprobieren/forms/massnahme_abschluss.form?feld=1",
    "tables": "/werkstatt/massnahme/tabellen/decisions.dmn",
    "publishing": "/werkstatt/massnahme/veroeffentlichen",
}
DRAW = """
    () => {
        const { modeler } = document.querySelector("[data-editor]");
        const modeling = modeler.get("modeling"), registry = modeler.get("elementRegistry");
        const start = registry.get("case_opened"), gate = registry.get("mandate_holds");
        const at = (x) => ({ x: start.x + x, y: start.y - 110 });
        modeling.removeConnection(registry.get("flow_case_opened_mandate_holds"));
        const step = modeling.appendShape(start, { type: "bpmn:UserTask" }, at(100), start.parent);
        const decision = modeling.appendShape(step, { type: "bpmn:BusinessRuleTask" }, at(250), start.parent);
        modeler.get("selection").select(step);
        window.drawn = { decision: decision.id, gate: gate.id };
    }
"""
"""What somebody does with the mouse: takes an arrow away and appends two steps."""
CHOOSE = """
    (element) => {
        const { modeler } = document.querySelector("[data-editor]");
        modeler.get("selection").select(modeler.get("elementRegistry").get(element ?? window.drawn.decision));
    }
"""
CONNECT = """
    () => {
        const { modeler } = document.querySelector("[data-editor]");
        const registry = modeler.get("elementRegistry");
        modeler.get("modeling").connect(registry.get(window.drawn.decision), registry.get(window.drawn.gate));
    }
"""


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
    expect(page.get_by_text("In Betrieb: iiz_probe")).to_be_visible()


def open_case(page: Page, name: str) -> str:
    """Opens a case and returns the heading of its first task."""
    enter_as(page, CASEWORKER)
    page.goto("/faelle/neu/iiz_probe")
    page.get_by_label("Vorname").fill("Lea")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("form.task-form button.button").last.click()
    return page.locator("h1").inner_text()


def begin(page: Page) -> None:
    enter_as(page, OWNER, home="Werkstatt")
    page.goto(HOME)
    page.get_by_role("button", name="Entwurf beginnen").click()


def add_form(page: Page, title: str, key: str) -> None:
    """A new form, with a question more, whose category is chosen; it stands on the page as caseworkers will see it."""
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Kennung").fill(key)
    page.get_by_role("button", name="Formular anlegen").click()
    page.goto(f"{HOME}/ausprobieren/forms/{key}.form")
    page.get_by_label("Art", exact=True).select_option(label="Auswahl, offen")
    page.get_by_label("Beschriftung").fill("Eilt es?")
    page.get_by_label("Kennung in Ausdrücken").fill(f"{key}.eilt")
    page.get_by_role("button", name="Feld einfügen").click()
    page.get_by_label("Kategorie der Einwilligung").select_option("ablauf")
    page.get_by_label("muss beantwortet werden").check()
    page.get_by_role("button", name="Feld speichern").click()
    expect(page.locator(".form-preview").get_by_role("group", name="Eilt es?")).to_be_visible()


def add_table(page: Page, name: str, key: str, reads: str) -> None:
    """A new table with a gap, which stands among its rules and is filled."""
    page.goto(f"{HOME}/tabellen/decisions.dmn")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Kennung").fill(key)
    page.get_by_role("button", name="Tabelle anlegen").click()
    page.get_by_label("Was verglichen wird (Ausdruck)").fill(f'{reads} = "ja"')
    page.get_by_role("button", name="Erste Regel").click()
    page.get_by_label("Regel 1, Bedingung").fill("true")
    page.get_by_label("Regel 1, Ergebnis").fill('"sofort"')
    page.get_by_role("button", name="Tabelle speichern").click()
    expect(page.get_by_text("Keine Regel trifft zu bei Bedingung = Nein")).to_be_visible()
    page.get_by_role("button", name="Regel dafür").click()
    page.get_by_label("Regel 2, Ergebnis").fill('"später"')
    page.get_by_role("button", name="Tabelle speichern").click()
    expect(page.locator(".decision-gap")).to_have_count(0)
    page.get_by_label("Bedingung", exact=True).last.select_option("nein")
    page.get_by_role("button", name="Welche Regel trifft zu?").click()
    expect(page.get_by_text("Regel 2 trifft zu.")).to_be_visible()


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


def test_a_step_with_form_decision_and_due_date_is_drawn_and_taken_by_new_cases_only(page: Page) -> None:
    enter_as(page, OWNER, home="Werkstatt")
    page.goto("/werkstatt/neu")
    page.get_by_label("Name").fill("IIZ, Probe")
    page.get_by_label("Kennung").fill("iiz_probe")
    page.get_by_label("Beginnen mit").select_option("copy:iiz_verfahren")
    page.get_by_role("button", name="Entwurf anlegen").click()
    publish(page, "Zum ersten Mal")
    before = open_case(page, "Alt")
    old = page.url

    begin(page)
    add_form(page, "Dringlichkeit einschätzen", "dringlichkeit")
    looked_at(page, "workshop-form-editor")
    add_table(page, "Dringlichkeit", "dringlichkeit", "dringlichkeit.eilt")
    looked_at(page, "workshop-table-editor")
    page.goto(f"{HOME}/zeichnen/diagram.bpmn")
    page.locator("[data-ready]").wait_for()
    panel, findings = page.locator("[data-panel]"), page.locator("[data-findings]")
    page.evaluate(CHOOSE, "report_withdrawal")
    expect(
        panel.get_by_role("group", name="Wer es melden darf").get_by_label("Fallführung", exact=True)
    ).to_be_checked()
    page.evaluate(CHOOSE, "dossier")
    expect(panel.get_by_label("Ein Eintrag heisst in Ausdrücken")).to_have_value("partner")
    page.evaluate(DRAW)
    panel.get_by_label("Name").fill("Dringlichkeit einschätzen")
    panel.get_by_label("Name").press("Tab")
    panel.get_by_label("Formular").select_option(label="Dringlichkeit einschätzen (dringlichkeit)")
    panel.get_by_label("Frist").select_option(label="Arbeitstage")
    panel.get_by_label("Anzahl").fill("3")
    panel.get_by_label("Anzahl").press("Tab")
    expect(panel.get_by_text("ist der Termin am")).to_be_visible()
    panel.get_by_text("Als Ausdruck (FEEL)").click()
    panel.get_by_label("Ausdruck", exact=True).fill("= add working days(klient.gebu")
    expect(panel.get_by_role("option", name="klient.geburtsdatum")).to_be_visible(timeout=30_000)
    panel.get_by_label("Ausdruck", exact=True).press("ArrowDown")
    panel.get_by_label("Ausdruck", exact=True).press("Enter")
    expect(panel.get_by_label("Ausdruck", exact=True)).to_have_value("= add working days(klient.geburtsdatum")
    panel.get_by_label("Ausdruck", exact=True).fill("= add working days(todai(), 3)")
    expect(panel.get_by_text("Meinten Sie «today»?")).to_be_visible(timeout=30_000)
    panel.get_by_label("Ausdruck", exact=True).press("Tab")
    page.evaluate(CHOOSE, None)
    panel.get_by_label("Name").fill("Dringlichkeit bestimmen")
    panel.get_by_label("Name").press("Tab")
    panel.get_by_label("Tabelle").select_option(label="Dringlichkeit")
    page.evaluate(CONNECT)
    expect(findings).to_contain_text("todai", timeout=30_000)
    expect(findings).to_contain_text("Das Ergebnis ginge verloren")
    expect(page.locator(".djs-overlay .mark-error").first).to_be_visible()
    panel.get_by_label("Das Ergebnis heisst in Ausdrücken").fill("vorschlag.dringlichkeit")
    panel.get_by_label("Das Ergebnis heisst in Ausdrücken").press("Tab")
    findings.get_by_role("button", name="Zeigen: Dringlichkeit einschätzen").first.click()
    panel.get_by_label("Frist").select_option(label="Arbeitstage")
    panel.get_by_label("Warum dieser Termin?").fill("3 Arbeitstage nach der Eröffnung.")
    panel.get_by_label("Warum dieser Termin?").press("Tab")
    expect(findings).to_have_text("Keine Befunde.", timeout=30_000)
    expect(page.locator("[data-saved]")).to_contain_text("Gespeichert")
    looked_at(page, "workshop-editor")

    page.goto(f"{HOME}/veroeffentlichen")
    expect(page.get_by_text("Aufgabe «Dringlichkeit einschätzen»")).to_be_visible()
    expect(page.get_by_text("1 laufender Fall bleibt auf Version 1.")).to_be_visible()
    pictures.take(page, "workshop-publish", widths=(1280,))
    assert axe.violations(page) == []
    publish(page, "Vorher einschätzen")
    assert open_case(page, "Neu") == "Dringlichkeit einschätzen"
    page.goto(old)
    assert page.locator("h1").inner_text() == before


def test_the_same_is_done_with_the_table_of_elements_alone(page: Page) -> None:
    begin(page)
    add_form(page, "Rückfrage stellen", "rueckfrage")
    add_table(page, "Rückfrage", "rueckfrage", "rueckfrage.eilt")
    page.goto(f"{HOME}/elemente/diagram.bpmn")
    insert(page, "Beginn «Fall eröffnet»", "Entscheidung nach Tabelle", "Rückfrage bestimmen")
    page.get_by_label("Tabelle").select_option(label="Rückfrage")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Elemente").click()
    insert(page, "Beginn «Fall eröffnet»", "Aufgabe für Personen", "Rückfrage stellen")
    page.get_by_label("Formular").select_option(label="Rückfrage stellen (rueckfrage)")
    page.get_by_label("Frist (Ausdruck)").fill("= add working days(todai(), 3)")
    page.get_by_label("Warum dieser Termin?").fill("3 Arbeitstage nach der Eröffnung.")
    page.get_by_role("button", name="Speichern").click()
    step = page.url
    page.goto(HOME)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.locator(".finding-error")).to_have_count(2)
    page.goto(step)
    page.get_by_label("Frist (Ausdruck)").fill("= add working days(today(), 3)")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("ist der Termin am")).to_be_visible()
    page.get_by_role("link", name="Elemente").click()
    page.get_by_role("link", name="«Rückfrage bestimmen»").first.click()
    page.get_by_label("Das Ergebnis heisst in Ausdrücken").fill("vorschlag.rueckfrage")
    page.get_by_role("button", name="Speichern").click()
    publish(page, "Zuerst nachfragen")
    assert open_case(page, "Neuer") == "Rückfrage stellen"


def insert(page: Page, after: str, kind: str, name: str) -> None:
    page.get_by_label("Nach").select_option(label=after)
    page.get_by_label("Was").select_option(label=kind)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Einfügen").click()


def looked_at(page: Page, name: str) -> None:
    """Pictures in both schemes, in which nothing is wrong for those who see or hear less."""
    for scheme, suffix in (("dark", "-dark"), ("light", "")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        pictures.take(page, f"{name}{suffix}", widths=(1280,))
        assert axe.violations(page) == [], (name, scheme)
