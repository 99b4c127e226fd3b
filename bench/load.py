"""Many people at once on real processes: `python -m bench.load --seconds 180 --slow 10 [--postgresql]`.

Two web processes and a worker with a real mail server. Each of the people has two browsers: they open a case, hand in a
task in both at the same moment, which others of their office may do meanwhile, and read a list. With `--slow` so many
anonymous connections send a form one byte a second. At the end it prints how often each answer came, how long people
waited, and whether each form that was accepted was kept once, each mail left once, and the log is whole.
"""

import argparse
import os
import random
import socket
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from app.audit.verification import verify
from app.cases.models import Case
from app.db import Database
from app.documents.models import Document
from tests.conftest import prepare
from tests.crash.processes import Processes, RealBrowser, free_port
from tests.databases import database_on, on_server, postgres_server
from tests.outbox.test_delivery import Postbox

CLIENT = {"klient.vorname": "Ada", "klient.name": "Muster", "klient.email": ""}
ANSWERS = {"antrag.betrag": "100", "antrag.art": "kurs", "klient.name": "Muster"}


@dataclass
class Tally:
    """What happened, gathered from all threads.

    statuses: how often which kind of request got which answer. seconds: how long each took. done: addresses of tasks
    that somebody was told are done.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def add(self, kind: str, status: int, seconds: float) -> None:
        self.statuses[f"{kind} {status}"] += 1
        self.seconds.append(seconds)

    def print(self) -> None:
        for name, number in sorted(self.statuses.items()):
            print(f"{name:<24}{number:>7}")
        steps, longest = statistics.quantiles(self.seconds, n=100), max(self.seconds)
        print(f"{len(self.seconds)} requests; p50 {steps[49]:.2f} s, p95 {steps[94]:.2f} s, longest {longest:.2f} s")


def timed(tally: Tally, kind: str, browser: RealBrowser, path: str, fields: list[tuple[str, str]]) -> int:
    begun = time.monotonic()
    status = browser.post(path, fields)
    tally.add(kind, status, time.monotonic() - begun)
    return status


def play(address: str, tally: Tally, until: float) -> None:
    """One person with two browsers, until the time is up."""
    one, other = (RealBrowser(address, "rav.berater") for _ in range(2))
    with ThreadPoolExecutor(1) as second:
        while time.monotonic() < until:
            form = _form(one.get("/faelle/neu/antrag"))
            if timed(tally, "open", one, "/faelle/neu/antrag", [*{**form, **CLIENT}.items()]) != 200:
                continue
            path = random.choice(one.get("/").xpath("//a[contains(@href, '/aufgaben/')]/@href"))
            try:
                fields, twin = ([*{**_form(browser.get(path)), **ANSWERS}.items()] for browser in (one, other))
            except HTTPError as gone:  # somebody of the same office was faster
                tally.statuses[f"read {gone.code}"] += 1
                gone.close()
                continue
            later = second.submit(timed, tally, "hand in", other, path, twin)
            mine = timed(tally, "hand in", one, path, fields)
            if 200 in (mine, later.result()):
                tally.done.add(path)
            begun = time.monotonic()
            one.get("/faelle")
            tally.add("list", 200, time.monotonic() - begun)


def _form(page: object) -> dict[str, str]:
    forms = [form for form in page.iter("form") if form.get("class") == "task-form"]  # type: ignore[attr-defined]
    return dict(forms[0].form_values()) if forms else {}


def send_slowly(port: int, until: float) -> None:
    """Anonymous connections, one after the other, each a byte a second."""
    head = b"POST /anmelden HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(head)
                while time.monotonic() < until:
                    connection.sendall(b"x")
                    time.sleep(1)
        except OSError:
            continue


@contextmanager
def database(folder: Path, postgresql: bool) -> Iterator[str]:
    if not postgresql:
        yield f"sqlite:///{folder / 'load.db'}"
        return
    with postgres_server(folder) as server:
        on_server(server, "CREATE DATABASE load")
        yield database_on(server, "load")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--slow", type=int, default=0)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    os.environ["WEB_CONCURRENCY"] = "2"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(database(folder, asked.postgresql))
        prepare(url)
        postbox, port = Postbox(), free_port()
        controller = Controller(postbox, hostname="127.0.0.1", port=port)
        controller.start()
        stack.callback(controller.stop)
        processes = Processes(folder, url, f"smtp://127.0.0.1:{port}")
        stack.callback(processes.stop)
        for name in ("web", "worker"):
            processes.start(name)
        processes.wait_for_web()
        tally, until = Tally(), time.monotonic() + asked.seconds
        threads = [threading.Thread(target=send_slowly, args=(processes.port, until)) for _ in range(asked.slow)]
        threads += [threading.Thread(target=play, args=(processes.address, tally, until)) for _ in range(asked.people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tally.print()
        _judge(url, tally, postbox)


def _judge(url: str, tally: Tally, postbox: Postbox) -> None:
    """Whether what was answered is what was kept."""
    house = Database(url)
    with house.transaction(writes=False) as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        kept = session.scalar(select(func.count()).select_from(Document)) or 0
        verdict = verify(session)
    house.dispose()
    ids = Counter(str(mail["Message-ID"]) for mail in postbox.mails)
    opened, done = tally.statuses["open 200"], len(tally.done)
    print(f"cases: {opened} answered, {cases} kept; forms: {opened + done} answered, {kept} kept")
    print(f"mails: {len(ids)}, {sum(ids.values()) - len(ids)} repeated; log: {verdict.faults or 'whole'}")


if __name__ == "__main__":
    main()
