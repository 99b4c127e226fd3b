"""Scenarios play on the real engine, store, forms and outbox; what differs is told with its day."""

from pathlib import Path

import pytest

from app.bootstrap import House
from app.clock import ManualClock
from app.jobs import timetable
from app.scenarios.errors import ScenarioError
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.conftest import PROCEDURES

GRANTED = PROCEDURES / "workflows/antrag/scenarios/bewilligt.yaml"


def play(house: House, file: Path) -> tuple[list[str], list[str]]:
    diary: list[str] = []
    assert isinstance(house.clock, ManualClock)
    player = Player(
        scenario=read_scenario(file),
        database=house.database,
        clock=house.clock,
        tasks=house.tasks,
        timetable=timetable(house),
        acts=house.act,
        say=diary.append,
    )
    player.play()
    return diary, player.failures


def test_a_scenario_plays_to_its_end_and_keeps_a_diary(house: House) -> None:
    diary, failures = play(house, GRANTED)
    assert failures == []
    assert any("Mo 11.01.2027 09:00  Reto Amrein eröffnet den Fall IIZ-2027-0001" in line for line in diary)
    assert any("Mo 18.01.2027 06:00    Nachricht an" in line for line in diary)


@pytest.mark.parametrize(("right", "wrong", "told"), [
    ("faellig: 2027-01-14", "faellig: 2027-01-15", "11.01.2027: erwartet: aufgabe decide, bei ks.koordination, "
     "faellig 15.01.2027; tatsächlich: decide bei Koordinationsstelle IIZ fällig 14.01.2027"),
    ("betreff: Erinnerung", "betreff: Mahnung", "18.01.2027: erwartet: Nachricht"),
    ("ergebnis: bewilligt}", "ergebnis: abgelehnt}", "19.01.2027: erwartet: Ergebnis «abgelehnt»"),
    ("nur_offen: [confirm]", "nur_offen: []", "19.01.2027: ausserdem offen: confirm"),
    ("am: 2027-01-15\n", "am: 2027-01-18 07:00\n", "erwartet: nichts geschieht"),
    ("betrag: 0,", "betrag: 5,", "sollte wegen «antrag.betrag» abgelehnt werden; es wurde angenommen"),
    ("betrag: 100,", "betrag: -1,", "wird nicht angenommen"),
    ("als: ks.koordination", "als: sd.sozialarbeit", "hat keine offene Aufgabe «decide»"),
    ("als: ks.koordination", "als: niemand", "Die Person «niemand» gibt es nicht"),
])  # fmt: skip
def test_what_differs_is_told_with_its_day(house: House, tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = GRANTED.read_text()
    assert right in text
    copy = tmp_path / "copy.yaml"
    copy.write_text(text.replace(right, wrong, 1).replace("am: 2027-01-18 06:00", "am: 2027-01-18 07:00")
                    if "07:00" in wrong else text.replace(right, wrong, 1))  # fmt: skip
    _diary, failures = play(house, copy)
    assert any(told in failure and failure.startswith(f"{copy}:") for failure in failures), failures


@pytest.mark.parametrize(("text", "told"), [
    ("- nur eine Liste", "Erwartet werden szenario"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01", "«schritte» fehlt"),
    ("szenario: x\nverfahren: y\nbeginn: bald\nschritte: []", "«bald» ist kein Datum"),
    ("szenario: x\nszenario: y", "steht zweimal"),
    ("szenario: &a x\nverfahren: *a", "Verweise"),
    ("szenario: [", "kein lesbares YAML"),
    (f"szenario: {'[' * 400_000}", "mehr als 50 Ebenen"),
    (f"szenario: {'{a: ' * 60}1{'}' * 60}", "mehr als 50 Ebenen"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01\nschritte:\n  - am: 2027-01-02\n    macht: z", "«macht» kennt"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01\nschritte:\n  - am: 2027-01-02\n    erledigt: z", "fehlt «als»"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01\nschritte:\n  - am: 2027-01-02\n    erwartet: {ofen: 1}", "«ofen»"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01\nschritte:\n  - am: 2027-01-02\n    erwartet: {fall: {ort: 1}}",
     "«ort»"),
    ("szenario: x\nverfahren: y\nbeginn: 2027-01-01\nschritte:\n  - am: 2027-01-02\n    erwartet: {rechnungen: 8}",
     "«rechnungen»"),
])  # fmt: skip
def test_a_scenario_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=told) as refusal:
        read_scenario(file)
    assert str(refusal.value).startswith(f"{file}:")
