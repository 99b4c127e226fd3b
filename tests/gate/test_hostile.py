"""Hostile expressions in each place that takes one: nothing runs as code, and nothing costs more than the limits."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from app.clock import ZONE
from app.dmn import DmnError, read_dmn
from app.errors import AppError
from app.feel import FeelError
from app.flow.expressions import LIBRARY
from app.forms import FormError, compile_form
from app.gate import check_bundle
from tests.dmn.models import decision, definitions, table
from tests.flow.player import UncheckedPlayer
from tests.forms.builders import form_file, text
from tests.gate.asking import END, KNOWN, START, between, bundle_of, diagram, file_with
from tests.hostile import HOSTILE

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)
SECONDS, MEGABYTES = 2.0, 300
REFUSALS = (AppError, FeelError, DmnError, FormError)
_watching: list[str] | None = None


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _watching is not None and (
        event.startswith(("os.system", "os.exec", "os.posix_spawn", "subprocess.", "socket.connect"))
        or (event == "open" and "passwd" in str(arguments[0]))
        or (event in ("exec", "compile") and "nahtstelle-was-here" in str(arguments[0]))
    ):
        _watching.append(f"{event} {arguments}")


@pytest.fixture(scope="module", autouse=True)
def _hook() -> None:
    # A hook stays for the life of the process; outside a test it only looks at one variable.
    sys.addaudithook(_audit)


@contextmanager
def within_limits() -> Iterator[None]:
    """Fails when something ran as code, or when it took too much of the processor or of memory."""
    global _watching
    seen: list[str] = []
    _watching = seen
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        yield
    finally:
        _watching = None
    assert time.process_time() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024
    assert seen == []
    assert not Path("nahtstelle-was-here").exists()


def process(body: str, definitions: str = "") -> Callable[[], None]:
    """Checks a process, and then plays it as if nobody had checked."""

    def play() -> None:
        source = file_with(definitions, body)
        for finding in check_bundle(bundle_of(source), KNOWN):
            assert finding.message
        UncheckedPlayer(source, variables={"x": 1}).wait_until("2027-02-01T08:00")

    return play


def one_line(payload: str) -> str:
    return escape(payload.replace("\n", " "))


def script(payload: str) -> Callable[[], None]:
    step = f'<scriptTask id="s"><script>y = {one_line(payload)}</script></scriptTask>'
    return process(between(step, "start -> s", "s -> end"))


def condition(payload: str) -> Callable[[], None]:
    flow = f'<sequenceFlow id="c" sourceRef="g" targetRef="a"><conditionExpression>{one_line(payload)}' \
           "</conditionExpression></sequenceFlow>"  # fmt: skip
    gateway = '<exclusiveGateway id="g" default="d"/><sequenceFlow id="d" sourceRef="g" targetRef="end"/>'
    return process(between(gateway, '<userTask id="a"/>', flow, "start -> g", "a -> end"))


def timer(payload: str) -> Callable[[], None]:
    definition = f"<timerEventDefinition><timeDate>{one_line(payload)}</timeDate></timerEventDefinition>"
    event = f'<intermediateCatchEvent id="t">{definition}</intermediateCatchEvent>'
    return process(between(event, "start -> t", "t -> end"))


def cardinality(payload: str) -> Callable[[], None]:
    loop = f"<multiInstanceLoopCharacteristics><loopCardinality>{one_line(payload)}</loopCardinality>"
    step = f'<userTask id="u">{loop}</multiInstanceLoopCharacteristics></userTask>'
    return process(between(step, "start -> u", "u -> end"))


def message(payload: str) -> Callable[[], None]:
    parameter = f'<camunda:inputParameter name="y">= {one_line(payload)}</camunda:inputParameter>'
    inside = f"<extensionElements><camunda:inputOutput>{parameter}</camunda:inputOutput></extensionElements>"
    event = f'<intermediateThrowEvent id="m">{inside}<messageEventDefinition messageRef="a"/></intermediateThrowEvent>'
    return process(between(event, "start -> m", "m -> end"), '<message id="a" name="Antwort"/>')


def table_with(column: str, cell: str, result: str) -> Callable[[], None]:
    def decide() -> None:
        model = read_dmn(definitions(decision(table([column], ["y"], [[cell, result]]))), "t.dmn", library=LIBRARY)
        for finding in model.lint():
            assert finding.message
        model.decide("Entscheid", {"x": 1}, now=lambda: NOW)

    return decide


def form_with(**component: object) -> Callable[[], None]:
    def fill() -> None:
        form = compile_form(form_file(text("anderes"), dict(component)), "probe.form", library=LIBRARY)
        assert form.view({"x": 1}, now=NOW) is not None
        form.load({"anderes": ["a"], "feld": ["b"]}, {"x": 1}, NOW)

    return fill


PLACES: dict[str, Callable[[str], Callable[[], None]]] = {
    "script": script,
    "condition": condition,
    "timer": timer,
    "cardinality": cardinality,
    "message payload": message,
    "DMN input": lambda payload: table_with("x", payload, '"a"'),
    "DMN output": lambda payload: table_with("x", "-", payload),
    "form hide": lambda payload: form_with(
        type="textfield", key="feld", label="F", conditional={"hide": f"={payload}"}
    ),
    "form expression": lambda payload: form_with(type="expression", key="feld", expression=f"={payload}"),
    "form value list": lambda payload: form_with(type="select", key="feld", label="F", valuesExpression=f"={payload}"),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_hostile_expression_runs_code_or_exceeds_the_limits(place: str) -> None:
    assert len(HOSTILE) >= 40 and len(PLACES) == 10
    for payload in HOSTILE:
        with within_limits():
            try:
                PLACES[place](payload)()
            except REFUSALS as error:
                assert str(error).strip(), payload


@pytest.mark.parametrize("key", ["typename", "__class__", "a.typename", "a.__class__.b"])
def test_a_form_cannot_be_given_keys_of_the_engine(key: str) -> None:
    with pytest.raises(FormError, match=r"reserviert|nicht möglich"):
        compile_form(form_file(text(key)), "probe.form", library=LIBRARY)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_names_are_only_names(payload: str) -> None:
    with within_limits():
        source = diagram(
            f'{START}\n{END}\n<userTask id="u" name={quoteattr(payload)} camunda:formKey={quoteattr(payload)}/>\n'
            "start -> u\nu -> end"
        )
        findings = check_bundle(bundle_of(source), KNOWN)
    assert findings and all(finding.message for finding in findings)
