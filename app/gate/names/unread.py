"""Hints about fields of forms that nothing reads: no expression, no table, no other form."""

from collections.abc import Iterable, Iterator, Mapping

from app.feel.paths import paths_in
from app.flow.bundle import Bundle
from app.flow.errors import FlowError
from app.flow.expressions import compile_text
from app.forms.definitions import Field, Input, ListField
from app.gate.finding import Finding, Level
from app.gate.names.flowing import Names
from app.gate.names.forms import formulas_of
from app.gate.names.guards import Read
from app.gate.names.lines import line_of

Unread = Mapping[tuple[str, str], Finding]
"""Form and field → the hint about it."""


def unread_in(names: Names, bundle: Bundle) -> Unread:
    """The fields that nothing in a procedure reads. Whoever reads a whole context or list reads all its fields."""
    reads = frozenset(_reads(names))
    words = {word for read in reads for word in read[1:]}
    asked: dict[Read, set[str]] = {}
    fields = [(key, path) for key, form in names.parts.forms.items() for path in _asked(form.fields)]
    for key, path in fields:
        asked.setdefault(path, set()).add(key)
    found: dict[tuple[str, str], Finding] = {}
    for key, path in fields:
        if len(asked[path]) > 1 or path[-1] in words or any(path[: len(read)] == read for read in reads):
            continue
        name = ".".join(path)
        message = (
            f"«{name}» liest niemand: kein Ausdruck, keine Tabelle, kein anderes Formular. Die Antwort steht nur in "
            "der Unterlage. Ist das so gemeint?"
        )
        line = line_of(bundle.forms[key], name) or line_of(bundle.forms[key], path[-1])
        found[(key, name)] = Finding(f"{key}.form", line, name, message, Level.HINT)
    return found


def read_by_nobody(unread: list[tuple[Bundle, Unread]]) -> Iterator[Finding]:
    """The hints that hold in every one of these procedures which has the form."""
    for _, hints in unread:
        for field, hint in hints.items():
            if all(field in others for other, others in unread if field[0] in other.forms):
                yield hint


def _asked(fields: Iterable[Field], before: Read = ()) -> Iterator[Read]:
    """The paths of all questions; one in a row lies below the list."""
    for field in fields:
        if isinstance(field, Input):
            yield (*before, *field.key)
        yield from _asked(field.children, (*before, *field.key) if isinstance(field, ListField) else before)


def _reads(names: Names) -> Iterator[Read]:
    for diagram in names.parts.diagrams:
        for place in names.places[diagram.name]:
            yield from _paths(place.text)
    for form in names.parts.forms.values():
        for top in form.fields:
            for field in top.walk():
                for formula in formulas_of(field):
                    yield from paths_in(formula.expression.node)
    for tables in names.parts.tables:
        for outline in tables.outlines.values():
            for reading in outline.readings:
                yield from paths_in(reading.node)


def _paths(text: str) -> Iterator[Read]:
    try:
        yield from paths_in(compile_text(text).node)
    except FlowError:  # unreadable, which `gate.language` says
        return
