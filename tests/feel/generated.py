"""Random but repeatable FEEL expressions of every kind, for comparing two implementations."""

from collections.abc import Callable
from random import Random

CONTEXT: dict[str, object] = {
    "n": 7,
    "m": -2.5,
    "s": "Vollmacht",
    "leer": None,
    "ja": True,
    "liste": [3, 1, 2, 3],
    "person": {"name": "Ana", "alter": 40, "tage": [1, 5]},
    "leute": [{"name": "Ben", "alter": 17}, {"name": "Cem", "alter": 65}],
}


class Generator:
    """Makes expressions of a wanted kind, at most some levels deep."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._makers: dict[str, tuple[list[str], list[str]]] = {
            "number": (
                ["0", "1", "2", "10", "2.5", "-3", "n", "m", "person.alter", "liste[2]", "liste[-1]", "leute[1].alter"],
                [
                    *("{number} + {number}", "{number} - {number}", "{number} * {number}", "({number}) / 4"),
                    *("-({number})", "({number}) ** 2", "if {boolean} then {number} else {number}"),
                    *("count({list})", "sum({list})", "min({list})", "max({list})", "mean({list})", "median({list})"),
                    *("abs({number})", "floor({number})", "ceiling({number})", "modulo({number}, 3)"),
                    *("decimal({number}, 1)", "round up({number}, 0)", "round down({number}, 0)"),
                    *("round half up({number}, 0)", "string length({string})", "({date}).year", "({date}).day"),
                    *("({list})[1]", "({list})[5]", "product({list})", "{{a: {number}, b: a + 1}}.b"),
                    *("(function(x) x + 1)({number})", 'get value({{k: {number}}}, "k")', "({months}).months"),
                    *("day of year({date})", "week of year({date})", "({days}).days"),
                ],
            ),
            "string": (
                ['""', '"a"', '"Berufliche Massnahme"', "s", "person.name", "leute[2].name"],
                [
                    *("{string} + {string}", "upper case({string})", "lower case({string})"),
                    *("substring({string}, 2)", "substring({string}, -2, 1)", 'substring before({string}, "a")'),
                    *('substring after({string}, "a")', 'replace({string}, "[aeiou]", "-")', "string({date})"),
                    *("if {boolean} then {string} else {string}", 'string join([{string}, {string}], "; ")'),
                    *("string({boolean})", "day of week({date})", "month of year({date})", "string(n)"),
                ],
            ),
            "boolean": (
                ["true", "false", "ja", "n > 3", 's = "x"', "leer = null", "fehlt = null"],
                [
                    *("{number} < {number}", "{number} >= {number}", "{number} = {number}", "{number} != {number}"),
                    *("{string} = {string}", "{string} < {string}", "{boolean} and {boolean}"),
                    *("{boolean} or {boolean}", "not({boolean})", "{number} between 0 and 10", "{number} in [1..5]"),
                    *("{number} in (1..5)", "{number} in (1, 2, 3)", "{number} in > 2", "{number} in {list}"),
                    *("some x in {list} satisfies x > 1", "every x in {list} satisfies x > 1", "{date} < {date}"),
                    *("contains({string}, {string})", 'starts with({string}, "V")', "ends with({string}, {string})"),
                    *("list contains({list}, {number})", 'matches({string}, "^[A-V]")', "{list} = {list}"),
                    *(
                        "{months} > {months}",
                        "{days} <= {days}",
                        "({number}) instance of number",
                        "odd(floor({number}))",
                    ),
                    *("all([{boolean}, {boolean}])", "any([{boolean}, {boolean}])", "{date} = {date}"),
                    *("before({number}, {number})", "includes([1..10], {number})", "({string}) instance of number"),
                ],
            ),
            "list": (
                ["[1, 2, 3]", "liste", "[5]", "person.tage", "leute.alter", "[1, null, 2][item > 0]"],
                [
                    *("[{number}, {number}]", "for x in {list} return x * 2", "for i in 1..3 return i + {number}"),
                    *("({list})[item > 1]", "append({list}, {number})", "concatenate({list}, {list})"),
                    *("reverse({list})", "sublist({list}, 1, 1)", "distinct values({list})", "union({list}, {list})"),
                    *("insert before({list}, 1, {number})", "remove({list}, 1)", "flatten([{list}, [{list}]])"),
                    *("sort({list}, function(x, y) x < y)", "index of({list}, {number})", "leute[alter > 18].alter"),
                    *("for x in {list}, y in [1, 2] return x + y", "if {boolean} then {list} else {list}"),
                ],
            ),
            "date": (
                ['@"2026-11-22"', '@"2024-02-29"', 'date("2026-01-31")', "date(2025, 12, 31)"],
                ["{date} + {months}", "{date} - {months}", "{date} + {days}", "if {boolean} then {date} else {date}"],
            ),
            "months": (['@"P1M"', '@"P1Y2M"', '@"-P2M"', 'duration("P3Y")'], ["{months} + {months}"]),
            "days": (['@"P1D"', '@"P10D"', 'duration("P2D")', '@"-P3D"'], ["{days} + {days}", "{date} - {date}"]),
            "context": (
                ["person", "{{}}", "leute[1]"],
                ["{{a: {number}, b: {string}}}", 'context put({context}, "z", {number})', "leute[name = {string}]"],
            ),
        }

    def expression(self, depth: int = 3) -> str:
        """An expression of a random kind."""
        return self._make(self._random.choice(list(self._makers)), depth)

    def _make(self, kind: str, depth: int) -> str:
        leaves, shapes = self._makers[kind]
        if depth == 0 or self._random.random() < 0.15:
            return self._random.choice(leaves).replace("{{", "{").replace("}}", "}")
        return self._filled(self._random.choice(shapes), depth)

    def _filled(self, shape: str, depth: int) -> str:
        """The shape with an expression in place of each `{kind}`."""
        parts = {kind: _Parts(lambda kind=kind: self._make(kind, depth - 1)) for kind in self._makers}  # type: ignore[misc]
        return shape.format(**parts)


class _Parts:
    """Stands for one kind in a shape; every mention makes a new expression."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __format__(self, spec: str) -> str:
        made = self._make()
        return made if made.replace("_", "").isalnum() else f"({made})"
