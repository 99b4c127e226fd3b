"""Whether a PDF would do something by itself. It is searched as bytes, regardless of its own table of contents.

A viewer that rebuilds a broken file may find an object anywhere, so a forbidden name counts wherever it stands: in the
open, written with `#xx`, or packed into an object stream. Time and memory are bounded: each byte is read a fixed number
of times, and no more than `MOST_UNPACKED` bytes are unpacked.
"""

import re
import zlib
from collections.abc import Iterator

PDF = b"%PDF-"
MOST_UNPACKED = 50_000_000
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])|/XFA(?=[\s\[0-9<(/])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]*(\r\n|\r|\n)")
_OBJECT_STREAM, _FIRST, _COUNT = re.compile(rb"/ObjStm"), re.compile(rb"/First"), re.compile(rb"/N\s*\d")
"""An object stream is marked /ObjStm. Viewers also read one without that mark if it has /First and /N, so we do too."""


class UnreadableError(Exception):
    """The file is damaged, or packed in a way that hides what is in it."""


def is_whole(content: bytes) -> bool:
    """Whether `content` begins like a PDF and has an end."""
    return content.startswith(PDF) and b"%%EOF" in content


def is_locked(content: bytes) -> bool:
    """Whether the PDF is encrypted, with or without a password, so that it cannot be searched."""
    return _LOCKED.search(_plain(content)) is not None


def is_active(content: bytes) -> bool:
    """Whether the PDF holds programs, starts others, or carries files. Raises UnreadableError."""
    return any(_ACTIVE.search(part) for part in (_plain(content), *_unpacked(content)))


def _plain(content: bytes) -> bytes:
    """`content` with escapes in names resolved: /J#61vaScript is /JavaScript."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The contents of the object streams. Raises UnreadableError for any packing but plain deflate."""
    left, view, before = MOST_UNPACKED, memoryview(content), 0
    for found in _STREAM.finditer(content):
        dictionary, before = _plain(content[before : found.start()]), found.start()
        if not (_OBJECT_STREAM.search(dictionary) or (_FIRST.search(dictionary) and _COUNT.search(dictionary))):
            continue
        if b"/Filter" not in dictionary or b"/DecodeParms" in dictionary:
            raise UnreadableError
        end = content.find(b"endstream", found.end())
        packer = zlib.decompressobj()
        try:
            part = packer.decompress(view[found.end() : end if end >= 0 else len(content)], left + 1)
        except zlib.error as error:
            raise UnreadableError from error
        left -= len(part)
        if not packer.eof or left < 0:
            raise UnreadableError
        yield _plain(part)
