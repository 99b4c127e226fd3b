"""Reading texts: names with spaces, literals, comments, and errors which say where."""

import pytest

from app.feel import FeelLimitError, FeelSyntaxError, parse_expression
from tests.feel.asking import value


def test_known_names_may_hold_spaces_and_signs() -> None:
    context = {"Alter der Person": 40, "Soll-Pensum": 50, "Soll": 1, "Pensum": 2}
    assert value("Alter der Person + 2", context) == 42
    assert value("Alter  der\nPerson", context) == 40
    assert value("Soll-Pensum", context) == 50
    assert value("Soll - Pensum", context) == -1


def test_a_known_name_may_hold_keywords() -> None:
    assert value("days in weekend", {"days in weekend": 2}) == 2
    assert value("count(if needed)", {"if needed": [1]}) == 1


def test_names_are_those_read_from_outside() -> None:
    expression = parse_expression("a.b + count(x[c > d]) + (for i in y return i + z)[1]")
    assert expression.names == {"a", "x", "y", "z"}
    assert expression.possible_names == {"c", "d"}


def test_a_function_name_is_a_variable_only_where_it_is_not_called() -> None:
    assert parse_expression("count(x)").names == {"x"}
    assert parse_expression("count + 1").names == {"count"}
    assert value("count(count)", {"count": [1, 2]}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\"b\\c\n"', 'a"b\\c\n'),
        (r'"\u00e4\U01F40E"', "ä🐎"),
        (r'"\uD83D\uDCA9"', "💩"),
        (r'"\d"', r"\d"),
        ("1 + /* zwei */ 2 // drei", 3),
        ("{Grösse: 1, 🐎: 2}.🐎", 2),
        ('{"a b": 1}.a b', 1),
        ("{a b: 1, c: a b + 1}.c", 2),
        ("{}", {}),
        ("[]", []),
    ],
)
def test_literals_are_read_as_written(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("1 +", 4, "zu früh"),
        ("a b", 3, "«b» passt hier nicht"),
        ("a == b", 4, "passt hier nicht"),
        ("a && b", 3, "«and»"),
        ("a || b", 3, "«or»"),
        ("!a", 1, "not"),
        ("'a'", 1, "Anführungszeichen"),
        ('"a', 1, "geschlossen"),
        ("if a then b", 12, "else"),
        ("for x of y return x", 5, "Name in Liste"),
        ('@"morgen"', 2, "weder Datum"),
        ("{a: 1, a: 2}", 8, "zweimal"),
        ("f(1, b: 2)", 11, "mischen"),
        ("function(x) external {java: {}}", 13, "fremde Programme"),
        ("", 1, "zu früh"),
    ],
)
def test_errors_name_the_column(text: str, column: int, part: str) -> None:
    with pytest.raises(FeelSyntaxError, match=r"Spalte \d+") as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert part in str(caught.value)


def test_parsing_the_same_text_again_gives_the_same_object() -> None:
    assert parse_expression("a + 1") is parse_expression("a + 1")


@pytest.mark.parametrize("text", ["a" * 4001, "(" * 200, "[" * 200, "a" + ".b" * 100, "not(" * 100, "x in (" * 100])
def test_texts_too_long_or_too_deep_are_refused(text: str) -> None:
    with pytest.raises(FeelLimitError):
        parse_expression(text)
