"""Looking for malware with the program clamd; without the setting CLAMD nothing is looked for."""

import socket
from typing import Protocol
from urllib.parse import urlsplit

from app.errors import AppError, InvalidError

SECONDS = 10
_CHUNK = 65_536
_LONGEST_ANSWER = 1_000


class MalwareError(InvalidError):
    """In dieser Datei wurde ein Schadprogramm gefunden. Sie wurde nicht gespeichert. Bitte melden Sie das Ihrer
    Informatik."""


class SilentScannerError(AppError):
    """Dateien können zurzeit nicht auf Schadprogramme geprüft werden. Bitte versuchen Sie es in einigen Minuten noch
    einmal, oder senden Sie das Formular ohne die Datei ab."""

    status = 503


class Scanner(Protocol):
    """Looks for malware in a file."""

    def scan(self, content: bytes) -> None:
        """Raises MalwareError, or SilentScannerError where it cannot tell."""


class NoScanner:
    """Accepts every file, where the setting is empty."""

    def scan(self, content: bytes) -> None:
        return


class Clamd:
    """clamd at `tcp://host:port` or `unix:///path`, asked with its command INSTREAM."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    def scan(self, content: bytes) -> None:
        try:
            with self._connect() as line:
                answer = _ask(line, content)
        except OSError as error:
            raise SilentScannerError from error
        if answer.endswith(b"FOUND"):
            raise MalwareError
        if answer != b"stream: OK":
            raise SilentScannerError

    def _connect(self) -> socket.socket:
        if self._address.scheme == "tcp":
            return socket.create_connection((self._address.hostname, self._address.port), SECONDS)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(SECONDS)
            line.connect(self._address.path)
        except OSError:
            line.close()
            raise
        return line


def scanner_at(address: str) -> Scanner:
    """The scanner at this address; none where it is empty."""
    return Clamd(address) if address else NoScanner()


def _ask(line: socket.socket, content: bytes) -> bytes:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        line.sendall(len(chunk).to_bytes(4) + chunk)
    line.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and (more := line.recv(_LONGEST_ANSWER)):
        answer += more
    return answer.rstrip(b"\0\n")
