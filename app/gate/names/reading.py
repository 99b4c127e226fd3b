"""Follows an expression over what is known about its names: the shape of its value, and the names that stand for none.

Claims nothing where something cannot be known: an open shape passes every name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from app.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Iteration,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    Test,
    Tests,
)
from app.flow.expressions import LIBRARY
from app.gate.names import kinds
from app.gate.names.functions import BY_ARGUMENTS, result_of
from app.gate.names.shapes import (
    NONE_YET,
    NUMBER,
    OPEN,
    TEXT,
    TRUTH,
    Shape,
    context_of,
    entry,
    join,
    list_of,
    member,
    members,
    of_kind,
    of_value,
)

_KEPT = 1_024
"""Unknown names whose likes are kept: with every change of a drawing the same ones are asked for again."""


@dataclass(frozen=True)
class Unknown:
    """A name that stands for nothing: `name`, as it is written (`at.chek_open`), and what is known in its place.

    meant: known names that look like it and could stand there, the most similar first.
    """

    name: str
    written: str
    known: frozenset[str]
    meant: tuple[str, ...]


Report = Callable[[Unknown], None]


def _nothing(_what: object) -> None:
    """Reports nothing."""


@dataclass(frozen=True)
class Sight:
    """The names an expression sees. Where `is_open`, there may be others as well."""

    names: Mapping[str, Shape]
    is_open: bool = False
    around: "Sight | None" = None

    def find(self, name: str) -> Shape | None:
        """What a name stands for; None if for nothing."""
        if name in self.names:
            return self.names[name]
        if self.is_open:
            return OPEN
        return None if self.around is None else self.around.find(name)

    def within(self, names: Mapping[str, Shape], is_open: bool = False) -> "Sight":
        """The same with further names that come first."""
        return Sight(names, is_open, self)

    def opens(self) -> bool:
        """Whether there may be names that are not known."""
        return self.is_open or (self.around is not None and self.around.opens())

    def known(self) -> frozenset[str]:
        """All names, for suggestions."""
        return frozenset(self.names) | (frozenset() if self.around is None else self.around.known())


@dataclass
class Reader:
    """Reads expressions; each unknown name goes to `report`, and what can never be to `odd` (see `kinds`)."""

    report: Report = _nothing
    odd: kinds.Odd = _nothing

    def read(self, node: Node, sight: Sight) -> Shape:
        """The shape of an expression's value."""
        return _READERS[type(node)](self, node, sight)

    def _name(self, node: Name, sight: Sight, part: str = "") -> Shape:
        found = sight.find(node.name)
        if found is None and node.name in LIBRARY.names:
            return of_kind("function")
        if found is None:
            known = sight.known()
            meant = (name for name in similar(node.name, known) if _has(sight.find(name), part))
            self.report(Unknown(node.name, node.name, known, tuple(meant)))
        return found or NONE_YET

    def _path(self, node: Path, sight: Sight) -> Shape:
        if isinstance(node.source, Name):
            return self.part(self._name(node.source, sight, node.name), node.name, f"{node.source.name}.{node.name}")
        return self.part(self.read(node.source, sight), node.name, f"{_written(node.source)}.{node.name}")

    def part(self, source: Shape, name: str, written: str) -> Shape:
        """The field `name` of a value; reports it where there is none."""
        found = member(source, name)
        if found is None:
            known = frozenset(members(source))
            self.report(Unknown(name, written, known, similar(name, known)))
        return found or NONE_YET

    def _filter(self, node: Filter, sight: Sight) -> Shape:
        source = self.read(node.source, sight)
        item = entry(source)
        inner = sight.within({"item": item})
        # A list that has no entries yet may get some with any field: nothing is claimed about the names inside.
        fields = {} if item.is_open else item.fields
        condition = self.read(node.condition, inner.within(fields, item.is_open or not item.kinds - {"null"}))
        if condition.kinds == {"number"} and not condition.is_open:
            return item
        if condition.kinds == {"truth"} and not condition.is_open:
            return list_of(item)
        return join((item, list_of(item)))

    def _call(self, node: Call, sight: Sight) -> Shape:
        called = node.function
        name = called.name if isinstance(called, Name) else ""
        if sight.find(name) is not None or name not in LIBRARY.names:
            # `gate.expression_check` says what is wrong with a call of something that is no function.
            if not isinstance(called, Name):
                self.read(called, sight)
            name = ""
        shapes = [self._argument(name, number, node, sight) for number in range(len(node.arguments))]
        if name:
            kinds.called(node, shapes, self.odd)
        if node.names is not None and name in BY_ARGUMENTS:
            return OPEN
        if name == "get value" and len(shapes) == 2 and isinstance(node.arguments[1], Literal):
            key = str(node.arguments[1].value)
            return self.part(shapes[0], key, f'get value({_written(node.arguments[0])}, "{key}")')
        return result_of(name, shapes, node.arguments)

    def _argument(self, called: str, number: int, node: Call, sight: Sight) -> Shape:
        argument = node.arguments[number]
        if called == "sort" and number == 1 and isinstance(argument, FunctionDefinition):
            items = entry(Reader().read(node.arguments[0], sight))
            self.read(argument.body, sight.within(dict.fromkeys(argument.params, items)))
            return OPEN
        return self.read(argument, sight)

    def _if(self, node: If, sight: Sight) -> Shape:
        self.read(node.condition, sight)
        return join((self.read(node.positive, sight), self.read(node.negative, sight)))

    def _for(self, node: For, sight: Sight) -> Shape:
        inner = self._bound(node.iterations, sight).within({"partial": OPEN})
        return list_of(self.read(node.body, inner))

    def _quantified(self, node: Quantified, sight: Sight) -> Shape:
        self.read(node.condition, self._bound(node.iterations, sight))
        return TRUTH

    def _bound(self, iterations: tuple[Iteration, ...], sight: Sight) -> Sight:
        for iteration in iterations:
            start = self.read(iteration.start, sight)
            if iteration.end is not None:
                self.read(iteration.end, sight)
            item = OPEN if iteration.end is not None or "range" in start.kinds else entry(start)
            sight = sight.within({iteration.name: item})
        return sight

    def _arithmetic(self, node: Arithmetic, sight: Sight) -> Shape:
        shapes = [self.read(child, sight) for child in node.children()]
        kinds.calculated(node, shapes, self.odd)
        if any(shape.is_open for shape in shapes):
            return OPEN
        if all(shape.kinds <= {"number", "null"} for shape in shapes):
            return NUMBER
        return TEXT if all(shape.kinds <= {"text", "null"} for shape in shapes) else OPEN

    def _negate(self, node: Negate, sight: Sight) -> Shape:
        shape = self.read(node.operand, sight)
        return NUMBER if not shape.is_open and shape.kinds == {"number"} else OPEN

    def _context(self, node: ContextLiteral, sight: Sight) -> Shape:
        fields: dict[str, Shape] = {}
        for key, value in node.entries:
            fields[key] = self.read(value, sight)
            sight = sight.within({key: fields[key]})
        return context_of(fields)

    def _list(self, node: ListLiteral, sight: Sight) -> Shape:
        return list_of(join([self.read(item, sight) for item in node.items]))

    def _range(self, node: RangeLiteral, sight: Sight) -> Shape:
        for end in node.children():
            self.read(end, sight)
        return of_kind("range")

    def _function(self, node: FunctionDefinition, sight: Sight) -> Shape:
        self.read(node.body, sight.within(dict.fromkeys(node.params, OPEN)))
        return OPEN

    def _in(self, node: In, sight: Sight) -> Shape:
        value = self.read(node.value, sight)
        self.read(node.tests, sight.within({"?": value}))
        return TRUTH

    def _compared(self, node: Comparison | Between, sight: Sight) -> Shape:
        kinds.compared(node, [self.read(child, sight) for child in node.children()], self.odd)
        return TRUTH

    def _truth(self, node: Node, sight: Sight) -> Shape:
        for child in node.children():
            self.read(child, sight)
        return TRUTH


