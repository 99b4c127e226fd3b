"""Conditions as Camunda 7 writes them mean the same in FEEL."""

from contextlib import suppress
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


MEANINGS: dict[str, Any] = {
    "a": "kurs", "leer": "", "n": 5, "ja": True, "nein": False, "nichts": None, "l": ["kurs", "x"],
    "l0": [], "z": [1, 2],
    "m": {"x": 1, "it's": 2, 'sag "x"': 3, "a": {"b": [7, 8]}}, "c0": {}, "i": 1, "k": "x", "weg": "C:\\tmp",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("l[i]", "x"), ("l[i - 1]", "kurs"), ("l[i + 1]", None), ("l[-1]", None), ("l[-2]", None), ("l[i - 3]", None),
    ("l[99]", None), ("l['1']", "x"), ("m['a'].b[0]", 7), ("m['a'].b[i]", 8), ("m.a.b[1]", 8), ("m['a']['b'][0]", 7),
    ("m['it\\'s']", 2), ('m["it\'s"]', 2), ("m['sag \"x\"']", 3), ("m['sag \\\"x\\\"']", 3), ("m[k]", 1),
    ("m['fehlt']", None),
    ("nichts['x']", None), ("l[nichts]", None), ("m[0]", None), ("ja && (l)[0] == 'kurs'", True),
    ("l[l[0] == 'x' ? 1 : 0]", "kurs"),
    ("ja ? 1 : 2", 1), ("nein ? 1 : 2", 2), ("nichts ? 1 : 2", 2), ("n > 3 ? 'viel' : 'wenig'", "viel"),
    ("nein ? 1 : ja ? 2 : 3", 2), ("ja ? nein ? 1 : 2 : 3", 2), ("1 + (ja ? 1 : 2)", 2), ("(ja ? l : z)[0]", "kurs"),
    ("empty l0 ? 'leer' : 'voll'", "leer"), ("!ja ? 1 : 2", 2), ("a == 'kurs' && n > 3 ? 1 : 2", 1), ("a", "kurs"),
    ("execution.getVariable('a')", "kurs"), ('execution.getVariable("n") > 3', True),
    ("execution.getVariable('fehlt') == null", True),
    ("'kurs'.equals(a)", True), ('"kurs".equals(a)', True), ("a.equals('x')", False), ("'x'.equals(nichts)", False),
    ("a.equals(n)", False),
    ("ja.equals(ja)", True), ("!a.equals('x')", True), ("a.equals('kurs') && ja", True), ("m.a.b.size() == 2", True),
    ("a.contains('ur')", True), ("l.contains('x')", True), ("l.contains('y')", False), ("!l.contains('y')", True),
    ("l.size()", 2), ("nichts != null && nichts.size() > 0", False),
    ("m.size()", 4), ("l.size() > 1 && ja", True), ("a.length()", 4), ("'😀'.length()", 2), ("l.isEmpty()", False),
    ("l0.isEmpty()", True),
    ("c0.isEmpty()", True), ("leer.isEmpty()", True), ("a.startsWith('k')", True), ("a.endsWith('s')", True),
    ("l[0].equals('kurs')", True), ("m['a'].b.size()", 2), ("weg == 'C:\\\\tmp'", True), ("7 div 2", 3.5),
    ("a == null", False),
    ("nichts == null", True), ("nichts != null", False), ("n == null", False), ("not ja or n lt 9", True),
    ("n eq 5 and ja", True),
    ("'a' == 'a'", True), ("'it\\'s' == \"it's\"", True), ("n >= 5 ? l[0] : l[1]", "kurs"), ("'?' == a ? 1 : 2", 2),
])  # fmt: skip
def test_what_is_rewritten_means_what_camunda_means(text: str, expected: Any) -> None:
    assert to_json(value_of(f"${{{text}}}", MEANINGS, SystemClock().now)) == expected


