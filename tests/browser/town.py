"""A stage with four cases on it, and the way to every kind of page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from types import MappingProxyType

from playwright.sync_api import FilePayload, Page

from app.bootstrap import build as wired
from app.clock import ManualClock, SystemClock
from app.config import ROOT
from app.demo.clock import move_to
from app.main import create_app
from app.scenarios.script import Scenario, read_scenario
from tests.browser import desk
from tests.browser.clicker import enter_as
from tests.browser.paper import Paper
from tests.browser.stage import Stage
from tests.browser_posts import Browser as Visitor
from tests.conftest import settings_for
from tests.documents.samples import png
from tests.workflows.halfway import play

_SCENARIOS = ROOT / "workflows/iiz_verfahren/scenarios"
_FORM = "form.task-form"


@dataclass(frozen=True)
class Town:
    """A stage on which `build` has played, with the numbers of three cases; the fourth one waits for its referral."""

    stage: Stage
    at_work: str = "IIZ-2027-0001"
    withdrawn: str = "IIZ-2027-0003"
    closed: str = "IIZ-2027-0004"


def build(url: str) -> None:
    """Plays the beginnings of four cases in a prepared demonstration. Clicking them is for `test_peter_m`."""
    peter = deeds(read_scenario(_SCENARIOS / "peter_m.yaml"))
    refused = deeds(read_scenario(_SCENARIOS / "vollmacht_verweigert.yaml"))
    clock = ManualClock(max(peter.start, SystemClock().now()))
    house = wired(settings_for(url, ROOT), clock)
    visitor: type[Visitor] = type("Here", (Visitor,), {"application": create_app(house)})
    for scenario in (until(peter, "invite"), until(peter, "refer"), until(peter, "refer"), refused):
        assert play(house, scenario) == []
    referrer, client = visitor("rav.berater"), visitor("peter.m")
    referrer.get(f"/faelle/{Town.withdrawn}")  # what somebody has seen is called back
    client.get(f"/faelle/{Town.withdrawn}").follow("Vollmacht widerrufen")
    assert client.submit({"widerruf.umfang": "alles"}).agree().status == 200
    with house.database.transaction() as session:
        move_to(session, clock.now())
    house.database.dispose()


def deeds(scenario: Scenario) -> Scenario:
    """Only what people do: in the second case it is already later than its scenario expects."""
    return replace(scenario, steps=tuple(step for step in scenario.steps if step.action != "erwartet"))


def until(scenario: Scenario, task: str) -> Scenario:
    """What is told before the first deed at `task`."""
    return replace(scenario, steps=tuple(takewhile(lambda step: step.subject != task, scenario.steps)))


def open_task(page: Page, username: str, title: str) -> Paper:
    """Signs in and opens the first task with this title."""
    enter_as(page, username)
    page.get_by_role("link", name=title).first.click()
    page.locator(_FORM).wait_for()
    return Paper(page)


def _at(path: str, username: str = "") -> Callable[[Page, Town], None]:
    def go(page: Page, town: Town) -> None:
        if username:
            enter_as(page, username)
        page.goto(path.format(at_work=town.at_work, closed=town.closed, withdrawn=town.withdrawn))

    return go


def _officer(path: str) -> Callable[[Page, Town], None]:
    """Data protection begins on the log, not on tasks."""

    def go(page: Page, town: Town) -> None:
        page.goto("/demo/rollen")
        page.get_by_role("button", name="Dora Zemp").click()
        page.get_by_role("heading", name="Protokoll", level=1).wait_for()
        _at(path)(page, town)

    return go


def _wrong_password(page: Page, town: Town) -> None:
    page.goto("/anmelden")
    page.get_by_label("Benutzername oder E-Mail").fill("rav.berater")
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    page.locator(".error-summary").wait_for()


def _refused_case(page: Page, town: Town) -> None:
    _at("/faelle/neu/iiz_verfahren", "rav.berater")(page, town)
    assert Paper(page).press("Fall eröffnen") == 422


def _empty_referral(page: Page, town: Town) -> None:
    assert open_task(page, "rav.berater", "Anmeldung ausfüllen").press("Absenden") == 422


def _odd_referral(page: Page, town: Town) -> None:
    paper = open_task(page, "rav.berater", "Anmeldung ausfüllen")
    paper.fill({"klient": {"geburtsdatum": "1930-01-01", "sprache": "italienisch"}, "anmeldung": {"bei": ["rav"]}})
    assert paper.press("Absenden") == 422
    page.locator(".notice-warning").wait_for()


def _long_form(page: Page, town: Town) -> None:
    enter_as(page, "rav.berater")
    page.goto("/faelle/neu/iiz_verfahren")
    paper = Paper(page)
    paper.fill({"klient": {"vorname": "Peter", "name": "M.", "email": "peter.m@example.org"}})
    assert paper.press("Fall eröffnen") == 303
    open_task(page, "peter.m", "Vollmacht unterzeichnen").fill({"vollmacht": {"einwilligung": "ja"}})
    page.get_by_role("button", name="Weiterer Eintrag").click()


def _chosen_files(page: Page, town: Town) -> None:
    """One that is taken, with a long name, and one that is not."""
    open_task(page, "iv.beratung", "Kurzdossier schreiben")
    files = (("Zeugnis der kaufmännischen Lehre, zweite Seite, gescannt am 11. Januar.png", png()), ("x.docx", b"PK"))
    chosen = [FilePayload(name=name, mimeType="image/png", buffer=content) for name, content in files]
    page.locator("input[type=file]").set_input_files(chosen)
    page.locator(".chosen-file").wait_for()


def _explained_task(page: Page, town: Town) -> None:
    open_task(page, "ks.koordination", "Zum Standortgespräch einladen")
    page.get_by_text("Warum dieser Termin?").click()


def _expired_session(page: Page, town: Town) -> None:
    paper = open_task(page, "iv.beratung", "Kurzdossier schreiben")
    page.wait_for_load_state()  # the answer to a late request would bring the cookie back
    page.context.clear_cookies()
    status = paper.press("Absenden")
    assert status == 401, status


def _others_task(page: Page, town: Town) -> None:
    open_task(page, "ks.koordination", "Zum Standortgespräch einladen")
    address = page.url
    enter_as(page, "rav.berater")
    page.goto(address)


def _task_that_is_gone(page: Page, town: Town) -> None:
    _long_form(page, town)
    address = page.url
    other = page.context.new_page()
    other.goto(address)
    paper = Paper(other)
    paper.fill({"vollmacht": {"einwilligung": "nein"}})
    assert paper.press("Absenden") == 200
    other.get_by_role("button", name="Ja, das soll geschehen").click()
    other.locator(".notice-success").wait_for()
    other.close()
    Paper(page).fill({"vollmacht": {"einwilligung": "nein"}})
    assert Paper(page).press("Absenden") == 409


def _asked_before(page: Page, town: Town) -> None:
    """Somebody is about to withdraw everything, and reads first what happens."""
    enter_as(page, "peter.m")
    page.goto(f"/faelle/{town.at_work}")
    page.get_by_text("Etwas melden").click()
    page.get_by_role("link", name="Vollmacht widerrufen").click()
    page.get_by_label("Die ganze Vollmacht: Das Verfahren endet").check()
    Paper(page).settle()
    assert Paper(page).press("Melden") == 200
    page.get_by_role("heading", name="Das geschieht jetzt").wait_for()


def _office(path: str, username: str = "ks.verwaltung") -> Callable[[Page, Town], None]:
    """For those who do no casework and start on a page of their own."""

    def go(page: Page, town: Town) -> None:
        page.goto("/demo/rollen")
        page.locator(f"button[name=username][value='{username}']").click()
        page.locator(".site-nav").wait_for()
        page.goto(path)

    return go


def _person(page: Page, town: Town) -> None:
    _office("/personen")(page, town)
    page.get_by_role("link", name="Reto Amrein").click()
    for fold in page.locator("summary").all():
        fold.click()


def _emergency(page: Page, town: Town) -> None:
    """A second administrator is added to release what the first one asks for."""
    _office("/personen/neu")(page, town)
    page.get_by_label("Vorname und Name").fill("Vreni Zweit")
    page.get_by_label("E-Mail").fill("vreni.zweit@example.org")
    page.get_by_label("Stelle", exact=True).select_option("rav_luzern")
    page.get_by_label("Verwaltung").check()
    page.get_by_role("button", name="Person erfassen").click()
    page.locator("code").wait_for()
    page.goto("/notzugriff")
    page.get_by_label("Fallnummer").fill(town.at_work)
    page.get_by_label("Warum brauchen Sie Einblick?").fill("Der Klient ist in Gefahr, und niemand ist erreichbar.")
    page.get_by_role("button", name="Notzugriff verlangen").click()
    page.get_by_text("wartet auf Freigabe").wait_for()
    address = page.url
    _office(address, "vreni.zweit")(page, town)
    page.get_by_role("button", name="Notzugriff freigeben").click()
    page.get_by_text("ist freigegeben").wait_for()
    _office(f"{address}/fall")(page, town)


def _opened_letter(page: Page, town: Town) -> None:
    _at("/demo/nachrichten", "rav.berater")(page, town)
    page.get_by_text("Text lesen").first.click()


def _recall_letter(page: Page, town: Town) -> None:
    _at("/faelle/{withdrawn}", "ks.koordination")(page, town)
    page.get_by_role("link", name="Rückrufliste öffnen").click()
    page.get_by_role("link", name="Brief zum Ausdrucken").first.click()
    page.get_by_text("Rückruf von Angaben").wait_for()


def _hold_without_reason(page: Page, town: Town) -> None:
    _officer("/aufbewahrung/{at_work}")(page, town)
    page.get_by_label("Grund").fill(" ")
    page.get_by_role("button", name="Sperre setzen").click()
    page.locator(".error-summary").wait_for()


PAGES: Mapping[str, Callable[[Page, Town], None]] = MappingProxyType(
    {
        "inbox-filters": _at("/?filtern=ja", "rav.berater"),
        "note-refused": desk.note_refused,
        "notes": desk.noted,
        "search": desk.found,
        "inbox-chosen": desk.chosen,
        "inbox-done": _at("/liste/erledigt", "rav.berater"),
        "task-asked-before": _asked_before,
        "help": _at("/hilfe"),
        "login": _at("/anmelden"),
        "login-refused": _wrong_password,
        "roles": _at("/demo/rollen"),
        "roles-signed-in": _at("/demo/rollen", "peter.m"),
        "inbox-empty": _at("/", "provider.coach"),
        "inbox-full": _at("/", "rav.berater"),
        "inbox-of-an-office": _at("/", "ks.koordination"),
        "case-new": _at("/faelle/neu", "rav.berater"),
        "case-new-refused": _refused_case,
        "task": _explained_task,
        "task-long": _long_form,
        "task-files": _chosen_files,
        "task-refused": _empty_referral,
        "task-warned": _odd_referral,
        "session-expired": _expired_session,
        "case-open": _at("/faelle/{at_work}", "rav.berater"),
        "case-closed": _at("/faelle/{closed}", "rav.berater"),
        "cases": _at("/faelle", "rav.berater"),
        "cases-empty": _at("/faelle", "provider.coach"),
        "recalls": _at("/faelle/{withdrawn}/rueckruf", "ks.koordination"),
        "recalls-of-the-client": _at("/faelle/{withdrawn}/rueckruf", "peter.m"),
        "recall-letter": _recall_letter,
        "personal-data": _at("/faelle/{at_work}/datenauskunft", "ks.koordination"),
        "retention": _officer("/aufbewahrung?monate=12"),
        "retention-of-a-case": _at("/aufbewahrung/{closed}", "ks.koordination"),
        "retention-refused": _hold_without_reason,
        "messages": _opened_letter,
        "people": _office("/personen"),
        "people-new": _office("/personen/neu"),
        "person": _person,
        "holidays": _office("/feiertage"),
        "emergency-asking": _office("/notzugriff"),
        "emergency-case": _emergency,
        "emergency-watched": _office("/notzugriff", "ks.datenschutz"),
        "overview": _at("/uebersicht", "ks.koordination"),
        "figures": _at("/kennzahlen", "fg.wira"),
        "figure": _at("/kennzahlen/iiz_verfahren/anmeldung", "fg.wira"),
        "cockpit": _office("/betrieb"),
        "my-messages": _at("/mitteilungen", "rav.berater"),
        "error-403": _others_task,
        "error-404": _at("/gibt-es-nicht", "rav.berater"),
        "error-404-stranger": _at("/gibt-es-nicht"),
        "error-409": _task_that_is_gone,
    }
)
"""Every kind of page, and how a visitor gets there."""
