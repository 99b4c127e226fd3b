"""The parser, from text to syntax tree: operators here, and in `literals` whatever starts with a bracket or a word."""

from __future__ import annotations

from decimal import Decimal

from app.feel import literals
from app.feel.names import NAME_BEFORE_COLON, tidy
from app.feel.reader import Reader
from app.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Test,
    Tests,
)
from app.feel.tokens import read_token

OR, AND, COMPARE, ADD, MULTIPLY, POWER, INSTANCE = 1, 2, 3, 4, 5, 6, 7
_RANKS = {
    "or": OR,
    "and": AND,
    "=": COMPARE,
    "!=": COMPARE,
    "<": COMPARE,
    "<=": COMPARE,
    ">": COMPARE,
    ">=": COMPARE,
    "between": COMPARE,
    "in": COMPARE,
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
    "instance": INSTANCE,
}
COMPARATORS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class Parser(Reader):
    """Reads operators, operands, and what follows an operand."""

    def whole(self) -> Node:
        """The whole text as one expression. Raises FeelSyntaxError when something is left over."""
        node = self.expression()
        self.finish()
        return node

    def expression(self, rank: int = OR, first: Node | None = None) -> Node:
        """An expression of operators ranking at least `rank`; `first` is its first operand if already read."""
        with self.deeper():
            left = self._operand() if first is None else first
            while True:
                token = self.peek()
                found = _RANKS.get(token.text, 0) if token.kind in ("sign", "keyword") else 0
                if found < rank:
                    return left
                left = self._operation(left, found)

    def _operation(self, left: Node, rank: int) -> Node:
        if rank in (OR, AND):
            return self._logic(left, rank)
        if rank in (ADD, MULTIPLY, POWER):
            return self._arithmetic(left, rank)
        operator = self.advance().text
        if rank == INSTANCE:
            self.expect("of")
            return InstanceOf(left, literals.type_name(self))
        if operator == "between":
            low = self.expression(ADD)
            self.expect("and")
            return Between(left, low, self.expression(ADD))
        if operator == "in":
            return In(left, self._in_tests())
        return Comparison(operator, left, self.expression(ADD))

    def _logic(self, left: Node, rank: int) -> Node:
        operator = self.peek().text
        operands = [left]
        while self.accept(operator):
            operands.append(self.expression(rank + 1))
        return Logic(operator, tuple(operands))

    def _arithmetic(self, left: Node, rank: int) -> Node:
        rest: list[tuple[str, Node]] = []
        while self.peek().kind == "sign" and _RANKS.get(self.peek().text) == rank:
            operator = self.advance().text
            rest.append((operator, self.expression(rank + 1)))
        return Arithmetic(left, tuple(rest))

    def _in_tests(self) -> Tests:
        """The tests that follow `in`: one test, or several in parentheses."""
        if not self.accept("("):
            return Tests((self.test(ADD),))
        first = self.test(OR)
        if self.at(","):
            tests = [first]
            while self.accept(","):
                tests.append(self.test(OR))
            self.expect(")")
            return Tests(tuple(tests))
        if first.operator:
            self.expect(")")
            return Tests((first,))
        # The parentheses held an operand, `(a + b) * 2`, or were the start of an interval, `(1..5]`.
        operand = first.operand
        if self.at(".."):
            operand = literals.interval(self, operand, low_closed=False)
        else:
            self.expect(")")
        return Tests((Test("", self.expression(ADD, self._postfix(operand))),))

    def test(self, rank: int) -> Test:
        """One unary test, whose expression has operators ranking at least `rank`."""
        if self.peek().kind == "sign" and self.peek().text in COMPARATORS:
            operator = self.advance().text
            return Test(operator, self.expression(ADD))
        return Test("", self.expression(rank))

    def _operand(self) -> Node:
        minus = 0
        while self.at("-"):
            self.advance()
            minus += 1
        operand = self._postfix(self._primary())
        # Two minus signs cancel each other, but still require a number or duration.
        for _ in range(2 - minus % 2 if minus else 0):
            if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
                operand = Literal(-operand.value)
            else:
                operand = Negate(operand)
        return operand

    def _postfix(self, operand: Node) -> Node:
        while self.peek().kind == "sign":
            sign = self.peek().text
            if sign == ".":
                self.advance()
                operand = Path(operand, self.member())
            elif sign == "(":
                operand = self._call(operand)
            elif sign == "[" and not self._closes_interval():
                operand = self._filter(operand)
            else:
                break
        return operand

    def _closes_interval(self) -> bool:
        """Whether `[` here ends an interval such as `[1..5[` rather than starting a filter."""
        after = read_token(self.text, self.peek().end)
        if after.kind == "end" or (after.kind == "keyword" and after.text in _RANKS):
            return True
        if after.kind == "keyword":
            return after.text in ("then", "else", "return", "satisfies")
        return after.kind == "sign" and after.text not in ("(", "[", "{", "-", "@", "]", "<", "<=", ">", ">=")

    def _filter(self, source: Node) -> Node:
        self.advance()
        self.filters += 1
        with self.binding("item"):
            condition = self.expression()
        self.filters -= 1
        self.expect("]")
        return Filter(source, condition)

    def _call(self, function: Node) -> Node:
        self.advance()
        names: list[str] = []
        arguments: list[Node] = []
        while not self.at(")"):
            name = self._argument_name()
            if name is not None:
                names.append(name)
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        if names and len(names) != len(arguments):
            raise self.unexpected("Angaben mit und ohne Namen lassen sich nicht mischen")
        return Call(function, tuple(arguments), tuple(names) if names else None)

    def _argument_name(self) -> str | None:
        if self.peek().kind not in ("name", "keyword"):
            return None
        found = NAME_BEFORE_COLON.match(self.text, self.peek().start)
        if found is None:
            return None
        self.jump(found.end())
        return tidy(found[1])

    def _primary(self) -> Node:
        token = self.peek()
        if token.kind == "name" or (token.kind == "keyword" and self.starts_known_name()):
            return Name(self.variable(), token.start + 1)
        read = literals.READERS.get(token.text if token.kind in ("sign", "keyword") else token.kind)
        if read is None:
            raise self.unexpected()
        return read(self)
