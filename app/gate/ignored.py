"""Refuses by name what would change how a procedure runs and is not understood here, so that nothing is ignored unsaid.

An attribute of Camunda is understood at certain elements (`UNDERSTOOD`), only decorates (`HARMLESS`), or is refused.
"""

from collections.abc import Iterator

from app.flow.errors import FlowError
from app.flow.expressions import compile_text, json_value
from app.flow.extensions import CAMUNDA
from app.gate.bpmn_words import ACTIVITIES, EVENTS, B, kind, local, title
from app.gate.diagram import Diagram, Element, event_kinds
from app.gate.expression_check import SOME_DAY, short
from app.gate.finding import Finding

_C = f"{{{CAMUNDA}}}"
_WORK = ("userTask", "manualTask", "task")
_CALLS = ("serviceTask", "sendTask")
UNDERSTOOD = {
    "formKey": (*_WORK, "startEvent"),
    "candidateGroups": _WORK,
    "dueDate": _WORK,
    "decisionRef": ("businessRuleTask",),
    "resultVariable": ("businessRuleTask", *_CALLS),
    "topic": _CALLS,
    "type": (*ACTIVITIES, "messageEventDefinition"),
    "collection": ("multiInstanceLoopCharacteristics",),
    "elementVariable": ("multiInstanceLoopCharacteristics",),
    "isStartableInTasklist": ("process",),
    "calledElementBinding": ("callActivity",),
    "decisionRefBinding": ("businessRuleTask",),
    "mapDecisionResult": ("businessRuleTask",),
}
"""Attribute → the elements at which it has an effect."""
HARMLESS = frozenset({
    "assignee", "candidateUsers", "followUpDate", "priority", "historyTimeToLive", "versionTag", "asyncBefore",
    "asyncAfter", "async", "exclusive", "jobPriority", "taskPriority", "candidateStarterGroups",
    "candidateStarterUsers", "diagramRelationId", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon",
})  # fmt: skip
"""Attributes that only decorate, or tell another engine how to store and schedule."""
_VALUES = {
    "calledElementBinding": ("deployment",),
    "decisionRefBinding": ("deployment",),
    "mapDecisionResult": ("singleEntry", "singleResult"),
}
"""Attributes of which only those values are understood that say what happens here anyway."""
_ELSEWHERE = (
    "class", "delegateExpression", "expression", "resource", "formRef", "caseRef", "variableMappingClass",
    "variableMappingDelegateExpression",
)  # fmt: skip
"""Refused in `unsupported`, with better sentences."""
_PARTS = ("properties", "property", "inputOutput", "potentialStarter")
_PARTS_OF_REFUSED = (
    "executionListener", "taskListener", "connector", "connectorId", "script", "list", "map", "value", "entry",
    "outputParameter", "formData", "formField", "constraint", "validation", "field", "string", "expression",
    "errorEventDefinition", "failedJobRetryTimeCycle",
)  # fmt: skip
"""Elements of Camunda that `unsupported` refuses, with all that stands in them."""
_MAPPING = frozenset({"source", "sourceExpression", "target", "variables"})
_FOREIGN = ("http://activiti.org/bpmn", "http://flowable.org/bpmn", "http://operaton.org/schema/1.0/bpmn")
_CONSTANT = {"startQuantity": "1", "completionQuantity": "1", "behavior": "All", "eventGatewayType": "Exclusive",
             "instantiate": "false"}  # fmt: skip
"""Attributes of BPMN of which one value alone, the one they have if nothing is written, can be played."""
_ELEMENTS = {
    "dataInput": "Ein- und Ausgabedaten (ioSpecification)",
    "dataOutput": "Ein- und Ausgabedaten (ioSpecification)",
    "loopDataOutputRef": "Die Ergebnisliste (loopDataOutputRef)",
    "outputDataItem": "Der Ergebniswert (outputDataItem)",
    "complexBehaviorDefinition": "Das Verhalten «Complex» einer Mehrfachausführung",
    "correlationKey": "Der Zuordnungsschlüssel (correlationKey)",
    "correlationProperty": "Die Zuordnung (correlationProperty)",
    "correlationSubscription": "Die Zuordnung (correlationSubscription)",
}
_INSTEAD = {
    "dataInput": "die Falldaten stehen jedem Schritt zur Verfügung",
    "dataOutput": "die Falldaten stehen jedem Schritt zur Verfügung",
    "loopDataOutputRef": "die Ergebnisliste nennt die Eigenschaft «results»",
    "outputDataItem": "die Ergebnisliste nennt die Eigenschaft «results»",
    "complexBehaviorDefinition": "möglich ist «All» ohne Ereignis",
}


