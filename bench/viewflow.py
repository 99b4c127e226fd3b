"""The same case of two tasks with the same pages in Viewflow, on the same machine in the same run.

It has an environment of its own (`.setup/peers`), since its packages are none of ours. What counts are the ratios.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lxml import html

from app.config import ROOT
from bench.measure import Row
from bench.people import Ask, Browser, Visitor, fields_in, work
from bench.storage import _postgres
from tests.crash.processes import free_port
from tests.databases import database_on, on_server

PROGRAMS = ROOT / ".setup/peers/bin"
PATIENCE = 60.0


class Person(Visitor):
    """Somebody signed in to the Viewflow site."""

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__(ask)
        fields = fields_in(ask("/accounts/login/", None)[2], "")
        assert ask("/accounts/login/", {**fields, "username": name, "password": "bench"})[0] == 302

    def fill_in(self, path: str, values: Mapping[str, str], shown: str, then: str) -> str:
        """Looks at the form of a page and hands it in; returns where that leads."""
        page = self.timed(shown, path)[2]
        return self.timed(then, path, {**fields_in(page, ""), **values, "_continue": "1"}, 302)[1]


def do_case(referrer: Person, office: Person) -> None:
    """A case of two tasks from its opening to its end, with the pages of `pages.do_case`."""
    start = {"first_name": "Ada", "name": "Muster"}
    task = referrer.fill_in("/application/start/", start, "Startformular", "Fall eröffnen")
    case = f"/application/{task.split('/')[2]}/"
    referrer.fill_in(f"{task}execute/", {"amount": "100", "kind": "kurs"}, "Aufgabe zeigen", "Aufgabe erledigen")
    referrer.timed("Fall ansehen", case)
    referrer.both()
    referrer.timed("Aufgabenliste", "/application/inbox/")
    referrer.timed("Fallliste", "/application/flows/")
    office.timed("Aufgabenliste", "/application/queue/")
    office.timed("Fall ansehen", case)
    shown = office.timed("Fall ansehen", case)[2]
    decide = html.fromstring(shown).xpath("//a[contains(@href, '/decide/')]/@href")[0]
    task = "/".join(decide.split("/")[:5]) + "/"
    token = {"csrfmiddlewaretoken": fields_in(shown, "")["csrfmiddlewaretoken"]}
    office.timed("übernehmen", f"{task}assign/", token, 302)
    office.fill_in(f"{task}execute/", {"granted": ""}, "Aufgabe zeigen", "Aufgabe erledigen")
    office.timed("Fall ansehen", case)
    office.both()


def rows() -> list[Row]:
    if not PROGRAMS.exists():
        raise SystemExit("Viewflow fehlt: make .setup/peers")
    with tempfile.TemporaryDirectory(prefix="nb-", dir="/tmp") as folder:
        found = _database("SQLite", Path(folder), f"sqlite:///{folder}/viewflow.db")
        with _postgres(Path(folder)) as server:
            on_server(server, "CREATE DATABASE viewflow")
            found += _database("PostgreSQL", Path(folder), database_on(server, "viewflow"))
    return found


def _database(name: str, folder: Path, url: str) -> list[Row]:
    found = []
    with _served(folder, url) as (port, group):
        for people in (1, 4, 8):
            pairs = [
                (Person(Browser(port).ask, "referrer"), Person(Browser(port).ask, "office")) for _ in range(people)
            ]
            found += work(f"Viewflow, {name}, {people} gleichzeitig", pairs, do_case, group)
    return found


@contextmanager
def _served(folder: Path, url: str) -> Iterator[tuple[int, int]]:
    """The site with tables and people: its port, and the group of its processes."""
    port, environment = free_port(), {**os.environ, "BENCH_DATABASE": url}
    python = [str(PROGRAMS / "python"), "-W", "ignore", "-m"]
    subprocess.run([*python, "bench.viewflow_site"], cwd=ROOT, env=environment, check=True)
    command = ["gunicorn", "--workers", "2", "--threads", "8", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    with (folder / "viewflow.log").open("ab") as log:
        process = subprocess.Popen(
            [*python, *command, "bench.viewflow_site:application"], cwd=ROOT, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            Browser(port).ask("/accounts/login/", None)
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("Viewflow does not answer")
