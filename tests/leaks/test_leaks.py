"""Told cases of every procedure with a client: what is not for somebody appears nowhere."""

import shutil
from pathlib import Path

import pytest

from app.bootstrap import build
from app.cases import recipients, standing
from app.clock import ManualClock
from app.consent import reading
from app.jobs import timetable
from app.main import create_app
from app.people import queries as people
from app.scenarios.player import Player
from tests.conftest import settings_for
from tests.leaks.crawl import Crawl, Figures
from tests.leaks.marks import NAME, Marked, marked
from tests.searching import searches

ROOT = Path(__file__).resolve().parents[2]
TOLD = sorted(file for file in ROOT.glob("workflows/*/scenarios/*.yaml") if "jahresbericht" not in str(file))
CHOSEN = {
    "iiz_verfahren": {"peter_m": 60, "teilwiderruf": 20, "widerruf": 100},
    "optima": {"widerruf": 5},
    "roundtable": {"widerruf": 4},
}
"""Procedure → scenario → after each how many steps everybody crawls, in `make test`. In `make test-all`: all, often."""


def crawled(plot: Marked, url: str, every: int) -> Figures:
    """Plays the scenario; after each `every` steps, and at its end, everybody crawls."""
    scenario, figures = plot.scenario, Figures()
    clock = ManualClock(scenario.start)
    house = build(settings_for(url, ROOT), clock)
    app = create_app(house)
    app.testing = True
    with house.database.transaction() as session:
        client = people.user_by_name(session, "peter.m")
        assert client is not None
        client.name = NAME
    player = Player(
        scenario=scenario, database=house.database, clock=clock, tasks=house.tasks, acts=house.act,
        timetable=timetable(house), say=lambda _line: None,
    )  # fmt: skip
    for number, step in enumerate(scenario.steps, start=1):
        player.take(step)  # what it expects is of no concern here, the time that passes is
        if number % every == 0 or number == len(scenario.steps):
            assert player.number
            Crawl(house, app, player.number, plot.marks, figures).everybody(f"line {step.line}")
    house.database.dispose()
    return figures


def plays() -> list[tuple[Path, int]]:
    if searches():
        return [(file, 3) for file in TOLD]
    return [(ROOT / "workflows" / key / "scenarios" / f"{name}.yaml", every)
            for key, names in CHOSEN.items() for name, every in names.items()]  # fmt: skip


@pytest.mark.parametrize(("file", "every"), plays(), ids=lambda value: getattr(value, "stem", str(value)))
def test_nobody_reads_what_is_not_for_them(file: Path, every: int, tmp_path: Path, sqlite_house: Path) -> None:
    database = shutil.copy(sqlite_house, tmp_path / "house.db")
    figures = crawled(marked(file), f"sqlite:///{database}", every)
    print(f"{figures.pages} pages, {figures.opened} opened, {len(figures.people)} people, {len(figures.marks)} marks")
    assert sorted(figures.leaks) == []
    assert figures.marks and figures.seen, "somebody reads something, so that the search is one"
    if file.stem == "widerruf":
        assert figures.openers == {"peter.m", "ks.koordination"}, "all is withdrawn and done"


UNSIGNED, SIGNED = "iiz_verfahren/scenarios/vollmacht_bleibt_aus.yaml", "roundtable/scenarios/widerruf.yaml"
REMOVALS: dict[str, tuple[str, object, str, object]] = {
    "the name is for those who were granted something": (UNSIGNED, reading, "is_told_name", lambda *_: True),
    "a reminder calls the client by the role": (UNSIGNED, recipients, "is_client", lambda _user: False),
    "each category needs consent": (SIGNED, reading.Reader, "_may_read", lambda *_: True),
    "who takes no part sees no case": (SIGNED, standing, "is_theirs", lambda *_: True),
}
"""What is checked → where the crawl must notice, and how the check is taken away."""


@pytest.mark.parametrize("what", REMOVALS)
def test_the_crawl_notices_a_check_that_is_taken_away(
    what: str, tmp_path: Path, sqlite_house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = shutil.copy(sqlite_house, tmp_path / "house.db")
    file, where, name, replacement = REMOVALS[what]
    monkeypatch.setattr(where, name, replacement)
    assert crawled(marked(ROOT / "workflows" / file), f"sqlite:///{database}", every=1000).leaks
