"""The list of what runs on both databases is true, and nothing that races is missing."""

import ast
import re
from pathlib import Path

from tests.both import BOTH, is_listed

ROOT = Path(__file__).parent.parent


def test_everything_that_is_to_run_on_both_databases_exists() -> None:
    def is_there(place: str) -> bool:
        path, _, test = place.partition("::")
        return (ROOT / path).exists() and (not test or f"\ndef {test}(" in (ROOT / path).read_text("utf-8"))

    assert [place for place in BOTH if not is_there(place)] == []


def test_what_several_do_at_the_same_moment_is_tried_on_both() -> None:
    """Databases differ most in who waits for whom."""
    racing = re.compile(r"ThreadPoolExecutor\(|threading\.Thread\(").search
    found = {
        f"{file.relative_to(ROOT)}::{node.name}"
        for file in ROOT.glob("tests/**/test_*.py")
        for source in [file.read_text("utf-8")]
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if racing(ast.get_source_segment(source, node) or "")
    }
    assert len(found) > 5
    assert {test for test in found if not is_listed(test)} == set()
