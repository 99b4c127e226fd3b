"""What a job found during an Arbeitstraining does to the yearly figures: counted once, and taken back with it."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cases.models import Statistic
from app.db import Database
from app.designer.footprints import Footprints
from tests.workflows.test_scenarios import ROOT, play

SCENARIOS = ROOT / "workflows/arbeitstraining/scenarios"
MONTH, EMPLOYED, WITHIN = "at_monat:905.042.2:592", "at_uebertritt:anstellung", "at_uebertritt_3_monate"


def counted(name: str, sqlite_house: Path, tmp_path: Path) -> Counter[str]:
    """How often each figure stands in the house after a scenario."""
    file = shutil.copy(sqlite_house, tmp_path / "house.db")
    assert play(SCENARIOS / f"{name}.yaml", file, Footprints()) == []
    database = Database(f"sqlite:///{file}")
    try:
        with database.transaction() as session:
            return Counter(session.scalars(select(Statistic.name)))
    finally:
        database.dispose()


@pytest.mark.parametrize(
    ("name", "months", "employed", "within"),
    [
        ("stelle_vor_der_pruefung", 2, 1, 1),
        ("stelle_im_plan_gemeldet", 2, 1, 1),
        ("stelle_schon_begonnen", 2, 1, 1),  # the open month is counted once, although its report moved
        ("stelle_nach_dem_ende_gemeldet", 2, 1, 1),  # the third month had been counted, and is taken back
        ("stelle_erst_nach_dem_training", 3, 1, 0),  # begins after three months
        ("anschluss_doch_nicht", 2, 0, 0),
        ("verlaengerung_nach_der_meldung", 5, 1, 0),
    ],
)
def test_months_and_transitions_are_those_that_were(
    name: str, months: int, employed: int, within: int, sqlite_house: Path, tmp_path: Path
) -> None:
    figures = counted(name, sqlite_house, tmp_path)
    assert (figures[MONTH], figures[EMPLOYED], figures[WITHIN]) == (months, employed, within)
