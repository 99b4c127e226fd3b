"""Conditions as Camunda 7 writes them mean the same in FEEL."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SystemClock
from app.flow.errors import FlowError
from app.flow.expressions import truth
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


def test_a_method_call_is_refused() -> None:
    with pytest.raises(FlowError):
        truth("${execution.setVariable('a', 1)}", VALUES, SystemClock().now)


@given(st.text(max_size=200))
def test_whatever_is_written_is_rewritten_or_refused(text: str) -> None:
    to_feel(text)
