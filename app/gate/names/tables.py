"""What decisions read and result in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from app.dmn import DecisionOutline, Reading
from app.gate.names.reading import Reader, Sight, Unknown
from app.gate.names.shapes import NONE_YET, NULL, NUMBER, OPEN, Shape, context_of, join, list_of, stored

_MANY = ("RULE ORDER", "OUTPUT ORDER", "COLLECT")
Judge = Callable[[str, Reading, Unknown | str], None]
"""Is told the file, the expression, and the name that stands for nothing, or what can never be (`kinds`)."""


@dataclass(frozen=True)
class Decisions:
    """The decisions of one file by id."""

    file: str
    outlines: Mapping[str, DecisionOutline]

    def result(self, wanted: str, sight: Sight) -> Shape:
        """What a decision results in, as case data, over the names that the step which asks for it sees."""
        return stored(self._shape(self.outlines[wanted], sight, {}))

    def check(self, wanted: str, sight: Sight, judge: Judge) -> None:
        """Tells `judge` each name that stands for nothing, and each kind that cannot be, in the decision and those it
        requires.
        """
        known: dict[str, Shape] = {}
        for one in self.outlines[wanted].needed:
            outline = self.outlines[one]
            own = self._sight(outline, sight, known)
            for reading in outline.readings:
                tell = partial(judge, self.file, reading)
                Reader(tell, tell).read(reading.node, _declaring(own, reading.declared, outline))

    def _shape(self, outline: DecisionOutline, sight: Sight, known: dict[str, Shape]) -> Shape:
        if outline.id not in known:
            known[outline.id] = OPEN  # while its own requirements are looked at
            known[outline.id] = self._logic(outline, self._sight(outline, sight, known))
        return known[outline.id]

    def _sight(self, outline: DecisionOutline, sight: Sight, known: dict[str, Shape]) -> Sight:
        names = {name: self._shape(self.outlines[one], sight, known) for name, one in outline.decisions.items()}
        return sight.within({**names, "?": OPEN})

    def _logic(self, outline: DecisionOutline, sight: Sight) -> Shape:
        if outline.literal is not None:
            declared = _declaring(sight, outline.literal.declared, outline)
            return join((NULL, Reader().read(outline.literal.node, declared)))
        table = outline.table
        if table is None:
            return OPEN
        columns: dict[str, Shape] = {}
        for number, clause in enumerate(table.outputs):
            cells = [rule.outputs[number] for rule in table.rules] + [clause.default]
            columns[clause.name] = _cells((cell.node for cell in cells if cell is not None), sight)
        one = context_of(columns) if len(columns) > 1 else next(iter(columns.values()))
        if table.hit_policy not in _MANY:
            return join((NULL, one))
        if table.aggregation in ("SUM", "COUNT"):
            return NUMBER
        return join((NULL, one)) if table.aggregation else list_of(one)


def _cells(nodes: Iterable[object], sight: Sight) -> Shape:
    open_names = sight.within({}, is_open=True)
    return join((NULL, *(Reader().read(node, open_names) for node in nodes))) or NONE_YET  # type: ignore[arg-type]


def _declaring(sight: Sight, declared: Iterable[str], outline: DecisionOutline) -> Sight:
    """The sight of one expression: what boxed logic around it defines may be anything."""
    inner = {name for name in declared if name not in outline.inputs and name not in outline.decisions}
    return sight.within(dict.fromkeys(inner, OPEN))
