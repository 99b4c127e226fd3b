"""The files of procedures by their paths: which belong to a folder, how they are laid out, how they travel as a zip."""

import atexit
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from app.errors import InvalidError

Files = Mapping[str, bytes]
"""Path (`workflows/<folder>/diagram.bpmn`, `forms/<key>.form`) → content."""

MAX_FILES = 200
MAX_FILE = 5_000_000
MAX_TOGETHER = 20_000_000
FOLDER_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}"
_OWN = re.compile(rf"(?:{_NAME}\.(?:bpmn|dmn)|scenarios/{_NAME}\.yaml)")
_FORM = re.compile(rf"forms/{_NAME}\.form")
_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The same files make the same zip, whenever it is made."""


class PathError(InvalidError):
    """So darf eine Datei nicht heissen. Möglich sind Diagramme (.bpmn), Tabellen (.dmn), scenarios/….yaml und
    forms/….form, mit Buchstaben ohne Umlaute, Ziffern und Unterstrichen."""


class ZipError(InvalidError):
    """Diese Datei ist kein lesbares ZIP-Archiv. Bitte packen Sie den Ordner neu. Es wurde nichts geändert."""


def full_path(folder: str, name: str) -> str:
    """The path of a file of `folder`: `diagram.bpmn` → `workflows/<folder>/diagram.bpmn`. Raises PathError."""
    if _FORM.fullmatch(name):
        return name
    if _OWN.fullmatch(name):
        return f"workflows/{folder}/{name}"
    raise PathError


def short_path(folder: str, path: str) -> str:
    """The inverse of full_path."""
    return path.removeprefix(f"workflows/{folder}/")


def hash_of(content: bytes) -> str:
    """The name of a content, 64 hexadecimal digits."""
    return sha256(content).hexdigest()


class _Bench:
    """A folder on which files are laid out; what lies there as it should is not written again."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="werkstatt-", ignore_cleanup_errors=True)
        self.root = Path(self._folder.name)
        self.remove = self._folder.cleanup
        (self.root / "forms").mkdir()
        self._lying: dict[str, bytes] = {}

    def is_whole(self) -> bool:
        """Whether all files still lie there: temporary folders get tidied."""
        return all((self.root / path).exists() for path in ("forms", *self._lying))

    def lay_out(self, files: Files) -> None:
        """Makes the folder hold just these files."""
        for path in self._lying.keys() - files.keys():
            (self.root / path).unlink()
            del self._lying[path]
        for path, content in files.items():
            if self._lying.get(path) != content:
                file = self.root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                self._lying.pop(path, None)
                file.write_bytes(content)
                self._lying[path] = content


_KEPT: dict[int, _Bench] = {}
"""The folder of each process, made where it is first needed: by its number, which a forked one does not share."""
_IN_USE = Lock()


@contextmanager
def laid_out(files: Files) -> Iterator[Path]:
    """A folder with these files, as the gate and the console read them, for as long as the context lasts.

    The same folder serves again, so that what the gate remembers of unchanged files holds; who finds it in use gets
    another.
    """
    if not _IN_USE.acquire(blocking=False):
        bench = _Bench()
        try:
            bench.lay_out(files)
            yield bench.root
        finally:
            bench.remove()
        return
    try:
        kept = _KEPT.get(os.getpid())
        if kept is None or not kept.is_whole():
            if kept is not None:
                kept.remove()
            kept = _KEPT[os.getpid()] = _Bench()
            atexit.register(kept.remove)
        kept.lay_out(files)
        yield kept.root
    finally:
        _IN_USE.release()


def read_folder(workflows: Path, forms: Path) -> dict[str, bytes]:
    """The files of all procedures in a folder, with the forms beside it. Anything else that lies there is left out."""
    found = {f"forms/{file.name}": file for file in forms.glob("*.form")}
    for pattern in ("*.bpmn", "*.dmn", "*/*.bpmn", "*/*.dmn", "*/scenarios/*.yaml"):
        found |= {f"workflows/{file.relative_to(workflows).as_posix()}": file for file in workflows.glob(pattern)}
    return {path: file.read_bytes() for path, file in sorted(found.items()) if file.is_file()}


def packed(files: Files) -> bytes:
    """A zip of these files."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(ZipInfo(path, _NO_DAY), content, ZIP_DEFLATED)
    return target.getvalue()


def unpacked(folder: str, data: bytes) -> dict[str, bytes]:
    """The files of a zip for `folder`, by their full paths. Raises ZipError or PathError with a sentence.

    Nothing is written anywhere and no more is unpacked than the limits allow, whatever the archive says of its sizes.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES:
                raise ZipError(f"Das Archiv enthält mehr als {MAX_FILES} Dateien. Es wurde nichts geändert.")
            return _contents(folder, archive, entries)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ZipError from error


def _contents(folder: str, archive: ZipFile, entries: list[ZipInfo]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in entries:
        path = _place(folder, entry)
        if path in found:
            raise ZipError(f"«{_shown(entry)}» kommt im Archiv zweimal vor. Es wurde nichts geändert.")
        with archive.open(entry) as opened:
            content = opened.read(MAX_FILE + 1)
        if len(content) > MAX_FILE or sum(map(len, found.values())) + len(content) > MAX_TOGETHER:
            raise ZipError(f"«{_shown(entry)}» ist zu gross. Es wurde nichts geändert.")
        found[path] = content
    if not found:
        raise ZipError("Das Archiv ist leer. Es wurde nichts geändert.")
    return found


def _place(folder: str, entry: ZipInfo) -> str:
    name = entry.filename
    if stat.S_ISLNK(entry.external_attr >> 16) or entry.flag_bits & 1:
        raise ZipError(f"«{_shown(entry)}» ist eine Verknüpfung oder verschlüsselt. Es wurde nichts geändert.")
    parts = name.split("/")
    if parts[0] == "workflows":
        parts = parts[1:]
    if parts[0] == folder:
        parts = parts[1:]
    try:
        return full_path(folder, "/".join(parts))
    except PathError as error:
        raise PathError(f"«{_shown(entry)}» gehört nicht in diesen Ordner. {error.message}") from error


def _shown(entry: ZipInfo) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in entry.filename)[:100]
