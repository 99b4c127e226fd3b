"""The page about scenarios names everything a scenario can say, and its example is true."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.demo.people import PEOPLE
from app.scenarios.script import ACTIONS, EXPECTATION_KEYS, STEP_KEYS, TOP_KEYS, read_scenario

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


def documented() -> set[str]:
    """The words that have a row of their own in a table of the page."""
    return set(re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE))


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of the page as a file elsewhere."""
    match = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    file = tmp_path / "example.yaml"
    file.write_text(match[1], encoding="utf-8")
    return file


@pytest.mark.parametrize("key", sorted(TOP_KEYS | STEP_KEYS | EXPECTATION_KEYS))
def test_each_key_of_a_scenario_is_explained(key: str) -> None:
    assert key in documented()


@pytest.mark.parametrize("username", [row[0] for row in PEOPLE])
def test_each_person_who_can_play_is_named(username: str) -> None:
    assert username in documented()


def test_the_example_shows_every_action_and_every_way_to_expect(example: Path) -> None:
    steps = read_scenario(example).steps
    assert {step.action for step in steps} == set(ACTIONS)
    expected = {key for step in steps if step.action == "erwartet" for key in step.subject}
    assert expected == EXPECTATION_KEYS - {"offen"}  # its stricter sister `nur_offen` is shown


def test_the_example_plays_as_the_page_says(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    told = CliRunner().invoke(main, ["simulate", str(example)])
    assert told.exit_code == 0, told.output
    diary = re.findall(r"^(?:Mo|Di|Mi|Do|Fr) .*$", PAGE, re.MULTILINE)
    assert diary
    assert [line for line in diary if line not in told.output] == []


def test_the_page_is_written_the_swiss_way() -> None:
    assert "ß" not in PAGE
