"""What can be said about an element of a diagram, as fields that a page asks: read, and written back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.designer.redrawing import B, C, Drawing, DrawingError, Node, insert_in_order
from app.gate import Signature

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_ATTRIBUTES = {
    "name": "name", "form": f"{C}formKey", "due": f"{C}dueDate", "party": f"{C}candidateGroups", "action": f"{C}topic",
    "decision": f"{C}decisionRef", "called": "calledElement", "answer": f"{C}resultVariable",
}  # fmt: skip
PARAMETER, PROPERTY, ROUND = "parameter:", "property:", "round:"
_KEPT = {
    "readers": ("Wer es nachher liest (Rollen, mit Komma)", ""),
    "result": ("Was damit erledigt ist, im Verlauf", "long"),
    "consequence": ("Was sich nicht zurücknehmen lässt (steht vor dem Absenden)", "long"),
}  # fmt: skip
_REPORT = {
    "form": ("Formular", "forms"), "roles": ("Wer es melden darf (Rollen, mit Komma)", ""),
    "when": ("Nur möglich, wenn (Ausdruck)", "long"), **_KEPT,
}  # fmt: skip
_ROUND = {"collection": "Für jeden Eintrag von (Ausdruck)", "elementVariable": "Ein Eintrag heisst in Ausdrücken"}
"""Properties of a task, and of what may happen at any time; attributes of what is done for several."""
MAX_VALUE = 20_000


@dataclass(frozen=True)
class Field:
    """One question about an element. kind: which list its answers come from, `long` for a text of several lines,
    `tick` for yes («ja») or no (empty); empty for a line of text."""

    key: str
    label: str
    value: str
    kind: str = ""


def fields_of(drawing: Drawing, element: str, signatures: Mapping[str, Signature]) -> list[Field]:
    """The questions about an element, with what stands there now."""
    node = drawing.node(element)
    tag = etree.QName(node).localname
    return [*_about(drawing, node, tag, signatures)]


def _about(drawing: Drawing, node: Node, tag: str, signatures: Mapping[str, Signature]) -> Iterator[Field]:
    value = {key: str(node.get(attribute) or "") for key, attribute in _ATTRIBUTES.items()}
    yield Field("name", "Wer" if tag == "lane" else "Name", value["name"], "lanes" if tag == "lane" else "")
    lanes = [
        lane
        for lane in drawing.root.iter(f"{B}lane")
        if any(ref.text == node.get("id") for ref in lane.iter(f"{B}flowNodeRef"))
    ]
    if lanes:
        yield Field("lane", "Spur", str(lanes[-1].get("id")), "drawn_lanes")
    if tag == "userTask" or (tag == "startEvent" and not any("EventDefinition" in str(one.tag) for one in node)):
        yield Field("form", "Formular", value["form"], "forms")
    if tag == "userTask":
        yield Field("due", "Frist (Ausdruck)", value["due"], "time")
        yield Field("reason", "Warum dieser Termin?", _property(node, "reason"), "long")
        yield Field("party", "Stelle (Ausdruck); sonst, wer die Rolle der Spur hat", value["party"])
    report = tag == "startEvent" and node.find(f"{B}messageEventDefinition") is not None
    for name, (label, kind) in (_KEPT if tag == "userTask" else _REPORT if report else {}).items():
        yield Field(f"{PROPERTY}{name}", label, _property(node, name), kind)
    rounds = node.find(f"{B}multiInstanceLoopCharacteristics")
    if rounds is not None:
        for name, label in _ROUND.items():
            yield Field(f"{ROUND}{name}", label, str(rounds.get(f"{C}{name}") or ""))
        yield Field(f"{PROPERTY}results", "Die Ergebnisse heissen in Ausdrücken", _property(node, "results"))
    if tag == "serviceTask":
        yield Field("action", "Aktion", value["action"], "actions")
        known = signatures.get(value["action"], Signature())
        for name in (*known.needed, *known.optional):
            label = name if name in known.needed else f"{name} (freiwillig)"
            yield Field(f"{PARAMETER}{name}", label, _parameter(node, name), "long")
    if tag == "businessRuleTask":
        yield Field("decision", "Tabelle", value["decision"], "decisions")
        yield Field("answer", "Das Ergebnis heisst in Ausdrücken", value["answer"])
    if tag == "callActivity":
        yield Field("called", "Verfahren", value["called"], "procedures")
    if tag == "sequenceFlow" and len(drawing.flows("sourceRef", str(node.get("sourceRef")))) > 1:
        source = drawing.node(str(node.get("sourceRef")))
        is_default = source.get("default") == node.get("id")
        yield Field("default", "sonst, wenn keine andere Bedingung zutrifft", "ja" if is_default else "", "tick")
        yield Field("condition", "Bedingung (Ausdruck)", _text(node, "conditionExpression"), "long")
    timer = next(node.iter(f"{B}timerEventDefinition"), None)
    if timer is not None and timer.getparent() is node:
        kind = next((one for one in _TIMES if timer.find(f"{B}{one}") is not None), _TIMES[0])
        yield Field("time", "Zeitpunkt oder Dauer", _text(timer, kind), "time")
    yield Field("documentation", "Bemerkung für andere, die hier zeichnen", _text(node, "documentation"), "long")


def change(drawing: Drawing, element: str, values: Mapping[str, str], signatures: Mapping[str, Signature]) -> None:
    """Writes the answers to the questions of `fields_of`; others are left aside. Raises DrawingError for a long one."""
    node = drawing.node(element)
    for field in fields_of(drawing, element, signatures):
        value = values.get(field.key, "" if field.kind == "tick" else field.value).strip().replace("\r\n", "\n")
        if len(value) > MAX_VALUE or any(not sign.isprintable() and sign not in "\n\t" for sign in value):
            raise DrawingError(f"«{field.label}» ist zu lang oder enthält Zeichen, die niemand sieht.")
        if value != field.value:
            _write(drawing, node, field.key, value)


def _write(drawing: Drawing, node: Node, key: str, value: str) -> None:
    if key in _ATTRIBUTES:
        _set(node, _ATTRIBUTES[key], value)
        if key == "action":
            _set(node, f"{C}type", "external" if value else "")
    elif key == "reason":
        _extension(node, "properties", "property", "reason", value, attribute=True)
    elif key.startswith(PROPERTY):
        _extension(node, "properties", "property", key.removeprefix(PROPERTY), value, attribute=True)
    elif key.startswith(ROUND):
        _set(next(node.iterchildren(f"{B}multiInstanceLoopCharacteristics")), f"{C}{key.removeprefix(ROUND)}", value)
    elif key.startswith(PARAMETER):
        _extension(node, "inputOutput", "inputParameter", key.removeprefix(PARAMETER), value, attribute=False)
    elif key == "default":
        drawing.set_default(node, bool(value))
    elif key == "lane":
        _move(drawing, node, value)
    elif key == "time":
        timer = next(node.iter(f"{B}timerEventDefinition"))
        kind = next((one for one in _TIMES if timer.find(f"{B}{one}") is not None), _TIMES[0])
        _write_text(timer, kind, value, ())
    elif key == "condition":
        _write_text(node, "conditionExpression", value, ("documentation", "extensionElements"))
    else:
        _write_text(node, "documentation", value, ())


def _move(drawing: Drawing, node: Node, lane: str) -> None:
    """Puts an element into another lane; its shape stays where it is until somebody draws."""
    target = drawing.node(lane)
    if target.tag != f"{B}lane":
        raise DrawingError
    for ref in [one for one in drawing.root.iter(f"{B}flowNodeRef") if one.text == node.get("id")]:
        parent = ref.getparent()
        if parent is not None:
            parent.remove(ref)
    etree.SubElement(target, f"{B}flowNodeRef").text = str(node.get("id"))


def _set(node: Node, attribute: str, value: str) -> None:
    if value:
        node.set(attribute, value)
    else:
        node.attrib.pop(attribute, None)


def _text(node: Node, tag: str) -> str:
    child = node.find(f"{B}{tag}")
    return (child.text or "").strip() if child is not None else ""


def _write_text(node: Node, tag: str, value: str, before: tuple[str, ...]) -> None:
    child = node.find(f"{B}{tag}")
    if child is None and value:
        child = etree.Element(f"{B}{tag}")
        insert_in_order(node, child, before)
    if child is not None and value:
        child.text = value
    elif child is not None:
        node.remove(child)


def _property(node: Node, name: str) -> str:
    found = next((one for one in _own(node, "properties", "property") if one.get("name") == name), None)
    return str(found.get("value") or "") if found is not None else ""


def _parameter(node: Node, name: str) -> str:
    found = next((one for one in _own(node, "inputOutput", "inputParameter") if one.get("name") == name), None)
    return (found.text or "").strip() if found is not None else ""


def _own(node: Node, group: str, tag: str) -> list[Node]:
    return node.findall(f"{B}extensionElements/{C}{group}/{C}{tag}")


def _extension(node: Node, group: str, tag: str, name: str, value: str, *, attribute: bool) -> None:
    """Writes one property or parameter; empty groups go."""
    whole = node.find(f"{B}extensionElements")
    if whole is None:
        whole = etree.Element(f"{B}extensionElements")
        insert_in_order(node, whole, ("documentation",))
    part = whole.find(f"{C}{group}")
    if part is None:
        part = etree.SubElement(whole, f"{C}{group}")
    one = next((one for one in part if one.get("name") == name), None)
    if one is None:
        one = etree.SubElement(part, f"{C}{tag}", name=name)
    if value and attribute:
        one.set("value", value)
    elif value:
        one.text = value
    else:
        part.remove(one)
    for empty, parent in ((part, whole), (whole, node)):
        if len(empty) == 0:
            parent.remove(empty)
