"""What is stored is what its content says it is, small enough, whole, and does nothing by itself."""

import zlib

import pytest

from app.documents import checking
from app.documents.checking import (
    ActivePdfError,
    DamagedError,
    EmptyFileError,
    HugePictureError,
    LockedPdfError,
    TooLargeError,
    WrongKindError,
    check,
)
from app.documents.scanning import NoScanner
from app.errors import AppError
from app.forms import KINDS
from tests.documents.samples import SOUND, chunk, jpeg, kind_of, packed, pdf, png

HTML = b"<!doctype html><script>alert(1)</script>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\x\\Zeugnis.pdf": "Zeugnis.pdf",
    "a\0b.pdf": "ab.pdf",
    "rechnung\u202efdp.exe": "rechnungfdp.exe.pdf",
    "CON.pdf": "_CON.pdf",
    "com1.tar.pdf": "_com1.tar.pdf",
    "": "Datei.pdf",
    "...": "Datei.pdf",
    ".pdf": "pdf.pdf",
    "Zeile\r\nSet-Cookie: a=b.pdf": "ZeileSet-Cookie_ a=b.pdf",
    'a"b<c>|?*.PDF': "a_b_c____.pdf",
    "seite.html": "seite.html.pdf",
    "Bericht 1.2.2027": "Bericht 1.2.2027.pdf",
    "Ärztin Müller 𝄞.pdf": "Ärztin Müller 𝄞.pdf",
    "\ud800x.pdf": "x.pdf",
}


def checked(content: bytes, name: str = "x", kinds: tuple[str, ...] = tuple(KINDS)) -> checking.CheckedFile:
    return check(name, content, kinds, NoScanner())


@pytest.mark.parametrize("name", SOUND)
def test_pdf_png_and_jpeg_are_taken(name: str) -> None:
    file = checked(SOUND[name], name)
    assert (file.name, file.kind, file.content) == (name, kind_of(name), SOUND[name])
    assert len(file.sha256) == 64


@pytest.mark.parametrize(
    "content",
    [HTML, b"MZ\x90\x00", b"PK\x03\x04", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b" " + pdf(), b"BM"],
)
def test_the_content_decides_whatever_the_name_says(content: bytes) -> None:
    for name in ("x.pdf", "x.png", "x.jpg"):
        with pytest.raises(WrongKindError):
            checked(content, name)


def test_a_field_takes_only_its_own_kinds() -> None:
    with pytest.raises(WrongKindError, match=r"Bitte wählen Sie eine Datei der Art PDF\."):
        checked(png(), kinds=("application/pdf",))


@pytest.mark.parametrize(("name", "kept"), NAMES.items())
def test_names_are_harmless_and_still_recognised(name: str, kept: str) -> None:
    assert checked(pdf(), name).name == kept


def test_a_very_long_name_is_cut_and_keeps_its_ending() -> None:
    assert checked(pdf(), "x" * 300 + ".pdf").name == "x" * 96 + ".pdf"


def test_size_is_bounded() -> None:
    with pytest.raises(EmptyFileError):
        checked(b"")
    assert checked(pdf(b" " * (checking.MOST_BYTES - len(pdf(b"")))))
    with pytest.raises(TooLargeError):
        checked(pdf(b" " * checking.MOST_BYTES))


@pytest.mark.parametrize(
    "content",
    [
        pdf(SCRIPT),
        pdf(b"<< /S /J#61vaScript /JS (app.alert(1)) >>"),
        pdf(b"<< /S /Launch /F (calc.exe) >>"),
        pdf(b"<< /Type /EmbeddedFile >>"),
        pdf(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"),
        pdf(b"<< /AcroForm << /XFA [3 0 R] >> >>"),
        pdf(packed(SCRIPT)),
        pdf(packed(b"<< /S /J#61vaScript >>", b"/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode")),
        pdf(packed(SCRIPT, b"/Type 9 0 R /N 1 /First 4 /Filter /FlateDecode")),
        pdf(b"% stream\n", SCRIPT, b"% endstream"),
    ],
)
def test_a_pdf_that_does_something_by_itself_is_refused_however_it_is_written(content: bytes) -> None:
    with pytest.raises(ActivePdfError):
        checked(content)


def test_a_pdf_that_nobody_can_look_into_is_refused() -> None:
    with pytest.raises(LockedPdfError):
        checked(pdf() + b"trailer << /Encrypt 9 0 R >>")
    lzw = packed(b"x", b"/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode").replace(zlib.compress(b"x"), b"\x80\x0b")
    cut = pdf(packed(b"harmless" * 50)).replace(b"\nendstream", b"")[:-60] + b"\nendstream %%EOF"
    bomb = packed(b"\0" * 60_000_000)
    for content in (pdf(lzw), cut, pdf(bomb), b"%PDF-1.7\nnothing"):
        with pytest.raises(DamagedError):
            checked(content)


def test_ordinary_streams_of_a_pdf_are_no_reason_to_refuse_it() -> None:
    page = b"<< /Length 9 /Filter /FlateDecode >>\nstream\n" + zlib.compress(b"BT (JavaScript) Tj ET") + b"\nendstream"
    assert checked(pdf(page, packed(b"<< /Type /Page >>"), b"<< /OpenAction [3 0 R /Fit] >>"))


@pytest.mark.parametrize("content", [png(40_000, 1), png(20_000, 20_000), jpeg(65_000, 1), jpeg(20_000, 20_000)])
def test_a_picture_that_would_unfold_to_gigabytes_is_refused(content: bytes) -> None:
    with pytest.raises(HugePictureError):
        checked(content)


@pytest.mark.parametrize(
    "content",
    [
        png()[:-1],
        png() + HTML,
        png(0, 2),
        png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n" + HTML,
        jpeg()[:-2],
        jpeg(0, 0),
        b"\xff\xd8\xff" + HTML,
        b"\xff\xd8\xff\xe0\x00\x00",
        b"\xff\xd8\xff\xff\xff\xff",
    ],
)
def test_a_picture_that_is_not_whole_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError):
        checked(content)


def test_what_is_found_wrong_is_said_in_german_with_what_to_do() -> None:
    for content in (b"", HTML, pdf(SCRIPT), png()[:-1]):
        with pytest.raises(AppError, match="Bitte"):
            checked(content)
