"""Reads the attributes of Camunda 7 in a diagram, which bpmn-io tools and Camunda Modeler write."""

from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
_C = f"{{{CAMUNDA}}}"

ATTRIBUTES = {
    "formKey": "form",
    "candidateGroups": "candidates",
    "dueDate": "due",
    "priority": "priority",
    "decisionRef": "decision",
    "resultVariable": "result",
    "topic": "topic",
}
"""Attribute of the diagram → name under which our task specifications keep it."""
_OURS = {_C + theirs: ours for theirs, ours in ATTRIBUTES.items()}
_EXTENSION_ELEMENTS = f"{{{BPMN}}}extensionElements"
_EXTENSIONS = {_C + name: name for name in ("property", "inputParameter", "in", "out")}


def read_extensions(node: etree._Element) -> dict[str, Any]:
    """The extensions of one flow node: text values, plus `properties`, `inputs`, `in` and `out`."""
    found: dict[str, Any] = {_OURS[name]: str(value) for name, value in node.items() if name in _OURS}
    elements = next(node.iterchildren(_EXTENSION_ELEMENTS), None)
    for item in elements.iter(*_EXTENSIONS) if elements is not None else ():
        match _EXTENSIONS[str(item.tag)]:
            case "property":
                found.setdefault("properties", {})[str(item.get("name"))] = str(item.get("value") or "")
            case "inputParameter":
                found.setdefault("inputs", {})[str(item.get("name"))] = item.text or ""
            case direction if item.get("target"):
                found.setdefault(direction, []).append(_mapping(item))
    return found


def _mapping(item: etree._Element) -> dict[str, str]:
    source = item.get("source") or item.get("sourceExpression") or "null"
    return {"source": str(source), "target": str(item.get("target"))}


def read_loop(node: etree._Element) -> dict[str, Any] | None:
    """The multi-instance marker of an activity, or None.

    The collection is `camunda:collection` or BPMN's own `loopDataInputRef`; the item is `camunda:elementVariable` or
    `inputDataItem`; the property `results` of the activity names the list of results, and `needed` says for a round
    whether it is still needed.
    """
    marker = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if marker is None:
        return None
    item = marker.find(f"{{{BPMN}}}inputDataItem")
    return {
        "sequential": marker.get("isSequential") == "true",
        "collection": marker.get(f"{_C}collection") or _text(marker, "loopDataInputRef"),
        "cardinality": _text(marker, "loopCardinality"),
        "element": marker.get(f"{_C}elementVariable") or (item.get("name") if item is not None else None) or "item",
        "condition": _text(marker, "completionCondition"),
        "results": read_extensions(node).get("properties", {}).get("results"),
        "needed": read_extensions(node).get("properties", {}).get("needed"),
    }


def _text(node: etree._Element, tag: str) -> str | None:
    child = node.find(f"{{{BPMN}}}{tag}")
    text = (child.text or "").strip() if child is not None else ""
    return text or None
