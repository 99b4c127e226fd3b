"""Whoever sends slowly waits alone: others sign in and save meanwhile, and what takes too long is refused."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.web import body
from tests.conftest import prepare
from tests.crash.processes import Processes, RealBrowser

SLOWLY = b"POST /anmelden HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Processes]:
    """A real web process on SQLite, where a writing transaction keeps everybody else from writing."""
    url = f"sqlite:///{tmp_path / 'slow.db'}"
    prepare(url)
    processes = Processes(tmp_path, url, "smtp://127.0.0.1:1")
    processes.start("web")
    try:
        processes.wait_for_web()
        yield processes
    finally:
        processes.stop()


def test_others_save_while_somebody_sends_slowly(web: Processes) -> None:
    with socket.create_connection(("127.0.0.1", web.port)) as slow:
        slow.sendall(SLOWLY + b"Content-Length: 900\r\n\r\nname=rav")
        time.sleep(0.5)  # until the request is being received; nothing is waited for by the clock of the cases
        begun = time.monotonic()
        browser = RealBrowser(web.address, "rav.berater")
        page = browser.get("/faelle/neu/antrag")
        form = next(form for form in page.iter("form") if form.get("class") == "task-form")
        fields = {**dict(form.form_values()), "klient.vorname": "Ada", "klient.name": "Muster"}
        assert browser.post("/faelle/neu/antrag", list(fields.items())) == 200
        assert time.monotonic() - begun < body.SECONDS - 2
        slow.settimeout(body.SECONDS * 3)
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_what_arrives_too_slowly_is_told_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as stream:
        theirs.sendall(b"name=rav")
        environ = {"gunicorn.socket": ours, "wsgi.input": stream, "wsgi.input_terminated": True}
        posted: dict[str, Any] = {
            "method": "POST",
            "content_length": 900,
            "content_type": "application/x-www-form-urlencoded",
        }
        answer = app.test_client().open("/anmelden", environ_overrides=environ, **posted)
    assert answer.status_code == 408
    assert "zu langsam" in answer.get_data(as_text=True)
