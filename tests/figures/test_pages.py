"""«Kennzahlen»: who reads which figures, and what of them is hidden from whom."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.bootstrap import House
from app.cases.models import Statistic
from app.flow.errors import FlowError
from app.flow.figure_words import rates_in
from tests.browser_posts import Browser
from tests.conftest import START
from tests.web.test_budgets import counted as statements

YEAR = START.year


def counted(house: House, name: str, office: str | None, days: Sequence[date], waited: int = 10) -> None:
    with house.database.transaction() as session:
        session.add_all(
            Statistic(day=day, process="arbeitstraining", name=name, institution=office, days=waited + number)
            for number, day in enumerate(days)
        )


def row(browser: Browser, label: str) -> list[str]:
    """The cells of the line with this label: four quarters, this year, the year before, days."""
    (line,) = [line for line in browser.page.iter("tr") if label in (line.xpath("string(th)") or "")]
    return [" ".join(cell.text_content().split()) for cell in line.iter("td")]


@pytest.fixture
def started(house: House) -> House:
    """Twelve trainings of the RAV in the first quarter and three of the social services; eight in the year before."""
    counted(house, "at_beginn", "rav_luzern", [date(YEAR, 1, 2)] * 12)
    counted(house, "at_beginn", "sd_luzern", [date(YEAR, 2, 1)] * 3)
    counted(house, "at_uebertritt_3_monate", "rav_luzern", [date(YEAR, 1, 5)] * 6)
    counted(house, "at_beginn", "rav_luzern", [date(YEAR - 1, 12, 31)] * 8)
    return house


@pytest.mark.house_procedures
def test_the_coordination_office_reads_every_figure_beside_the_year_before(
    started: House, browse: type[Browser]
) -> None:
    page = browse("ks.koordination").get("/kennzahlen")
    assert row(page, "Arbeitstraining begonnen") == ["15", "0", "0", "0", "15", "8", "14 (20)"]
    assert row(page, "Übertritt innert 3 Monaten") == ["6", "0", "0", "0", "6", "0", "12 (15)"]
    assert "Übertritt innert 3 Monaten 40 %" in page.text, "6 of 15"
    page = page.get("/kennzahlen?jahr=2027&stelle=sd_luzern")
    assert row(page, "Arbeitstraining begonnen")[:6] == ["3", "0", "0", "0", "3", "0"]
    page = page.get("/kennzahlen/arbeitstraining/at_beginn")
    assert "gezählt bei: Beginn des Arbeitstrainings" in page.text
    assert row(page, "Alle zusammen") == ["15", "0", "0", "0", "15", "8"]


@pytest.mark.house_procedures
def test_who_leads_reads_no_small_number_nor_what_gives_it_away(started: House, browse: type[Browser]) -> None:
    page = browse("fg.wira").get("/kennzahlen/arbeitstraining/at_beginn")
    hidden = "·nicht gezeigt"
    assert row(page, "Alle zusammen") == ["15", "0", "0", "0", "15", "8"]
    assert row(page, "Sozial")[0] == hidden
    assert row(page, "RAV")[0] == hidden, "15 - 12 would be 3"
    page = page.get("/kennzahlen?stelle=sd_luzern")
    assert row(page, "Arbeitstraining begonnen")[0] == hidden
    sheet = page.client.get("/kennzahlen/tabelle.csv?stelle=sd_luzern").get_data(as_text=True)
    assert '"verdeckt"' in sheet and '"3"' not in sheet.splitlines()[1]


@pytest.mark.parametrize("person", ["rav.berater", "peter.m", "ks.verwaltung"])
def test_nobody_else_reads_figures(house: House, browse: type[Browser], person: str) -> None:
    assert browse(person).get("/kennzahlen").status == 403


@pytest.mark.parametrize("asked", ["jahr=abc", "jahr=1", "jahr=99999999999999999999", "stelle=%00", "stelle='--"])
def test_an_odd_question_shows_this_year(house: House, browse: type[Browser], asked: str) -> None:
    page = browse("ks.koordination").get(f"/kennzahlen?{asked}")
    assert page.status == 200 and f"Kennzahlen {YEAR}" in page.text
    assert "In diesem Jahr und im Jahr davor wurde nichts gezählt." in page.text


def test_an_unknown_figure_is_not_found(house: House, browse: type[Browser]) -> None:
    assert browse("ks.koordination").get("/kennzahlen/gibtesnicht/x").status == 404


@pytest.mark.house_procedures
def test_figures_take_no_more_statements_the_more_there_are(started: House, browse: type[Browser]) -> None:
    browser = browse("ks.koordination").get("/kennzahlen")
    with statements(started) as few:
        browser.get("/kennzahlen")
    for number in range(30):
        counted(started, f"at_uebertritt:x{number}", "iv_luzern", [date(YEAR, 1, 3)] * 5)
    with statements(started) as many_more:
        browser.get("/kennzahlen")
    assert len(many_more) == len(few) <= 11


@pytest.mark.parametrize("rule", ["= 1", "= [{}]", '= [{name: "x", part: "", whole: "a"}]', "= null", '= "x"', "= ["])
def test_rates_that_cannot_be_read_say_how_they_are_written(rule: str) -> None:
    with pytest.raises(FlowError):
        rates_in(rule)
