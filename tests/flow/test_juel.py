"""Conditions as Camunda 7 writes them mean the same in FEEL."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SystemClock
from app.feel import to_json
from app.flow.errors import FlowError
from app.flow.expressions import truth, value_of
from app.flow.juel import to_feel

VALUES: dict[str, Any] = {
    "betrag": 150, "art": "kurs", "ja": True, "leer": "", "nichts": None, "klient": {"name": "O'Neill", "alter": 26},
    "liste": [1, 2, 3],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("${betrag == 150}", True), ("${betrag > 100 && art == 'kurs'}", True), ("${betrag lt 100 || ja}", True),
    ("${!ja}", False), ("${!(betrag > 100)}", False), ("${not ja}", False), ("${not (ja)}", False),
    ("${empty leer}", True), ("${empty nichts}", True), ("${!empty art}", True), ("${empty klient.name}", False),
    ("${klient.alter ge 18 && klient.name != 'Muster'}", True), ("#{art eq 'kurs'}", True), ('${art == "kurs"}', True),
    ("${klient.name == 'O\\'Neill'}", True), ("${art ne 'a && b'}", True), ("${!ja || !empty leer}", False),
    ("${2 ** 3 == 8}", True), ('${@"2027-02-09" == date("2027-02-09")}', True), ("${betrag in [100..200]}", True),
    ("${if ja then true else false}", True), ("${ja}", True), ("${betrag + 50 == 200}", True),
    ("${ja and betrag > 1}", True),
])  # fmt: skip
def test_a_condition_of_camunda_means_the_same(text: str, expected: bool) -> None:
    assert truth(text, VALUES, SystemClock().now) is expected


PARTS: dict[str, Any] = {
    "liste": ["kurs", "stelle", "x"], "m": {"x": 1, "a b": {"y": [5, 6]}}, "leer": "", "nichts": None,
    "l0": [], "c0": {}, "zahl": 0, "i": 1, "ja": True, "k": {"liste": [1, 2, 3]}, "mm": [[1, 2], [3, 4]], "tage": [0],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("liste[0]", "kurs"), ("liste[1]", "stelle"), ("liste[2]", "x"), ("liste[9]", None), ("liste[i]", "stelle"),
    ("liste[i + 1]", "x"), ("liste[k.liste[0]]", "stelle"), ("(liste)[0]", "kurs"), ("k.liste[2]", 3), ("mm[1][0]", 3),
    ("mm[0][1]", 2), ("m['x']", 1), ('m["x"]', 1), ("m['a b']['y'][1]", 6), ("m['a b'].y[0]", 5),
    ("k['liste'][0] == 1", True), ("1 + m['x']", 2), ("liste[0] == 'kurs' && m['x'] == 1", True),
    ("liste[0] != 'kurs' || liste[1] eq 'stelle'", True), ('liste[item = "x"]', ["x"]), ("i in [1..3]", True),
    ("i in [0]", False), ("if ja then [1] else [2]", [1]), ("empty liste", False), ("empty l0", True),
    ("empty c0", True), ("empty m", False), ("empty nichts", True), ("empty zahl", False), ("empty i", False),
    ("empty ja", False), ("empty leer", True), ("!empty liste", True), ("not empty l0", False), ("!(empty l0)", False),
    ("empty m['x']", False), ("empty k.liste[0]", False), ("empty liste[9]", True), ("empty leer || ja", True),
    ("!empty liste && !empty m", True), ("empty tage[0]", False),
])  # fmt: skip
def test_parts_are_counted_from_0_and_empty_is_known_of_every_kind(text: str, expected: Any) -> None:
    assert to_json(value_of(f"${{{text}}}", PARTS, SystemClock().now)) == expected


def test_a_method_call_is_refused() -> None:
    with pytest.raises(FlowError):
        truth("${execution.setVariable('a', 1)}", VALUES, SystemClock().now)


@given(st.text(max_size=200))
def test_whatever_is_written_is_rewritten_or_refused(text: str) -> None:
    to_feel(text)
