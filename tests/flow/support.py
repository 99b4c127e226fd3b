"""Writes docs/bpmn-support.md from the constructs that the tests play: `python -m tests.flow.support`."""

from pathlib import Path

from app.gate.ignored import HARMLESS, UNDERSTOOD
from app.gate.unsupported import REFUSED_ELEMENTS
from tests.flow.constructs_basic import BASIC
from tests.flow.constructs_events import EVENTS


def document() -> str:
    """The document's text."""
    lines = [
        "# Was Nahtstelle von BPMN versteht",
        "",
        "Diese Seite entsteht aus den Tests: Jede Zeile steht für ein kleines Diagramm, das Schritt für Schritt",
        "gespielt wird, wobei der Stand vor jedem Schritt gespeichert und neu geladen wird",
        "(`tests/flow/constructs_*.py`).",
        "",
    ]
    for title, constructs in (("Aufgaben, Gateways, Teilprozesse", BASIC), ("Ereignisse", EVENTS)):
        lines += [f"## {title}", "", "| Konstrukt | Elemente | Bemerkung |", "|---|---|---|"]
        lines += [f"| {item.name} | {item.elements} | {item.note} |" for item in constructs]
        lines.append("")
    lines += ["## Wird von der Prüfung mit Namen abgelehnt", "", "| Element | Was die Prüfung sagt |", "|---|---|"]
    lines += [f"| {element} | {sentence} |" for element, sentence in REFUSED_ELEMENTS.items()]
    lines += ["", "## Angaben von Camunda", "", "| Angabe | Wirkt an |", "|---|---|"]
    lines += [f"| camunda:{name} | {', '.join(places)} |" for name, places in UNDERSTOOD.items()]
    lines += ["", "Ohne Wirkung und erlaubt: " + ", ".join(f"camunda:{name}" for name in sorted(HARMLESS)) + "."]
    lines += ["", "Jede andere Angabe von Camunda, und jede an einem anderen Element, lehnt die Prüfung mit Namen ab."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path("docs/bpmn-support.md").write_text(document())
