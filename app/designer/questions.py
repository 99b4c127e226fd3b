"""What can be said about a field of a form, as questions a page asks: read from its JSON, and written back."""

import json
import re
from dataclasses import dataclass
from typing import Any

_TEXTS, _CHOICES = ("textfield", "textarea"), ("radio", "select", "checklist", "taglist")
_INPUTS = (*_TEXTS, *_CHOICES, "number", "datetime", "checkbox", "filepicker")
_NAMED = (*_INPUTS, "group", "dynamiclist", "expression", "table")
_ALL = (*_NAMED, "text", "separator", "spacer")
_ORDER = (
    "type", "id", "key", "path", "label", "dateLabel", "timeLabel", "text", "subtype", "description", "isRepeating",
    "allowAddRemove", "defaultRepetitions", "validate", "values", "valuesExpression", "dataSource", "rowCount",
    "columns", "decimalDigits", "appearance", "computeOn", "expression", "multiple", "conditional", "properties",
    "components",
)  # fmt: skip
"""The order in which files have their attributes; a new one is put where it belongs, the others stay where they are."""


@dataclass(frozen=True)
class Question:
    """One question about a field. kind: `line`, `long`, `tick`, `number`, `expression`, or the name of a list.

    at: where its answer stands in the JSON. kinds: the types of fields that are asked.
    """

    key: str
    label: str
    kind: str
    at: tuple[str, ...]
    kinds: tuple[str, ...]
    hint: str = ""


QUESTIONS = (
    Question("text", "Text (Markdown; {{name}} setzt eine Angabe ein)", "long", ("text",), ("text",)),
    Question("label", "Beschriftung", "line", ("label",), _NAMED),
    Question("description", "Hilfetext", "long", ("description",), (*_INPUTS, "dynamiclist", "expression")),
    Question("key", "Kennung in Ausdrücken", "line", ("key",), (*_INPUTS, "expression"), "Punkte trennen Ebenen."),
    Question("path", "Kennung in Ausdrücken", "line", ("path",), ("group", "dynamiclist"), "Punkte trennen Ebenen."),
    Question(
        "category", "Kategorie der Einwilligung", "categories", ("properties", "category"), (*_INPUTS, "expression"),
        "Danach richtet sich, wer die Antwort lesen darf.",
    ),
    Question("required", "muss beantwortet werden", "tick", ("validate", "required"), _INPUTS),
    Question("values", "Antworten", "options", ("values",), _CHOICES, "Eine pro Zeile: wert = Beschriftung."),
    Question("source", "Antworten aus dem Fall", "expression", ("valuesExpression",), _CHOICES),
    Question("subtype", "Was", "moments", ("subtype",), ("datetime",)),
    Question("shape", "Prüfung", "shapes", ("validate", "validationType"), ("textfield",)),
    Question("check", "Prüfziffer", "checks", ("properties", "check"), ("textfield",)),
    Question("longest", "höchstens so viele Zeichen", "number", ("validate", "maxLength"), _TEXTS),
    Question("least", "mindestens", "number", ("validate", "min"), ("number",)),
    Question("most", "höchstens", "number", ("validate", "max"), ("number",)),
    Question("digits", "Stellen nach dem Komma", "number", ("decimalDigits",), ("number",)),
    Question("unit", "Einheit", "line", ("appearance", "suffixAdorner"), (*_TEXTS, "number")),
    Question("first", "frühestens", "expression", ("properties", "min"), ("datetime",)),
    Question("last", "spätestens", "expression", ("properties", "max"), ("datetime",)),
    Question("many", "mehrere Dateien", "tick", ("multiple",), ("filepicker",)),
    Question("least_rows", "mindestens so viele Zeilen", "digits", ("properties", "minRows"), ("dynamiclist",)),
    Question("most_rows", "höchstens so viele Zeilen", "digits", ("properties", "maxRows"), ("dynamiclist",)),
    Question("rows", "Zeilen zu Beginn", "number", ("defaultRepetitions",), ("dynamiclist",)),
    Question("expression", "Wert", "expression", ("expression",), ("expression",)),
    Question("data", "Zeilen aus dem Fall", "expression", ("dataSource",), ("table",)),
    Question("columns", "Spalten", "columns", ("columns",), ("table",), "Eine pro Zeile: kennung = Überschrift."),
    Question("prefill", "Vorausgefüllt mit", "expression", ("properties", "prefill"), _INPUTS),
    Question("show", "Nur zeigen, wenn", "expression", ("conditional", "hide"), _ALL),
    Question("rule", "Angenommen, wenn", "expression", ("properties", "rule"), _INPUTS),
    Question("rule_message", "sonst heisst es", "line", ("properties", "ruleMessage"), _INPUTS),
    Question("warn", "Warnung", "expression", ("properties", "warn"), _INPUTS),
)  # fmt: skip
_LISTS = {"options": "value", "columns": "key"}
_NEGATED = re.compile(r"\s*=\s*not\((.*)\)\s*", re.DOTALL)


