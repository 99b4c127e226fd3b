"""Parses what starts with a bracket or a word: literals, lists, contexts, intervals, if, for, functions, types."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from decimal import Overflow
from typing import TYPE_CHECKING

from app.feel.errors import FeelLimitError, FeelSyntaxError
from app.feel.limits import MAX_DEPTH
from app.feel.names import NAME_BEFORE_COLON, NAME_BEFORE_IN, NameTable, tidy
from app.feel.numbers import NUMBERS
from app.feel.syntax import (
    ContextLiteral,
    For,
    FunctionDefinition,
    If,
    Iteration,
    ListLiteral,
    Literal,
    Name,
    Node,
    Quantified,
    RangeLiteral,
    TypeName,
)
from app.feel.temporal_text import parse_temporal
from app.feel.tokens import string_value

if TYPE_CHECKING:
    from app.feel.parser import Parser

_ADD_RANK = 4
_TYPE_WORDS = NameTable({"date and time", "days and time duration", "years and months duration"})


def _number(parser: Parser) -> Node:
    try:
        return Literal(NUMBERS.create_decimal(parser.advance().text))
    except Overflow as error:
        raise FeelLimitError("Eine Zahl ist zu gross.") from error


def _string(parser: Parser) -> Node:
    return Literal(string_value(parser.advance()))


def _at_literal(parser: Parser) -> Node:
    parser.advance()
    token = parser.peek()
    if token.kind != "string":
        raise parser.unexpected("nach «@» steht ein Text in Anführungszeichen")
    value = parse_temporal(string_value(token))
    if value is None:
        raise FeelSyntaxError(f"{token.text} ist weder Datum noch Uhrzeit noch Dauer", token.start + 1)
    parser.advance()
    return Literal(value)


def _constant(value: object) -> Callable[[Parser], Node]:
    def read(parser: Parser) -> Node:
        parser.advance()
        return Literal(value)

    return read


def _parenthesis(parser: Parser) -> Node:
    parser.advance()
    if parser.at("=", "<", "<=", ">", ">="):
        return _one_sided(parser)
    inner = parser.expression()
    if parser.at(".."):
        return interval(parser, inner, low_closed=False)
    parser.expect(")")
    return inner


def _one_sided(parser: Parser) -> Node:
    """`(< 5)`: an interval which is open without end on the other side."""
    operator = parser.advance().text
    end = parser.expression(_ADD_RANK)
    parser.expect(")")
    if operator == "=":
        return RangeLiteral(end, end, True, True)
    closed = operator.endswith("=")
    return RangeLiteral(None, end, False, closed) if operator[0] == "<" else RangeLiteral(end, None, closed, False)


def _bracket(parser: Parser) -> Node:
    """A list, or an interval which starts closed."""
    parser.advance()
    if parser.accept("]"):
        return ListLiteral(())
    first = parser.expression()
    if parser.at(".."):
        return interval(parser, first, low_closed=True)
    items = [first]
    while parser.accept(","):
        items.append(parser.expression())
    parser.expect("]")
    return ListLiteral(tuple(items))


def _reversed_bracket(parser: Parser) -> Node:
    """`]1..5]`: an interval which starts open."""
    parser.advance()
    return interval(parser, parser.expression(_ADD_RANK), low_closed=False)


def interval(parser: Parser, low: Node, *, low_closed: bool) -> Node:
    """The rest of an interval whose low end has been read."""
    parser.expect("..")
    high = parser.expression(_ADD_RANK)
    if parser.accept("]"):
        return RangeLiteral(low, high, low_closed, True)
    if parser.accept(")") or parser.accept("["):
        return RangeLiteral(low, high, low_closed, False)
    raise parser.unexpected("erwartet wird das Ende des Bereichs")


def _context(parser: Parser) -> Node:
    parser.advance()
    entries: list[tuple[str, Node]] = []
    with ExitStack() as names:
        while not parser.at("}"):
            column = parser.peek().start + 1
            key = _key(parser)
            if any(key == known for known, _ in entries):
                raise FeelSyntaxError(f"Der Name «{key}» kommt zweimal vor", column)
            entries.append((key, parser.expression()))
            names.enter_context(parser.binding(key))
            if not parser.accept(","):
                break
        parser.expect("}")
    return ContextLiteral(tuple(entries))


def _key(parser: Parser) -> str:
    token = parser.peek()
    if token.kind == "string":
        key = string_value(parser.advance())
        parser.expect(":")
        return key
    found = NAME_BEFORE_COLON.match(parser.text, token.start)
    if found is None or token.kind not in ("name", "keyword"):
        raise parser.unexpected("erwartet wird «Name: Wert»")
    parser.jump(found.end())
    return tidy(found[1])


def _if(parser: Parser) -> Node:
    parser.advance()
    condition = parser.expression()
    parser.expect("then")
    positive = parser.expression()
    parser.expect("else")
    return If(condition, positive, parser.expression())


def _for(parser: Parser) -> Node:
    parser.advance()
    with ExitStack() as names:
        iterations = _iterations(parser, names)
        parser.expect("return")
        names.enter_context(parser.binding("partial"))
        body = parser.expression()
    return For(iterations, body, _mentions(body, "partial"))


def _quantified(parser: Parser) -> Node:
    kind = parser.advance().text
    with ExitStack() as names:
        iterations = _iterations(parser, names)
        parser.expect("satisfies")
        condition = parser.expression()
    return Quantified(kind, iterations, condition)


def _iterations(parser: Parser, names: ExitStack) -> tuple[Iteration, ...]:
    iterations: list[Iteration] = []
    while not iterations or parser.accept(","):
        token = parser.peek()
        found = NAME_BEFORE_IN.match(parser.text, token.start)
        if found is None or token.kind not in ("name", "keyword"):
            raise parser.unexpected("erwartet wird «Name in Liste»")
        parser.jump(found.end())
        start = parser.expression()
        end = parser.expression() if parser.accept("..") else None
        name = tidy(found[1])
        iterations.append(Iteration(name, start, end))
        if len(iterations) > MAX_DEPTH:
            raise FeelLimitError("Der Ausdruck hat zu viele Schleifen.")
        names.enter_context(parser.binding(name))
    return tuple(iterations)


def _mentions(node: Node, name: str) -> bool:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Name) and current.name == name:
            return True
        pending.extend(current.children())
    return False


def _function(parser: Parser) -> Node:
    parser.advance()
    parser.expect("(")
    params: list[str] = []
    types: list[TypeName | None] = []
    while not parser.at(")"):
        if parser.peek().kind not in ("name", "keyword"):
            raise parser.unexpected("erwartet wird der Name einer Angabe")
        params.append(_parameter_name(parser))
        types.append(type_name(parser) if parser.accept(":") else None)
        if not parser.accept(","):
            break
    parser.expect(")")
    if parser.at("external"):
        raise parser.unexpected("fremde Programme werden nicht aufgerufen")
    with parser.binding(*params):
        body = parser.expression()
    return FunctionDefinition(tuple(params), tuple(types), body)


def _parameter_name(parser: Parser) -> str:
    start = parser.peek().start
    while not parser.at(",", ")", ":"):
        if parser.advance().kind == "end":
            raise parser.unexpected()
    return tidy(parser.text[start : parser.peek().start])


def type_name(parser: Parser) -> TypeName:
    """A type as written after `instance of` or a parameter's colon."""
    token = parser.peek()
    if token.kind not in ("name", "keyword"):
        raise parser.unexpected("erwartet wird ein Typ")
    name = parser.known_name([_TYPE_WORDS, *parser.name_tables])
    while parser.accept("."):
        name += "." + parser.known_name(parser.name_tables)
    if not parser.accept("<"):
        return TypeName(name)
    arguments: list[TypeName] = []
    fields: list[str] = []
    while not parser.at(">"):
        if name == "context":
            fields.append(_key(parser))
        arguments.append(_nested_type(parser))
        if not parser.accept(","):
            break
    parser.expect(">")
    if parser.accept("->"):
        arguments.append(_nested_type(parser))
    return TypeName(name, tuple(arguments), tuple(fields))


def _nested_type(parser: Parser) -> TypeName:
    with parser.deeper():
        return type_name(parser)


READERS: dict[str, Callable[[Parser], Node]] = {
    "number": _number,
    "string": _string,
    "@": _at_literal,
    "true": _constant(True),
    "false": _constant(False),
    "null": _constant(None),
    "(": _parenthesis,
    "[": _bracket,
    "]": _reversed_bracket,
    "{": _context,
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}
