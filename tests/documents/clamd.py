"""A small server that speaks clamd's INSTREAM on loopback, and finds the test file that its real brother finds."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.documents.samples import EICAR


class _Line(socketserver.StreamRequestHandler):
    server: "Clamd"

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
        self.server.seen.append(content)
        self.server.meanwhile()
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write((self.server.answer or found) + b"\0")


class Clamd(socketserver.ThreadingTCPServer):
    """`seen`: what was looked through. `answer`: said in place of a finding, where it is set.

    `meanwhile`: done before it answers.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.seen: list[bytes] = []
        self.answer = b""
        self.meanwhile: Callable[[], None] = lambda: None
        self.address = f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
