"""Working without a mouse, without JavaScript, and faster than the line: nothing gets lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route

from app.scenarios.script import read_scenario
from tests.browser import town
from tests.browser.clicker import enter_as
from tests.browser.paper import Paper
from tests.browser.stage import Stage
from tests.browser.test_peter_m import PETER
from tests.documents.samples import png

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hands")]  # on one stage
PERSON = {"klient": {"vorname": "Peter", "name": "M.", "email": "peter.m@example.org"}}


@pytest.fixture
def page(stage: Stage, chromium: Browser) -> Iterator[Page]:
    context = stage.visitor(chromium)
    yield context.new_page()
    context.close()


def open_case(page: Page) -> None:
    enter_as(page, "rav.berater")
    page.goto("/faelle/neu/iiz_verfahren")
    paper = Paper(page)
    paper.fill(PERSON)
    assert paper.press("Fall eröffnen") == 303


def sign_mandate(page: Page) -> None:
    """As in the scenario, but today."""
    deed = next(step for step in read_scenario(PETER).steps if step.subject == "sign_mandate")
    values = {name: value for name, value in deed.values["vollmacht"].items() if name not in ("datum", "gueltig_bis")}
    paper = town.open_task(page, "peter.m", "Vollmacht unterzeichnen")
    paper.fill({"vollmacht": values})
    assert paper.press("Absenden") == 303
    assert "Erledigt: Vollmacht unterzeichnen" in page.locator(".notice-success").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_file_is_chosen_kept_over_a_mistake_and_read_back(stage: Stage, chromium: Browser, script: bool) -> None:
    context = stage.visitor(chromium, java_script_enabled=script)
    page = context.new_page()
    open_case(page)
    paper = town.open_task(page, "peter.m", "Vollmacht unterzeichnen")
    paper.fill({"vollmacht": {"einwilligung": "ja", "ort": "Luzern"}})
    picker = page.locator("input[type=file]")
    picker.set_input_files(FilePayload(name="Vollmacht.png", mimeType="image/png", buffer=png()))
    if script:
        page.get_by_text("ausgewählt: Vollmacht.png").wait_for()
        assert page.locator(":focus").get_attribute("type") == "file"
    assert paper.press("Absenden") == 422
    assert "Vollmacht.png (1 kB)" in page.locator(".chosen-file").inner_text()
    assert page.locator(".chosen-file").count() == 1
    deed = next(step for step in read_scenario(PETER).steps if step.subject == "sign_mandate")
    values = {name: value for name, value in deed.values["vollmacht"].items() if name not in ("datum", "gueltig_bis")}
    paper.fill({"vollmacht": values})
    assert paper.press("Absenden") == 303
    page.get_by_role("link", name="Vollmacht unterzeichnet").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Vollmacht.png").click()
    assert saved.value.suggested_filename == "Vollmacht.png"
    assert saved.value.path().read_bytes() == png()
    context.close()


def test_the_first_tab_reaches_the_skip_link_and_it_leads_to_the_content(page: Page) -> None:
    enter_as(page, "rav.berater")
    page.goto("/faelle")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Zum Inhalt springen"
    assert link.evaluate("link => link.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "inhalt"


def test_a_case_is_opened_with_the_keyboard_alone(page: Page) -> None:
    enter_as(page, "rav.berater")
    page.goto("/faelle/neu/iiz_verfahren")
    page.locator("main").focus()
    entered = {"klient.vorname": "Anna", "klient.name": "Beispiel"}
    while entered:
        page.keyboard.press("Tab")
        if text := entered.pop(page.locator(":focus").get_attribute("name") or "", ""):
            page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.locator(".notice-success").wait_for()
    assert "ist eröffnet" in page.locator(".notice-success").inner_text()


def test_enter_in_a_text_field_hands_in_and_never_removes_a_row(page: Page) -> None:
    open_case(page)
    town.open_task(page, "peter.m", "Vollmacht unterzeichnen").fill({"vollmacht": {"einwilligung": "ja"}})
    rows = page.locator(".list-row").count()
    with page.expect_navigation() as navigation:
        page.locator('[name="vollmacht.ort"]').press("Enter")
    assert navigation.value.status == 422
    assert page.locator(":focus").get_attribute("class") == "error-summary"
    assert page.locator(".list-row").count() == rows > 1


def test_what_is_typed_while_the_form_refreshes_stays(page: Page) -> None:
    open_case(page)
    sign_mandate(page)
    town.open_task(page, "rav.berater", "Anmeldung ausfüllen").fill({"klient": {"telefon": "041"}})
    held: list[Route] = []  # the line is slow: answers come when the test lets them, the newest one only
    page.route("**/aufgaben/*", lambda route: held.append(route))
    page.locator('[name="anmeldung.bei"][value="rav"]').check()
    page.locator('[name="klient.telefon"]').press("End")
    page.keyboard.type(" 228 45 67")
    page.locator('[name="anmeldung.bedarf"]').fill("Es braucht einen Plan.")
    held[-1].continue_()
    page.locator('[name="anmeldung.rav_seit"]').wait_for()
    assert page.locator('[name="klient.telefon"]').input_value() == "041 228 45 67"
    assert page.locator('[name="anmeldung.bedarf"]').input_value() == "Es braucht einen Plan."


def test_input_survives_a_session_that_ends_in_mid_form(page: Page) -> None:
    open_case(page)
    paper = town.open_task(page, "peter.m", "Vollmacht unterzeichnen")
    paper.fill({"vollmacht": {"einwilligung": "ja", "ort": "Emmenbrücke"}})
    page.context.clear_cookies(name="session")
    assert paper.press("Absenden") == 401
    page.get_by_label("Benutzername oder E-Mail").fill("peter.m")
    page.get_by_label("Passwort").fill("nahtstelle")
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_text("Ihre Eingaben sind noch da").wait_for()
    assert page.locator('[name="vollmacht.ort"]').input_value() == "Emmenbrücke"


def test_a_mandate_is_signed_without_javascript(stage: Stage, chromium: Browser) -> None:
    context = stage.visitor(chromium, java_script_enabled=False)
    page = context.new_page()
    open_case(page)
    sign_mandate(page)
    context.close()
