"""The contracts between rooms: each is kept here, and each would notice the import it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BREAKS = {
    "Storeys: top imports below, never up": ("people/queries.py", "from app.cases import roles"),
    "No circle among siblings": ("forms/limits.py", "from app.flow import limits_of_forms"),
    "Inside a room: views, service, queries, models": ("cases/models.py", "from app.cases import queries"),
    "SpiffWorkflow only in the engine's room": ("tasks/queries.py", "from SpiffWorkflow.task import Task"),
    "marshmallow only in forms": ("tasks/queries.py", "import marshmallow"),
    "APScheduler only in the worker": ("tasks/queries.py", "import apscheduler"),
    "smtplib only in the channels of the outbox": ("outbox/service.py", "import smtplib"),
    "Flask only in views and their frame": ("tasks/service.py", "import flask"),
    "The frame of pages only under pages": ("tasks/service.py", "from app.web import context"),
    "XML is read by those who read diagrams and tables": ("forms/reading.py", "import lxml"),
    "No SQL in views": ("tasks/views.py", "from sqlalchemy import select"),
    "Only the gate makes something playable of a diagram": ("designer/check.py", "from app.flow import parser"),
    "Languages are pure": ("feel/limits.py", "import sqlalchemy"),
}
"""Contract → a file, and an import in it that the contract forbids."""


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What import-linter says of each contract on a copy in which all of them are broken."""
    copy = tmp_path_factory.mktemp("broken")
    sources = shutil.ignore_patterns("static", "templates", "__pycache__", "translations")
    shutil.copytree(ROOT / "app", copy / "app", ignore=sources)
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "app/flow/limits_of_forms.py").write_text("from app.forms import limits\n")
    for file, forbidden in BREAKS.values():
        path = copy / "app" / file
        path.write_text(f"{path.read_text()}\n{forbidden}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    answer = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    said = [line.rsplit(" ", 1) for line in answer.stdout.splitlines()]
    return {line[0]: line[1] for line in said if line[-1] in ("KEPT", "BROKEN")}


def test_every_contract_has_an_import_that_breaks_it() -> None:
    assert list(BREAKS) == contracts()


@pytest.mark.parametrize("contract", BREAKS)
def test_a_contract_notices_what_it_forbids(contract: str, verdicts: dict[str, str]) -> None:
    assert verdicts[contract] == "BROKEN"
