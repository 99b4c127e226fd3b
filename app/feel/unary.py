"""Parses the tests of a decision table's cell."""

from __future__ import annotations

from app.feel.errors import FeelSyntaxError
from app.feel.parser import OR, Parser
from app.feel.syntax import Tests


def parse_tests(parser: Parser) -> Tests:
    """All the tests in a cell; an empty cell and `-` are always passed."""
    if parser.text.strip() in ("", "-"):
        return Tests(())
    if parser.peek().text == "not":
        try:
            return _negated(parser)
        except FeelSyntaxError:
            # `not(a) and b` is an ordinary expression.
            parser.restart()
    tests = _list(parser)
    parser.finish()
    return tests


def _negated(parser: Parser) -> Tests:
    parser.advance()
    parser.expect("(")
    tests = _list(parser)
    parser.expect(")")
    parser.finish()
    return Tests(tests.tests, negated=True)


def _list(parser: Parser) -> Tests:
    tests = [parser.test(OR)]
    while parser.accept(","):
        tests.append(parser.test(OR))
    return Tests(tuple(tests))
