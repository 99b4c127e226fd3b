"""A form that is left half filled in, in whatever way, is shown with every word of it again."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import axe, pictures
from tests.browser.clicker import enter_as
from tests.browser.stage import Stage, somebody_new
from tests.browser.test_hands import open_case, sign_mandate

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hands")]
FIELD = '[name="anmeldung.bedarf"]'


@pytest.fixture(scope="module")
def task(stage: Stage, chromium: Browser) -> str:
    """The path of a task with a long form, «Anmeldung ausfüllen»."""
    context = stage.visitor(chromium)
    page = context.new_page()
    open_case(page)
    sign_mandate(page)
    enter_as(page, "rav.berater")
    page.get_by_role("link", name="Anmeldung ausfüllen").first.click()
    path = page.evaluate("() => location.pathname")
    context.close()
    return str(path)


@pytest.fixture
def page(window: BrowserContext, task: str) -> Iterator[Page]:
    with somebody_new(window) as page:
        enter_as(page, "rav.berater")
        page.goto(task)
        yield page


def type_words(page: Page, words: str) -> None:
    """Types without waiting for anything to be saved."""
    page.locator(FIELD).fill(words)


def come_back(page: Page, task: str) -> None:
    page.goto(task)


def reload(page: Page, _task: str) -> None:
    page.reload()


def back_and_forth(page: Page, task: str) -> None:
    page.go_back()
    page.wait_for_url(lambda url: task not in url)
    page.go_forward()


def link(page: Page, task: str) -> None:
    page.get_by_role("link", name="Fälle", exact=True).click()
    page.get_by_role("heading", name="Fälle", level=1).wait_for()
    page.go_back()


def clock_bar(page: Page, task: str) -> None:
    page.get_by_role("button", name="+1 Tag").click()
    page.get_by_text("Es ist jetzt").wait_for()


def give_back_and_take_over(page: Page, task: str) -> None:
    page.get_by_role("button", name="An meine Stelle zurückgeben").click()
    page.get_by_text("Die Aufgabe liegt wieder bei Ihrer Stelle").wait_for()
    page.goto(task)
    page.get_by_role("button", name="Ich übernehme diese Aufgabe").click()
    page.get_by_text("Sie haben die Aufgabe übernommen").wait_for()


def sign_out_and_in(page: Page, task: str) -> None:
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("heading", name="Anmelden", level=1).wait_for()
    enter_as(page, "rav.berater")
    page.goto(task)


@pytest.mark.parametrize(
    "leave",
    [reload, back_and_forth, come_back, link, clock_bar, give_back_and_take_over, sign_out_and_in],
    ids=lambda way: way.__name__,
)
def test_whoever_leaves_in_the_middle_of_a_word_finds_it_again(
    page: Page, task: str, leave: Callable[[Page, str], None]
) -> None:
    words = f"Mitten im Satz: {leave.__name__}"
    type_words(page, words)
    leave(page, task)
    page.wait_for_function("([field, words]) => document.querySelector(field)?.value === words", arg=[FIELD, words])


def test_what_is_typed_is_saved_after_two_seconds_and_says_so(page: Page, task: str) -> None:
    type_words(page, "Nach zwei Sekunden")
    page.locator("[data-saved]", has_text=re.compile("^Gespeichert")).wait_for()
    pictures.take(page, "unsent-saved")
    other = page.context.new_page()
    other.goto(task)
    assert other.locator(FIELD).input_value() == "Nach zwei Sekunden"
    other.locator(FIELD).fill("Im zweiten Fenster")
    other.close(run_before_unload=True)
    type_words(page, "Im ersten Fenster")
    page.locator("[data-saved]", has_text=re.compile("^Gespeichert")).wait_for()
    page.reload()
    assert page.locator(FIELD).input_value() in ("Im ersten Fenster", "Im zweiten Fenster")
    assert {"Im ersten Fenster", "Im zweiten Fenster"} <= {
        page.locator(FIELD).input_value(), *page.locator(".elsewhere dd").all_inner_texts()
    }  # fmt: skip
    pictures.take(page, "unsent-elsewhere")
    assert axe.violations(page) == []
    page.get_by_role("button", name="Diesen Text verwerfen").first.click()
    page.locator(".elsewhere").wait_for(state="detached")


def test_words_typed_while_the_server_is_down_arrive_as_soon_as_it_is_back(stage: Stage, page: Page, task: str) -> None:
    stage.stop_web()
    try:
        type_words(page, "Ohne Verbindung geschrieben")
        page.get_by_text("Noch nicht gespeichert").wait_for()
    finally:
        stage.start_web()
    page.locator("[data-saved]", has_text=re.compile("^Gespeichert")).wait_for()
    page.reload()
    assert page.locator(FIELD).input_value() == "Ohne Verbindung geschrieben"


def test_a_task_that_a_withdrawal_or_a_colleague_has_ended_gives_the_text_back(
    stage: Stage, chromium: Browser, page: Page, task: str
) -> None:
    type_words(page, "Zu spät geschrieben")
    page.locator("[data-saved]", has_text=re.compile("^Gespeichert")).wait_for()
    other = stage.visitor(chromium)
    client = other.new_page()
    enter_as(client, "peter.m")
    client.goto("/faelle")
    client.locator("tbody a").first.click()
    client.get_by_text("Etwas melden").click()
    client.get_by_role("link", name="Vollmacht widerrufen").first.click()
    client.locator("form.task-form input[type=checkbox], form.task-form input[type=radio]").first.check()
    client.get_by_role("button", name="Melden", exact=True).click()
    client.get_by_role("button", name="Ja, das soll geschehen").click()
    client.locator(".notice-success").wait_for()
    other.close()
    type_words(page, "Zu spät geschrieben, und noch etwas")
    page.get_by_text("nicht mehr offen").wait_for()
    page.get_by_role("button", name="Absenden").click()
    page.get_by_text("Zu spät geschrieben, und noch etwas").wait_for()
    pictures.take(page, "unsent-too-late")
    assert axe.violations(page) == []
    page.goto(task)
    assert "Zu spät geschrieben" in page.locator(".copied").inner_text()
