"""Kinds of values that can never meet: a text compared with a day, a list where one value is meant."""

from collections.abc import Callable, Iterator

from app.feel.syntax import Arithmetic, Between, Call, Comparison, Name, Node, Path
from app.gate.names.shapes import Shape

Odd = Callable[[str], None]
"""Is told what cannot be, as the end of a sentence: `vergleicht … mit …`."""
GERMAN = {
    "text": "Text", "number": "Zahl", "truth": "Ja/Nein", "context": "Gruppe", "list": "Liste", "date": "Tag",
    "moment": "Zeitpunkt", "time": "Uhrzeit", "duration": "Dauer", "range": "Bereich", "function": "Funktion",
}  # fmt: skip
_TIMES = frozenset({"date", "moment", "time"})
_ONE = frozenset({
    "date", "date and time", "time", "duration", "number", "string length", "upper case", "lower case", "substring",
    "add working days", "add months", "last working day before", "last working day on or before",
    "first working day on or after", "day of week",
})  # fmt: skip
"""Functions whose first argument is one value."""


def kinds_of(shape: Shape) -> frozenset[str]:
    """The kinds a value can have when it is there; empty where nothing is known about it."""
    return frozenset() if shape.is_open else shape.kinds - {"null"}


def in_german(kinds: frozenset[str]) -> str:
    """«Text oder Zahl»."""
    return " oder ".join(sorted(GERMAN[kind] for kind in kinds if kind in GERMAN)) or "nichts"


def misfits(shape: Shape, wanted: frozenset[str]) -> Iterator[str]:
    """Ends of sentences about a value that its place cannot take. wanted: the kinds it can; empty where all will do."""
    kinds = kinds_of(shape)
    if kinds == {"function"}:
        yield "ergibt eine Funktion und keinen Wert. Ein Aufruf hat Klammern: today()."
    elif kinds and wanted and not kinds & wanted:
        yield f"ergibt {in_german(kinds)}; möglich ist hier nur {in_german(wanted)}."


def compared(node: Comparison | Between, shapes: list[Shape], odd: Odd) -> None:
    """Tells what a comparison compares in vain. shapes: of its parts; of `x between a and b` that of x comes first."""
    nodes = [*node.children()]
    left = kinds_of(shapes[0])
    for other, shape in zip(nodes[1:], shapes[1:], strict=True):
        right = kinds_of(shape)
        if left and right and not left & right:
            hint = ""
            if "text" in left | right and _TIMES & (left | right):
                hint = " Tage und Zeitpunkte der Falldaten sind Texte: date(…) macht einen Tag daraus."
            elif {"date", "moment"} == left | right:
                hint = " date(…) macht aus einem Zeitpunkt einen Tag."
            elif "list" in left | right:
                hint = " Gemeint ist wohl ein Eintrag der Liste, liste[1], oder list contains(liste, …)."
            odd(f"vergleicht {_told(nodes[0], left)} mit {_told(other, right)}; das ergibt nie etwas.{hint}")


def calculated(node: Arithmetic, shapes: list[Shape], odd: Odd) -> None:
    """Tells what an addition or the like calculates in vain; only its first two parts are looked at."""
    operator, second = node.rest[0]
    left, right = kinds_of(shapes[0]), kinds_of(shapes[1])
    if not left or not right or any(_fit(operator, one, other) for one in left for other in right):
        return
    hint = ""
    if "text" in left | right and (_TIMES | {"duration"}) & (left | right):
        hint = " Aus einem Text macht date(…) einen Tag und duration(…) eine Dauer."
    odd(f"rechnet {_told(node.first, left)} {operator} {_told(second, right)}; das ergibt nie etwas.{hint}")


def _fit(operator: str, left: str, right: str) -> bool:
    if {left, right} & {"truth", "context", "list", "range", "function"}:
        return False
    if left == right:
        return operator == "+" or left != "text"
    if "text" in (left, right):
        return False
    return "number" not in (left, right) or (operator in "*/" and "duration" in (left, right))


def called(node: Call, shapes: list[Shape], odd: Odd) -> None:
    """Tells where a function of one value gets a list or a context."""
    name = node.function.name if isinstance(node.function, Name) else ""
    kinds = kinds_of(shapes[0]) if shapes and name in _ONE and node.names is None else frozenset()
    if kinds and kinds <= {"list", "context"}:
        hint = " Gemeint ist wohl ein Eintrag, liste[1]." if "list" in kinds else ""
        odd(f"gibt «{name}» {_told(node.arguments[0], kinds)}; gebraucht wird ein einzelner Wert.{hint}")


def _told(node: Node, kinds: frozenset[str]) -> str:
    written = _written(node)
    return f"«{written}» ({in_german(kinds)})" if written else in_german(kinds)


def _written(node: Node) -> str:
    match node:
        case Name(name=name):
            return name
        case Path(source=source, name=name) if _written(source):
            return f"{_written(source)}.{name}"
        case _:
            return ""
