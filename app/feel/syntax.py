"""The syntax tree of FEEL. Every node knows its height and size, which bound what evaluating it may cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.feel.errors import FeelLimitError
from app.feel.limits import MAX_DEPTH


@dataclass(slots=True, eq=False)
class Node:
    """A part of an expression. `height` counts levels, `size` counts nodes, itself included."""

    height: int = field(init=False, default=1)
    size: int = field(init=False, default=1)

    def children(self) -> Iterator[Node]:
        """The nodes directly below."""
        return iter(())

    def __post_init__(self) -> None:
        height = 0
        size = 1
        for child in self.children():
            height = max(height, child.height)
            size += child.size
        self.height = height + 1
        self.size = size
        if self.height > MAX_DEPTH:
            raise FeelLimitError(f"Der Ausdruck ist zu tief verschachtelt (erlaubt sind {MAX_DEPTH} Ebenen).")


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A number, text, true, false, null, or an `@` literal."""

    value: object


@dataclass(slots=True, eq=False)
class Name(Node):
    """A variable or function by name; `column` counts from 1."""

    name: str
    column: int


@dataclass(slots=True, eq=False)
class Negate(Node):
    """`- operand`"""

    operand: Node

    def children(self) -> Iterator[Node]:
        return iter((self.operand,))


@dataclass(slots=True, eq=False)
class Arithmetic(Node):
    """A chain of operators of one rank, evaluated from the left: `first`, then each (operator, operand)."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def children(self) -> Iterator[Node]:
        yield self.first
        for _, operand in self.rest:
            yield operand


@dataclass(slots=True, eq=False)
class Logic(Node):
    """`and` or `or` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]

    def children(self) -> Iterator[Node]:
        return iter(self.operands)


@dataclass(slots=True, eq=False)
class Comparison(Node):
    """`left operator right` with one of = != < <= > >="""

    operator: str
    left: Node
    right: Node

    def children(self) -> Iterator[Node]:
        return iter((self.left, self.right))


@dataclass(slots=True, eq=False)
class Between(Node):
    """`value between low and high`"""

    value: Node
    low: Node
    high: Node

    def children(self) -> Iterator[Node]:
        return iter((self.value, self.low, self.high))


@dataclass(slots=True, eq=False)
class Test(Node):
    """One test against an input: an operator with an operand, or an expression (`operator` empty)."""

    operator: str
    operand: Node

    def children(self) -> Iterator[Node]:
        return iter((self.operand,))


@dataclass(slots=True, eq=False)
class Tests(Node):
    """Several tests, one of which must hold; none at all means `-`, which always holds."""

    tests: tuple[Test, ...]
    negated: bool = False

    def children(self) -> Iterator[Node]:
        return iter(self.tests)


@dataclass(slots=True, eq=False)
class In(Node):
    """`value in tests`"""

    value: Node
    tests: Tests

    def children(self) -> Iterator[Node]:
        return iter((self.value, self.tests))


@dataclass(slots=True, eq=False)
class Path(Node):
    """`source.name`"""

    source: Node
    name: str

    def children(self) -> Iterator[Node]:
        return iter((self.source,))


@dataclass(slots=True, eq=False)
class Filter(Node):
    """`source[condition]`: a filter or an index."""

    source: Node
    condition: Node

    def children(self) -> Iterator[Node]:
        return iter((self.source, self.condition))


@dataclass(slots=True, eq=False)
class Call(Node):
    """A function call; `names` holds the argument names when they are given by name."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None

    def children(self) -> Iterator[Node]:
        yield self.function
        yield from self.arguments


@dataclass(slots=True, eq=False)
class If(Node):
    """`if condition then positive else negative`"""

    condition: Node
    positive: Node
    negative: Node

    def children(self) -> Iterator[Node]:
        return iter((self.condition, self.positive, self.negative))


@dataclass(slots=True, eq=False)
class Iteration(Node):
    """`name in start`, or `name in start..end`"""

    name: str
    start: Node
    end: Node | None

    def children(self) -> Iterator[Node]:
        return iter((self.start,) if self.end is None else (self.start, self.end))


@dataclass(slots=True, eq=False)
class For(Node):
    """`for iterations return body`; `uses_partial` tells whether the body reads the results so far."""

    iterations: tuple[Iteration, ...]
    body: Node
    uses_partial: bool

    def children(self) -> Iterator[Node]:
        yield from self.iterations
        yield self.body


@dataclass(slots=True, eq=False)
class Quantified(Node):
    """`some` or `every` … `satisfies condition`"""

    kind: str
    iterations: tuple[Iteration, ...]
    condition: Node

    def children(self) -> Iterator[Node]:
        yield from self.iterations
        yield self.condition


@dataclass(slots=True, eq=False)
class FunctionDefinition(Node):
    """`function(params) body`; `types` holds the written type of each parameter or None."""

    params: tuple[str, ...]
    types: tuple[TypeName | None, ...]
    body: Node

    def children(self) -> Iterator[Node]:
        return iter((self.body,))


@dataclass(slots=True, eq=False)
class ContextLiteral(Node):
    """`{key: value, …}`"""

    entries: tuple[tuple[str, Node], ...]

    def children(self) -> Iterator[Node]:
        return (value for _, value in self.entries)


@dataclass(slots=True, eq=False)
class ListLiteral(Node):
    """`[item, …]`"""

    items: tuple[Node, ...]

    def children(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(slots=True, eq=False)
class RangeLiteral(Node):
    """`[low..high]` with open or closed ends, or one-sided such as `(< 5)`."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool

    def children(self) -> Iterator[Node]:
        return (end for end in (self.low, self.high) if end is not None)


@dataclass(slots=True, eq=False)
class TypeName(Node):
    """A type as written: its name, the types in `<…>`, and for contexts the field names."""

    name: str
    arguments: tuple[TypeName, ...] = ()
    fields: tuple[str, ...] = ()

    def children(self) -> Iterator[Node]:
        return iter(self.arguments)


@dataclass(slots=True, eq=False)
class InstanceOf(Node):
    """`value instance of type`"""

    value: Node
    type_name: TypeName

    def children(self) -> Iterator[Node]:
        return iter((self.value,))
