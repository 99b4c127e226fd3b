"""Web and worker as real processes that can be killed, and a browser that talks to them over HTTP."""

import contextlib
import http.cookiejar
import os
import signal
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import html

from tests.commands import Running, Start, warm

PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Processes:
    """Starts and kills web and worker; their output goes to files in `folder`."""

    def __init__(self, folder: Path, database_url: str, smtp_url: str, begin: Start = warm) -> None:
        self.port = free_port()
        self._folder, self._begin = folder, begin
        self._environment = {
            **os.environ, "NAHTSTELLE_DEMO": "1", "DATABASE_URL": database_url, "SMTP_URL": smtp_url,
            "PORT": str(self.port), "BASE_URL": "http://localhost",
        }  # fmt: skip
        self._running: dict[str, Running] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        self._running[name] = self._begin(name, self._environment, self._folder / f"{name}.log")

    def kill(self, name: str) -> None:
        """kill -9, with no chance to tidy up; the whole group, since gunicorn has children."""
        process = self._running.pop(name)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # so young that it has no group and no children yet
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        assert process.wait(PATIENCE), name

    def stop(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def wait_for_web(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.address}/health", timeout=5).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("the web process does not answer")

    def logs(self) -> str:
        return "".join(file.read_text() for file in self._folder.glob("*.log"))


Fields = Sequence[tuple[str, str]]


class RealBrowser:
    """One person's session over real HTTP."""

    def __init__(self, address: str, username: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(_LocalPolicy()))
        )
        page = self.get("/demo/rollen")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        self.post("/demo/rollen", [("csrf_token", token), ("username", username)])

    def get(self, path: str, fields: Fields = ()) -> Any:
        """The page at `path`; with `fields`, the one that comes back for them."""
        data = urllib.parse.urlencode(list(fields)).encode() if fields else None
        with self._opener.open(self._address + path, data=data, timeout=PATIENCE) as answer:
            return html.fromstring(answer.read().decode())

    def post(self, path: str, fields: Fields) -> int:
        """Posts and follows; returns the status."""
        data = urllib.parse.urlencode(list(fields)).encode()
        try:
            with self._opener.open(self._address + path, data=data, timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return int(refusal.code)

    def submit(self, path: str, values: dict[str, list[str]]) -> int:
        """Fills in the main form of `path` with `values` over what is there, and submits it.

        Before that it asks for the form again, as one does without JavaScript, for what the answers make visible.
        """
        page = self.get(path, [*_filled(self.get(path), values), ("_action", "refresh")])
        return self.post(path, _filled(page, values))


def _filled(page: Any, values: dict[str, list[str]]) -> list[tuple[str, str]]:
    form = next(form for form in page.iter("form") if form.get("class") == "task-form")
    kept = [(name, value) for name, value in form.form_values() if name not in values]
    return kept + [(name, value) for name, many in values.items() for value in many]


class _LocalPolicy(http.cookiejar.DefaultCookiePolicy):
    def set_ok(self, cookie: http.cookiejar.Cookie, request: urllib.request.Request) -> bool:
        return True

    def return_ok(self, cookie: http.cookiejar.Cookie, request: urllib.request.Request) -> bool:
        return True


def as_fields(values: Any, path: str = "") -> dict[str, list[str]]:
    """Nested values as a browser would send them: `a.b`, `list.0.c`; several ticks share a name."""
    if isinstance(values, dict):
        fields: dict[str, list[str]] = {}
        for key, value in values.items():
            fields |= as_fields(value, f"{path}.{key}" if path else str(key))
        return fields
    if isinstance(values, list):
        if all(not isinstance(value, dict) for value in values):
            return {path: [str(value) for value in values]}
        return {
            name: texts
            for number, row in enumerate(values)
            for name, texts in as_fields(row, f"{path}.{number}").items()
        }
    if isinstance(values, bool):
        return {path: ["true"] if values else []}
    return {path: [str(values)]}
