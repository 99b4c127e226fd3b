"""Checks words that would be ignored in silence: properties, readers, parameters of actions, roles."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from app.flow.expressions import is_expression
from app.flow.extensions import read_extensions
from app.flow.page_words import CONSEQUENCE, MEETING, OUTLOOK, PHASE, PHASES, PINNED, RESULT, SHOWN
from app.flow.reports import lanes_of
from app.gate.bpmn_words import ACTIVITIES, CATCHING, EVENTS, B, kind, title
from app.gate.diagram import Diagram, Element, event_kinds
from app.gate.expression_check import short
from app.gate.finding import Finding, Known, Signature, suggested

_WORK = frozenset({"reason", "label", "statistic", "readers", "reminders", MEETING, RESULT, PINNED, CONSEQUENCE})
_REPORT = frozenset(
    {"form", "roles", "when", "label", "readers", "statistic", "correlation", RESULT, PINNED, CONSEQUENCE}
)
_MANY = frozenset({"results", "needed"})
_PROCESS = frozenset({"retention", "figures", "rates", PHASES, *SHOWN})
_ELSEWHERE = _WORK | _REPORT | _MANY | _PROCESS | {PHASE, OUTLOOK}
_ALIKE = 0.8
"""How much a word must resemble a known one to be taken for it; others may be meant for other software."""
_PARTIES = ("to", "party")


def check_details(diagram: Diagram, known: Known) -> Iterator[Finding]:
    """Findings about words that nobody would ever read as they are meant."""
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) in ("process", *ACTIVITIES, *EVENTS):
            for problem in (*_properties(node), *_readers(node, known), *_parties(node, known), *_action(node, known)):
                yield diagram.found(node, f"{title(node)}: {problem}")


def _properties(node: Element) -> Iterator[str]:
    usual = _usual(node)
    for name in read_extensions(node).get("properties", {}):
        if name in usual | _ELSEWHERE:
            continue
        meant = get_close_matches(name, sorted(usual), n=1, cutoff=_ALIKE)
        if meant:
            yield f"Die Eigenschaft «{short(name)}» hat keine Wirkung. Meinten Sie «{meant[0]}»?"


def _usual(node: Element) -> frozenset[str]:
    """The properties that have an effect at an element."""
    if kind(node) == "process":
        return _PROCESS
    found = _WORK if kind(node) in ("userTask", "manualTask", "task") else frozenset({"statistic"})
    found |= {PHASE, OUTLOOK} if "timer" in event_kinds(node) else {PHASE}
    if kind(node) in (*CATCHING, "receiveTask", "sendTask") or node.find(f"{B}messageEventDefinition") is not None:
        found |= _REPORT
    return found | _MANY if node.find(f"{B}multiInstanceLoopCharacteristics") is not None else found


def _readers(node: Element, known: Known) -> Iterator[str]:
    readers = lanes_of(read_extensions(node).get("properties", {}).get("readers", ""))
    for lane in (lane for lane in readers if known.lanes and lane not in known.lanes):
        hint = suggested("Möglich sind Bahnen", known.lanes)
        yield f"«{short(lane)}» unter «readers» steht für keine Rolle, und niemand würde mitlesen.{hint}"


def _parties(node: Element, known: Known) -> Iterator[str]:
    """Words for roles and institutions; keys of institutions are not known here, so only slips are named."""
    more = read_extensions(node)
    words = {"camunda:candidateGroups": str(more.get("candidates", ""))}
    words |= {f"Der Parameter «{name}»": more.get("inputs", {}).get(name, "") for name in _PARTIES}
    for what, word in words.items():
        if is_expression(word) or not word or word in known.roles:
            continue
        by_name = {german: key for key, german in known.roles.items()}
        meant = [by_name[word]] if word in by_name else get_close_matches(word, [*known.roles], n=1, cutoff=_ALIKE)
        if meant:
            yield f"{what}: «{short(word)}» ist keine Rolle. Meinten Sie «{meant[0]}» ({known.roles[meant[0]]})?"


def _action(node: Element, known: Known) -> Iterator[str]:
    more = read_extensions(node)
    topic, inputs = str(more.get("topic")), more.get("inputs", {})
    signature = known.signatures.get(topic)
    if signature is None:
        return
    possible = (*signature.needed, *signature.optional)
    # An action without any parameter is one that is still being drawn; it fails by name when it is played.
    for name in signature.needed if inputs else ():
        if not str(inputs.get(name, "")).strip():
            yield f"Der Aktion «{topic}» fehlt der Parameter «{name}».{suggested('Sie braucht', signature.needed)}"
    for name in inputs:
        if name not in possible:
            meant = get_close_matches(name, possible, n=1)
            hint = f" Meinten Sie «{meant[0]}»?" if meant else suggested("Möglich sind", possible)
            yield f"Die Aktion «{topic}» kennt keinen Parameter «{short(name)}».{hint}"
    yield from _braces(inputs, signature)
    role = inputs.get("role", "")
    if "role" in possible and role and not is_expression(role) and role not in known.lanes:
        yield f"«{short(role)}» ist keine Rolle.{suggested('Nennen Sie eine Bahn', known.lanes)}"


_IN_BRACES = re.compile(r"\{([^{}\s]{1,60})\}")


def _braces(inputs: Mapping[str, str], signature: Signature) -> Iterator[str]:
    """What stands in braces in the texts of an action, and nothing fills in."""
    for text in inputs.values() if signature.fills else ():
        for name in _IN_BRACES.findall(text) if not is_expression(text) else ():
            needed = signature.fills.get(name)
            if needed is None:
                yield f"Für «{{{short(name)}}}» setzt niemand etwas ein.{suggested('Möglich sind', signature.fills)}"
            elif needed and needed not in inputs:
                yield f"Für «{{{name}}}» fehlt der Parameter «{needed}», der sagt, was dort steht."


_IN_WORDS = re.compile(r"=?\s*(\d{1,4})\s*(tag|woche|monat|jahr|stunde|minute)e?n?s?\s*", re.IGNORECASE)
_SIGNS = {"tag": "P{}D", "woche": "P{}W", "monat": "P{}M", "jahr": "P{}Y", "stunde": "PT{}H", "minute": "PT{}M"}


def duration_meant(text: str) -> str | None:
    """The duration that words like «3 Monate» mean, as timers write it; None for anything else."""
    found = _IN_WORDS.fullmatch(text.strip())
    return None if found is None else _SIGNS[found[2].lower()].format(int(found[1]))
