"""What a new procedure begins with: a drawing with one step, a small procedure with a meeting, or a copy of another."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from app.workshop.files import Files

EMPTY, MEETING = "empty", "meeting"
_DRAWINGS = Path(__file__).with_name("starting")
_PROCESS_NAME = re.compile(r'(<(?:\w+:)?(?:process|participant)\b[^<]*?\bname=)"[^"<]*"')
_ABOUT = {"properties": {"category": "ablauf"}}


def beginning(kind: str, key: str, name: str) -> dict[str, bytes]:
    """The files of a new procedure of the kind EMPTY or MEETING; all of them pass the gate."""
    drawing = (_DRAWINGS / f"{kind}.bpmn").read_text(encoding="utf-8")
    drawing = drawing.replace("KEY", key).replace('"NAME"', quoteattr(name))
    files = {f"workflows/{key}/diagram.bpmn": drawing.encode()}
    for form, (title, fields) in _FORMS[kind].items():
        files[f"forms/{key}_{form}.form"] = _form(f"{key}_{form}", title, fields)
    return files


def new_form(key: str, title: str) -> bytes:
    """A form with its title and one question."""
    return _form(key, title, (_NOTE,))


def copy_of(files: Files, folder: str, old: str, key: str, name: str) -> dict[str, bytes]:
    """The diagrams and tables of a procedure under another key and name; it shares its forms with the old one.

    Scenarios are left out: they tell cases of the old one.
    """
    found: dict[str, bytes] = {}
    for path, content in files.items():
        inner = path.removeprefix(f"workflows/{folder}/")
        if inner == path or "/" in inner:
            continue
        found[f"workflows/{key}/{inner}"] = _renamed(content, old, key, name) if path.endswith(".bpmn") else content
    return found


def _renamed(content: bytes, old: str, key: str, name: str) -> bytes:
    text = content.decode("utf-8", errors="replace")
    text = re.sub(rf'\b(id|processRef|bpmnElement)="{re.escape(old)}"', rf'\1="{key}"', text)
    return _PROCESS_NAME.sub(lambda found: found[1] + quoteattr(name), text, count=2).encode()


def _form(key: str, title: str, fields: tuple[Mapping[str, Any], ...]) -> bytes:
    heading = {"type": "text", "id": "Title", "text": f"# {title}"}
    numbered = [{**field, "id": f"Field_{number:03}"} for number, field in enumerate(fields, 1)]
    whole = {"type": "default", "id": key, "schemaVersion": 19, "components": [heading, *numbered]}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


_PERSON: tuple[Mapping[str, Any], ...] = tuple(
    {"type": "textfield", "key": f"klient.{key}", "label": label, "validate": {"required": True, "maxLength": 100},
     "properties": {"category": "personalien"}}
    for key, label in (("vorname", "Vorname"), ("name", "Name"))
)  # fmt: skip
_NOTE = {"type": "textarea", "key": "schritt.notiz", "label": "Was ist geschehen?",
         "validate": {"required": True, "maxLength": 2000}, **_ABOUT}  # fmt: skip
_DAY = {"type": "datetime", "key": "gespraech.datum", "dateLabel": "Datum", "subtype": "date",
        "validate": {"required": True}, "properties": {"min": "= today()", "category": "ablauf"}}  # fmt: skip
_PLACE = {"type": "textfield", "key": "gespraech.ort", "label": "Ort",
          "validate": {"required": True, "maxLength": 200}, **_ABOUT}  # fmt: skip
_RESULT = {**_NOTE, "key": "gespraech.ergebnis", "label": "Was ist vereinbart?"}

_FORMS: Mapping[str, Mapping[str, tuple[str, tuple[Mapping[str, Any], ...]]]] = {
    EMPTY: {"eroeffnen": ("Fall eröffnen", _PERSON), "schritt": ("Erster Schritt", (_NOTE,))},
    MEETING: {
        "eroeffnen": ("Fall eröffnen", _PERSON),
        "einladung": ("Zum Gespräch einladen", (_DAY, _PLACE)),
        "gespraech": ("Gespräch durchführen", (_RESULT,)),
    },
}
