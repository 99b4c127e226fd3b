"""What changes between two versions of a file, in the words of process owners: before → after."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.flow.errors import DiagramError
from app.flow.extensions import BPMN, CAMUNDA
from app.flow.xml import read_xml

_B, _C = f"{{{BPMN}}}", f"{{{CAMUNDA}}}"
MAX_TEXT = 300


@dataclass(frozen=True)
class Fact:
    """One thing about an element: its German name, and what it was and is; empty where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """An element, a field or a rule that is new, gone or different. kind: `neu`, `entfernt` or `geändert`."""

    what: str
    kind: str
    facts: tuple[Fact, ...] = ()


Things = Mapping[str, tuple[str, Mapping[str, str]]]
"""Id of a thing → what it is called, and its facts by their German names."""


def differences(path: str, before: bytes | None, after: bytes | None) -> list[Change]:
    """The changes of one file (None: not there). A file that cannot be taken apart is only said to be different."""
    if before is None or after is None:
        return [Change("Datei", "neu" if before is None else "entfernt")]
    try:
        return [*_compared(_things(path, before), _things(path, after))] or [
            Change("Datei", "geändert", (Fact("Zeichnung, Anordnung oder Schreibweise", "", "anders"),))
        ]
    except (DiagramError, ValueError, TypeError, AttributeError, RecursionError):
        return [Change("Datei", "geändert")]


def elements_in(content: bytes, path: str) -> Things:
    """The elements of a diagram and what is said about them. Raises DiagramError."""
    return _elements(read_xml(content, path))


def _things(path: str, content: bytes) -> Things:
    if path.endswith(".bpmn"):
        return _elements(read_xml(content, path))
    if path.endswith(".dmn"):
        return _rules(read_xml(content, path))
    if path.endswith(".form"):
        return dict(_fields(json.loads(content)))
    return {
        str(number): (f"Zeile {number}", {"Text": line}) for number, line in enumerate(content.decode().split("\n"), 1)
    }


def _compared(old: Things, new: Things) -> Iterator[Change]:
    for key in [*new, *(key for key in old if key not in new)]:
        if key not in old:
            told = {name: value for name, value in new[key][1].items() if name not in _IN_ITS_NAME}
            yield Change(new[key][0], "neu", _facts({}, told))
        elif key not in new:
            yield Change(old[key][0], "entfernt")
        elif facts := _facts(old[key][1], new[key][1]):
            yield Change(new[key][0], "geändert", facts)


