"""Small files of every kind, sound and harmful, made by hand so that it is plain what is in them."""

import zlib
from pathlib import PurePath

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(*objects: bytes, catalogue: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of one page with these objects, numbered from 4, and with more in its catalogue or its page."""
    root = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    only = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>" % page
    every = enumerate((root, pages, only, *objects), start=1)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in every)
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def packed(content: bytes, dictionary: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    """An object stream: objects nobody sees in the open."""
    return b"<< %s >>\nstream\n%s\nendstream" % (dictionary, zlib.compress(content))


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


def png(width: int = 2, height: int = 2) -> bytes:
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"data" + b"\xff\xd9"


SOUND = {"Zeugnis.pdf": pdf(), "Foto.png": png(), "Scan.jpg": jpeg()}
KIND = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}


def kind_of(name: str) -> str:
    return KIND[PurePath(name).suffix]
