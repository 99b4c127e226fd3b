"""However a procedure is drawn, following its names comes to an end, and right names are never refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gate.names import flowing
from app.gate.names.flowing import MAX_LOOKS
from app.gate.names.places import Scope
from tests.gate.names.asking import findings_in, form, script, step, text
from tests.searching import examples


@pytest.mark.parametrize(
    "lines",
    [
        ("x = {innen: x}", "y = x.innen.innen.innen.innen"),
        ("x = [x, y]", "y = [y, x]", "z = x[1][1][1]"),
        ("x = {a: y}", "y = {b: x}", "z = x.a.b.a.b.a.b"),
        ("x = append(x, {a: x})", "y = x.a.a.a"),
        ("x.a = x", "y = x.a.a.a"),
        ("x = for n in x return {a: n}", "y = x.a"),
        ("größe = 1", "y = größe + 1"),
        ("count = 1", "y = count + count([1])"),
        ("x = null", "y = x.irgend.etwas"),
        ("x = []", "y = x[1].feld"),
        ("x = get entries(klient)", "y = x.key"),
        ('x = get value(klient, fall.nummer)', "y = x.feld"),
        ("x = if pensum = null then null else {a: 1}", "y = if x = null then 0 else x.a"),
        ("x = date(fall.nummer)", "y = date(x).year"),
    ],
)  # fmt: skip
def test_circles_odd_names_and_empty_values_pass(lines: tuple[str, ...]) -> None:
    assert findings_in(*step(script(*lines, name="a"))) == []


def test_no_write_is_looked_at_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: dict[int, int] = {}
    look = flowing.Names._look

    def counted(self: flowing.Names, number: int, give_up: bool) -> list[tuple[Scope, str]]:
        looks[number] = looks.get(number, 0) + 1
        return look(self, number, give_up)

    monkeypatch.setattr(flowing.Names, "_look", counted)
    grown = [f"x{number} = {{a: x{(number + 1) % 40}, b: x{(number * 7) % 40}}}" for number in range(40)]
    assert findings_in(*step(script(*grown, name="a"))) == []
    assert max(looks.values()) <= MAX_LOOKS + 1


def test_a_long_form_and_a_long_chain_are_followed() -> None:
    fields = [text(f"feld{number}") for number in range(200)]
    names = [f"e{number}" for number in range(300)]
    chain = [script(f"{name} = {{weiter: feld{number % 200}}}", name=name) for number, name in enumerate(names)]
    ways = ["start -> ask", "ask -> e0", *(f"{one} -> {two}" for one, two in pairwise(names))]
    ask = '<userTask id="ask" camunda:formKey="f"/>'
    assert findings_in(ask, *chain, *ways, "e299 -> end", forms={"f": form(*fields)}) == []


_NAME = st.sampled_from(["plan", "plan.ziel", "stand", "liste", "person", "person.adresse.ort"])
_VALUE = st.sampled_from(["1", '"a"', "{ziel: 1, ort: 2}", "[{was: 1}]", "today()", "klient", "ziele", "null"])


@given(writes=st.lists(st.tuples(_NAME, _VALUE), min_size=1, max_size=6), reads=st.lists(st.integers(0, 5), max_size=6))
@examples(40)
def test_a_procedure_that_reads_only_what_it_writes_never_gets_an_error(
    writes: list[tuple[str, str]], reads: list[int]
) -> None:
    lines = [f"{name} = {value}" for name, value in writes]
    lines += [f"gelesen{number} = {writes[read % len(writes)][0]}" for number, read in enumerate(reads)]
    assert findings_in(*step(script(*lines, name="a"))) == []
