"""Two people without an account do their task from the mail: the client signs on a phone, a provider reports."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import update

from app.bootstrap import build
from app.clock import ManualClock, SystemClock
from app.config import ROOT, read_settings
from app.demo.clock import move_to
from app.demo.town import Story, scenario_of
from app.jobs import timetable
from app.people.models import User
from app.people.queries import institution_by_key
from app.scenarios.player import Player
from app.scenarios.script import Scenario
from tests.browser import axe, pictures
from tests.browser.clicker import enter_as
from tests.browser.stage import Stage, somebody_new
from tests.conftest import settings_for
from tests.databases import sqlite_file

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hands")]
TOLD, WEEKS = "arbeitstraining/scenarios/verlaengerung_und_stelle.yaml", 12
REPORTED, SIGNED = "IIZ-2026-0001", "IIZ-2026-0002"
CLIENT, PROVIDER = "nora.frei@example.org", "provider_brueckenwerk@example.org"
NAMES = {CLIENT: "Nora Frei", PROVIDER: "Brückenwerk"}
LINK, CODE = re.compile(r"/ohne-konto/\w{64}"), re.compile(r"Ihr Code: (\d{6})")


def two_cases(url: str) -> None:
    """One case at work, for whose provider nobody can sign in, and one whose plan waits for signatures."""
    reported = scenario_of(ROOT / "workflows", Story(TOLD, ("Lea", "Muster"), WEEKS, "progress_report"), 1)
    signed = scenario_of(ROOT / "workflows", Story(TOLD, ("Nora", "Frei"), WEEKS, "sign_plan"), 2)
    clock = ManualClock(max(reported.start, SystemClock().now()))
    settings = replace(settings_for(url, ROOT), secret_key=read_settings({"NAHTSTELLE_DEMO": "1"}).secret_key)
    house = build(settings, clock)
    with house.database.transaction() as session:
        office = institution_by_key(session, "provider_brueckenwerk")
        session.execute(update(User).where(User.institution == office).values(active=False))
    at_work = (house.database, clock, house.tasks, house.act, timetable(house), None)
    players = [Player(told, *at_work) for told in (reported, with_address(signed))]
    steps = [(step.at, number, step) for number, player in enumerate(players) for step in player.scenario.steps]
    for _at, number, step in sorted(steps, key=lambda one: one[:2]):
        players[number].take(step)
    with house.database.transaction() as session:
        move_to(session, clock.now())
    house.database.dispose()


def with_address(told: Scenario) -> Scenario:
    """The same for a client who has an address, and no account."""
    first, *rest = told.steps
    client = {**first.values["klient"], "email": CLIENT}
    return replace(told, steps=(replace(first, values={**first.values, "klient": client}), *rest))


@pytest.fixture(scope="module")
def prepared(demonstration: Path, common: Path) -> Path:
    def filled(url: str) -> None:
        Path(url.removeprefix("sqlite:///")).write_bytes(demonstration.read_bytes())
        two_cases(url)

    return sqlite_file(common, "without-account", filled)


def mail_to(page: Page, name: str, title: str) -> str:
    """The newest message to somebody with this title, as the demonstration shows it."""
    page.goto("/demo/nachrichten")
    cards = page.locator("article").filter(has_text=name).filter(has_text=title)
    return str(cards.first.text_content())


def open_link(page: Page, address: str, title: str) -> None:
    """What somebody does with a mail: opens its link, asks for a code, types it."""
    found = LINK.search(mail_to(page, NAMES[address], title))
    assert found is not None
    page.goto(found.group())
    page.get_by_role("button", name="Code schicken").click()
    page.get_by_text("Der Code ist unterwegs").wait_for()
    assert axe.violations(page) == []
    door = page.url
    code = CODE.search(mail_to(page, address, "Ihr Code für Nahtstelle"))
    assert code is not None
    page.goto(door)
    page.get_by_label("Code", exact=True).fill(code.group(1))
    page.get_by_role("button", name="Aufgabe öffnen").click()
    page.get_by_role("button", name="Absenden").last.wait_for()
    assert axe.violations(page) == []


def test_the_client_signs_the_plan_on_a_phone(window: BrowserContext) -> None:
    with somebody_new(window) as page:
        enter_as(page, "ks.koordination")  # by now the plan has waited so long that the link has run out
        page.goto(f"/faelle/{SIGNED}/links")
        page.get_by_role("button", name="Neu schicken").click()
        page.get_by_text("Der Link ist wieder offen").wait_for()
        page.get_by_role("button", name="Abmelden").click()
        page.set_viewport_size({"width": 360, "height": 780})
        open_link(page, CLIENT, "Handlungsplan unterzeichnen")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        pictures.take(page, "by-link-sign", (360,))
        page.get_by_label("Ich unterzeichne den Handlungsplan").check()
        page.locator("[data-saved]", has_text=re.compile("^Gespeichert")).wait_for()
        page.reload()
        assert page.get_by_label("Ich unterzeichne den Handlungsplan").is_checked()
        page.get_by_role("button", name="Absenden").last.click()
        page.get_by_text("Sie müssen nichts mehr tun").wait_for()
        pictures.take(page, "by-link-done", (360,))
        enter_as(page, "ks.koordination")
        page.goto(f"/faelle/{SIGNED}")
        assert "Handlungsplan unterzeichnen" in page.locator("main").inner_text()
        page.goto(f"/faelle/{SIGNED}/links")
        assert page.get_by_role("row").filter(has_text="Handlungsplan").filter(has_text="erledigt").count() == 1
        assert axe.violations(page) == []
        pictures.take(page, "by-link-list")


def test_a_provider_files_its_report(stage: Stage, window: BrowserContext) -> None:
    stage.move_clock(stage.now() + timedelta(weeks=9))
    stage.wait_for_the_worker()
    with somebody_new(window) as page:
        open_link(page, PROVIDER, "Verlaufsinformation schreiben")
        pictures.take(page, "by-link-report")
        for label, text in (
            ("Vereinbarte Präsenz", "72"), ("Tatsächliche Präsenz", "70"), ("Leistung während der Präsenz", "60"),
            ("Stand der Ziele", "Auf Kurs"), ("Einsatz im ersten Arbeitsmarkt", "Lager"), ("Empfehlung", "Weiter"),
        ):  # fmt: skip
            page.get_by_label(label).fill(text)
        page.get_by_role("button", name="Absenden").last.click()
        page.get_by_text("Sie müssen nichts mehr tun").wait_for()
        with page.expect_download() as download:
            page.get_by_role("link", name="Quittung als PDF").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        enter_as(page, "iv.beratung")
        page.goto(f"/faelle/{REPORTED}")
        assert "Verlaufsinformation" in page.locator("main").inner_text()


def test_nothing_of_the_links_stands_in_a_log(stage: Stage, chromium: Browser) -> None:
    logs = [file.read_text() for file in stage.folder.glob("*.log")]
    assert not any(LINK.search(log) for log in logs)
