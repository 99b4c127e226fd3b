"""A slip in a scenario is named by the check, without playing it: people, tasks, fields, expectations."""

import shutil
from pathlib import Path

import pytest

from app.config import ROOT
from app.designer.check import check_these
from tests.conftest import PROCEDURES

TOLD = PROCEDURES / "workflows/antrag/scenarios/bewilligt.yaml"
STORY = """szenario: Klein
verfahren: antrag
beginn: 2027-01-04
personen: {reto: rav.berater}
schritte:
  - am: 2027-01-04 09:00
    eroeffnet: reto
    mit: {klient: {vorname: A, name: B}}
  - am: 2027-01-04 10:00
    erwartet:
      nur_offen: [{aufgabe: apply, bei: reto}]
      nachricht: [{an: rav.berater}]
      fall: {status: open}
  - am: 2027-01-05
    versucht: decide
    als: ks.koordination
    mit: {entscheid: {bewilligt: vielleicht}, fremd: 1}
    abgelehnt: entscheid.bewilligt
  - am: 2027-01-06
    erledigt: decide
    als: ks.koordination
    mit: {entscheid: {bewilligt: ja}}
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A place for a scenario among copied procedures."""
    shutil.copytree(PROCEDURES, tmp_path / "house")
    return tmp_path / "house/workflows/antrag/scenarios/klein.yaml"


def found(file: Path, text: str) -> list[str]:
    file.write_text(text)
    return [str(one).removeprefix(f"{file}:") for one in check_these([file])]


def test_a_scenario_that_fits_passes_and_those_of_the_house_do(told: Path) -> None:
    assert found(told, STORY) == []
    assert [str(one) for one in check_these([told.parents[2], ROOT / "workflows"])] == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("verfahren: antrag", "verfahren: antarg",
         "1: Das Verfahren «antarg» gibt es hier nicht. Meinten Sie «antrag»?"),
        ("eroeffnet: reto", "eroeffnet: rteo",
         "6: Die Person «rteo» spielt in keiner Vorführung mit. Meinten Sie «reto»?"),
        ("erledigt: decide\n    als: ks.koordination", "erledigt: decide\n    als: ks.kordination",
         "19: Die Person «ks.kordination» spielt"),
        ("bei: reto", "bei: rav.beraterr", "9: Die Person «rav.beraterr» spielt"),
        ("{an: rav.berater}", "{an: rav.brater}", "9: Die Person «rav.brater» spielt"),
        ("status: open", "status: opne", "9: Den Zustand «opne» gibt es nicht. Meinten Sie «open»?"),
        ("aufgabe: apply", "aufgabe: aply",
         "9: Die Aufgabe «aply» gibt es in diesem Verfahren nicht. Meinten Sie «apply»?"),
        ("erledigt: decide", "erledigt: deicde", "19: Die Aufgabe «deicde» gibt es"),
        ("versucht: decide", "versucht: deicde", "14: Die Aufgabe «deicde» gibt es"),
        ("klient: {vorname: A", "klient: {vornmae: A",
         "6: Die Antwort «klient.vornmae» gehört zu keinem Feld des Formulars. Meinten Sie «vorname»?"),
        ("klient: {vorname", "klinet: {vorname", "6: Die Antwort «klinet» gehört zu keinem Feld"),
        ("{bewilligt: ja}", "{bewiligt: ja}", "19: decide: Die Antwort «entscheid.bewiligt» gehört zu keinem Feld"),
        ("abgelehnt: entscheid.bewilligt", "abgelehnt: entscheid.bewiligt",
         "14: decide: «abgelehnt» nennt «entscheid.bewiligt»; dieses Feld hat das Formular nicht. Meinten Sie"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line_and_what_was_meant(told: Path, right: str, wrong: str, said: str) -> None:
    assert right in STORY
    (finding,) = found(told, STORY.replace(right, wrong, 1))
    assert finding.startswith(said)


def test_a_scenario_that_lies_alone_is_only_read(tmp_path: Path) -> None:
    file = tmp_path / "allein.yaml"
    assert found(file, STORY.replace("decide", "irgendwas")) == []
