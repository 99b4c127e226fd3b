"""Just enough of PNG and JPEG: whether a file is one, whether it is whole, and how many pixels it has."""

import zlib

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_END_OF_PICTURE = b"\xff\xd9"
_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD8)))
_NO_FRAME = frozenset((0xC4, 0xC8, 0xCC))
"""Markers in the range of frames that begin no frame: tables of codes, and two that are reserved."""

Size = tuple[int, int]


def png_size(content: bytes) -> Size | None:
    """Width and height of a PNG that is whole, checksums included, with nothing behind its end; else None."""
    position, size = len(PNG), None
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4])
        end = position + 12 + length
        if end > len(content):
            return None
        named = content[position + 4 : end - 4]
        if zlib.crc32(named) != int.from_bytes(content[end - 4 : end]):
            return None
        if (named[:4] == b"IHDR") is not (position == len(PNG)):
            return None
        if named[:4] == b"IHDR" and length == 13:
            size = int.from_bytes(named[4:8]), int.from_bytes(named[8:12])
        if named[:4] == b"IEND":
            return size if end == len(content) else None
        position = end
    return None


def jpeg_size(content: bytes) -> Size | None:
    """Width and height of a JPEG with an end; None where it is none. Cameras may add something behind the end."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            position += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = content[position + 5 : position + 7], content[position + 7 : position + 9]
            size = int.from_bytes(width), int.from_bytes(height)
            return size if _END_OF_PICTURE in content[position + length :] else None
        if length < 2 or marker in (0xD9, 0xDA):
            return None
        position += 2 + length
    return None
