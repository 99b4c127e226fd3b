"""The proxy of docs/betrieb.md, run as it is written there, in front of a real web process."""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import prepare
from tests.crash.processes import Processes, RealBrowser, free_port

PAGE = Path(__file__).resolve().parents[2] / "docs" / "betrieb.md"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
AROUND = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    {site}
}}
"""
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx-light")


def site(port: int, behind: int) -> str:
    """The settings of the handbook, without encryption and on these ports."""
    (written,) = re.findall(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)
    written = re.sub(r" *ssl_certificate.*\n", "", written)
    assert "listen 443 ssl;" in written and "http://127.0.0.1:8000" in written
    return written.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace(
        "127.0.0.1:8000", f"127.0.0.1:{behind}"
    )


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[str]:
    """The address of the proxy."""
    url = f"sqlite:///{tmp_path / 'behind.db'}"
    prepare(url)
    web = Processes(tmp_path, url, "smtp://127.0.0.1:1")
    web.start("web")
    port, settings = free_port(), tmp_path / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(AROUND.format(folder=tmp_path, user=user, site=site(port, web.port)))
    nginx = subprocess.Popen([str(NGINX), "-e", str(tmp_path / "error.log"), "-c", str(settings)])
    try:
        web.wait_for_web()
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        nginx.terminate()
        nginx.wait()
        web.stop()


def _wait_for(port: int) -> None:
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not answer")


def _status(address: str, size: int) -> int:
    request = urllib.request.Request(f"{address}/anmelden", data=b"x" * size)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


def test_the_proxy_passes_pages_and_keeps_slow_senders_to_itself(proxy: str) -> None:
    browser = RealBrowser(proxy, "rav.berater")
    host, port = "127.0.0.1", int(proxy.rpartition(":")[2])
    head = b"POST /anmelden HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nname=rav"
    slow = [socket.create_connection((host, port)) for _ in range(30)]
    for connection in slow:
        connection.sendall(head)
    begun = time.monotonic()
    page = browser.get("/faelle/neu/antrag")  # more senders than the web process has threads
    form = next(form for form in page.iter("form") if form.get("class") == "task-form")
    fields = {**dict(form.form_values()), "klient.vorname": "Ada", "klient.name": "Muster"}
    assert browser.post("/faelle/neu/antrag", list(fields.items())) == 200
    assert time.monotonic() - begun < 10
    for connection in slow:
        connection.close()
    assert _status(proxy, 22_000_000) == 413
    assert _status(proxy, 100) in (400, 415)


def test_headers_of_the_application_pass_the_proxy(proxy: str) -> None:
    with urllib.request.urlopen(f"{proxy}/anmelden", timeout=60) as answer:
        headers = dict(answer.headers)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
