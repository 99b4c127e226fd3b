"""A scenario can expect invoices: how many a case has, and what they come to."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.conftest import PROCEDURES

INVOICE = """
            <camunda:inputParameter name="from">iv_luzern</camunda:inputParameter>
            <camunda:inputParameter name="to">rav_luzern</camunda:inputParameter>
            <camunda:inputParameter name="amount">= 300.5</camunda:inputParameter>
            <camunda:inputParameter name="period">Januar 2027</camunda:inputParameter>
            <camunda:inputParameter name="text">Job-Coaching</camunda:inputParameter>
"""
STORY = """
szenario: Eine Rechnung statt einer Erinnerung
verfahren: antrag
beginn: 2027-01-11 08:00
schritte:
  - {am: 2027-01-11 09:00, eroeffnet: rav.berater, mit: {klient: {vorname: Ada, name: Muster}}}
  - am: 2027-01-11 09:10
    erledigt: apply
    als: rav.berater
    mit: {antrag: {betrag: 1, art: kurs, belege: [{titel: Offerte}]}}
  - {am: 2027-01-11 09:15, erwartet: {rechnungen: {anzahl: 0, summe: 0}}}
  - {am: 2027-01-18 06:00, erwartet: {rechnungen: EXPECTED}}
"""


@pytest.mark.parametrize(("expected", "told"), [
    ("{anzahl: 1, summe: 300.50}", None),
    ("{summe: 300.5}", None),
    ("{anzahl: 2}", "erwartet: Rechnungen anzahl 2; tatsächlich: anzahl 1, summe 300.5"),
    ("{summe: 300}", "erwartet: Rechnungen summe 300; tatsächlich: anzahl 1, summe 300.5"),
])  # fmt: skip
def test_a_scenario_compares_number_and_sum_of_the_invoices(tmp_path: Path, expected: str, told: str | None) -> None:
    shutil.copytree(PROCEDURES, tmp_path, dirs_exist_ok=True)
    diagram = tmp_path / "workflows/antrag/diagram.bpmn"
    before, _, rest = diagram.read_text().partition('camunda:topic="remind"')
    head, opening, more = rest.partition("<camunda:inputOutput>")
    _, closing, after = more.partition("</camunda:inputOutput>")
    diagram.write_text(f'{before}camunda:topic="invoice"{head}{opening}{INVOICE}{closing}{after}')
    story = tmp_path / "workflows/antrag/scenarios/rechnung.yaml"
    story.write_text(STORY.replace("EXPECTED", expected))
    result = CliRunner().invoke(main, ("simulate", str(story), "--quiet"), catch_exceptions=False)
    assert result.exit_code == (1 if told else 0), result.output
    assert told is None or told in result.stderr
