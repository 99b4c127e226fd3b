"""Runs all measurements and appends them to docs/benchmarks.md."""

import os
import platform
import sys
from pathlib import Path

from app.clock import SystemClock
from bench import engine, language, pages, storage, viewflow, workshop

REPORT = Path(__file__).parent.parent / "docs/benchmarks.md"


PARTS = {"Engine": engine, "Sprache": language, "Speicher und Fristen": storage, "Seiten": pages,
         "Werkstatt": workshop, "Seiten bei Viewflow": viewflow}  # fmt: skip
"""`python -m bench Seiten` measures only that part."""


def main() -> None:
    lines = []
    for name, part in PARTS.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        print(f"{name} …", file=sys.stderr)
        rows = part.rows()
        for row in rows:
            print(row.line(), file=sys.stderr)
        lines += [f"### {name}", "", "| Was | Wert | Bemerkung |", "|---|---|---|", *(row.line() for row in rows), ""]
    when = f"{SystemClock().now():%d.%m.%Y %H:%M}"
    machine = f"{os.cpu_count()} Kerne, {platform.machine()}, Last am Ende {os.getloadavg()[0]:.1f}"
    head = f"## {when}, Python {platform.python_version()}, {machine}, `make bench`"
    if not REPORT.exists():
        REPORT.write_text("# Messungen\n\nMediane mehrerer Läufe, alles nebeneinander in einem Lauf gemessen.\n")
    with REPORT.open("a") as file:
        file.write("\n".join(["", head, "", *lines]))


if __name__ == "__main__":
    main()
