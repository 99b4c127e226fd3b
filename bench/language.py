"""FEEL: our evaluation beside feelin's under node, the same expressions."""

import json
import shutil
import subprocess
from itertools import count
from pathlib import Path

from app.feel import Expression, parse_expression
from bench.measure import Row, median_seconds

ASSETS = Path(__file__).parent.parent / "assets"
CASES: tuple[tuple[str, dict[str, object]], ...] = (
    ('a > 3 and b = "x"', {"a": 5, "b": "x"}),
    ("if betrag >= 100 then betrag * 0.9 else betrag", {"betrag": 120}),
    ("sum(for z in zahlen return z * 2)", {"zahlen": [1, 2, 3, 4, 5]}),
    ('stellen[art = "iv"][1].name', {"stellen": [{"art": "rav", "name": "R"}, {"art": "iv", "name": "I"}]}),
)
_SCRIPT = """
import { evaluate } from "feelin";
const cases = JSON.parse(process.argv[1]);
const times = 2000, out = [];
for (const [text, context] of cases) {
  const runs = [];
  for (let run = 0; run < 5; run++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < times; i++) evaluate(text, context);
    runs.push(Number(process.hrtime.bigint() - start) / times / 1000);
  }
  out.push(runs.sort((a, b) => a - b)[2]);
}
console.log(JSON.stringify(out));
"""


_numbers = count()


def _read_afresh(text: str) -> Expression:
    """Past the cache: each time another name is known that the text does not use."""
    return parse_expression(text, names=(f"unused {next(_numbers)}",))


def rows() -> list[Row]:
    node = shutil.which("node")
    theirs: list[float] = []
    if node and (ASSETS / "node_modules/feelin").is_dir():
        command = [node, "--input-type=module", "-e", _SCRIPT, json.dumps(CASES)]
        theirs = json.loads(subprocess.run(command, cwd=ASSETS, capture_output=True, text=True, check=True).stdout)
    found = []
    for number, (text, context) in enumerate(CASES):
        expression = parse_expression(text)
        ours = median_seconds(lambda e=expression, c=context: e.evaluate(c), 2000) * 1e6  # type: ignore[misc]
        reading = median_seconds(lambda e=text, c=context: _read_afresh(e).evaluate(c), 300) * 1e6  # type: ignore[misc]
        other = f"feelin unter node ebenso: {theirs[number]:.1f} µs" if theirs else "feelin fehlt"
        note = f"mit Lesen des Textes {reading:.1f} µs; {other}"
        found.append(Row(f"FEEL `{text}`", ours, "µs", note))
    return found
