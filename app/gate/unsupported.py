"""Refuses by name everything the engine cannot do, or would ignore without a word."""

from collections.abc import Iterator

from app.flow.extensions import CAMUNDA
from app.gate.bpmn_words import ACTIVITIES, CONTAINERS, EVENTS, B, kind, local, title
from app.gate.diagram import Diagram, Element, definitions_of, event_kinds, interrupts, is_event_subprocess
from app.gate.finding import Finding

_C = f"{{{CAMUNDA}}}"
_FEEL_FORMATS = ("", "feel", "text/x-feel", "application/x-feel")

REFUSED_ELEMENTS = {
    "complexGateway": "Komplexe Verzweigungen gibt es hier nicht. Bitte verwenden Sie eine exklusive, parallele oder "
    "inklusive Verzweigung.",
    "adHocSubProcess": "Ad-hoc-Teilprozesse gibt es hier nicht. Bitte zeichnen Sie den Ablauf mit Pfeilen.",
    "compensateEventDefinition": "Kompensation gibt es hier nicht. Bitte zeichnen Sie den Weg zurück mit Pfeilen.",
    "conditionalEventDefinition": "Bedingungs-Ereignisse gibt es hier nicht. Bitte verwenden Sie eine Nachricht, ein "
    "Signal oder eine Verzweigung.",
    "dataStoreReference": "Datenspeicher gibt es hier nicht. Bitte entfernen Sie das Element; die Falldaten stehen "
    "jedem Schritt zur Verfügung.",
    "dataStore": "Datenspeicher gibt es hier nicht. Bitte entfernen Sie das Element.",
    "dataInputAssociation": "Pfeile von Datenobjekten haben hier keine Wirkung. Bitte entfernen Sie sie; die Falldaten "
    "stehen jedem Schritt zur Verfügung.",
    "dataOutputAssociation": "Pfeile zu Datenobjekten haben hier keine Wirkung. Bitte entfernen Sie sie; die Falldaten "
    "stehen jedem Schritt zur Verfügung.",
    "callChoreography": "Choreografien gibt es hier nicht. Bitte zeichnen Sie einen Prozess.",
    "eventDefinitionRef": "Verweise auf gemeinsame Ereignisse gibt es hier nicht. Bitte wählen Sie sie am Ereignis.",
}  # fmt: skip
_CAMUNDA_ELEMENTS = {
    "executionListener": "Listener gibt es hier nicht. Bitte zeichnen Sie dafür einen eigenen Schritt.",
    "taskListener": "Listener gibt es hier nicht. Bitte zeichnen Sie dafür einen eigenen Schritt.",
    "connector": "Konnektoren gibt es hier nicht. Bitte wählen Sie eine Aktion (camunda:topic).",
    "script": "Skripte gibt es hier nicht. Bitte schreiben Sie einen FEEL-Ausdruck.",
    "list": "Listen in Parametern gibt es hier nicht. Bitte schreiben Sie einen FEEL-Ausdruck, zum Beispiel "
    '= ["a", "b"].',
    "map": "Tabellen in Parametern gibt es hier nicht. Bitte schreiben Sie einen FEEL-Ausdruck, zum Beispiel "
    "= {a: 1, b: 2}.",
    "outputParameter": "Ausgabe-Parameter gibt es hier nicht. Bitte nennen Sie die Ergebnis-Variable, oder schreiben "
    "Sie einen Skript-Schritt.",
    "formData": "Formularfelder im Diagramm gibt es hier nicht. Bitte nennen Sie ein Formular (camunda:formKey).",
    "field": "Java-Felder gibt es hier nicht. Bitte verwenden Sie Eingabe-Parameter.",
    "errorEventDefinition": "Fehlerzuordnungen an Aktionen gibt es hier nicht. Bitte entfernen Sie sie.",
    "failedJobRetryTimeCycle": "Wiederholversuche regelt das System. Bitte entfernen Sie diese Angabe.",
}  # fmt: skip
_CAMUNDA_ATTRIBUTES = {
    "class": "Java-Klassen werden hier nicht ausgeführt. Bitte wählen Sie eine Aktion (camunda:topic).",
    "delegateExpression": "Java-Aufrufe werden hier nicht ausgeführt. Bitte wählen Sie eine Aktion (camunda:topic).",
    "expression": "Java-Ausdrücke werden hier nicht ausgeführt. Bitte wählen Sie eine Aktion (camunda:topic).",
    "resource": "Skripte aus Dateien gibt es hier nicht. Bitte schreiben Sie den Ausdruck ins Diagramm.",
    "formRef": "Formulare werden hier mit camunda:formKey genannt. Bitte tragen Sie den Namen dort ein.",
    "caseRef": "CMMN-Fälle gibt es hier nicht. Bitte rufen Sie ein Verfahren auf.",
    "variableMappingClass": "Java-Klassen werden hier nicht ausgeführt. Bitte nennen Sie die Variablen einzeln.",
    "variableMappingDelegateExpression": "Java-Aufrufe werden hier nicht ausgeführt. Bitte nennen Sie die Variablen "
    "einzeln.",
}  # fmt: skip
_WHERE = {
    "startEvent": (),
    "intermediateCatchEvent": ("message", "timer", "signal", "link"),
    "intermediateThrowEvent": ("message", "signal", "escalation", "link"),
    "endEvent": ("message", "signal", "escalation", "error", "terminate", "cancel"),
    "boundaryEvent": ("message", "timer", "signal", "escalation", "error", "cancel"),
}
_STARTS_OF_HANDLERS = ("message", "timer", "signal", "error", "escalation")
_EVENT_WORDS = {
    "message": "Nachricht", "timer": "Zeit", "signal": "Signal", "link": "Link", "escalation": "Eskalation",
    "error": "Fehler", "terminate": "Abbruch", "cancel": "Transaktions-Abbruch",
}  # fmt: skip


