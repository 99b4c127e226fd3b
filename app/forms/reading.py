"""Reads a `.form` file (form-js JSON) into records, and refuses by name what this application cannot show."""

import json
from collections.abc import Iterator
from typing import NoReturn

from app.feel import Library
from app.forms import limits
from app.forms.components import PROPERTIES, READERS, common, labelled
from app.forms.definitions import Computed, Field, Group, Input, KeyPath, ListField, TextBlock
from app.forms.errors import FormError
from app.forms.formulas import Template
from app.forms.node import Node

_REFUSED = {
    "html": "HTML ist in Formularen nicht erlaubt. Bitte verwenden Sie einen Textbaustein.",
    "iframe": "Fremde Seiten können in Formularen nicht eingebettet werden.",
    "image": "Bilder werden in Formularen nicht unterstützt.",
    "documentPreview": "Die Dokumentvorschau wird in Formularen nicht unterstützt.",
}


def read_components(data: bytes, library: Library) -> tuple[str, tuple[Field, ...]]:
    """The form's title (its first heading, else empty) and its components. Raises `FormError`."""
    root = Node(parse_json(data), library)
    if root.text("type") not in ("", "default"):
        raise FormError("Das ist keine Formulardatei.")
    reader = _Reader(library)
    fields = reader.read_all(root.items("components"), (), 1)
    _refuse_clashing_paths(fields)
    return _split_title(fields, library)


def parse_json(data: bytes) -> object:
    """The JSON of a form file. Raises FormError where it is none, or too large."""
    if len(data) > limits.FILE_BYTES:
        raise FormError(f"Die Datei ist grösser als {limits.FILE_BYTES // 1000} kB.")

    def refuse(text: str) -> NoReturn:
        raise FormError(f"Die Zahl «{text}» ist nicht erlaubt.")

    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise FormError(f"Die Datei ist kein gültiges JSON. Der Fehler liegt in Zeile {error.lineno}.") from error
    except (ValueError, RecursionError) as error:
        raise FormError("Die Datei ist kein gültiges JSON.") from error


class _Reader:
    """Reads the tree of components and counts them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._count = 0

    def read_all(self, items: list[object], base: KeyPath, depth: int) -> tuple[Field, ...]:
        nodes = [Node(item, self._library) for item in items]
        return tuple(self._read(node, base, depth) for node in nodes if node.text("type") != "button")

    def _read(self, node: Node, base: KeyPath, depth: int) -> Field:
        self._count += 1
        if self._count > limits.COMPONENTS:
            raise node.fail(f"Ein Formular darf höchstens {limits.COMPONENTS} Bausteine haben.")
        if depth > limits.NESTING:
            raise node.fail(f"Bausteine dürfen höchstens {limits.NESTING} Ebenen tief verschachtelt sein.")
        kind = node.text("type")
        if kind in _REFUSED:
            raise node.fail(_REFUSED[kind])
        if kind == "group":
            return self._read_group(node, base, depth)
        if kind == "dynamiclist":
            return self._read_list(node, base, depth)
        if kind not in READERS:
            raise node.fail(f"Den Baustein «{kind}» kennen wir nicht.")
        return READERS[kind](node, kind, base)

    def _read_group(self, node: Node, base: KeyPath, depth: int) -> Field:
        path = base + node.key_path("path", optional=True)
        children = self.read_all(node.items("components"), path, depth + 1)
        return Group(**common(node, "group", path), children=children)

    def _read_list(self, node: Node, base: KeyPath, depth: int) -> Field:
        if not node.flag("isRepeating", default=True):
            raise node.fail("Eine Liste, die sich nicht wiederholt, ist eine Gruppe. Bitte verwenden Sie eine Gruppe.")
        properties = node.inner("properties", PROPERTIES)
        most = properties.whole("maxRows", limits.ROWS, 1, limits.ROWS)
        return ListField(
            **labelled(node, "dynamiclist", base),
            key=base + node.key_path("path"),
            children=self.read_all(node.items("components"), (), depth + 1),
            initial_rows=node.whole("defaultRepetitions", 1, 0, most),
            changeable=node.flag("allowAddRemove", default=True),
            least_rows=properties.whole("minRows", 0, 0, most),
            most_rows=most,
        )


def level_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields of one data level: everything inside groups, but not inside the rows of a list."""
    for field in fields:
        yield field
        if not isinstance(field, ListField):
            yield from level_fields(field.children)


def _refuse_clashing_paths(fields: tuple[Field, ...]) -> None:
    """Raises FormError if two fields of one level write to the same path, or one inside the other."""
    taken: dict[KeyPath, str] = {}
    for field in level_fields(fields):
        if not isinstance(field, Input | Computed | ListField):
            continue
        for other in taken:
            shared = min(len(other), len(field.key))
            if other[:shared] == field.key[:shared]:
                raise FormError(
                    f"Der Schlüssel «{'.'.join(field.key)}» kommt dem Feld «{taken[other]}» in die Quere.",
                    element=field.name,
                )
        taken[field.key] = field.name
        if isinstance(field, ListField):
            _refuse_clashing_paths(field.children)


def _split_title(fields: tuple[Field, ...], library: Library) -> tuple[str, tuple[Field, ...]]:
    """A text block at the top that starts with `# Title` gives the page its title and is not repeated below."""
    first = fields[0] if fields else None
    if not isinstance(first, TextBlock) or not first.text.source.startswith("# ") or first.hide:
        return "", fields
    heading, _, rest = first.text.source.partition("\n")
    title = heading.removeprefix("# ").strip()
    if "{{" in title:
        return "", fields
    remaining = fields[1:]
    if not rest.strip():
        return title, remaining
    block = TextBlock(
        kind="text",
        id=first.id,
        name=first.name,
        label=first.label,
        hint=first.hint,
        lang=first.lang,
        text=Template(rest.strip(), library, first.name),
    )
    return title, (block, *remaining)
