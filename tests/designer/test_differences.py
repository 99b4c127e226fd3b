"""Two versions of a file, compared in words of process owners."""

import pytest

from app.config import ROOT
from app.designer.differences import Change, differences

ROUNDTABLE = (ROOT / "workflows/roundtable/diagram.bpmn").read_bytes()
PAUSE = (ROOT / "forms/pause.form").read_bytes()
TABLE = (ROOT / "workflows/iiz_verfahren/decisions.dmn").read_bytes()


def told(path: str, before: bytes, old: str, new: str) -> list[str]:
    assert old in before.decode()
    found = differences(path, before, before.decode().replace(old, new, 1).encode())
    return [f"{one.what} {one.kind}: {fact.name}: {fact.before} → {fact.after}" for one in found for fact in one.facts]


def test_a_due_date_and_its_reason_are_told_at_their_task() -> None:
    assert told("d.bpmn", ROUNDTABLE, 'dueDate="= add working days(today(), 9)"', 'dueDate="= today()"') == [
        "Aufgabe «Vollmacht unterzeichnen» geändert: Frist: = add working days(today(), 9) → = today()"
    ]
    assert told(
        "d.bpmn", ROUNDTABLE, "= add working days(today(), 10)</bpmn:timeDate>", "= today()</bpmn:timeDate>"
    ) == ["Ereignis am Rand «nach 10 Arbeitstagen» geändert: Zeitpunkt: = add working days(today(), 10) → = today()"]


def test_a_field_of_a_form_is_told_by_its_question() -> None:
    assert told("p.form", PAUSE, '"maxLength": 200', '"maxLength": 90') == [
        "Feld «Grund» geändert: höchstens Zeichen: 200 → 90"
    ]
    assert told("p.form", PAUSE, '"required": true', '"required": false') == ["Feld «Von» geändert: Pflicht: ja → nein"]


def test_a_rule_is_told_by_its_number_and_columns() -> None:
    text = TABLE.decode()
    place = text.index("<text>", text.index("<outputEntry"))
    after = text[:place] + "<text>neu, " + text[place + len("<text>") :]
    (change,) = differences("t.dmn", TABLE, after.encode())
    assert "Regel 1" in change.what and change.facts[0].after == f"neu, {change.facts[0].before}"


def test_files_that_come_and_go_or_cannot_be_read_are_only_named() -> None:
    assert differences("d.bpmn", None, ROUNDTABLE) == [Change("Datei", "neu")]
    assert differences("d.bpmn", ROUNDTABLE, None) == [Change("Datei", "entfernt")]


@pytest.mark.parametrize("broken", [b"", b"<", b"[]", b"{", b"\xff", b'{"components": 5}', b'{"components": [1]}'])
def test_no_content_makes_comparing_fail(broken: bytes) -> None:
    for path in ("d.bpmn", "t.dmn", "p.form", "s.yaml"):
        assert differences(path, PAUSE, broken) and differences(path, broken, ROUNDTABLE)


def test_what_is_the_same_but_for_its_drawing_says_so() -> None:
    (change,) = differences("d.bpmn", ROUNDTABLE, ROUNDTABLE.replace(b'x="', b'x="1', 1))
    assert "Zeichnung" in change.facts[0].name
