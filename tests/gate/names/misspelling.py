"""Misspells names in the files of a procedure, one occurrence at a time.

A name is what an expression reads: the first name of a path, or one after a point. Names that the expression defines
itself (`for x in …`, keys of a context) and functions stay as they are.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from app.dmn import read_dmn
from app.feel.syntax import Call, ContextLiteral, For, FunctionDefinition, Name, Node, Path, Quantified
from app.flow.bundle import Bundle
from app.flow.errors import FlowError
from app.flow.expressions import LIBRARY, compile_text
from app.forms import compile_form
from app.gate.diagram import Diagram
from app.gate.names.forms import formulas_of
from app.gate.names.places import places_of

_ATTRIBUTES = "source|sourceExpression|collection|dueDate|candidateGroups|priority|value"
"""Attributes that may hold an expression as a whole."""


@dataclass(frozen=True)
class Slip:
    """One misspelt occurrence: in which file, the expression before and after, and the procedure with it."""

    file: str
    before: str
    after: str
    bundle: Bundle

    def __str__(self) -> str:
        return f"{self.file}: «{self.before}» → «{self.after}»"


def misspelt(name: str) -> str:
    """The name with two letters exchanged, or with one doubled where that changes nothing."""
    for at in range(len(name) - 2, 0, -1):
        if name[at] != name[at + 1] and name[at + 1] != "_" and name[at] != "_":
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name + name[-1]


def names_in(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that a slip could hit, each once or more."""
    match node:
        case Name(name=name):
            if name not in bound and name not in LIBRARY.names and name != "?":
                yield name
            return
        case Path(name=name):
            yield name
        case For(iterations=iterations) | Quantified(iterations=iterations):
            bound |= {one.name for one in iterations} | {"partial"}
        case FunctionDefinition(params=params):
            bound |= set(params)
        case ContextLiteral(entries=entries):
            bound |= {key for key, _ in entries}
        case Call(function=Name(name=name)) if name in LIBRARY.names:
            for argument in node.arguments:
                yield from names_in(argument, bound)
            return
        case _:
            pass
    for child in node.children():
        yield from names_in(child, bound)


def slips_in(bundle: Bundle) -> Iterator[Slip]:
    """All slips in the diagrams, tables and forms of a procedure."""
    for file, source in bundle.diagrams.items():
        diagram = Diagram(file, etree.fromstring(source.encode()))
        texts = dict.fromkeys(place.text for place in places_of(diagram))
        for before, after, changed in _changed(source, texts, _xml_texts):
            yield Slip(file, before, after, replace(bundle, diagrams={**bundle.diagrams, file: changed}))
    for file, source in bundle.decisions.items():
        model = read_dmn(source.encode(), file, library=LIBRARY)
        texts = dict.fromkeys(reading.text for one in model.outlines().values() for reading in one.readings)
        for before, after, changed in _changed(source, texts, _xml_texts):
            yield Slip(file, before, after, replace(bundle, decisions={**bundle.decisions, file: changed}))
    for key, source in bundle.forms.items():
        form = compile_form(source.encode(), key, LIBRARY)
        texts = dict.fromkeys(
            formula.text for top in form.fields for field in top.walk() for formula in formulas_of(field)
        )
        for before, after, changed in _changed(source, texts, _json_texts):
            yield Slip(f"{key}.form", before, after, replace(bundle, forms={**bundle.forms, key: changed}))


def _changed(source: str, texts: dict[str, None], written: object) -> Iterator[tuple[str, str, str]]:
    for text in texts:
        try:
            node = compile_text(text).node
        except FlowError:  # the tests of a cell are no expression
            continue
        for name in dict.fromkeys(names_in(node)):
            for found in re.finditer(rf"(?<![\w\"]){re.escape(name)}(?![\w\"]|\s*:)", text):
                if text[: found.start()].count('"') % 2:
                    continue
                after = text[: found.start()] + misspelt(name) + text[found.end() :]
                for old, new in zip(written(text), written(after), strict=True):  # type: ignore[operator]
                    spot = _spot(source, old)
                    if spot >= 0:
                        yield text, after, source[:spot] + new + source[spot + len(old) :]
                        break


def _spot(source: str, text: str) -> int:
    """Where an expression stands: as a whole content or attribute if it does; a short one may be part of an id."""
    content = rf"(?:>|\"=|\{{\{{|(?:{_ATTRIBUTES})=\")\s*({re.escape(text)})\s*(?:[<\"]|\}}\}})"
    found = re.search(content, source)
    return found.start(1) if found else source.find(text)


def _xml_texts(text: str) -> list[str]:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return [
        escaped,
        escaped.replace(">", "&gt;"),
        escaped.replace('"', "&quot;"),
        escaped.replace(">", "&gt;").replace('"', "&quot;"),
    ]


def _json_texts(text: str) -> list[str]:
    return [json.dumps(text, ensure_ascii=plain)[1:-1] for plain in (False, True)]
