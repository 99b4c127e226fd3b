"""The first two steps of the gate: turns a text into a diagram if it is safe XML of a sensible size and valid BPMN."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from app.flow.errors import DiagramError
from app.flow.extensions import CAMUNDA
from app.flow.schema import bpmn_schema
from app.flow.xml import read_xml
from app.gate.bpmn_words import FLOW_NODES, SUBPROCESSES, B, kind
from app.gate.diagram import Diagram, Element
from app.gate.finding import Finding
from app.gate.schema_words import translated

MAX_NODES = 500
"""Flow nodes in one file. Real procedures have up to a hundred; the engine's reader stops near 480 in a row."""
MAX_DEPTH = 8
"""Sub-processes inside one another."""
MAX_TEXT = 300_000
"""Characters in all expressions and attributes together; reading more would take minutes."""
_NOT_READ = ("documentation", "text")
_MAX_MESSAGES = 20
_KEPT = 48
"""Diagrams that stay opened: a house has some dozen."""
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_DMN = re.compile(r"\{[^}]*/DMN/[^}]*\}definitions$")
_READABLE = ("utf-8", "utf8", "us-ascii", "ascii")


@lru_cache(maxsize=_KEPT)
def open_diagram(name: str, text: str) -> tuple[Diagram | None, tuple[Finding, ...]]:
    """The diagram in `text`, or None and the findings that keep it from being checked any further.

    It is kept, since it is asked for again with every change of a diagram that calls it: nobody may change it.
    """
    declared = _DECLARED.match(text[:200].lstrip("\ufeff"))
    if declared and declared[1].lower() not in _READABLE:
        message = f"Die Datei ist als «{declared[1][:40]}» gespeichert. Bitte speichern Sie sie als UTF-8."
        return None, (Finding(name, 1, None, message),)
    try:
        root = read_xml(text.encode(), name)
    except DiagramError as error:
        return None, (Finding(name, error.line, error.element, error.message),)
    except UnicodeEncodeError:
        message = "Die Datei enthält ungültige Zeichen. Bitte speichern Sie sie im Editor neu."
        return None, (Finding(name, None, None, message),)
    findings = tuple(_not_bpmn(name, root)) or tuple(_too_large(name, root)) or tuple(_invalid(name, root))
    return (None, findings) if findings else (Diagram(name, root), ())


def _not_bpmn(name: str, root: Element) -> Iterator[Finding]:
    if _DMN.match(str(root.tag)):
        message = "Das ist eine Entscheidungstabelle (DMN). Bitte geben Sie der Datei einen Namen mit der Endung .dmn."
        yield Finding(name, root.sourceline, None, message)
    elif kind(root) != "definitions":
        yield Finding(name, root.sourceline, None, "Das ist kein BPMN-Diagramm. Bitte wählen Sie eine .bpmn-Datei.")
    elif any(not process.get("id") for process in root.iterchildren(f"{B}process")):
        message = "Dem Verfahren fehlt die Kennung (id). Bitte geben Sie ihm im Editor eine, zum Beispiel «anmeldung»."
        yield Finding(name, root.sourceline, None, message)
    elif root.find(f"{B}process") is None:
        yield Finding(name, root.sourceline, None, "Die Datei enthält keinen Prozess.")


def _too_large(name: str, root: Element) -> Iterator[Finding]:
    nodes = sum(1 for node in root.iter() if kind(node) in FLOW_NODES)
    if nodes > MAX_NODES:
        message = (
            f"Das Diagramm hat {nodes} Schritte, Ereignisse und Verzweigungen; möglich sind {MAX_NODES}. "
            "Bitte teilen Sie es auf mehrere Verfahren auf, die einander aufrufen."
        )
        yield Finding(name, None, None, message)
    if sum(_length(node) for node in root.iter()) > MAX_TEXT:
        message = "Das Diagramm enthält zu lange Ausdrücke und Texte. Bitte teilen Sie es auf mehrere Verfahren auf."
        yield Finding(name, None, None, message)
    for node in root.iter(*(f"{B}{tag}" for tag in (*SUBPROCESSES, "adHocSubProcess"))):
        if sum(1 for around in node.iterancestors() if kind(around) in SUBPROCESSES) >= MAX_DEPTH:
            message = f"Teilprozesse dürfen höchstens {MAX_DEPTH} Ebenen tief ineinander liegen."
            yield Finding(name, node.sourceline, node.get("id"), message)
            return


def _length(node: Element) -> int:
    if not isinstance(node.tag, str) or not node.tag.startswith((B, f"{{{CAMUNDA}}}")) or kind(node) in _NOT_READ:
        return 0
    return len(node.text or "") + sum(len(value) for value in node.attrib.values())


def _invalid(name: str, root: Element) -> Iterator[Finding]:
    """The mistakes the BPMN schema finds, in German; one sentence per element."""
    schema = bpmn_schema()
    if schema.validate(root):
        return
    seen: set[str] = set()
    for entry in schema.error_log:
        path = str(entry.path)
        if path in seen:
            continue
        seen.add(path)
        if len(seen) > _MAX_MESSAGES:
            return
        node = _at(root, path)
        yield Finding(name, entry.line, None if node is None else node.get("id"), translated(entry, node))


def _at(root: Element, path: str) -> Element | None:
    spaces = {prefix: space for prefix, space in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path, namespaces=spaces)
    except etree.XPathError:  # a prefix that is declared further in
        return None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, etree._Element) else None
