"""`docs/security.md` claims nothing that no test shows."""

import re

import pytest

from app.config import ROOT

TEXT = (ROOT / "docs/security.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| \d", line)]


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT))
    assert len(named) > 60
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).is_file() or f"\ndef {name}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_every_requirement_has_a_test_or_a_reason(row: list[str]) -> None:
    _numbers, _words, state, reason = row
    assert state in ("ja", "teils", "nein", "entfällt")
    assert ("::test_" in reason) == (state in ("ja", "teils"))
    assert state == "ja" or re.search(r"[a-zäöü]{4}.*\.$", reason)


def test_every_requirement_stands_once() -> None:
    numbers = [number for row in ROWS for number in row[0].split(", ")]
    assert len(numbers) == len(set(numbers)) > 150
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in numbers)
    assert {number.split(".")[0] for number in numbers} == {str(chapter) for chapter in range(1, 15)}
