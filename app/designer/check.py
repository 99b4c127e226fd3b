"""Checks the procedures of a folder: everything a diagram names must exist and be readable."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from app.actions.registry import ACTIONS
from app.cases.roles import LANES
from app.dmn import DmnError, read_dmn
from app.errors import AppError
from app.flow.bundle import Bundle, read_bundles
from app.flow.errors import DiagramError
from app.flow.expressions import LIBRARY, compile_text, is_expression
from app.flow.extensions import BPMN, CAMUNDA, read_extensions
from app.flow.parser import parse_process
from app.flow.xml import read_xml
from app.forms import FormError, compile_form
from app.scenarios.errors import ScenarioError
from app.scenarios.script import read_scenario

_PEOPLE_WORK = (f"{{{BPMN}}}userTask", f"{{{BPMN}}}manualTask")
_SERVICES = (f"{{{BPMN}}}serviceTask", f"{{{BPMN}}}sendTask")


@dataclass(frozen=True)
class Finding:
    """Something that must be mended before a procedure can run."""

    file: str
    line: int | None
    element: str | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.element, self.message) if part)


def check_folder(folder: Path) -> list[Finding]:
    """All findings in the procedures of `folder`, its forms, tables and scenarios."""
    try:
        bundles = read_bundles(folder, folder.resolve().parent / "forms")
    except DiagramError as error:
        return [Finding(error.source, error.line, error.element, error.message)]
    findings = [finding for bundle in bundles for finding in _check_bundle(bundle)]
    for file in sorted(folder.glob("*/scenarios/*.yaml")):
        try:
            read_scenario(file)
        except ScenarioError as error:
            findings.append(Finding(error.source, error.line, None, error.message))
    return list(dict.fromkeys(findings))


def _check_bundle(bundle: Bundle) -> Iterator[Finding]:
    try:
        parse_process(bundle.key, {name: text.encode() for name, text in bundle.diagrams.items()})
    except DiagramError as error:
        yield Finding(error.source, error.line, error.element, error.message)
        return
    decisions: set[str] = set()
    for name, source in bundle.decisions.items():
        try:
            model = read_dmn(source.encode(), name, library=LIBRARY)
        except DmnError as error:
            yield Finding(name, error.line, error.element, error.message)
            continue
        decisions |= {info.id for info in model.decisions}
        yield from (Finding(name, found.line, found.element, found.message) for found in model.lint())
    for key, source in bundle.forms.items():
        try:
            compile_form(source.encode(), f"{key}.form", library=LIBRARY)
        except FormError as error:
            yield Finding(f"{key}.form", None, error.element, error.message)
    for name, source in bundle.diagrams.items():
        yield from _check_diagram(name, source, decisions)


def _check_diagram(name: str, source: str, decisions: set[str]) -> Iterator[Finding]:
    root = read_xml(source.encode(), name)
    lanes = {
        ref.text: str(lane.get("name"))
        for lane in root.iter(f"{{{BPMN}}}lane")
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }
    for node in root.iter(f"{{{BPMN}}}*"):
        more = read_extensions(node)

        def found(message: str, node: etree._Element = node) -> Finding:
            return Finding(name, node.sourceline, str(node.get("id")), message)

        if node.tag in _PEOPLE_WORK:
            lane = _lane_of(node, lanes)
            if lane is not None and lane not in LANES:
                yield found(f"Die Bahn «{lane}» steht für keine Rolle. Bekannt sind: {', '.join(LANES)}.")
        if node.tag in _SERVICES and more.get("topic") not in ACTIONS:
            yield found(f"Die Aktion «{more.get('topic')}» gibt es nicht. Bekannt sind: {', '.join(sorted(ACTIONS))}.")
        if node.tag == f"{{{BPMN}}}businessRuleTask" and more.get("decision") not in decisions:
            yield found(f"Die Entscheidung «{more.get('decision')}» gibt es in keiner Tabelle dieses Verfahrens.")
        for text in _expressions(node, more):
            try:
                compile_text(text)
            except AppError as error:
                yield found(error.message)


def _lane_of(node: etree._Element, lanes: dict[str | None, str]) -> str | None:
    """The lane of a node, or of the activity around it."""
    inner: etree._Element | None = node
    while inner is not None:
        if str(inner.get("id")) in lanes:
            return lanes[str(inner.get("id"))]
        inner = inner.getparent()
    return None


def _expressions(node: etree._Element, more: dict[str, object]) -> Iterator[str]:
    for name in ("due", "candidates"):
        if is_expression(str(more.get(name, ""))):
            yield str(more[name])
    inputs = more.get("inputs")
    for text in inputs.values() if isinstance(inputs, dict) else ():
        if is_expression(text):
            yield text
    condition = node.find(f"{{{BPMN}}}conditionExpression")
    if condition is not None and condition.text:
        yield condition.text
    collection = node.get(f"{{{CAMUNDA}}}collection")
    if collection:
        yield collection
