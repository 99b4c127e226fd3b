"""Checks the properties that only pages read: phases, names of results, meetings, the plan (`app.flow.page_words`)."""

from collections.abc import Iterator

from app.flow.extensions import read_extensions
from app.flow.page_words import CONSEQUENCE, NO, OUTLOOK, PHASE, PHASES, PINNED, RESULT, SHOWN, YES, phases_in
from app.gate.bpmn_words import ACTIVITIES, EVENTS, B, kind, title
from app.gate.diagram import Diagram, Element
from app.gate.expression_check import ExpressionCheck, short
from app.gate.finding import Finding, Level, suggested

_WORK = ("userTask", "manualTask")
_WORDS = {PINNED: YES, OUTLOOK: NO}
"""Property → the only value that it can have."""


def check_page_words(diagram: Diagram) -> Iterator[Finding]:
    """Findings about phases that nobody named, phases without a step, and words and expressions that mean nothing."""
    judge = ExpressionCheck()
    for process in diagram.processes:
        properties = read_extensions(process).get("properties", {})
        named, used = phases_in(properties.get(PHASES, "")), set[str]()
        for node in process.iter(f"{B}*"):
            if kind(node) in (*ACTIVITIES, *EVENTS):
                own = read_extensions(node).get("properties", {})
                used |= {own[PHASE]} if PHASE in own else set()
                for problem in _problems(own, named):
                    yield diagram.found(node, f"{title(node)}: {problem}")
        for phase in (one for one in named if one not in used):
            message = f"Die Phase «{short(phase)}» hat keinen Schritt. Geben Sie einem die Eigenschaft «{PHASE}»."
            yield diagram.found(process, f"{title(process)}: {message}")
        for name in (name for name in SHOWN if properties.get(name)):
            wrong = judge.problem_of(properties[name])
            if wrong:
                yield diagram.found(process, f"{title(process)}: Die Eigenschaft «{name}»: {wrong}")


def _problems(own: dict[str, str], named: tuple[str, ...]) -> Iterator[str]:
    if PHASE in own and own[PHASE] not in named:
        hint = (
            suggested("Der Prozess nennt", named) or f" Der Prozess nennt keine: Es fehlt die Eigenschaft «{PHASES}»."
        )
        yield f"Die Phase «{short(own[PHASE])}» gibt es nicht.{hint}"
    for name, only in _WORDS.items():
        if own.get(name, only) != only:
            yield f"Die Eigenschaft «{name}» kann nur «{only}» sein, nicht «{short(own[name])}»."


def without_words(diagram: Diagram) -> Iterator[Finding]:
    """Hints about tasks and reports whose result has no name: papers and history then say what was to be done."""
    for container in diagram.containers:
        for node in container.nodes.values():
            if _has_form(node) and not read_extensions(node).get("properties", {}).get(RESULT):
                message = (
                    f"Was dabei herauskommt, hat keinen Namen. Nennen Sie es mit der Eigenschaft «{RESULT}», zum "
                    "Beispiel «Kurzdossier»."
                )
                yield diagram.remarked(node, f"{title(node)}: {message}", Level.HINT)


def without_consequence(diagram: Diagram) -> Iterator[Finding]:
    """Hints about reports that end everything else the case does, and do not say so before somebody makes them."""
    for container in diagram.containers:
        for node in container.of("startEvent"):
            properties = read_extensions(node).get("properties", {})
            ends_all = container.element.get("triggeredByEvent") and node.get("isInterrupting", "true") == "true"
            if properties.get("form") and ends_all and not properties.get(CONSEQUENCE):
                message = (
                    "Diese Meldung beendet alles andere, und wer sie macht, liest es vorher nicht. Sagen Sie mit der "
                    f"Eigenschaft «{CONSEQUENCE}», was dann geschieht."
                )
                yield diagram.remarked(node, f"{title(node)}: {message}", Level.HINT)


def _has_form(node: Element) -> bool:
    more = read_extensions(node)
    return (kind(node) in _WORK and "form" in more) or bool(more.get("properties", {}).get("form"))
