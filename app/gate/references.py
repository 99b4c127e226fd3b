"""Checks that everything a diagram names exists: forms, lanes, reminders, actions, decisions, called processes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.flow.extensions import CAMUNDA, read_extensions
from app.flow.kinds import Reminders
from app.flow.reports import lanes_of
from app.gate.bpmn_words import CATCHING, B, kind, title
from app.gate.diagram import Diagram, Element
from app.gate.expression_check import short
from app.gate.finding import Finding, Known, suggested

_FORM_KEY = f"{{{CAMUNDA}}}formKey"
_FILE_NAME = re.compile(r"\w[\w.-]{0,79}")
_PEOPLE_WORK = ("userTask", "manualTask")


@dataclass(frozen=True)
class Surroundings:
    """Everything a diagram may name: forms by key, decisions by id, processes by id, and what Known lists."""

    forms: frozenset[str]
    decisions: frozenset[str]
    processes: frozenset[str]
    known: Known


def check_references(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Findings about names of things that do not exist."""
    for node in diagram.root.iter(f"{B}*"):
        form = node.get(_FORM_KEY)
        if form is not None and form not in around.forms:
            yield diagram.found(node, _missing_form(node, form))
        if kind(node) in CATCHING:
            yield from _report(diagram, node, around)
        if kind(node) in _PEOPLE_WORK:
            yield from _lane(diagram, node, around.known)
            yield from _reminders(diagram, node)
        elif kind(node) == "serviceTask" or (kind(node) == "sendTask" and node.get("messageRef") is None):
            yield from _action(diagram, node, around.known)
        elif kind(node) == "businessRuleTask":
            yield from _decision(diagram, node, around)
        elif kind(node) == "callActivity":
            yield from _call(diagram, node, around)


def _lane(diagram: Diagram, node: Element, known: Known) -> Iterator[Finding]:
    lane = diagram.lane_of(node)
    if lane == known.anytime:
        if not read_extensions(node).get("candidates"):
            message = f"{title(node)}: In der Bahn «{lane}» nennt jede Aufgabe ihre Rolle (camunda:candidateGroups)."
            yield diagram.found(node, message)
    elif lane is not None and lane not in known.lanes:
        message = f"Die Bahn «{lane}» steht für keine Rolle.{suggested('Bekannt sind', known.lanes)}"
        yield diagram.found(node, f"{title(node)}: {message}")


def _reminders(diagram: Diagram, node: Element) -> Iterator[Finding]:
    """Findings about the property `reminders`, which names one of the rules for reminders."""
    named = read_extensions(node).get("properties", {}).get("reminders")
    possible = set(Reminders) - {Reminders.OWN}
    if named is not None and named not in possible:
        message = f"{title(node)}: Erinnerungen «{short(named)}» gibt es nicht.{suggested('Möglich', possible)}"
        yield diagram.found(node, message)


def _report(diagram: Diagram, node: Element, around: Surroundings) -> Iterator[Finding]:
    """Findings about a report: its form, and the roles that may make it."""
    properties = read_extensions(node).get("properties", {})
    form, lanes = properties.get("form"), lanes_of(properties.get("roles", ""))
    if form is None:
        return
    if node.find(f"{B}messageEventDefinition") is None:
        yield diagram.found(node, f"{title(node)}: Melden lassen sich nur Nachrichten-Ereignisse.")
    if form not in around.forms:
        yield diagram.found(node, _missing_form(node, form))
    unknown = [lane for lane in lanes if lane not in around.known.lanes]
    if unknown or not lanes:
        wrong = (
            f"«{', '.join(unknown)}» steht für keine Rolle." if unknown else "Es steht nicht da, wer das melden darf."
        )
        hint = suggested("Nennen Sie unter «roles» Bahnen wie", around.known.lanes)
        yield diagram.found(node, f"{title(node)}: {wrong}{hint}")


def _action(diagram: Diagram, node: Element, known: Known) -> Iterator[Finding]:
    topic = read_extensions(node).get("topic")
    if topic is None:
        hint = suggested("Bitte wählen Sie «external» und als Topic eine von", known.actions)
        yield diagram.found(node, f"{title(node)} nennt keine Aktion.{hint}")
    elif topic not in known.actions:
        message = f"{title(node)}: Die Aktion «{topic}» gibt es nicht.{suggested('Bekannt sind', known.actions)}"
        yield diagram.found(node, message)


def _decision(diagram: Diagram, node: Element, around: Surroundings) -> Iterator[Finding]:
    more = read_extensions(node)
    decision = more.get("decision")
    if decision is None:
        yield diagram.found(node, f"{title(node)} nennt keine Entscheidung (camunda:decisionRef).")
    elif decision not in around.decisions:
        message = f"{title(node)}: Die Entscheidung «{decision}» gibt es in keiner Tabelle dieses Verfahrens."
        yield diagram.found(node, f"{message}{suggested('Bekannt sind', around.decisions)}")
    elif not more.get("result"):
        message = f"{title(node)}: Das Ergebnis ginge verloren. Bitte nennen Sie die Ergebnis-Variable."
        yield diagram.found(node, message)


def _call(diagram: Diagram, node: Element, around: Surroundings) -> Iterator[Finding]:
    called = node.get("calledElement")
    if not called:
        yield diagram.found(node, f"{title(node)} nennt kein Verfahren. Bitte wählen Sie, welches aufgerufen wird.")
    elif called not in around.processes:
        yield diagram.found(node, f"{title(node)}: Das aufgerufene Verfahren «{called}» gibt es nicht.")


def _missing_form(node: Element, form: str) -> str:
    """The sentence for a missing form. It names the file that is expected, if a file can have that name."""
    if form.startswith("camunda-forms:"):
        plain = form.rpartition(":")[2].removesuffix(".form")
        return f"{title(node)}: Das Formular heisst hier nur mit seinem Schlüssel. Schreiben Sie «{short(plain)}»."
    expected = f" (erwartet: {form}.form im Ordner der Formulare)" if _FILE_NAME.fullmatch(form) else ""
    return f"{title(node)}: Das Formular «{short(form)}» fehlt{expected}."
