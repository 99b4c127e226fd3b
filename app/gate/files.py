"""Reads files of procedures from disk, with limits. Whatever cannot be read becomes a finding."""

import os
import stat
from itertools import islice
from pathlib import Path

from app.flow.xml import MAX_BYTES
from app.gate.finding import Finding

MAX_FILES = 500


class Unreadable(Exception):  # noqa: N818 - it carries a finding and never leaves the reading of procedures
    """Raised for a file that cannot be read; carries the finding."""

    def __init__(self, file: Path, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(shown(file), None, None, message)


def text_of(file: Path) -> str:
    """The text of a file. Raises Unreadable."""
    try:
        str(file).encode()
        # Kind and size are asked for before opening: a pipe would never end, and gigabytes would fill the memory.
        facts = file.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable(file, "Das ist keine gewöhnliche Datei.")
        if facts.st_size > MAX_BYTES:
            raise Unreadable(file, f"Die Datei ist grösser als {MAX_BYTES // 1_000_000} MB.")
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES).decode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable(file, "Der Dateiname enthält ungültige Zeichen. Bitte benennen Sie die Datei um.") from error
    except UnicodeDecodeError as error:
        message = "Die Zeichencodierung der Datei ist nicht lesbar. Bitte speichern Sie sie als UTF-8."
        raise Unreadable(file, message) from error
    except OSError as error:
        raise Unreadable(file, f"Die Datei lässt sich nicht lesen ({error.strerror}).") from error


def even(text: str) -> str:
    """The text with `\\n` as line end, so that saving a file on Windows makes no new version of the procedure."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(file: Path) -> str:
    """The path as it can be printed."""
    return str(file).encode(errors="replace").decode()


def some(folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern by name, at most one more than MAX_FILES."""
    return sorted(islice(folder.glob(pattern), MAX_FILES + 1))


def is_there(file: Path) -> bool:
    """Whether there is such a file."""
    try:
        return file.exists()
    except OSError:  # a name too long for any file
        return False


def size(file: Path) -> int:
    """Its bytes."""
    try:
        return file.stat().st_size
    except OSError:  # reading it will raise Unreadable with the reason
        return 0


def place_of(file: Path) -> Path:
    """Where a file really lies, so that two paths to it are one; a link that leads to itself stays as it is."""
    return Path(os.path.realpath(file))
