"""The public conformance cases, where they are at hand: external TCK data beside the checkout."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.dmn import DmnError, Model, read_dmn
from app.feel import FeelError, to_json

_BESIDE = Path(__file__).resolve().parents[2] / ".." / "shared" / "dmn-tck"
DATA = Path(os.environ.get("NAHTSTELLE_TCK", str(_BESIDE)))
SUPPORT = Path(__file__).resolve().parents[2] / "docs" / "dmn-support.md"

pytestmark = pytest.mark.skipif(not (DATA / "cases.jsonl").exists(), reason="external TCK data not at hand")


def _noon() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Zurich"))


@cache
def _model(file: str) -> Model:
    return read_dmn((DATA / file).read_bytes(), file)


def _same(found: object, expected: object) -> bool:
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, (int, float)) and isinstance(expected, (int, float)):
        return abs(found - expected) <= 1e-7 * max(abs(found), abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(_same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(_same(found[key], expected[key]) for key in found)
    return found == expected


def _failing(corpus: str) -> Iterator[tuple[str, bool]]:
    with (DATA / "cases.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if case["corpus"] != corpus:
                continue
            try:
                result = _model(case["file"]).decide(case["stdin"]["decision"], case["stdin"]["inputs"], now=_noon)
                passed = _same(to_json(result.value), case["expect"])
            except (DmnError, FeelError):
                passed = False
            yield case["id"], passed


@pytest.mark.parametrize(("corpus", "share"), [("level-2", 120 / 126), ("level-3", 0.9)])
def test_the_conformance_cases_pass(corpus: str, share: float) -> None:
    results = dict(_failing(corpus))
    failing = [name for name, passed in results.items() if not passed]
    assert 1 - len(failing) / len(results) >= share
    documented = SUPPORT.read_text(encoding="utf-8")
    assert [name for name in failing if name not in documented] == []
