"""Our FEEL against the one of bpmn-io, `feelin`, where node and that package are at hand.

`NAHTSTELLE_FEELIN` names a folder whose `node_modules` holds feelin; by default that is `assets`.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.feel import FeelError, parse_expression, to_json
from tests.feel.generated import CONTEXT, Generator

FOLDER = Path(os.environ.get("NAHTSTELLE_FEELIN", str(Path(__file__).resolve().parents[2] / "assets")))
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    NODE is None or not (FOLDER / "node_modules" / "feelin").exists(), reason="node or feelin not at hand"
)

_SCRIPT = """
import { evaluate } from 'feelin';
import { readFileSync } from 'node:fs';
const { texts, context } = JSON.parse(readFileSync(0, 'utf8'));
const plain = (value) => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value.constructor?.name !== 'Object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
};
const one = (text) => { try { return plain(evaluate(text, context).value); } catch { return 'error'; } };
console.log(JSON.stringify(texts.map(one)));
"""

# Where feelin is known to leave the standard: a pattern of the expression, and why the results differ.
EXPLAINED = {
    r"\b(some|every)\b": "feelin takes a null condition for false; the standard has a third answer",
    r" = .*(True|False) / None$": "feelin gives null for lists of different lengths; the standard says they differ",
    r"\bmedian\b": "feelin orders numbers as texts, 10 before 2",
    r"\bsublist\b": "feelin gives an empty list for a start behind the end; the standard has no such position",
    r"\bremove\b": "feelin returns the list for a position it does not have; the standard has no such position",
    r"\bbefore\(": "feelin takes null for zero",
    r"substring": "feelin cuts a start before the text to its beginning; the standard has no such position",
}


def _theirs(texts: list[str]) -> list[object]:
    ran = subprocess.run(
        [str(NODE), "--input-type=module", "--eval", _SCRIPT],
        input=json.dumps({"texts": texts, "context": CONTEXT}),
        capture_output=True,
        text=True,
        cwd=FOLDER,
        timeout=60,
        check=True,
    )
    found: list[object] = json.loads(ran.stdout)
    return found


def _ours(text: str) -> object:
    try:
        return to_json(parse_expression(text).evaluate(CONTEXT))
    except FeelError:
        return "error"


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        # They reckon in binary fractions, we in decimal ones.
        return abs(ours - theirs) <= 1e-9 * max(1, abs(ours), abs(theirs))
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_same(ours[key], theirs[key]) for key in ours)
    # Two ways of writing no time at all.
    return ours == theirs or (ours, theirs) == ("P0D", "PT0S")


def test_both_implementations_agree_on_a_thousand_expressions() -> None:
    generator = Generator(seed=20261122)
    texts = list(dict.fromkeys(generator.expression() for _ in range(1500)))
    assert len(texts) > 1000
    different = [
        f"{text}: {ours!r} / {theirs!r}"
        for text, ours, theirs in zip(texts, map(_ours, texts), _theirs(texts), strict=True)
        if not _same(ours, theirs)
    ]
    unexplained = [line for line in different if not any(re.search(pattern, line) for pattern in EXPLAINED)]
    assert unexplained == []
    assert len(different) < len(texts) / 50
