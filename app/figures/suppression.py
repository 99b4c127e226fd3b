"""Hides small numbers in a table so that nobody can work them out again from what is shown.

A number from 1 to FEWEST - 1 might say something of single people. Hiding it alone is not enough: whoever subtracts
what is shown from the totals has it again. Rows and columns are the nodes of a graph, and each hidden number joins its
row with its column: it can be worked out if, and only if, it is the only way between the two parts that it joins
(Gusfield, A graph theoretic approach to statistical data security, 1988). So more is hidden until there is no such one.
"""

from collections.abc import Iterator, Sequence

FEWEST = 5
"""The smallest number that is shown, but for 0."""

Place = tuple[int, int]
Table = Sequence[Sequence[int]]
Node = tuple[str, int]


def with_totals(table: Table) -> list[list[int]]:
    """`table` with a last column of totals and a last row of totals."""
    rows = [[*row, sum(row)] for row in table]
    width = len(table[0]) if table else 0
    return [*rows, [sum(row[column] for row in rows) for column in range(width + 1)]]


def hidden(table: Table) -> frozenset[Place]:
    """The places (row, column) of `with_totals(table)` that are not to be shown."""
    whole = with_totals(table)
    gone = {(r, c) for r, row in enumerate(whole) for c, number in enumerate(row) if 0 < number < FEWEST}
    while more := _first_given_away(whole, gone):
        gone |= more
    return frozenset(gone)


def _first_given_away(whole: Table, gone: set[Place]) -> set[Place]:
    """What must be hidden so that the first hidden number which can be worked out no longer can; empty for none."""
    for place in bridges(gone):
        return _closing(whole, place, gone)
    for line in [*(_row(whole, r) for r in range(len(whole))), *(_column(whole, c) for c in range(len(whole[0])))]:
        parts = [place for place in line[:-1] if place in gone]
        # Of several that are few together, each would be known: two that are 2 in all are one each.
        if parts and line[-1] not in gone and sum(whole[r][c] for r, c in parts) < FEWEST:
            return {_smallest(whole, line, gone)}
    return set()


def _closing(whole: Table, place: Place, gone: set[Place]) -> set[Place]:
    """The three other corners of a rectangle around `place`, hidden already or with the smallest numbers together."""
    r, c = place
    corners = [
        {(r, column), (row, column), (row, c)} - gone
        for row in range(len(whole))
        for column in range(len(whole[0]))
        if row != r and column != c and whole[r][column] and whole[row][column] and whole[row][c]
    ]
    # There is always one: where a number is not 0, nor are the totals of its row, of its column, and of all.
    return min(corners, key=lambda places: (sum(whole[row][column] for row, column in places), sorted(places)))


def _row(whole: Table, r: int) -> list[Place]:
    return [(r, c) for c in range(len(whole[r]))]


def _column(whole: Table, c: int) -> list[Place]:
    return [(r, c) for r in range(len(whole))]


def _smallest(whole: Table, line: list[Place], gone: set[Place]) -> Place:
    """The smallest number of a line that is still shown, the total only where there is no other."""
    shown = [place for place in line[:-1] if place not in gone and whole[place[0]][place[1]] > 0]
    return min(shown, key=lambda place: whole[place[0]][place[1]], default=line[-1])


def bridges(places: set[Place]) -> list[Place]:
    """Of the edges row - column those that lie on no circle, in a fixed order."""
    joined: dict[Node, list[Node]] = {}
    for r, c in sorted(places):
        joined.setdefault(("row", r), []).append(("column", c))
        joined.setdefault(("column", c), []).append(("row", r))
    order: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    found: list[Place] = []
    for start in joined:
        if start not in order:
            found += _bridges_from(start, joined, order, lowest)
    return sorted(found)


def _bridges_from(
    start: Node, joined: dict[Node, list[Node]], order: dict[Node, int], lowest: dict[Node, int]
) -> Iterator[Place]:
    """Walks the part of the graph around `start` in depth, as Tarjan does it, without recursion."""
    order[start] = lowest[start] = len(order)
    path: list[tuple[Node, Node | None, Iterator[Node]]] = [(start, None, iter(joined[start]))]
    while path:
        node, before, others = path[-1]
        after = next(others, None)
        if after is None:
            path.pop()
            if before is not None:
                lowest[before] = min(lowest[before], lowest[node])
                if lowest[node] > order[before]:
                    yield (node[1], before[1]) if node[0] == "row" else (before[1], node[1])
        elif after not in order:
            order[after] = lowest[after] = len(order)
            path.append((after, node, iter(joined[after])))
        elif after != before:
            lowest[node] = min(lowest[node], order[after])
