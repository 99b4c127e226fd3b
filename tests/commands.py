"""Web and worker as processes of their own, with the commands that the Procfile has.

`cold` starts Python anew, as it is in life. `warm` forks from a process that has imported everything already, which
takes a tenth of a second instead of two: the child is a process like any other, and is killed like any other.
"""

import importlib
import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from app.config import ROOT

COMMANDS: Mapping[str, list[str]] = {
    "web": ["gunicorn", "--config", "python:app.gunicorn_config", "app.main:create_app()"],
    "worker": ["app.cli", "worker", "--tick", "0.1"],
}
"""What comes after `python -m`."""
IMPORTED = ["app.main", "app.worker", "app.cli", "gunicorn.app.wsgiapp", "gunicorn.arbiter", "gunicorn.workers.gthread"]
Environment = Mapping[str, str]

for module in IMPORTED:
    importlib.import_module(module)
configure_mappers()

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Running:
    """A process that leads a group of its own. `wait` takes seconds and says whether it has ended by then."""

    pid: int
    wait: Callable[[float], bool]


Start = Callable[[str, Environment, Path], Running]


def cold(name: str, environment: Environment, log: Path) -> Running:
    """Starts the command `name` in a new Python; what it says goes to `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[name]], cwd=ROOT, env=environment, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip

    def wait(seconds: float) -> bool:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    return Running(process.pid, wait)


def warm(name: str, environment: Environment, log: Path) -> Running:
    """Forks the command `name`; what it says goes to `log`."""
    process = _forks.Process(target=_run, args=(COMMANDS[name], dict(environment), str(log)), daemon=True)
    process.start()
    assert process.pid is not None

    def wait(seconds: float) -> bool:
        process.join(seconds)
        return process.exitcode is not None

    return Running(process.pid, wait)


def _run(command: list[str], environment: dict[str, str], log: str) -> None:
    """What `python -m` does, in the child."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    sys.argv = ["", *command[1:]]
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