def _facts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Fact, ...]:
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Fact(name, _short(old.get(name, "")), _short(new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} …"


_KINDS = {
    "userTask": "Aufgabe", "serviceTask": "Automatischer Schritt", "businessRuleTask": "Entscheidung",
    "scriptTask": "Berechnung", "callActivity": "Aufruf", "subProcess": "Teilverfahren", "startEvent": "Beginn",
    "endEvent": "Ende", "boundaryEvent": "Ereignis am Rand", "intermediateCatchEvent": "Warten",
    "intermediateThrowEvent": "Mitteilen", "exclusiveGateway": "Verzweigung", "parallelGateway": "Gleichzeitig",
    "inclusiveGateway": "Verzweigung", "eventBasedGateway": "Was zuerst kommt", "sequenceFlow": "Pfeil",
    "process": "Verfahren", "message": "Nachricht", "textAnnotation": "Notiz",
}  # fmt: skip
_ATTRIBUTES = {
    "name": "Name", f"{_C}formKey": "Formular", f"{_C}dueDate": "Frist", f"{_C}candidateGroups": "Zuständige Stelle",
    f"{_C}topic": "Aktion", f"{_C}decisionRef": "Tabelle", "calledElement": "aufgerufenes Verfahren",
    "default": "sonst-Pfeil", "sourceRef": "von", "targetRef": "nach", "attachedToRef": "am Rand von",
    "cancelActivity": "unterbricht", "isInterrupting": "unterbricht", "triggeredByEvent": "beginnt durch ein Ereignis",
    f"{_C}isStartableInTasklist": "kann von Personen eröffnet werden", f"{_C}resultVariable": "Ergebnis heisst",
}  # fmt: skip
_USUAL = {
    f"{_C}isStartableInTasklist": "true", "cancelActivity": "true", "isInterrupting": "true",
    "triggeredByEvent": "false",
}  # fmt: skip
"""What an attribute means where it is not written; editors leave it out."""
_IN_ITS_NAME = frozenset(("Name", "von", "nach"))
_TEXTS = {
    "conditionExpression": "Bedingung", "timeDate": "Zeitpunkt", "timeDuration": "Dauer", "timeCycle": "Wiederholung",
    "documentation": "Beschreibung", "text": "Text", "script": "Berechnung", "completionCondition": "fertig, sobald",
    "loopCardinality": "Anzahl Runden",
}  # fmt: skip
_PROPERTIES = {
    "reason": "Begründung der Frist",
    "phase": "Phase",
    "result": "Titel der Unterlage",
    "readers": "liest mit",
}
_OF_ITSELF = frozenset(("lane", "laneSet", "flowNodeRef", "incoming", "outgoing", *_KINDS))


def _elements(root: etree._Element) -> Things:
    lanes = {
        str(ref.text): str(lane.get("name")) for lane in root.iter(f"{_B}lane") for ref in lane.iter(f"{_B}flowNodeRef")
    }
    names = {str(node.get("id")): str(node.get("name") or node.get("id")) for node in root.iter(f"{_B}*")}
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for node in root.iter(*(f"{_B}{kind}" for kind in _KINDS)):
        key, kind = str(node.get("id")), _KINDS[etree.QName(node).localname]
        facts = {"Spur": lanes[key]} if key in lanes else {}
        for attribute, value in node.attrib.items():
            if str(attribute) in _ATTRIBUTES and _USUAL.get(str(attribute)) != value:
                facts[_ATTRIBUTES[str(attribute)]] = names.get(str(value), str(value))
        facts |= _inside(node)
        called = f"{facts.get('von')} → {facts.get('nach')}" if kind == "Pfeil" else names[key]
        found[key] = (f"{kind} «{called}»", facts)
    return found


def _inside(node: etree._Element) -> dict[str, str]:
    """What stands inside an element, without elements that are told by themselves."""
    facts: dict[str, str] = {}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        tag = etree.QName(child).localname
        if tag in _OF_ITSELF:
            continue
        if tag in _TEXTS:
            facts[_TEXTS[tag]] = (child.text or "").strip()
        elif tag == "property":
            name = str(child.get("name"))
            facts[_PROPERTIES.get(name, name)] = str(child.get("value"))
        elif tag in ("inputParameter", "outputParameter", "in", "out"):
            name = str(child.get("name") or child.get("target") or child.get("source"))
            facts[f"Angabe «{name}»"] = str(
                child.get("sourceExpression") or child.get("source") or child.text or ""
            ).strip()
        elif tag.endswith("Ref") and child.text:
            facts[tag] = child.text.strip()
        else:
            facts |= {name: str(value) for name, value in child.attrib.items() if name in ("messageRef", "signalRef")}
            facts |= _inside(child)
    return facts


def _rules(root: etree._Element) -> Things:
    found: dict[str, tuple[str, Mapping[str, str]]] = {}
    for table in root.iter("{*}decision"):
        name = str(table.get("name") or table.get("id"))
        columns = [_column(one) for one in (*table.iter("{*}input"), *table.iter("{*}output"))]
        found[str(table.get("id"))] = (f"Tabelle «{name}»", {"Spalten": ", ".join(columns)})
        for number, rule in enumerate(table.iter("{*}rule"), 1):
            cells = [
                "".join(str(part) for part in cell.itertext()).strip()
                for cell in (*rule.iter("{*}inputEntry"), *rule.iter("{*}outputEntry"))
            ]
            key = str(rule.get("id") or f"{table.get('id')} {number}")
            found[key] = (f"Tabelle «{name}», Regel {number}", dict(zip(columns, cells, strict=False)))
    return found


def _column(node: etree._Element) -> str:
    text = next((one.text for one in node.iter("{*}inputExpression/{*}text", "{*}text") if one.text), "")
    return str(node.get("label") or node.get("name") or text or node.get("id"))


_FIELD_WORDS = {
    "label": "Frage", "dateLabel": "Frage", "timeLabel": "Frage", "description": "Hilfetext", "type": "Art",
    "required": "Pflicht", "maxLength": "höchstens Zeichen", "category": "Kategorie", "hide": "ausgeblendet, wenn",
    "text": "Text", "values": "Auswahl", "min": "frühestens oder mindestens", "max": "spätestens oder höchstens",
    "rule": "Regel", "ruleMessage": "Hinweis zur Regel", "expression": "Berechnung", "prefill": "vorausgefüllt mit",
}  # fmt: skip


def _fields(component: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, str]]]]:
    for one in component.get("components") or ():
        called = str(
            one.get("label") or one.get("dateLabel") or one.get("timeLabel") or one.get("text") or one.get("key")
        )
        key = str(one.get("key") or one.get("path") or one.get("id"))
        yield key, (f"Feld «{_short(called)[:80]}»", dict(_flat(one)))
        yield from _fields(one)


def _flat(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if name in ("id", "components", "layout"):
            continue
        if isinstance(inner, Mapping):
            yield from _flat(inner)
        elif isinstance(inner, list):
            yield _FIELD_WORDS.get(name, name), ", ".join(_option(one) for one in inner)
        else:
            words = {True: "ja", False: "nein"}.get(inner) if isinstance(inner, bool) else None
            yield _FIELD_WORDS.get(name, name), words or str(inner)


def _option(one: object) -> str:
    return str(one.get("label") or one.get("value")) if isinstance(one, Mapping) else str(one)
