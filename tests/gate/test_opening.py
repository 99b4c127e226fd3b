"""Files that are no diagrams, or too large, or not what BPMN's schema says: refused at once, in German."""

import resource
import time

import pytest

from app.gate import check_bundle
from app.gate.opening import MAX_DEPTH, MAX_NODES
from tests.gate.asking import KNOWN, TASK, between, bundle_of, diagram

BPMN = b"http://www.omg.org/spec/BPMN/20100524/MODEL"
WHOLE = diagram(between(TASK, "start -> ask", "ask -> end"))
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>""" + WHOLE.replace(
    b'name="Fragen"', b'name="&d;"'
)


def said(source: bytes) -> str:
    """The findings, which must come within the limits."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    findings = check_bundle(bundle_of(source), KNOWN)
    assert time.process_time() - began < 10  # without the limits it would be minutes; a busy machine needs seconds
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
    return "\n".join(str(finding) for finding in findings)


def changed(old: str, new: str) -> bytes:
    assert old.encode() in WHOLE
    return WHOLE.replace(old.encode(), new.encode(), 1)


def row(number: int, tag: str = "userTask") -> bytes:
    """That many steps, one after the other."""
    steps = [f'<{tag} id="t{place}"/>' for place in range(number)]
    flows = [f"t{place} -> t{place + 1}" for place in range(number - 1)]
    return diagram(between(*steps, "start -> t0", *flows, f"t{number - 1} -> end"))


def nested(depth: int) -> bytes:
    body = TASK
    for level in range(depth):
        target = f"n{level - 1}" if level else "ask"
        inside = f'<startEvent id="s{level}"/><sequenceFlow sourceRef="s{level}" targetRef="{target}"/>'
        body = f'<subProcess id="n{level}">{inside}{body}</subProcess>'
    return diagram(between(body, f"start -> n{depth - 1}", f"n{depth - 1} -> end"))


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "kein lesbares XML"),
        (b"Guten Tag", "kein lesbares XML"),
        (WHOLE[:300], "kein lesbares XML"),
        (WHOLE.replace(BPMN, b"https://www.omg.org/spec/DMN/20191111/MODEL/"), "mit der Endung .dmn"),
        (WHOLE.replace(BPMN, b"http://www.omg.org/spec/DMN/20151101/dmn.xsd"), "mit der Endung .dmn"),
        (b"<html/>", "Das ist kein BPMN-Diagramm"),
        (WHOLE.replace(BPMN, b"urn:other"), "Das ist kein BPMN-Diagramm"),
        (diagram("")[:diagram("").index(b"<process")] + b"</definitions>", "enthält keinen Prozess"),
        (BOMB, "DOCTYPE"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + WHOLE, "als «ISO-8859-1» gespeichert"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + WHOLE, "als «UTF-16» gespeichert"),
        (WHOLE.replace(b"Fragen", b"\x01"), "kein lesbares XML"),
        (b" " * 2_000_001, "grösser als 2 MB"),
        (row(10_000), "Elemente"),
        (row(5_000), f"hat 5002 Schritte, Ereignisse und Verzweigungen; möglich sind {MAX_NODES}"),
        (nested(MAX_DEPTH + 1), f"höchstens {MAX_DEPTH} Ebenen tief"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "kein lesbares XML"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_refused_at_once(source: bytes, sentence: str) -> None:
    assert sentence in said(source)


def test_a_file_with_a_byte_order_mark_passes() -> None:
    assert said("\ufeff".encode() + WHOLE) == ""


def test_the_largest_diagrams_are_checked_in_time() -> None:
    assert said(row(400)) == ""
    assert "zu viele Schritte hintereinander" in said(row(MAX_NODES - 2, "task"))
    assert said(nested(MAX_DEPTH)) == ""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<userTask", "<foo/><userTask", "Das Element «foo» wird an dieser Stelle im Element «process» nicht erwartet"),
        (' targetRef="ask"', "", "Der Pfeil «f3»: Die Angabe «targetRef» fehlt"),
        ('name="Fragen"', 'nam="Fragen"', "Die Angabe «nam» gibt es bei BPMN nicht"),
        ('id="ask"', 'id="end"', "Die Kennung «end» kommt mehrfach vor"),
        ('id="ask"', 'id="1 a"', "Die Kennung «1 a» ist nicht erlaubt"),
        ('isExecutable="true"', 'isExecutable="ja"', "Der Wert «ja» ist bei der Angabe «isExecutable» nicht erlaubt. "
         "Möglich: «true», «false»."),
        ("<userTask", "Text<userTask", "enthält freien Text"),
        ("</process>", '</process><userTask id="out" name="Fern"/>', "«Fern» liegt ausserhalb eines Verfahrens"),
        ("<userTask", '<parallelGateway id="g" gatewayDirection="links"/><userTask',
         "Möglich: «Unspecified», «Converging», «Diverging», «Mixed»"),
        ("<userTask", '<task id="m"><standardLoopCharacteristics loopMaximum="x"/></task><userTask',
         "Der Wert «x» ist bei der Angabe «loopMaximum» nicht erlaubt"),
    ],
)  # fmt: skip
def test_the_schema_speaks_german_and_names_the_line(old: str, new: str, sentence: str) -> None:
    text = said(changed(old, new))
    assert sentence in text
    assert text.startswith("0.bpmn:")
    assert "Element '{" not in text and "is not" not in text


def test_what_stands_in_the_file_is_never_suggested() -> None:
    text = said(changed("<userTask", '<parallelGateway id="g" gatewayDirection="set {\'?\'}"/><userTask'))
    assert "Möglich: «Unspecified», «Converging», «Diverging», «Mixed»." in text and "«?»" not in text


def test_what_would_take_too_long_to_read_is_refused() -> None:
    wordy = changed('name="Fragen"', f'name="Fragen" camunda:candidateGroups="= {"a + " * 80_000}1"')
    assert "zu lange Ausdrücke und Texte" in said(wordy)
    lines = "\n".join(f"x{number} = count(for i in 1..4000 return i + {number})" for number in range(101))
    script = f'<scriptTask id="ask"><script>{lines}</script></scriptTask>'
    assert "mehr als 100 Zeilen" in said(diagram(between(script, "start -> ask", "ask -> end")))
    shorter = script.replace(lines, lines[: lines.rindex("\n")])
    circle = between(shorter, '<exclusiveGateway id="m"/><exclusiveGateway id="g" default="d"/>', "start -> m",
                     "m -> ask", "ask -> g", "g -> m [x1 = 1]",
                     '<sequenceFlow id="d" sourceRef="g" targetRef="end"/>')  # fmt: skip
    assert said(diagram(circle)) == ""


def test_tables_that_would_take_too_long_are_refused() -> None:
    bundle = bundle_of(WHOLE, decisions={"t.dmn": " " * 500_001})
    (finding,) = check_bundle(bundle, KNOWN)
    assert "grösser als 500 kB" in finding.message


def test_a_thousand_mistakes_are_not_all_told() -> None:
    source = changed("<userTask", "<foo/><userTask").replace(b"</process>", b'<task bad="1"/>' * 1000 + b"</process>")
    assert 0 < len(said(source).splitlines()) <= 20
