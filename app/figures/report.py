"""The figures of one year as people read them: by procedure, in words, beside the year before. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.figures.queries import Count, Waits
from app.figures.suppression import FEWEST, hidden, with_totals
from app.flow.figure_words import Said, named

QUARTERS = 4
EVERYBODY = ""
"""Stands for all institutions together."""
Number = int | None
"""None: too few to be shown."""
_NOTHING_SAID = Said({}, (), ())


@dataclass(frozen=True)
class Line:
    """One figure. quarters: of the year; year, before: in this year and in the one before.

    half, most: after so many days at the latest half of them, or nine of ten, had happened, counted from the opening
    of their cases; None where too few are counted. share: its bar, per cent of the largest of the procedure.
    counted_at: the steps of the diagrams at which it is counted.
    """

    name: str
    label: str
    quarters: tuple[Number, ...]
    year: Number
    before: Number
    half: int | None
    most: int | None
    share: float
    counted_at: Sequence[str]


@dataclass(frozen=True)
class RateLine:
    """A share per cent, this year and in the one before; None where a number that it needs is not shown or 0.

    A rate that has neither is left out.
    """

    label: str
    year: int | None
    before: int | None
    of: str


@dataclass(frozen=True)
class Section:
    """The figures of a procedure, in the order in which its diagram names them."""

    process: str
    procedure: str
    rates: Sequence[RateLine]
    lines: Sequence[Line]


class Grid:
    """The numbers of one year: figure → office → quarters, of which those are hidden that are too few for the reader.

    sees_all: whether the reader is party to all cases, so that nothing has to be hidden.
    """

    def __init__(self, counts: Iterable[Count], year: int, sees_all: bool) -> None:
        self._numbers: dict[tuple[str, str], dict[str | None, list[int]]] = defaultdict(dict)
        for one in (one for one in counts if one.year == year):
            row = self._numbers[one.process, one.name].setdefault(one.institution, [0] * QUARTERS)
            row[one.quarter] += one.number
        self._sees_all = sees_all
        self._rows: dict[tuple[str, str], dict[str | None, tuple[Number, ...]]] = {}

    def names(self, process: str) -> Collection[str]:
        """The figures of a procedure of which something was counted."""
        return [name for key, name in self._numbers if key == process]

    def processes(self) -> set[str]:
        """The keys of the procedures of which something was counted."""
        return {key for key, _name in self._numbers}

    def row(self, process: str, name: str, office: str) -> tuple[Number, ...]:
        """Four quarters and their total, of one office or of `EVERYBODY`."""
        return self.by_office(process, name).get(office, (0,) * (QUARTERS + 1))

    def by_office(self, process: str, name: str) -> Mapping[str | None, tuple[Number, ...]]:
        """Key of each office → four quarters and their total; all together under `EVERYBODY`."""
        if (process, name) not in self._rows:
            self._rows[process, name] = self._shown(self._numbers.get((process, name), {}))
        return self._rows[process, name]

    def _shown(self, offices: Mapping[str | None, list[int]]) -> dict[str | None, tuple[Number, ...]]:
        table = list(offices.values())
        if not table:
            return {}
        gone = frozenset() if self._sees_all else hidden(table)
        rows = [
            tuple(None if (r, c) in gone else number for c, number in enumerate(row))
            for r, row in enumerate(with_totals(table))
        ]
        return dict(zip([*offices, EVERYBODY], rows, strict=True))


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see: a year, and the office whose cases count, or `EVERYBODY`."""

    year: int
    office: str


def sections(
    asked: Asked, grid: Grid, before: Grid, waits: Sequence[Waits], procedures: Mapping[str, str],
    said: Mapping[str, Said],
) -> list[Section]:  # fmt: skip
    """What was counted in each procedure. procedures: key → name; said: key → what its diagrams say of figures."""
    found, by_figure = [], defaultdict[tuple[str, str], list[tuple[int, int]]](list)
    for one in waits:
        by_figure[one.process, one.name].append((one.days, one.number))
    for process in sorted(grid.processes() | before.processes(), key=lambda key: procedures.get(key, key)):
        words = said.get(process, _NOTHING_SAID)
        names = sorted({*grid.names(process), *before.names(process)}, key=lambda name: _place(name, words))
        rows = {name: grid.row(process, name, asked.office) for name in names}
        largest = max((row[-1] or 0 for row in rows.values()), default=0)
        lines = [
            Line(
                name,
                named(name, words.words),
                rows[name][:QUARTERS],
                rows[name][-1],
                before.row(process, name, asked.office)[-1],
                *_half_and_most(by_figure.get((process, name), []), rows[name][-1]),
                100 * (rows[name][-1] or 0) / largest if largest else 0,
                words.counted_at(name),
            )
            for name in names
        ]
        found.append(Section(process, procedures.get(process, process), _rates(words, lines), lines))
    return found


def _place(name: str, said: Said) -> tuple[int, str]:
    """Where a figure stands: as its first part among the words of the diagram, then by its own words."""
    known = list(said.words)
    first = name.split(":")[0]
    return known.index(first) if first in known else len(known), named(name, said.words)


def _rates(said: Said, lines: Sequence[Line]) -> list[RateLine]:
    of = {line.name: line for line in lines}
    found = []
    for rate in (rate for rate in said.rates if any(name in of for name in rate.whole)):
        part, wholes = of.get(rate.part), [of[name] for name in rate.whole if name in of]
        whole = " + ".join(line.label for line in wholes)
        year = _per_cent(part.year if part else 0, [line.year for line in wholes])
        before = _per_cent(part.before if part else 0, [line.before for line in wholes])
        if year is not None or before is not None:
            found.append(RateLine(rate.name, year, before, f"{part.label if part else rate.name} / {whole}"))
    return found


def _per_cent(part: Number, whole: Sequence[Number]) -> int | None:
    if part is None or None in whole or not (total := sum(one or 0 for one in whole)):
        return None
    return round(100 * part / total)


def _half_and_most(waits: list[tuple[int, int]], shown: Number) -> tuple[int | None, int | None]:
    """Median and ninth decile of days (days, how often); None where few are counted, or their number is hidden."""
    total = sum(number for _days, number in waits)
    if shown is None or total < FEWEST:
        return None, None
    return _after(sorted(waits), total * 0.5), _after(sorted(waits), total * 0.9)


def _after(mine: Sequence[tuple[int, int]], wanted: float) -> int:
    seen = 0
    for days, number in mine:
        seen += number
        if seen >= wanted:
            return days
    return mine[-1][0]
