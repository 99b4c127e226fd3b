"""Boxed expressions besides tables: contexts, lists, relations, functions, loops, filters, conditions."""

import pytest

from app.dmn import DmnError
from app.feel import FeelLimitError
from tests.dmn.models import decide, decision, literal, model


def _entry(name: str, logic: str, kind: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{kind}"/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def test_a_context_sees_its_earlier_entries() -> None:
    body = f"<context>{_entry('a b', literal('2'))}{_entry('c', literal('a b * 3'))}</context>"
    assert decide(decision(body)) == {"a b": 2, "c": 6}


def test_a_context_with_a_result_is_that_result() -> None:
    body = f"<context>{_entry('a', literal('2'))}{_entry('', literal('a + 1'))}</context>"
    assert decide(decision(body)) == 3


def test_an_entry_is_fitted_to_its_type() -> None:
    body = f"<context>{_entry('a', literal('[2]'), 'number')}{_entry('b', literal('2'), 'string')}</context>"
    assert decide(decision(body)) == {"a": 2, "b": None}


def test_lists_and_relations() -> None:
    assert decide(decision(f"<list>{literal('1')}{literal('x')}</list>"), {"x": 5}) == [1, 5]
    relation = (
        '<relation><column name="name"/><column name="der Preis"/>'
        + "".join(f"<row>{literal(name)}{literal(price)}</row>" for name, price in (('"a"', "1"), ('"b"', "2")))
        + "</relation>"
    )
    assert decide(decision(relation)) == [{"name": "a", "der Preis": 1}, {"name": "b", "der Preis": 2}]
    sums = decision(relation, "Preise") + decision(literal("sum(Preise.der Preis)"), requires="#decision:Preise")
    assert decide(sums) == 3


def test_a_function_definition_is_callable() -> None:
    function = (
        f'<functionDefinition><formalParameter name="x" typeRef="number"/>{literal("x + y")}</functionDefinition>'
    )
    body = f"<context>{_entry('y', literal('1'))}{_entry('f', function)}{_entry('', literal('f(2)'))}</context>"
    assert decide(decision(body)) == 3


def test_functions_of_other_languages_are_refused() -> None:
    read = model(decision('<functionDefinition kind="Java"><context/></functionDefinition>'))
    with pytest.raises(DmnError, match="ausserhalb von FEEL"):
        read.decide("Entscheid", {})


def test_conditional_filter_and_loops() -> None:
    items = f"<in>{literal('[1, 2, 3]')}</in>"
    assert decide(decision(f"<filter>{items}<match>{literal('item > 1')}</match></filter>")) == [2, 3]
    assert decide(decision(f"<filter>{items}<match>{literal('2')}</match></filter>")) == 2
    loop = f'<for iteratorVariable="n">{items}<return>{literal("n * 2")}</return></for>'
    assert decide(decision(loop)) == [2, 4, 6]
    for kind, expected in (("some", True), ("every", False)):
        body = f'<{kind} iteratorVariable="n">{items}<satisfies>{literal("n > 2")}</satisfies></{kind}>'
        assert decide(decision(body)) is expected
    choice = f"<if>{literal('x')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
    assert decide(decision(f"<conditional>{choice}</conditional>"), {"x": True}) == 1


def test_a_missing_part_is_a_finding() -> None:
    assert "fehlt der Teil «match»" in model(decision(f"<filter><in>{literal('[1]')}</in></filter>")).lint()[0].message


def test_boxed_loops_share_the_limits_of_expressions() -> None:
    outer = f"<in>{literal('for i in 1..1000 return i')}</in>"
    inner = f'<for iteratorVariable="b">{outer}<return>{literal("a + b")}</return></for>'
    with pytest.raises(FeelLimitError):
        decide(decision(f'<for iteratorVariable="a">{outer}<return>{inner}</return></for>'))


def test_boxes_nested_too_deeply_are_a_finding() -> None:
    assert "zu tief" in model(decision("<list>" * 100 + "</list>" * 100)).lint()[0].message
