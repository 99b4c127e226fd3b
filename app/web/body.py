"""Receiving what a browser posts, before a transaction is open and within bounded time.

Whoever sends slowly waits alone: nothing is locked meanwhile, and a body that does not arrive in time is refused.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import g, request
from werkzeug.exceptions import ClientDisconnected

from app.errors import AppError

SECONDS = 10.0
"""As long as the smallest body may take."""
BYTES_PER_SECOND = 50_000
"""Beyond that a body has as long as a slow line needs: a file of 20 MB some seven minutes."""


class SlowRequestError(AppError):
    """Ihre Eingabe ist zu langsam angekommen. Bitte prüfen Sie Ihre Verbindung und senden Sie sie noch einmal."""

    status = 408


def receive() -> None:
    """Reads the whole body and takes it apart. Raises SlowRequestError, or what werkzeug raises for a broken one."""
    seconds = SECONDS + (request.content_length or 0) / BYTES_PER_SECOND
    with _within(seconds, request.environ.get("gunicorn.socket")):
        if request.mimetype != "multipart/form-data":
            request.get_data(cache=True)  # kept, since what is no UTF-8 in it is looked for afterwards
        _ = request.form
    g.received = True


def turn_away_the_rest() -> None:
    """Listens no longer to a body that nobody has received: gunicorn would wait for all of it after the answer."""
    connection = request.environ.get("gunicorn.socket")
    has_body = bool(request.content_length) or "HTTP_TRANSFER_ENCODING" in request.environ
    if connection is not None and has_body and not g.get("received"):
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


@contextmanager
def _within(seconds: float, connection: socket.socket | None) -> Iterator[None]:
    """Stops reading from `connection` after `seconds`; without a connection of our own the server has to do that."""
    if connection is None:
        yield
        return
    late = threading.Event()

    def stop() -> None:
        late.set()
        connection.shutdown(socket.SHUT_RD)  # wakes the thread that waits for more

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except ClientDisconnected:
        if not late.is_set():
            raise
    finally:
        timer.cancel()
    if late.is_set():  # what has arrived may look like a whole form
        raise SlowRequestError