_READERS: dict[type[Node], Callable[..., Shape]] = {
    Literal: lambda _reader, node, _sight: of_value(node.value),
    Name: Reader._name,
    Path: Reader._path,
    Filter: Reader._filter,
    Call: Reader._call,
    If: Reader._if,
    For: Reader._for,
    Quantified: Reader._quantified,
    Arithmetic: Reader._arithmetic,
    Negate: Reader._negate,
    ContextLiteral: Reader._context,
    ListLiteral: Reader._list,
    RangeLiteral: Reader._range,
    FunctionDefinition: Reader._function,
    Comparison: Reader._compared,
    Logic: Reader._truth,
    Between: Reader._compared,
    In: Reader._in,
    InstanceOf: Reader._truth,
    Tests: Reader._truth,
    Test: Reader._truth,
}


@lru_cache(maxsize=_KEPT)
def similar(name: str, known: frozenset[str]) -> tuple[str, ...]:
    """Known names that look like this one, the most similar first."""
    return tuple(get_close_matches(name[:80], sorted(known), n=3, cutoff=0.65))


def _has(shape: Shape | None, part: str) -> bool:
    return shape is not None and (not part or member(shape, part) is not None)


def _written(node: Node) -> str:
    """A path as it is written, `…` for parts that are no names."""
    match node:
        case Name(name=name):
            return name
        case Path(source=source, name=name):
            return f"{_written(source)}.{name}"
        case Filter(source=source):
            return _written(source)
        case _:
            return "…"