def check_supported(diagram: Diagram) -> Iterator[Finding]:
    """Findings about elements and attributes that BPMN or Camunda know and this engine does not."""
    for process in diagram.processes:
        if process.get("isExecutable") in ("false", "0"):
            message = f"{title(process)} ist als nicht ausführbar markiert. Bitte setzen Sie im Editor «Executable»."
            yield diagram.found(process, message)
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) in REFUSED_ELEMENTS:
            yield diagram.found(node, REFUSED_ELEMENTS[kind(node)])
        if kind(node) in EVENTS:
            yield from _event(diagram, node)
        yield from _activity(diagram, node)
        yield from _camunda_attributes(diagram, node)
    for node in diagram.root.iter(f"{_C}*"):
        yield from _camunda_element(diagram, node)
    if _for_camunda_8(diagram.root):
        message = "Das Diagramm ist für Camunda 8 gezeichnet. Bitte legen Sie es im Editor für Camunda 7 an."
        yield Finding(diagram.name, 1, None, message)


def _for_camunda_8(root: Element) -> bool:
    """Whether the editor says so, or anything in the file is in the language of Camunda 8, wherever declared."""
    platform = next((str(value) for name, value in root.attrib.items() if str(name).endswith("}executionPlatform")), "")
    spaces = {str(space) for node in root.iter("*") for space in node.nsmap.values()}
    return platform in ("Camunda Cloud", "Camunda 8") or any("zeebe" in space for space in spaces)


def _event(diagram: Diagram, event: Element) -> Iterator[Finding]:
    kinds = event_kinds(event)
    if len(definitions_of(event)) > 1 or event.get("parallelMultiple") in ("true", "1"):
        yield diagram.found(event, f"{title(event)} hat mehrere Auslöser. Möglich ist genau einer.")
        return
    around = event.getparent()
    in_handler = kind(event) == "startEvent" and around is not None and is_event_subprocess(around)
    allowed = _STARTS_OF_HANDLERS if in_handler else _WHERE[kind(event)]
    for name in kinds - {"compensate", "conditional"} - set(allowed):
        words = ", ".join(_EVENT_WORDS[word] for word in allowed) or "nur ein Start ohne Auslöser"
        message = f"{title(event)}: Der Auslöser «{_EVENT_WORDS.get(name, name)}» ist hier nicht möglich ({words})."
        yield diagram.found(event, message)
    if not kinds and kind(event) in ("boundaryEvent", "intermediateCatchEvent"):
        yield diagram.found(event, f"{title(event)} hat keinen Auslöser. Bitte wählen Sie Zeit, Nachricht oder Signal.")
    if kinds == {"error"} and (kind(event) == "boundaryEvent" or in_handler) and not interrupts(event):
        yield diagram.found(event, f"{title(event)}: Ein Fehler unterbricht immer. Bitte setzen Sie «unterbrechend».")
    if kinds & {"error", "escalation", "cancel"} and kind(event) == "boundaryEvent":
        yield from _never_thrown(diagram, event, kinds)
    if "cancel" in kinds and kind(event) == "endEvent" and around is not None:
        yield from _cancelled(diagram, event, around)


