"""FEEL types: which values belong to one (`instance of`), and how results are fitted to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.feel.syntax import TypeName
from app.feel.temporal import as_moment
from app.feel.values import FunctionValue, Range, kind_of

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
_KINDS = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "context",
        "list",
        "function",
        "range",
    }
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type all values but null belong to (`Any`)."""

    def contains(self, value: object) -> bool:
        """Whether a value is an instance; null is only one of `Null`."""
        return value is not None


@dataclass(frozen=True, slots=True)
class KindType(Type):
    """One kind of value, such as number."""

    kind: str

    def contains(self, value: object) -> bool:
        return kind_of(value) == self.kind


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list whose elements are of one type."""

    element: Type

    def contains(self, value: object) -> bool:
        return isinstance(value, list) and all(fits(self.element, child) for child in value)


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """A context with at least these fields."""

    fields: tuple[tuple[str, Type], ...]

    def contains(self, value: object) -> bool:
        return isinstance(value, dict) and all(name in value and fits(kind, value[name]) for name, kind in self.fields)


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """A range whose ends are of one type."""

    element: Type

    def contains(self, value: object) -> bool:
        return isinstance(value, Range) and fits(self.element, value.low) and fits(self.element, value.high)


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function with a number of parameters."""

    arity: int

    def contains(self, value: object) -> bool:
        return isinstance(value, FunctionValue) and len(value.params) == self.arity


def fits(kind: Type, value: object) -> bool:
    """Whether a value may stand where the type is asked for: as `contains`, but null always may."""
    return value is None or kind.contains(value)


def coerce(value: object, kind: Type) -> tuple[bool, object]:
    """Fits a value to a type, as it is done with results and arguments.

    A list of one and its element stand for each other, a date for its midnight in UTC. Returns whether the value
    fits, and the fitted value (null if it does not).
    """
    if fits(kind, value):
        return True, value
    if type(value) is date and kind.contains(as_moment(value)):
        return True, as_moment(value)
    if isinstance(value, list) and len(value) == 1 and kind.contains(value[0]):
        return True, value[0]
    if not isinstance(value, list) and kind.contains([value]):
        return True, [value]
    return False, None


ANY = Type()
NULL = KindType("null")


def resolve(written: TypeName, known: Mapping[str, Type]) -> Type | None:
    """The type a written name stands for; None when there is no such type."""
    arguments = [resolve(argument, known) for argument in written.arguments]
    inner = [argument for argument in arguments if argument is not None]
    if len(inner) != len(arguments):
        return None
    if written.name == "list" and inner:
        return ListType(inner[0])
    if written.name == "range" and inner:
        return RangeType(inner[0])
    if written.name == "context" and written.fields:
        return ContextType(tuple(zip(written.fields, inner, strict=True)))
    if written.name == "function" and inner:
        return FunctionType(len(inner) - 1)
    return known.get(written.name) or named(written.name)


def named(name: str) -> Type | None:
    """A type of the standard by name, old spellings included."""
    kind = _ALIASES.get(name, name)
    if kind in _KINDS:
        return KindType(kind)
    return {"any": ANY, "null": NULL}.get(kind.lower())
