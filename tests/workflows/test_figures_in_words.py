"""Figures and institutions are shown by what people call them, never by the words the house keeps them under."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.cases.models import Statistic
from app.cases.statistics import Figure, figures
from app.db import Database
from app.flow.errors import FlowError
from app.flow.figure_words import named, words_in
from app.forms.display import display_in
from app.forms.view_records import FieldView
from tests.workflows.test_forms import CASE, OFFICES, at, form

WORDS = {"at_monat": "Monate", "592": "Code 592", "abschluss": "Abgeschlossen", "abschluss:rente": "Mit Rente"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("at_monat", "Monate"),
        ("at_monat:906.042.2:592", "Monate: 906.042.2, Code 592"),
        ("abschluss:rente", "Mit Rente"),
        ("abschluss:noch_nie_gesehen", "Abgeschlossen: Noch nie gesehen"),
        ("neu_gezaehlt", "Neu gezaehlt"),
        ("", ""),
    ],
)
def test_a_figure_is_called_by_its_name_or_part_by_part(name: str, label: str) -> None:
    assert named(name, WORDS) == label


@pytest.mark.parametrize("rule", ['= "Anmeldungen"', "= {a: 1}", '= {a: ""}', "= {a: [", "= 5"])
def test_what_is_no_group_of_texts_is_refused(rule: str) -> None:
    with pytest.raises(FlowError):
        words_in(rule)


def test_figures_name_the_procedure_and_what_a_called_procedure_counted(sqlite_house: Path, tmp_path: Path) -> None:
    names = ["at_monat:906.042.2:592", "abschluss:unbefristete anstellung", "frei_erfunden"]
    database = Database(f"sqlite:///{shutil.copy(sqlite_house, tmp_path / 'house.db')}")
    with database.transaction() as session:
        for name in names:
            session.add(Statistic(day=at("2027-03-01").date(), process="iiz_verfahren", name=name, days=1))
        session.flush()
        found = {figure.name: (figure.procedure, figure.label) for figure in figures(session, 2027)}
    database.dispose()
    assert found == {
        names[0]: ("IIZ-Verfahren", "Monate im Arbeitstraining nach Tarifziffer und Leistungscode: 906.042.2, 592"),
        names[1]: ("IIZ-Verfahren", "Abgeschlossen: unbefristete Anstellung"),
        names[2]: ("IIZ-Verfahren", "Frei erfunden"),
    }


@pytest.mark.parametrize(("key", "number"), [("jahresbericht_entwurf", "3"), ("jahresbericht_stimme", "unter 5")])
def test_small_numbers_are_for_those_who_take_part_in_the_cases(key: str, number: str) -> None:
    row = asdict(Figure("iiz_verfahren", "IIZ-Verfahren", "widerruf", 3, "Vollmacht widerrufen"))
    known = {**CASE, "statistik": {"figures": [row]}, "stimmen": [], "jahresbericht": {"jahr": 2026}}
    assert ["IIZ-Verfahren", "Vollmacht widerrufen", number] in [
        row for view in _views(key, known) for row in view.cells
    ]


@pytest.mark.parametrize("partners", [["iv_luzern"], ["iv_luzern", "ks_iiz"]])
def test_the_proposal_of_a_roundtable_names_offices(partners: list[str]) -> None:
    known = {**CASE, "roundtable": {"partner": partners}}
    proposal = next(view for view in _views("roundtable_einberufen", known) if view.label.startswith("Vorschlag"))
    assert proposal.text == "RAV Luzern, IV"


def test_a_text_that_merely_contains_a_key_stays_as_it_is() -> None:
    known = {"stellen": OFFICES}
    assert display_in(known, "bei iv_luzern gemeldet") == "bei iv_luzern gemeldet"
    assert display_in(known, ["iv_luzern", "2027-03-01", 4]) == "IV, 01.03.2027, 4"
    assert display_in({}, "iv_luzern") == "iv_luzern"


def _views(key: str, known: dict[str, Any]) -> list[FieldView]:
    return list(form(key).view(known, now=at("2027-01-11")).items)
