"""The real thing on a stage: web and worker as processes of their own on a fresh database, as `make run` has them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlalchemy import func, select

from app.bootstrap import build
from app.config import ROOT
from app.db import Database
from app.demo.clock import demo_clock, move_to
from app.flow.kinds import InstanceStatus
from app.flow.models import Instance
from app.jobs import timetable
from app.outbox.models import Message, MessageStatus
from app.outbox.service import RESERVATION
from tests.commands import Running, warm
from tests.conftest import settings_for

PATIENCE = 120.0
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
SIGNS_OF_TROUBLE = ("Traceback", "unexpected", " failed:")
COUNT_REQUESTS = """
    window.refreshing = 0;
    document.addEventListener("htmx:before:request", () => { window.refreshing += 1; });
    document.addEventListener("htmx:finally:request", () => { window.refreshing -= 1; });
"""


def settings(url: str, port: int) -> dict[str, str]:
    """The environment of a demonstration on the database at `url`."""
    return {
        **os.environ, "NAHTSTELLE_DEMO": "1", "DATABASE_URL": url, "PORT": str(port), "SMTP_URL": "",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip


def prepare(url: str, *, lived_in: bool = False) -> None:
    """Prepares an empty database with the command that people use. lived_in: with the cases of an office at work."""
    command = [sys.executable, "-m", "app.cli", "demo", "--prepare", *([] if lived_in else ["--empty"])]
    subprocess.run(command, cwd=ROOT, env=settings(url, _free_port()), check=True, capture_output=True)


class Stage:
    """A demonstration on a copy of `prepared`. It is read only to know when the worker has nothing left to do."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        file, port = folder / "stage.db", _free_port()
        shutil.copy(prepared, file)
        self.address = f"http://127.0.0.1:{port}"
        self.folder = folder
        self._environment = settings(f"sqlite:///{file}", port)
        self._running: list[Running] = []
        self._database = Database(f"sqlite:///{file}")
        self._timetable = timetable(build(settings_for(f"sqlite:///{file}")))
        self.now: Callable[[], datetime] = demo_clock(self._database).now

    def start(self) -> None:
        """Starts web and worker; returns as soon as pages are served."""
        for name in ("web", "worker"):
            self._running.append(warm(name, self._environment, self.folder / f"{name}.log"))
        _wait_until("the web process answers", self._answers)

    def stop_web(self) -> None:
        """Ends the process that serves pages."""
        web = self._running.pop(0)
        os.kill(web.pid, signal.SIGTERM)
        assert web.wait(PATIENCE)

    def start_web(self) -> None:
        """Serves pages again at the same address."""
        self._running.insert(0, warm("web", self._environment, self.folder / "web-again.log"))
        _wait_until("the web process answers again", self._answers)

    def stop(self) -> None:
        """Ends both processes, and fails if their logs tell of trouble."""
        self._database.dispose()
        for process in self._running:
            os.kill(process.pid, signal.SIGTERM)
        for process in self._running:
            if not process.wait(PATIENCE):
                os.killpg(process.pid, signal.SIGKILL)
        assert self.troubles() == []

    def troubles(self) -> list[str]:
        """The lines of all logs that must not be there."""
        lines = [line for file in sorted(self.folder.glob("*.log")) for line in file.read_text().splitlines()]
        return [line for line in lines if any(sign in line for sign in SIGNS_OF_TROUBLE)]

    def visitor(self, chromium: Browser, **options: Any) -> BrowserContext:
        """A new browser window that knows nobody yet; it counts the requests of htmx that are under way."""
        context = chromium.new_context(
            base_url=self.address,
            locale="de-CH",
            timezone_id="Europe/Zurich",
            viewport=VIEWPORT,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(60_000)
        context.add_init_script(COUNT_REQUESTS)
        return context

    def move_clock(self, moment: datetime) -> None:
        """Moves the demonstration's clock as the bar does; pages show it when they are asked for again."""
        with self._database.transaction() as session:
            move_to(session, moment)

    def next_due(self) -> datetime | None:
        """When the next timer of any case is due."""
        with self._database.transaction(writes=False) as session:
            return session.scalar(select(func.min(Instance.next_due)).where(Instance.status == InstanceStatus.OPEN))

    def wait_for_the_worker(self) -> None:
        """Until nothing is due and no message waits, but those about what may still be taken back."""
        _wait_until("the worker gets on", self._is_idle)

    def _is_idle(self) -> bool:
        with self._database.transaction(writes=False) as session:
            due = self._timetable.next_moment(session, self.now())
            at_once = Message.next_try_at <= self.now() + RESERVATION  # one that is being sent as well
            sending = session.scalar(select(func.count()).where(Message.status == MessageStatus.WAITING, at_once))
        return not sending and (due is None or due > self.now())

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.address}/health", timeout=5).close()
        except OSError:
            return False
        return True


@contextmanager
def somebody_new(window: BrowserContext) -> Iterator[Page]:
    """The page of a window that remembers nobody. A new window for each test would start half a browser for each."""
    page = window.pages[0] if window.pages else window.new_page()
    page.goto("/health")  # what the last test still loads is given up, and brings no cookie back
    window.clear_cookies()
    page.set_viewport_size(VIEWPORT)
    page.emulate_media(color_scheme="light")
    yield page
    for other in window.pages[1:]:
        other.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until(what: str, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)
