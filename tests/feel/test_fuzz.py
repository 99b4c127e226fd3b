"""Random texts and random values: nothing but the declared errors ever comes out."""

from hypothesis import given
from hypothesis import strategies as st

from app.feel import FeelError, parse_expression, parse_unary, to_json
from app.feel.standard import STANDARD
from tests.feel.asking import noon
from tests.searching import examples

_WORDS = [
    *("1", "-2.5", "1e300", '"a"', '"ä b"', "true", "null", "x", "y", "item", "?", "partial", "(", ")", "[", "]"),
    *("{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "not", "if"),
    *("then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "instance of", "function"),
    *("number", "list<number>", "date", '@"2026-01-31"', '@"P1M"', '@"-P1DT1H"', '@"10:00:00@Europe/Zurich"'),
    *('@"2026-01-01T00:00:00Z"', "day", "months", "//", "/*", "*/", "\n"),
    *sorted(STANDARD.names),
]
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y", "a"]), inner, max_size=3),
    max_leaves=6,
)


def _run(text: str, x: object) -> None:
    try:
        to_json(parse_expression(text).evaluate({"x": x, "y": 3}, now=noon))
    except FeelError as error:
        assert str(error)
    try:
        parse_unary(text).matches(x, {"y": 3}, now=noon)
    except FeelError as error:
        assert str(error)


@examples(300)
@given(st.lists(st.sampled_from(_WORDS), max_size=25), _VALUES)
def test_random_words_raise_nothing_but_feel_errors(words: list[str], x: object) -> None:
    _run(" ".join(words), x)


@examples(150)
@given(st.text(max_size=60), _VALUES)
def test_random_text_raises_nothing_but_feel_errors(text: str, x: object) -> None:
    _run(text, x)


@examples(300)
@given(st.sampled_from(sorted(STANDARD.names)), st.lists(_VALUES, max_size=4))
def test_every_function_takes_any_arguments(name: str, arguments: list[object]) -> None:
    context = {f"a{index}": argument for index, argument in enumerate(arguments)}
    try:
        to_json(parse_expression(f"{name}({', '.join(context)})").evaluate(context, now=noon))
    except FeelError as error:
        assert str(error)


_OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])


@examples(300)
@given(_OPERATORS, _VALUES, _VALUES)
def test_every_operator_takes_any_values(operator: str, a: object, b: object) -> None:
    try:
        to_json(parse_expression(f"a {operator} b").evaluate({"a": a, "b": b}))
    except FeelError as error:
        assert str(error)