def read(block: dict[str, Any], question: Question) -> str:
    """What stands at a field, as text: lists line by line, yes as «ja»."""
    value: Any = block
    for part in _at(block, question):
        value = value.get(part) if isinstance(value, dict) else None
    if question.kind == "tick":
        return "ja" if value is True else ""
    if question.key == "show":
        return _shown_if(value) if isinstance(value, str) else ""
    if question.kind in _LISTS and isinstance(value, list):
        return "\n".join(_line(one, _LISTS[question.kind]) for one in value)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def write(block: dict[str, Any], question: Question, text: str) -> None:
    """Writes the answer to a question; an empty one is taken away, with what held only that."""
    *outer, last = _at(block, question)
    value = _value(question, text)
    if value is not None:
        inside = block
        for part in outer:
            if not isinstance(inside.get(part), dict):
                _put(inside, part, {})
            inside = inside[part]
        _put(inside, last, value)
        return
    holders = [block]
    for part in outer:
        inner = holders[-1].get(part)
        if not isinstance(inner, dict):
            return
        holders.append(inner)
    for holder, part in zip(reversed(holders), (last, *reversed(outer)), strict=True):
        if part == last or not holder[part]:
            holder.pop(part, None)


def _at(block: dict[str, Any], question: Question) -> tuple[str, ...]:
    """Where the answer stands: dates and times have labels of their own."""
    if question.key == "label" and block.get("type") == "datetime" and not block.get("label"):
        own = "timeLabel" if block.get("subtype") == "time" else "dateLabel"
        other = "dateLabel" if own == "timeLabel" else "timeLabel"
        return (other if block.get(other) and not block.get(own) else own,)
    return question.at


def _put(block: dict[str, Any], key: str, value: object) -> None:
    if key in block or key not in _ORDER:
        block[key] = value
        return
    later = {one: block[one] for one in [*block] if one in _ORDER and _ORDER.index(one) > _ORDER.index(key)}
    behind = [*block].index(next(iter(later))) if later else len(block)
    items = [*block.items()]
    block.clear()
    block.update([*items[:behind], (key, value), *items[behind:]])


def _value(question: Question, text: str) -> object:
    """The JSON of an answer; None where it is empty."""
    if not text:
        return None
    if question.kind == "tick":
        return True
    if question.kind in _LISTS:
        return [_entry(line, _LISTS[question.kind]) for line in text.split("\n") if line.strip()]
    if question.kind == "number" and re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text, re.ASCII):
        return float(text) if "." in text else int(text)
    if question.key == "show":
        return f"= not({text.removeprefix('=').strip()})"
    return text


def _shown_if(hide: str) -> str:
    """When a field is shown, told from when it is hidden; without a value it is hidden, and `not` keeps that so."""
    found = _NEGATED.fullmatch(hide)
    if found and _closed(found[1]):
        return f"= {found[1].strip()}"
    return f"= not({hide.strip().removeprefix('=').strip()})" if hide.strip() else ""


def _closed(text: str) -> bool:
    """Whether no bracket in a text closes one that stands before it; brackets inside quotes do not count."""
    depth = 0
    for sign in re.sub(r'"(?:[^"\\]|\\.)*"', "", text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _line(entry: object, name: str) -> str:
    if not isinstance(entry, dict):
        return json.dumps(entry, ensure_ascii=False)
    value, label = entry.get(name), entry.get("label")
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{shown} = {label}" if label is not None and label != value else str(shown)


def _entry(line: str, name: str) -> dict[str, str]:
    value, is_pair, label = line.strip().partition(" = ")
    words = {"label": (label if is_pair else value).strip(), name: value.strip()}
    return words if name == "value" else {name: words[name], "label": words["label"]}
