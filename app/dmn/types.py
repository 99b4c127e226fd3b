"""Reads item definitions as FEEL types, and turns text from JSON into the dates and durations a type asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.dmn.xml import Element, attribute, child, children, error, text_of
from app.feel.conversion import text_of as text_of_value
from app.feel.evaluation import Run
from app.feel.expression import UnaryTests
from app.feel.library import Library
from app.feel.names import tidy
from app.feel.temporal_text import parse_date, parse_datetime, parse_duration, parse_time
from app.feel.types import ANY, ContextType, FunctionType, KindType, ListType, Type, named
from app.feel.values import kind_of

ParseTests = Callable[[str, Element], UnaryTests]
_SHORTEST_DATE = len("2026-11-22")
_PARSERS: dict[str, Callable[[str], object]] = {
    "time": parse_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """An item definition, looked up when needed, so that definitions may refer to each other in any order."""

    name: str
    known: Mapping[str, Type] = field(compare=False, repr=False)

    def target(self) -> Type:
        """The definition itself."""
        return self.known.get(self.name, ANY)

    def contains(self, value: object) -> bool:
        return self.target().contains(value)


@dataclass(frozen=True, slots=True)
class ConstrainedType(Type):
    """A type whose values must pass tests (`allowedValues`); a list's elements are tested one by one."""

    base: Type
    tests: UnaryTests = field(compare=False)

    def contains(self, value: object) -> bool:
        if not self.base.contains(value):
            return False
        if isinstance(value, list):
            return all(self.tests.matches(element, {}) for element in value)
        return self.tests.matches(value, {})


def read_types(root: Element, parse_tests: ParseTests) -> dict[str, Type]:
    """The item definitions of a model by name. Raises DmnError for definitions which stand for each other."""
    known: dict[str, Type] = {}
    for definition in children(root, "itemDefinition"):
        known[tidy(attribute(definition, "name"))] = _read(definition, known, parse_tests)
    for definition in children(root, "itemDefinition"):
        _check_alias(definition, known)
    return known


def _read(element: Element, known: Mapping[str, Type], parse_tests: ParseTests) -> Type:
    kind = _base(element, known, parse_tests)
    allowed = child(element, "allowedValues")
    if allowed is not None and text_of(allowed):
        kind = ConstrainedType(kind, parse_tests(text_of(allowed), allowed))
    if attribute(element, "isCollection") == "true":
        kind = ListType(kind)
    constraint = child(element, "typeConstraint")
    if constraint is not None and text_of(constraint):
        kind = ConstrainedType(kind, parse_tests(text_of(constraint), constraint))
    return kind


def _base(element: Element, known: Mapping[str, Type], parse_tests: ParseTests) -> Type:
    function = child(element, "functionItem")
    if function is not None:
        return FunctionType(len(list(children(function, "parameters"))))
    components = list(children(element, "itemComponent"))
    if components:
        return ContextType(
            tuple((tidy(attribute(part, "name")), _read(part, known, parse_tests)) for part in components)
        )
    return type_named(text_of(child(element, "typeRef")) or attribute(element, "typeRef"), known)


def type_named(reference: str, known: Mapping[str, Type]) -> Type:
    """The type a `typeRef` stands for; an unknown or missing one takes every value."""
    reference = tidy(reference)
    short = reference.rpartition(":")[2]
    if not short:
        return ANY
    return (None if short in known else named(short)) or NamedType(short, known)


def _check_alias(definition: Element, known: Mapping[str, Type]) -> None:
    seen: set[str] = set()
    kind: Type = known[tidy(attribute(definition, "name"))]
    while isinstance(kind, (NamedType, ConstrainedType)):
        if isinstance(kind, ConstrainedType):
            kind = kind.base
            continue
        if kind.name in seen:
            raise error(f"Der Typ «{kind.name}» verweist im Kreis auf sich selbst.", definition)
        seen.add(kind.name)
        kind = kind.target()


def from_text(value: object, kind: Type, library: Library) -> object:
    """Turns ISO text into the date, time or duration the type asks for, in lists and contexts too.

    The library's own `date` and `date and time` read days and moments. Whatever does not fit is left as it is: «morgen»
    stays a text.
    """
    if isinstance(kind, NamedType):
        return from_text(value, kind.target(), library)
    if isinstance(kind, ConstrainedType):
        return from_text(value, kind.base, library)
    if isinstance(kind, ListType) and isinstance(value, list):
        return [from_text(element, kind.element, library) for element in value]
    if isinstance(kind, ContextType) and isinstance(value, dict):
        fields = dict(kind.fields)
        return {key: from_text(entry, fields.get(key, ANY), library) for key, entry in value.items()}
    if isinstance(kind, KindType) and kind.kind == "string" and kind_of(value) in ("date", "date and time"):
        # `from_any` took a text for a date, and now a text is wanted: it becomes one again.
        return text_of_value(value)
    if isinstance(kind, KindType) and isinstance(value, str):
        converted = _converted(value, kind.kind, library)
        return value if converted is None else converted
    return value


def _converted(text: str, kind: str, library: Library) -> object:
    if kind == "date":
        return _called(library, "date", text) or _called(library, "date", _called(library, "date and time", text))
    if kind == "date and time":
        return _called(library, kind, text)
    parse = _PARSERS.get(kind)
    return parse(text) if parse else None


def _called(library: Library, name: str, value: object) -> object:
    return None if value is None else library.values[name].invoke(Run(), [value])


def from_any(value: object, library: Library) -> object:
    """Turns ISO text of a date or of a date and time into one; anything else stays.

    For inputs declared without a type: JSON has no dates, so a text in exactly this form stands for one.
    """
    if isinstance(value, str) and len(value) >= _SHORTEST_DATE:
        moment = _called(library, "date and time", value) if parse_datetime(value) else None
        return parse_date(value) or moment or value
    return value
