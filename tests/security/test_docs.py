"""`docs/security.md` claims nothing that no test shows."""

import re

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


def test_every_requirement_has_a_test_or_a_reason() -> None:
    def is_shown(row: list[str]) -> bool:
        _numbers, _words, state, reason = row
        names_a_test, explains = "::test_" in reason, re.search(r"[a-zäöü]{4}.*\.$", reason) is not None
        return {"ja": names_a_test, "teils": names_a_test and explains, "nein": explains and not names_a_test,
                "entfällt": explains and not names_a_test}.get(state, False)  # fmt: skip

    assert [row for row in ROWS if not is_shown(row)] == []


def test_every_requirement_stands_once() -> None:
    numbers = [number for row in ROWS for number in row[0].split(", ")]
    assert len(numbers) == len(set(numbers)) > 150
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in numbers)
    assert {number.split(".")[0] for number in numbers} == {str(chapter) for chapter in range(1, 15)}
