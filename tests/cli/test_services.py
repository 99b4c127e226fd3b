"""The services of docs/betrieb.md: their commands, as they are written there, from a built package, no checkout."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.config import ROOT
from tests.crash.processes import PATIENCE, free_port

pytestmark = pytest.mark.xdist_group("services")
PAGE = (ROOT / "docs/betrieb.md").read_text("utf-8")
SERVICES = dict(re.findall(r"```ini\n# /etc/systemd/system/nahtstelle-(\w+)\.service\n(.*?)```", PAGE, re.DOTALL))
SEEN = ("/health", "/anmelden", "/stil.css", "/static/vendor/viewer.js")
"""What a browser gets without an account."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked package, built from a copy of the sources."""
    tmp_path = tmp_path_factory.mktemp("package")
    source = tmp_path / "source"
    shutil.copytree(ROOT / "app", source / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(source)]
    subprocess.run([sys.executable, "-W", "ignore", "-m", "pip", *build], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("nahtstelle-*.whl")
    with ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    return tmp_path / "site"


def commands(service: str) -> list[list[str]]:
    """What a service runs, first to last, with this Python in place of the programs in /opt/nahtstelle/bin."""
    found = []
    for line in re.findall(r"^ExecStart(?:Pre)?=(.*)$", SERVICES[service], re.MULTILINE):
        program, *rest = shlex.split(line.removeprefix("-"))  # with it, a failure would not stop the service
        module = {"nahtstelle": "app.cli", "gunicorn": "gunicorn"}[program.removeprefix("/opt/nahtstelle/bin/")]
        found.append([sys.executable, "-S", "-m", module, *rest])
    return found


def test_the_package_holds_every_file_of_the_program(installed: Path) -> None:
    there = {file.relative_to(installed) for file in installed.rglob("*") if file.is_file()}
    wanted = {file.relative_to(ROOT) for file in (ROOT / "app").rglob("*") if file.is_file() and file.suffix != ".pot"}
    assert {str(file) for file in wanted - there if "__pycache__" not in file.parts} == set()


def test_the_commands_of_the_services_start_web_and_worker_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    served, port = tmp_path / "srv", free_port()
    shutil.copytree(ROOT / "forms", served / "forms")
    shutil.copytree(ROOT / "workflows/anliegen", served / "workflows/anliegen")
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": f"{installed}{os.pathsep}{sysconfig.get_path('purelib')}",
        "DATABASE_URL": f"sqlite:///{tmp_path}/served.db", "SECRET_KEY": "x" * 40, "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1", "PORT": str(port),
    }  # fmt: skip
    *first, web = commands("web")
    (worker,) = commands("worker")
    for command in first:
        subprocess.run(command, cwd=served, env=environment, check=True, capture_output=True)
    log = tmp_path / "log"
    running = []
    with log.open("wb") as output:
        for command in (web, worker):
            running.append(subprocess.Popen(command, cwd=served, env=environment, stdout=output, stderr=output))
    try:
        assert {path: _status(port, path) for path in SEEN} == dict.fromkeys(SEEN, 200)
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        ends = [process.wait(PATIENCE) for process in running]
    assert ends == [0, -signal.SIGTERM], log.read_text()  # to systemd both are a clean end


def _status(port: int, path: str) -> int:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def test_systemd_takes_the_services(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed")
    for name, text in SERVICES.items():
        there = re.sub(r"/opt/nahtstelle/bin/\w+", "/bin/true", text).replace("User=nahtstelle", "User=root")
        (tmp_path / f"nahtstelle-{name}.service").write_text(there)
    files = sorted(map(str, tmp_path.glob("*.service")))
    verdict = subprocess.run([verify, "verify", *files], capture_output=True, text=True, check=False)
    assert [line for line in verdict.stderr.splitlines() if "nahtstelle-" in line] == []
