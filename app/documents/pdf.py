"""Whether a PDF would do something by itself. It is read twice: as bytes, and as the objects it lists.

As bytes, regardless of its own table of contents: a viewer that rebuilds a broken file may find an object anywhere, so
a forbidden name counts wherever it stands: in the open, written with `#xx`, or packed into an object stream. As objects
(`pdf_actions`): what opening or clicking does must be one of few harmless actions. Time and memory are bounded: each
byte is read a fixed number of times, no more than `MOST_UNPACKED` bytes are unpacked, and the objects are counted.
"""

import re
import zlib
from collections.abc import Iterator

from app.documents import pdf_actions
from app.documents.pdf_actions import UnreadableError

PDF = b"%PDF-"
MOST_UNPACKED = 50_000_000
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Filespec|SubmitForm|ImportData|GoToR|GoToE|GoToDp|Rendition)"
    rb"(?![A-Za-z])|/XFA(?=[\s\[0-9<(/])"
)
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]*(\r\n|\r|\n)")
_OBJECT_STREAM, _FIRST, _COUNT = re.compile(rb"/ObjStm"), re.compile(rb"/First"), re.compile(rb"/N\s*\d")
"""An object stream is marked /ObjStm. Viewers also read one without that mark if it has /First and /N, so we do too."""


def is_whole(content: bytes) -> bool:
    """Whether `content` begins like a PDF and has an end."""
    return content.startswith(PDF) and b"%%EOF" in content


def is_locked(content: bytes) -> bool:
    """Whether the PDF is encrypted, with or without a password, so that it cannot be searched."""
    return _LOCKED.search(_plain(content)) is not None


def is_active(content: bytes) -> bool:
    """Whether the PDF holds programs, starts others, acts when opened, or carries files. Raises UnreadableError."""
    hidden = any(_ACTIVE.search(part) for part in (_plain(content), *_unpacked(content)))
    return hidden or pdf_actions.acts(content)


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
