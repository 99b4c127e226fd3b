"""Whoever sends slowly waits alone: others sign in and save meanwhile, and what takes too long is refused."""

import shutil
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.db import Database
from app.demo.clock import demo_clock, move_to
from app.gunicorn_config import threads
from app.outbox.models import Message, MessageStatus
from app.scenarios.script import read_scenario
from app.web import body
from tests.conftest import prepare
from tests.crash.processes import PATIENCE, Processes, RealBrowser, as_fields, free_port
from tests.crash.test_kill import PETER
from tests.outbox.test_delivery import Postbox

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


@pytest.fixture
def mails() -> Iterator[tuple[Postbox, str]]:
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_others_save_while_somebody_sends_slowly(web: Processes) -> None:
    with socket.create_connection(("127.0.0.1", web.port)) as slow:
        slow.sendall(SLOWLY + b"Content-Length: 900\r\n\r\nname=rav")
        time.sleep(0.5)  # until the request is being received; nothing is waited for by the clock of the cases
        begun = time.monotonic()
        browser = RealBrowser(web.address, "rav.berater")
        client = {"klient.vorname": ["Ada"], "klient.name": ["Muster"]}
        assert browser.submit("/faelle/neu/antrag", client) == 200
        assert time.monotonic() - begun < body.SECONDS - 2
        slow.settimeout(body.SECONDS * 3)
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("head", ["GET /health", "POST /anmelden"])
def test_a_body_that_nobody_asked_for_holds_nothing(web: Processes, head: str) -> None:
    """Gunicorn waits for the rest of a body that was not read, as long as a byte comes now and then."""
    with ExitStack() as stack:
        stop = threading.Event()
        stack.callback(stop.set)
        senders = [stack.enter_context(socket.create_connection(("127.0.0.1", web.port))) for _ in range(threads + 1)]
        for sender in senders:
            sender.sendall(f"{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx".encode())
        threading.Thread(target=_trickle, args=(senders, stop), daemon=True).start()
        assert not stop.wait(2 if head.startswith("GET") else body.SECONDS + 3)  # until all have their answer
        with urllib.request.urlopen(f"{web.address}/health", timeout=5) as answer:
            assert answer.status == 200


def _trickle(connections: list[socket.socket], stop: threading.Event) -> None:
    """Sends another byte over each of them, again and again, and reads nothing."""
    while not stop.wait(0.5):
        for connection in list(connections):
            with suppress(OSError):
                connection.sendall(b"x")


def test_a_worker_that_dies_while_somebody_sends_slowly_loses_no_mail(
    tmp_path: Path, sqlite_house: Path, mails: tuple[Postbox, str]
) -> None:
    url = f"sqlite:///{shutil.copy(sqlite_house, tmp_path / 'slow.db')}"
    processes, database = Processes(tmp_path, url, mails[1]), Database(url)
    processes.start("web")
    try:
        processes.wait_for_web()
        with socket.create_connection(("127.0.0.1", processes.port)) as slow:
            slow.sendall(SLOWLY + b"Content-Length: 900\r\n\r\nname=rav")
            for _ in range(3):
                processes.start("worker")
                _open_a_procedure(processes)
                processes.kill("worker")
        _move_on(database, timedelta(minutes=6))  # what the dead worker had reserved is free again
        processes.start("worker")
        _wait_until_sent(database)
    finally:
        processes.stop()
    with database.transaction(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 3
        ids = {f"<{message}@example.org>" for message in session.scalars(select(Message.id))}
    assert len(ids) >= 3
    assert {mail["Message-ID"] for mail in mails[0].mails} == ids
    database.dispose()


def _open_a_procedure(processes: Processes) -> None:
    scenario = read_scenario(PETER)
    opening = scenario.steps[0]
    browser = RealBrowser(processes.address, scenario.username(str(opening.subject)))
    assert browser.submit(f"/faelle/neu/{scenario.process}", as_fields(opening.values)) == 200


def _move_on(database: Database, duration: timedelta) -> None:
    with database.transaction() as session:
        move_to(session, demo_clock(database).now() + duration)


def _wait_until_sent(database: Database) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with database.transaction(writes=False) as session:
            if not session.scalar(select(func.count()).where(Message.status == MessageStatus.WAITING)):
                return
        time.sleep(0.1)
    raise AssertionError("mails are still waiting")


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
