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
    place, size = len(PNG), None
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4])
        end = place + 12 + length
        if end > len(content):
            return None
        named = content[place + 4 : end - 4]
        if zlib.crc32(named) != int.from_bytes(content[end - 4 : end]):
            return None
        if (named[:4] == b"IHDR") is not (place == len(PNG)):
            return None
        if named[:4] == b"IHDR" and length == 13:
            size = int.from_bytes(named[4:8]), int.from_bytes(named[8:12])
        if named[:4] == b"IEND":
            return size if end == len(content) else None
        place = end
    return None


def jpeg_size(content: bytes) -> Size | None:
    """Width and height of a JPEG with an end; None where it is none. Cameras may add something behind the end."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            size = int.from_bytes(width), int.from_bytes(height)
            return size if _END_OF_PICTURE in content[place + length :] else None
        if length < 2 or marker in (0xD9, 0xDA):
            return None
        place += 2 + length
    return None