CALCULATED: dict[str, Any] = {
    **MEANINGS, "text": "12", "komma": "1.5", "tag": "2027-02-09", "o": {"n": None, "zwei": "2"},
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("nichts + 5", 5), ("5 + nichts", 5), ("n + nichts > 3", True), ("nichts + nichts", 0), ("text + 3", 15),
    ("text * komma", 18), ("leer + 1", 1), ("'7' + '8'", 15), ("-nichts + 1", 1), ("-text", -12), ("n - text", -7),
    ("o.n + o['zwei']", 2), ("(nichts) + 1", 1), ("(n + nichts) * text", 60), ("nichts div 2", 0), ("n / '2'", 2.5),
    ("fehlt + 1", 1), ("o.fehlt.n + 1", 1), ("l.size() + text", 14), ("m['x'] + nichts", 1), ("l[nichts + 1]", "x"),
    ("nein ? 1 : text + 1", 13), ("(ja ? text : 2) + 1", 13), ("n + nichts == 5 && nichts + 1 == 1", True),
    ("execution.getVariable('nichts') + 1", 1), ("string length(a) + nichts", 4), ("n in [1..n + 1]", True),
    ("n in [nichts + 1..6]", True), ("sum(for i in 1..n return i + 1)", 20), ("if ja then text + 1 else 0", 13),
    ("string(date(tag) + duration('P1D'))", "2027-02-10"), ("string(-duration('P1D'))", "-P1D"), ("1 + 2 * 3", 7),
    ('string(date(tag) - @"P1D")', "2027-02-08"), ("2 ** 3 * text", 96), ("!(n + 1 == 6)", False),
])  # fmt: skip
def test_what_is_calculated_with_becomes_a_number_first(text: str, expected: Any) -> None:
    assert to_json(value_of(f"${{{text}}}", CALCULATED, SystemClock().now)) == expected


@pytest.mark.parametrize("text", [
    "a + 1 == 1", "1 + a == 1", "ja + 1 == 2", "l + 1 == 2", "m * 2 == 2", "a + 'x' == 'kursx'", "tag + 1 == 1",
    "'0x10' + 1 == 17", "' 5' + 1 == 6", "-a == 1", "l[a + 1] == 'x'",
])  # fmt: skip
def test_what_is_no_number_is_not_calculated_with(text: str) -> None:
    with pytest.raises(FlowError, match="lässt sich nicht rechnen"):
        truth(f"${{{text}}}", CALCULATED, SystemClock().now)


@pytest.mark.parametrize(("text", "named"), [
    ("execution.setVariable('a', 1)", ".setVariable(…)"), ("execution.hasVariable('a')", ".hasVariable(…)"),
    ("execution.getVariable(a, b)", ".getVariable(…)"), ("execution.getVariable('a b')", ".getVariable(…)"),
    ("execution.processBusinessKey == 'x'", "«execution»"), ("a.toUpperCase() == 'KURS'", ".toUpperCase(…)"),
    ("a.substring(1, 2) == 'u'", ".substring(…)"), ("l.get(0) == 'kurs'", ".get(…)"), ("a.equals()", ".equals(…)"),
    ("l.size(1) > 1", ".size(…)"), ("5 % 2 == 1", "«%»"), ("n mod 2 == 1", "«mod»"), ("(n) mod (2) == 1", "«mod»"),
    ("a == 'x\\ny'", "nur"), ("ja ? 1", "Auswahl"), ("a.matches('k.*')", ".matches(…)"),
    ("empty(a.trim())", ".trim(…)"),
])  # fmt: skip
def test_what_feel_cannot_say_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(FlowError) as refused:
        truth(f"${{{text}}}", MEANINGS, SystemClock().now)
    assert named in str(refused.value)


@pytest.mark.parametrize("text", [
    "'5' == n", "n == ja", "ja == 'true'", "l == a", "nichts.equals('x')", "n.equals(5)", "nichts.contains('x')",
    "z.contains(1)", "a.contains(n)", "nichts.size() == 0", "a.size() == 4", "n.isEmpty()", "a[0] == 'k'",
    "l[0.5] == 'x'",
    "nichts < 5", "'true' ? ja : nein", "n ? ja : nein", "'x' && ja", "!('5' == n)",
    "l['x'] == 'kurs' || nichts.isEmpty()",
])  # fmt: skip
def test_what_depends_on_the_kinds_of_java_is_refused_when_it_is_met(text: str) -> None:
    with pytest.raises(FlowError, match="konnte nicht entschieden werden"):
        truth(f"${{{text}}}", MEANINGS, SystemClock().now)


@given(st.text(max_size=200))
def test_whatever_is_written_is_rewritten_or_refused(text: str) -> None:
    with suppress(FlowError):
        to_feel(text)