def check_ignored(diagram: Diagram) -> Iterator[Finding]:
    """Findings about attributes and elements that would be ignored."""
    for node in diagram.root.iter(f"{B}*"):
        if kind(node) in _ELEMENTS:
            instead = _INSTEAD.get(kind(node), "Nachrichten ordnet die Eigenschaft «correlation» zu")
            message = (
                f"{_about(node)}{_ELEMENTS[kind(node)]} gibt es hier nicht. Bitte entfernen Sie die Angabe; {instead}."
            )
            yield diagram.found(node, message)
        for name, value in node.attrib.items():
            problem = _attribute(node, str(name), str(value).strip())
            if problem:
                yield diagram.found(node, f"{_about(node)}{problem}")
        yield from (diagram.found(node, f"{title(node)}: {problem}") for problem in _numbers(node))
    for node in diagram.root.iter(f"{_C}*"):
        if local(node) in ("in", "out"):
            yield from _mapping(diagram, node)
        elif local(node) == "inputParameter":
            yield from _parameter(diagram, node)
        elif local(node) not in (*_PARTS, *_PARTS_OF_REFUSED):
            message = f"Die Angabe «camunda:{local(node)}» hat hier keine Wirkung. Bitte entfernen Sie sie."
            yield diagram.found(node, f"{_about(node)}{message}")


def _parameter(diagram: Diagram, node: Element) -> Iterator[Finding]:
    owner = _owner(node)
    if owner is None or kind(owner) in _CALLS or (kind(owner) in EVENTS and event_kinds(owner) & {"message", "signal"}):
        return
    message = "Eingabe-Parameter haben hier keine Wirkung. Bitte entfernen Sie sie, oder schreiben Sie davor ein "
    yield diagram.found(owner, f"{title(owner)}: {message}Skript.")


def _attribute(node: Element, name: str, value: str) -> str | None:
    """A sentence about an attribute that would be ignored; None for any other."""
    if name in _CONSTANT:
        usual = _CONSTANT[name]
        same = value == usual or (usual == "false" and value == "0")
        hint = f"Möglich ist nur «{usual}»; bitte entfernen Sie die Angabe."
        return None if same else f"«{name}» mit dem Wert «{short(value)}» gibt es hier nicht. {hint}"
    space, _, plain = name.rpartition("}")
    if space.removeprefix("{") in _FOREIGN:
        return f"Die Angabe «{plain}» ist für eine andere Software. Bitte legen Sie sie im Editor für Camunda 7 neu an."
    if space != _C.removesuffix("}") or plain in HARMLESS or plain in _ELSEWHERE:
        return None
    if kind(node) not in UNDERSTOOD.get(plain, ()):
        return f"Die Angabe «camunda:{plain}» hat hier keine Wirkung. Bitte entfernen Sie sie."
    if plain in _VALUES and value not in _VALUES[plain]:
        possible = " oder ".join(f"«{word}»" for word in _VALUES[plain])
        return (
            f"Die Angabe «camunda:{plain}» mit dem Wert «{short(value)}» gibt es hier nicht. Möglich ist {possible}; "
            "bitte ändern oder entfernen Sie sie."
        )
    return None


def _numbers(node: Element) -> Iterator[str]:
    """Sentences about numbers of rounds that no activity can have."""
    maximum = node.find(f"{B}standardLoopCharacteristics")
    written = "" if maximum is None else str(maximum.get("loopMaximum") or "").strip()
    if written and int(written) < 1:
        yield f"Die grösste Anzahl «{written}» ist keine. Bitte geben Sie eine Zahl ab 1 an."
    cardinality = node.find(f"{B}multiInstanceLoopCharacteristics/{B}loopCardinality")
    text = "" if cardinality is None else "".join(str(part) for part in cardinality.itertext()).strip()
    if not text:
        return
    try:
        expression = compile_text(text)
        if expression.names or expression.possible_names:
            return
        value = json_value(text, {}, lambda: SOME_DAY)
    except FlowError:  # unreadable, which `language` says
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield f"Die Anzahl «{short(text)}» ist keine. Bitte geben Sie eine ganze Zahl ab 0 an."


def _mapping(diagram: Diagram, node: Element) -> Iterator[Finding]:
    others = sorted(str(name).rpartition("}")[2] for name in node.attrib if str(name) not in _MAPPING)
    for name in others:
        message = f"Die Angabe «{name}» bei «camunda:{local(node)}» hat hier keine Wirkung. Bitte entfernen Sie sie."
        yield diagram.found(node, f"{_about(node)}{message}")


def _owner(node: Element) -> Element | None:
    around = node.getparent()
    while around is not None and kind(around) not in (*ACTIVITIES, *EVENTS, "process"):
        around = around.getparent()
    return around


def _about(node: Element) -> str:
    owner = node if kind(node) in (*ACTIVITIES, *EVENTS, "process", "eventBasedGateway") else _owner(node)
    return "" if owner is None else f"{title(owner)}: "
