"""Asks for known vulnerabilities in the locked packages; where that cannot be asked, says how old the lock is."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
SECONDS = 120
OLD = 90
"""Days after which the lock should be renewed."""


def packages() -> list[dict[str, Any]]:
    """What is known of each locked package; empty where nobody could be asked."""
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), *options]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        return list(json.loads(answer.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []


def locked_on() -> date:
    """The day on which the lock was last renewed."""
    command = ["git", "log", "-1", "--format=%cs", "--", LOCK.name]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return date.fromisoformat(said) if said else datetime.fromtimestamp(LOCK.stat().st_mtime, UTC).date()


def report(found: list[dict[str, Any]], locked: date, today: date) -> tuple[list[str], int]:
    """Sentences for people, and the exit code: 1 where a package has a known vulnerability."""
    asked = [package for package in found if "skip_reason" not in package]
    faults = [
        f"{LOCK.name}: {package['name']} {package['version']}: {fault['id']}. "
        f"Behoben in: {', '.join(fault['fix_versions']) or 'noch keiner Version'}"
        for package in asked
        for fault in package["vulns"]
    ]
    if faults:
        return [*faults, "Erneuern Sie diese Pakete: pyproject.toml anpassen, dann «make lock»."], 1
    if asked:
        return [f"Geprüfte Pakete: {len(asked)}. Keines hat eine bekannte Lücke."], 0
    age = (today - locked).days
    said = ["Über bekannte Lücken ist von hier aus nichts zu erfahren."]
    said.append(f"Die Pakete sind vom {locked:%d.%m.%Y} ({age} Tage alt).")
    return [*said, *(["Das ist lange her. Erneuern Sie sie mit «make lock»."] if age > OLD else [])], 0


def main() -> None:
    sentences, code = report(packages(), locked_on(), datetime.now(UTC).date())
    print("\n".join(sentences))
    raise SystemExit(code)


if __name__ == "__main__":
    main()