def _cancelled(diagram: Diagram, event: Element, around: Element) -> Iterator[Finding]:
    if kind(around) != "transaction":
        yield diagram.found(event, "Ein Abbruch-Ende ist nur direkt in einer Transaktion möglich.")
        return
    border = (node for node in diagram.nodes.values() if node.get("attachedToRef") == around.get("id"))
    if not any("cancel" in event_kinds(node) for node in border):
        message = (
            f"{title(around)} wird abgebrochen, ohne dass es weitergeht. Bitte heften Sie ihr ein Abbruch-Ereignis "
        )
        yield diagram.found(event, f"{message}an.")


def _never_thrown(diagram: Diagram, event: Element, kinds: set[str]) -> Iterator[Finding]:
    host = diagram.nodes.get(str(event.get("attachedToRef")))
    if host is None:
        return
    if "cancel" in kinds and kind(host) != "transaction":
        yield diagram.found(event, "Ein Abbruch-Ereignis lässt sich nur an eine Transaktion heften.")
    elif kind(host) not in ("subProcess", "transaction", "callActivity"):
        word = " oder ".join(sorted(_EVENT_WORDS[name] for name in kinds))
        message = (
            f"{title(event)} würde nie ausgelöst: {word} kommt nur aus Teilprozessen und aufgerufenen Verfahren. "
            "Bitte entfernen Sie es; misslingt ein Schritt, meldet das System eine Störung."
        )
        yield diagram.found(event, message)


def _activity(diagram: Diagram, node: Element) -> Iterator[Finding]:
    if node.get("isForCompensation") in ("true", "1"):
        yield diagram.found(node, REFUSED_ELEMENTS["compensateEventDefinition"])
    if kind(node) == "scriptTask" and str(node.get("scriptFormat") or "").strip().lower() not in _FEEL_FORMATS:
        message = (
            f"{title(node)}: Die Skriptsprache «{node.get('scriptFormat')}» wird nicht ausgeführt. Bitte wählen Sie "
            "«feel» und schreiben Sie Zeilen wie «summe = a + b»."
        )
        yield diagram.found(node, message)
    if kind(node) == "conditionExpression" and str(node.get("language") or "").lower().rpartition("/")[2] not in (
        "", "feel", "x-feel", "juel",
    ) and "FEEL" not in str(node.get("language")):  # fmt: skip
        message = f"Bedingungen in «{node.get('language')}» werden nicht ausgewertet. Bitte schreiben Sie sie in FEEL."
        yield diagram.found(node, message)


def _camunda_attributes(diagram: Diagram, node: Element) -> Iterator[Finding]:
    for name, reason in _CAMUNDA_ATTRIBUTES.items():
        if node.get(_C + name) is not None:
            yield diagram.found(node, f"{_about(node)}{reason}")
    implementation = node.get(f"{_C}type")
    if implementation not in (None, "external") and kind(node) in (*ACTIVITIES, "messageEventDefinition"):
        message = f"Die Art «{implementation}» gibt es hier nicht. Bitte wählen Sie «external» und eine Aktion."
        yield diagram.found(node, f"{_about(node)}{message}")


def _camunda_element(diagram: Diagram, node: Element) -> Iterator[Finding]:
    name = local(node)
    if name in _CAMUNDA_ELEMENTS:
        yield diagram.found(node, _CAMUNDA_ELEMENTS[name])
    if name in ("in", "out") and node.get("variables") is not None:
        yield diagram.found(node, "«Alle Variablen» lassen sich nicht übergeben. Bitte nennen Sie sie einzeln.")


def _about(node: Element) -> str:
    inner: Element | None = node
    while inner is not None and kind(inner) not in (*ACTIVITIES, *EVENTS, *CONTAINERS, "sequenceFlow"):
        inner = inner.getparent()
    return "" if inner is None else f"{title(inner)}: "
