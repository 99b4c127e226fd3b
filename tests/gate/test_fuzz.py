"""Damaged diagrams: whatever is dropped, doubled, renamed or cut off, there are findings or none, never a traceback."""

import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from app.designer.check import KNOWN
from app.flow.bundle import Bundle
from app.flow.extensions import BPMN, CAMUNDA
from app.gate import Finding, check_bundle
from tests.deploying import procedures_of
from tests.hostile import HOSTILE
from tests.searching import examples

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
BUNDLES = {
    checked.bundle.key: checked.bundle
    for folder in (ROOT, ROOT / "tests/procedures")
    for checked in procedures_of(folder)
}
_TREES = {key: etree.fromstring(next(iter(bundle.diagrams.values())).encode()) for key, bundle in BUNDLES.items()}
_TAGS = ["userTask", "task", "startEvent", "endEvent", "parallelGateway", "exclusiveGateway", "eventBasedGateway",
         "complexGateway", "subProcess", "callActivity", "boundaryEvent", "sequenceFlow", "process", "definitions",
         "intermediateCatchEvent", "timerEventDefinition", "linkEventDefinition", "messageEventDefinition"]  # fmt: skip
_NAMES = ["id", "name", "sourceRef", "targetRef", "attachedToRef", "default", "calledElement", "cancelActivity",
          "triggeredByEvent", "isExecutable", "messageRef", "errorRef", f"{{{CAMUNDA}}}formKey",
          f"{{{CAMUNDA}}}topic", f"{{{CAMUNDA}}}decisionRef", f"{{{CAMUNDA}}}dueDate", "isForCompensation"]  # fmt: skip
_VALUES = st.one_of(
    st.sampled_from(["", "true", "false", "Start", "End", "Root", "a.b", "start'", 'x"]', "..", "ä", "-1", *HOSTILE]),
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=12),
)
_CHANGE = st.tuples(
    st.sampled_from(["drop", "double", "move", "retag", "set", "unset", "text"]),
    st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(_TAGS), st.sampled_from(_NAMES), _VALUES,
)  # fmt: skip


def _bpmn(root: etree._Element) -> list[etree._Element]:
    """The elements that mean something; the picture does not."""
    return [node for node in root.iter(f"{{{BPMN}}}*", f"{{{CAMUNDA}}}*") if node is not root]


def _apply(root: etree._Element, change: tuple[Any, ...]) -> None:
    kind, first, second, tag, name, value = change
    nodes = _bpmn(root)
    if not nodes:
        return
    node, other = nodes[first % len(nodes)], nodes[second % len(nodes)]
    around = node.getparent()
    if kind == "drop" and around is not None:
        around.remove(node)
    elif kind == "double" and around is not None:
        around.append(deepcopy(node))
    elif kind == "move" and other not in (node, *node.iterdescendants()):
        other.append(node)
    elif kind == "retag":
        node.tag = f"{{{BPMN}}}{tag}"
    elif kind == "set":
        node.set(name if second % 2 else str(node.keys()[second % len(node.keys())]) if node.keys() else name, value)
    elif kind == "unset" and node.keys():
        del node.attrib[node.keys()[second % len(node.keys())]]
    elif kind == "text":
        node.text = value


def judged(bundle: Bundle, text: str) -> list[Finding]:
    """The findings about a bundle whose own diagram became `text`; in time, and each a sentence."""
    began = time.process_time()
    findings = check_bundle(replace(bundle, diagrams={**bundle.diagrams, next(iter(bundle.diagrams)): text}), KNOWN)
    assert time.process_time() - began < SECONDS
    for finding in findings:
        assert finding.file and finding.message.strip().endswith((".", ")", "…", "»", "?")), finding
        assert "Error" not in finding.message and "Bitte melden" not in finding.message, finding
    return findings


@pytest.mark.parametrize("key", BUNDLES)
def test_our_procedures_pass_the_gate(key: str) -> None:
    assert judged(BUNDLES[key], next(iter(BUNDLES[key].diagrams.values()))) == []


def _first(key: str, tag: str) -> int:
    """Which of the elements of a diagram is the first with this tag."""
    return [node.tag for node in _bpmn(_TREES[key])].index(f"{{{BPMN}}}{tag}")


@examples(150)
@example("antrag", [("text", _first("antrag", "timeDate"), 0, "task", "id", "?")])
@given(st.sampled_from(sorted(BUNDLES)), st.lists(_CHANGE, min_size=1, max_size=3))
def test_damaged_diagrams_get_findings_or_pass(key: str, changes: list[tuple[Any, ...]]) -> None:
    root = deepcopy(_TREES[key])
    for change in changes:
        _apply(root, change)
    judged(BUNDLES[key], etree.tostring(root, encoding="unicode"))


@examples(60)
@given(st.sampled_from(sorted(BUNDLES)), st.floats(0, 1), st.text(max_size=6), st.booleans())
def test_cut_off_and_disturbed_files_get_findings(key: str, where: float, noise: str, cut: bool) -> None:
    text = next(iter(BUNDLES[key].diagrams.values()))
    place = int(where * (len(text) - 1))
    judged(BUNDLES[key], text[:place] + noise + ("" if cut else text[place + len(noise) :]))
