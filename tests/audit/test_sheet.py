"""Cells of tables that spreadsheets would run."""

import pytest

from app.web.sheet import as_csv


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert as_csv([(cell,)]).decode("utf-8-sig").startswith(f"\"'{cell}")


def test_ordinary_cells_stay_as_they_are() -> None:
    assert as_csv([("Reto; «A»", "1 = 1")]).decode("utf-8-sig") == '"Reto; «A»";"1 = 1"\r\n'
