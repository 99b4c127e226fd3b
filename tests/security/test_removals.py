"""«Ein Test zeigt es»: take the measure of a row of `docs/security.md` out, and the tests it names fail.

`make test` checks that each test of a «ja» row has a removal that fits the program. `make test-all` takes them all out,
one after the other, each in a copy of the project. One row by hand:
`pytest tests/security/test_removals.py --all -n0 -k 3.4.1-`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.config import ROOT
from tests.searching import searches
from tests.security.removals import REMOVALS
from tests.security.removals.removal import Removal
from tests.security.test_docs import ROWS

COPIED = ("app", "tests", "workflows", "forms")
"""The folders in which a measure can lie, and their tests; of the others the copy has links."""
LEFT_OUT = (".git", ".venv", "var")
SECONDS = 900
SHOWN = {row[0].split(", ")[0]: set(re.findall(r"`(tests/[^`]+)`", row[3])) for row in ROWS if row[2] == "ja"}
"""First number of each «ja» row → the tests it names."""


def named() -> list[object]:
    """The removals, each with a name: its row, and which of the row it is."""
    counted: Counter[str] = Counter()
    found: list[object] = []
    for one in REMOVALS:
        counted[one.row] += 1
        found.append(pytest.param(one, id=f"{one.row}-{counted[one.row]}"))
    return found


def take_out(measure: Removal, folder: Path) -> None:
    """Copies the project into `folder` and takes the measure out there."""
    for item in ROOT.iterdir():
        if item.name in COPIED:
            shutil.copytree(item, folder / item.name)
        elif item.name not in LEFT_OUT:
            (folder / item.name).symlink_to(item)
    for name, old, new in measure.changes:
        file = folder / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def failing(folder: Path, tests: Sequence[str], database: str) -> tuple[set[str], str]:
    """Which of `tests` fail in `folder`, and what pytest said. Nothing fails where something cannot even begin."""
    own = folder / "temporary"  # compiled templates lie there too: those of a mutilated program are for nobody else
    own.mkdir()
    chosen = "postgresql" if database == "postgresql" else "not postgresql"
    command = [sys.executable, "-m", "pytest", "-n0", "-rf", "--tb=line", "--basetemp", str(own / "tests")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "-k", chosen, *tests], cwd=folder, env={**clean, "TMPDIR": str(own)}, capture_output=True,
        text=True, timeout=SECONDS,
    )  # fmt: skip
    found = set(re.findall(r"^FAILED ([^\s\[]+)", done.stdout, re.MULTILINE))
    return (found if done.returncode == pytest.ExitCode.TESTS_FAILED else set()), done.stdout + done.stderr


def test_every_test_that_a_row_names_has_a_removal_that_it_has_to_notice() -> None:
    noticed: dict[str, set[str]] = {}
    for one in REMOVALS:
        noticed.setdefault(one.row, set()).update(one.tests)
    assert noticed == SHOWN


@pytest.mark.parametrize("measure", named())
def test_a_removal_fits_the_program(measure: Removal) -> None:
    assert measure.tests
    for file, old, new in measure.changes:
        assert file.split("/")[0] in COPIED and old != new
        assert (ROOT / file).read_text("utf-8").count(old) == 1, file


@pytest.mark.parametrize("measure", named() if searches() else [])
def test_without_the_measure_the_tests_of_its_row_fail(measure: Removal, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    take_out(measure, folder)
    failed, said = failing(folder, measure.tests, measure.database)
    assert set(measure.tests) - failed == set(), said[-5000:]
