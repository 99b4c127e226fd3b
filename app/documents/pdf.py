"""Whether a PDF would do something by itself. It is looked through as bytes, whatever its own table of contents says.

Viewers rebuild broken files in their own ways; so a name counts wherever it stands: in the open, written with `#xx`, or
packed into an object stream. Time and memory are bounded: each byte is read a fixed number of times, and no more than
`MOST_UNPACKED` bytes are unpacked.
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
"""An object stream says what it is; viewers take one for it that only says where its first object is, and how many."""


class UnreadableError(Exception):
    """The file is damaged, or packed in a way that hides what is in it."""


def is_whole(content: bytes) -> bool:
    """Whether it begins and ends like a PDF."""
    return content.startswith(PDF) and b"%%EOF" in content


def is_locked(content: bytes) -> bool:
    """Whether it is encrypted, with or without a password: nobody can look inside."""
    return _LOCKED.search(_plain(content)) is not None


def is_active(content: bytes) -> bool:
    """Whether it has programs, starts others, or carries files. Raises UnreadableError."""
    return any(_ACTIVE.search(part) for part in (_plain(content), *_unpacked(content)))


def _plain(content: bytes) -> bytes:
    """Names may be written with escapes: /J#61vaScript."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What the object streams hold. One that is packed in any other than the usual way counts as unreadable."""
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
