"""What is hidden in a table of figures cannot be worked out from what is shown."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.figures.suppression import FEWEST, Place, hidden, with_totals
from tests.searching import examples

tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 20]), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


@examples(150)
@given(table=tables)
def test_no_hidden_number_follows_from_those_that_are_shown(table: list[list[int]]) -> None:
    whole, gone = with_totals(table), hidden(table)
    for r, row in enumerate(whole):
        for c, number in enumerate(row):
            assert (r, c) in gone or number == 0 or number >= FEWEST
    assert all(whole[r][c] > 0 for r, c in gone), "a 0 is no secret"
    assert known_for_certain(whole, sorted(gone)) == []


@examples(150)
@given(table=tables)
def test_hidden_numbers_of_a_line_are_not_few_together(table: list[list[int]]) -> None:
    whole, gone = with_totals(table), hidden(table)
    for r, row in enumerate(whole):
        parts = [row[c] for c in range(len(row) - 1) if (r, c) in gone]
        assert not parts or (r, len(row) - 1) in gone or sum(parts) >= FEWEST


def test_two_circles_of_hidden_numbers_give_away_what_joins_them() -> None:
    """Each row and column hides two or more, and yet one number would follow: only a graph shows that."""
    table = [
        [1, 1, 9, 9, 9, 9],
        [1, 1, 1, 9, 9, 9],
        [9, 9, 9, 1, 1, 9],
        [9, 9, 1, 1, 1, 9],
        [9, 9, 9, 9, 9, 9],
    ]
    assert known_for_certain(with_totals(table), sorted(hidden(table))) == []


def test_what_is_large_enough_is_shown_whole() -> None:
    assert hidden([[5, 9], [12, 0]]) == frozenset()


def known_for_certain(whole: list[list[int]], gone: list[Place]) -> list[Place]:
    """Those hidden places whose number follows from the equations of all rows and columns: linear algebra by hand."""
    height, width = len(whole), len(whole[0])
    lines = [[(r, c) for c in range(width)] for r in range(height)]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    rows = [[Fraction(0 if place not in line else -1 if place == line[-1] else 1) for place in gone] for line in lines]
    reduced = echelon(rows)
    return [gone[row.index(Fraction(1))] for row in reduced if sum(1 for one in row if one) == 1]


def echelon(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The reduced echelon form, without rows of nothing."""
    left, done = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((i for i in range(done, len(left)) if left[i][column]), None)
        if pivot is None:
            continue
        left[done], left[pivot] = left[pivot], left[done]
        left[done] = [one / left[done][column] for one in left[done]]
        for i, row in enumerate(left):
            if i != done and row[column]:
                left[i] = [a - row[column] * b for a, b in zip(row, left[done], strict=True)]
        done += 1
    return left[:done]
