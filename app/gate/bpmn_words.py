"""Groups of BPMN elements, and their German names as sentences need them."""

from functools import lru_cache

from lxml import etree

from app.flow.extensions import BPMN

B = f"{{{BPMN}}}"

TASKS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask")
SUBPROCESSES = ("subProcess", "transaction")
ACTIVITIES = (*TASKS, *SUBPROCESSES, "callActivity")
CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
THROWING = ("intermediateThrowEvent", "endEvent")
EVENTS = (*CATCHING, *THROWING)
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")
UNSUPPORTED_NODES = ("complexGateway", "adHocSubProcess")
FLOW_NODES = frozenset((*ACTIVITIES, *EVENTS, *GATEWAYS, *UNSUPPORTED_NODES))
CONTAINERS = ("process", *SUBPROCESSES)

_KINDS = {
    "process": "Das Verfahren",
    "task": "Der Schritt",
    "userTask": "Die Aufgabe",
    "manualTask": "Die Aufgabe",
    "serviceTask": "Der automatische Schritt",
    "sendTask": "Der Sende-Schritt",
    "receiveTask": "Der Empfangs-Schritt",
    "scriptTask": "Der Skript-Schritt",
    "businessRuleTask": "Der Entscheidungs-Schritt",
    "subProcess": "Der Teilprozess",
    "transaction": "Die Transaktion",
    "adHocSubProcess": "Der Ad-hoc-Teilprozess",
    "callActivity": "Der Aufruf",
    "startEvent": "Das Start-Ereignis",
    "endEvent": "Das End-Ereignis",
    "boundaryEvent": "Das angeheftete Ereignis",
    "intermediateCatchEvent": "Das Ereignis",
    "intermediateThrowEvent": "Das Ereignis",
    "exclusiveGateway": "Die Verzweigung",
    "inclusiveGateway": "Die Mehrfach-Verzweigung",
    "parallelGateway": "Die parallele Verzweigung",
    "eventBasedGateway": "Die Ereignis-Verzweigung",
    "complexGateway": "Die komplexe Verzweigung",
    "sequenceFlow": "Der Pfeil",
    "dataObjectReference": "Das Datenobjekt",
    "dataStoreReference": "Der Datenspeicher",
    "lane": "Die Bahn",
}


def local(node: etree._Element) -> str:
    """The element's name without its namespace; empty for comments."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def kind(node: etree._Element) -> str:
    """The element's name if it is BPMN's, else empty."""
    return _kind_of(node.tag)  # type: ignore[arg-type]  # lxml's tags can be hashed, its stubs do not know


@lru_cache(maxsize=1_000)
def _kind_of(tag: object) -> str:
    """The same for a tag; every check asks it some hundred thousand times."""
    return tag[len(B) :] if isinstance(tag, str) and tag.startswith(B) else ""


def title(node: etree._Element) -> str:
    """The beginning of a sentence about this element: «Die Aufgabe «Prüfen»»."""
    name = " ".join((node.get("name") or node.get("id") or "").split())[:80]
    label = _KINDS.get(kind(node), f"Das Element {local(node)}")
    return f"{label} «{name}»" if name else label
