"""Changes a form without a canvas: its fields are described, put in, moved and removed; all else stays as it stands."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.designer.questions import QUESTIONS, Question, read, write
from app.errors import InvalidError, NotFoundError
from app.forms import FormError
from app.forms.reading import parse_json

Block = dict[str, Any]
KINDS = {
    "textfield": "Text, eine Zeile", "textarea": "Text, mehrere Zeilen", "number": "Zahl",
    "datetime": "Datum oder Zeit",
    "radio": "Auswahl, offen", "select": "Auswahl, Liste", "checklist": "Mehrfachauswahl", "checkbox": "Bestätigung",
    "filepicker": "Datei", "text": "Erklärender Text", "group": "Gruppe", "dynamiclist": "Liste mit Zeilen",
    "expression": "Berechneter Wert", "table": "Tabelle",
}  # fmt: skip
"""Kinds of fields that can be put in → what people call them."""
MAX_VALUE = 20_000
_PARENTS = ("group", "dynamiclist")
_NO_KEY = ("text", "group", "table")
_YES_NO = [{"label": "Ja", "value": "ja"}, {"label": "Nein", "value": "nein"}]
_NEW: dict[str, Block] = {
    "datetime": {"subtype": "date"},
    **{kind: {"values": _YES_NO} for kind in ("radio", "select", "checklist")},
    "expression": {"computeOn": "change", "expression": "= null"},
    "table": {"dataSource": "= []", "rowCount": 20, "columns": [{"key": "wert", "label": "Wert"}]},
    "group": {"components": []},
    "dynamiclist": {"isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1, "components": []},
}
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "é": "e", "è": "e", "à": "a"})


class BlockError(InvalidError):
    """Das lässt sich in diesem Formular nicht ändern. Es wurde nichts geändert."""


@dataclass(frozen=True)
class Row:
    """A field in the list of a page. place: where it stands, such as `7` or `7.2`; depth: how many groups around it."""

    place: str
    depth: int
    kind: str
    label: str
    key: str
    category: str
    required: bool
    shown_if: str


class Sheet:
    """A form file that is being changed. Raises FormError for what is no form, so that nothing of it can be changed."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        data = parse_json(content)
        if not isinstance(data, dict) or not _sound(data, 0):
            raise FormError("Diese Datei ist kein Formular, das sich hier ändern lässt.")
        self._data: Block = data
        self._before = deepcopy(data)

    def written(self) -> bytes:
        """The text of the form; byte for byte what it was where nothing has changed."""
        if self._data == self._before:
            return self._content
        return (json.dumps(self._data, ensure_ascii=False, indent=2) + "\n").encode()

    def rows(self) -> list[Row]:
        """All fields in their order."""
        return [*_rows(self._data["components"], (), 0)]

    def questions(self, place: str) -> list[tuple[Question, str]]:
        """What can be said about a field, with what stands there now. Raises NotFoundError."""
        block = self._block(place)
        kind = str(block.get("type"))
        return [(one, read(block, one)) for one in QUESTIONS if kind in one.kinds]

    def change(self, place: str, values: dict[str, str]) -> None:
        """Writes answers to questions by their keys; what is left out stays. Raises BlockError and NotFoundError."""
        block = self._block(place)
        for one, before in self.questions(place):
            value = values.get(one.key, "" if one.kind == "tick" else before).strip().replace("\r\n", "\n")
            if len(value) > MAX_VALUE or any(not sign.isprintable() and sign not in "\n\t" for sign in value):
                raise BlockError(f"«{one.label}» ist zu lang oder enthält Zeichen, die niemand sieht.")
            if value != before:
                write(block, one, value)

    def add(self, behind: str, kind: str, label: str, key: str = "") -> str:
        """Puts a new field behind another (`7`), first in a group (`7>`), or last (empty); returns its place.

        key: the name of its answer in expressions; made of the label where it is empty.
        """
        label = " ".join(label.split())
        if kind not in KINDS or not label or len(label) > 200 or not label.isprintable():
            raise BlockError("Bitte wählen Sie die Art des Feldes und schreiben Sie eine Beschriftung.")
        around, at = self._behind(behind)
        block: Block = {"type": kind, "id": self._fresh()}
        if kind == "text":
            block["text"] = label
        elif kind == "dynamiclist":
            block |= {"path": key.strip() or _key_of(label), "label": label}
        else:
            block |= {"key": key.strip() or _key_of(label)} if kind not in _NO_KEY else {}
            block["dateLabel" if kind == "datetime" else "label"] = label
        siblings = self._siblings(around)
        siblings.insert(at, block | deepcopy(_NEW.get(kind, {})))
        return _place((*around, at))

    def move(self, place: str, by: int) -> str:
        """Moves a field up (-1) or down (1) among those it stands with; returns its place."""
        *around, at = self._path(place)
        siblings = self._siblings(tuple(around))
        self._block(place)
        target = min(max(at + by, 0), len(siblings) - 1)
        siblings.insert(target, siblings.pop(at))
        return _place((*around, target))

    def remove(self, place: str) -> None:
        """Removes a field with what stands in it."""
        *around, at = self._path(place)
        self._block(place)
        del self._siblings(tuple(around))[at]

    def _behind(self, behind: str) -> tuple[tuple[int, ...], int]:
        if not behind:
            return (), len(self._data["components"])
        path = self._path(behind.removesuffix(">"))
        if self._block(_place(path)).get("type") in _PARENTS and behind.endswith(">"):
            return path, 0
        return path[:-1], path[-1] + 1

    def _path(self, place: str) -> tuple[int, ...]:
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){0,9}", place, re.ASCII):
            raise NotFoundError
        return tuple(int(part) for part in place.split("."))

    def _siblings(self, around: tuple[int, ...]) -> list[Block]:
        inside = self._data
        for number in around:
            components = inside.get("components", [])
            if number >= len(components) or components[number].get("type") not in _PARENTS:
                raise NotFoundError
            inside = components[number]
        found: list[Block] = inside.setdefault("components", [])
        return found

    def _block(self, place: str) -> Block:
        *around, at = self._path(place)
        siblings = self._siblings(tuple(around))
        if at >= len(siblings):
            raise NotFoundError
        return siblings[at]

    def _fresh(self) -> str:
        taken = {str(block.get("id")) for block in _all(self._data["components"])}
        return next(name for number in range(1, 100_000) if (name := f"Field_{number:03}") not in taken)


def _sound(block: Block, depth: int) -> bool:
    """Whether everything that is walked here is what a form has there."""
    components = block.get("components", [] if depth else None)
    return (
        isinstance(components, list)
        and depth < 10
        and all(isinstance(one, dict) and _sound(one, depth + 1) for one in components)
    )


def _all(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.get("components", []))


def _rows(blocks: list[Block], around: tuple[int, ...], depth: int) -> Iterator[Row]:
    asked = {one.key: one for one in QUESTIONS}
    for number, block in enumerate(blocks):
        kind, path = str(block.get("type") or ""), (*around, number)
        label = read(block, asked["label"]) or read(block, asked["text"]).partition("\n")[0].lstrip("# ")
        key = read(block, asked["path" if kind in _PARENTS else "key"])
        category, required = read(block, asked["category"]), bool(read(block, asked["required"]))
        yield Row(_place(path), depth, kind, label, key, category, required, read(block, asked["show"]))
        yield from _rows(block.get("components", []), path, depth + 1)


def _place(path: tuple[int, ...]) -> str:
    return ".".join(map(str, path))


def _key_of(label: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", label.lower().translate(_LETTERS)).strip("_")
    return (words if words[:1].isalpha() else f"feld_{words}")[:60].strip("_")
