"""Puts values into sentences so that they read as German does: one full stop, «1 Monat», no hole where nothing is."""

import re
from collections.abc import Sequence

NOTHING = "–"
_STOP = re.compile(r"((?:</\w+>|\*\*|»|\))*)\.(?!\.)")
"""A full stop right after a value, as far as only ends of marks stand between."""
_ONE = re.compile(r"(?<![\d.,:'’/-])1((?:</?\w+>|\*\*)*[  ])(\w+)\b")
_SINGULAR = {
    "Sekunden": "Sekunde", "Minuten": "Minute", "Stunden": "Stunde", "Tage": "Tag", "Tagen": "Tag", "Wochen": "Woche",
    "Monate": "Monat", "Monaten": "Monat", "Jahre": "Jahr", "Jahren": "Jahr", "Arbeitstage": "Arbeitstag",
    "Arbeitstagen": "Arbeitstag", "Personen": "Person", "Stellen": "Stelle", "Fälle": "Fall", "Fällen": "Fall",
    "Massnahmen": "Massnahme", "Aufgaben": "Aufgabe", "Einträge": "Eintrag", "Einträgen": "Eintrag",
}  # fmt: skip


def put_together(literals: Sequence[str], values: Sequence[str]) -> str:
    """The text of `literals` with `values` between them; there is one literal more than there are values."""
    text = literals[0]
    for value, literal in zip(values, literals[1:], strict=True):
        found = _STOP.match(literal) if value.endswith(".") else None
        text += value + (found[1] + literal[found.end() :] if found else literal)
    return counted(text)


def counted(text: str) -> str:
    """«1 Monate» as «1 Monat», wherever a number was put before a word for many."""
    return _ONE.sub(lambda found: f"1{found[1]}{_SINGULAR.get(found[2], found[2])}", text)


def one_stop(text: str) -> str:
    """`text` without the second of two full stops, which comes of a value that ends in one («Peter M..»)."""
    return re.sub(r"(?<=[^\W\d_])\.\.(?=\s|$)", ".", text)


def stands_alone(before: str, after: str) -> bool:
    """Whether nothing is missing where the value between two literals is empty: it would be a sentence of its own."""
    left, right = before.rstrip(" *"), after.lstrip(" *")
    return (not left or left[-1] in ".!?\n") and (not right or right[0] == "\n")
