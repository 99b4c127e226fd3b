"""Translates the errors of the BPMN schema into German."""

import re

from lxml import etree

from app.gate.bpmn_words import FLOW_NODES, kind, local, title
from app.gate.diagram import Element

_QUOTED = re.compile(r"'([^']*)'")
_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")
_VALUE = re.compile(r": (?:\[facet [^]]*\] The value )?'([^']*)' is not")
_CHOICE = re.compile(r".*set \{(.*)\}", re.DOTALL)  # the last one, since a text of the diagram may stand before it


def translated(entry: etree._LogEntry, node: Element | None) -> str:
    """One entry of the schema's log as a sentence; `node` is the element it is about."""
    about = title(node) if node is not None else "Die Datei"
    kind_of_error, message = entry.type_name, entry.message
    if kind_of_error == "SCHEMAV_ELEMENT_CONTENT" and node is not None:
        return _element(message, node)
    if kind_of_error == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        name = _first(re.compile(r"The attribute '([^']*)'"), message)
        return f"{about}: Die Angabe «{name}» fehlt. Bitte verbinden oder ergänzen Sie das Element im Editor."
    if kind_of_error in ("SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2"):
        return f"{about}: Die Angabe «{_first(_ATTRIBUTE, message)}» gibt es bei BPMN nicht. Bitte entfernen Sie sie."
    if kind_of_error in ("SCHEMAV_CVC_COMPLEX_TYPE_2_3", "SCHEMAV_CVC_COMPLEX_TYPE_2_1", "SCHEMAV_CVC_TYPE_3_1_2"):
        return f"{about} enthält freien Text, wo keiner stehen darf. Bitte entfernen Sie ihn."
    if "is not" in message:
        return _value(message, about)
    return f"{about} entspricht nicht dem BPMN-Standard. Bitte speichern Sie das Diagramm im Editor neu."


def _element(message: str, node: Element) -> str:
    if "Missing child" in message:
        return f"{title(node)} ist unvollständig: Ein verlangter Teil fehlt. Bitte ergänzen Sie das Element im Editor."
    around = node.getparent()
    place = f" im Element «{local(around)}»" if around is not None else ""
    if kind(node) in FLOW_NODES and around is not None and kind(around) == "definitions":
        return f"{title(node)} liegt ausserhalb eines Verfahrens. Bitte ziehen Sie das Element in das Verfahren hinein."
    return (
        f"Das Element «{local(node)}» wird an dieser Stelle{place} nicht erwartet. "
        "Bitte entfernen Sie es, oder speichern Sie das Diagramm im Editor neu."
    )


def _value(message: str, about: str) -> str:
    value, name = _first(_VALUE, message)[:80], _first(_ATTRIBUTE, message)
    if name == "id" and "xs:ID" in message:
        if re.fullmatch(r"[^\W\d][\w.-]*", value):
            return f"Die Kennung «{value}» kommt mehrfach vor. Jedes Element braucht eine eigene Kennung (id)."
        return (
            f"Die Kennung «{value}» ist nicht erlaubt. Eine Kennung (id) beginnt mit einem Buchstaben und besteht aus "
            "Buchstaben, Ziffern, Punkt, Binde- und Unterstrich."
        )
    allowed = ", ".join(f"«{word}»" for word in _QUOTED.findall(_first(_CHOICE, message)))
    if "xs:boolean" in message:
        allowed = "«true», «false»"
    elif "xs:int" in message:
        allowed = "eine ganze Zahl"
    where = f"bei der Angabe «{name}»" if name else "als Inhalt"
    hint = f" Möglich: {allowed}." if allowed else " Bitte berichtigen Sie ihn im Editor."
    return f"{about}: Der Wert «{value}» ist {where} nicht erlaubt.{hint}"


def _first(rule: re.Pattern[str], message: str) -> str:
    found = rule.search(message)
    return found[1] if found else ""
