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


PROGRAM = b"/S /Rendition /OP 0 /JS (app.alert(1))"
WHEN_OPENED = [
    b"/S /URI /URI (https://example.org/)",
    b"/S /SubmitForm /F (https://example.org/)",
    b"/S /GoToR /F (\\\\evil\\share) /D [0 /Fit]",
    b"/S /GoToE /T << /R /C /N (x) >>",
    b"/S /ImportData /F (x.fdf)",
    b"/S /Thread /F (x.pdf) /D 0",
    b"/S /Sound /Sound 4 0 R",
    b"/S /Movie /T (x)",
    b"/S /Hide /T (x)",
    b"/S /Named /N /Print",
    b"/S /SetOCGState /State []",
    b"/S /Trans",
    b"/S /GoTo3DView /TA 4 0 R",
    b"/S /Something#4eew",
    b"/N /NextPage",
    b"/S [/GoTo]",
    b"/S (GoTo)",
    PROGRAM,
]
WHEN_CLICKED = [
    b"/S /URI /URI (file:///etc/passwd)",
    b"/S /URI /URI (javascript:alert\\(1\\))",
    b"/S /URI /URI (\\\\\\\\evil\\\\share)",
    b"/S /URI",
    b"/S /URI /URI << /A (https://example.org/) >>",
    b"/S [/URI]",
    b"/S /Named /N /SaveAs",
    b"/S /ResetForm",
    b"/S /GoTo /D [3 0 R /Fit] /Next << /S /Hide /T (x) >>",
    b"/S /GoTo /D [3 0 R /Fit] /Next [<< /S /GoTo >> << /S /Hide >>]",
    PROGRAM,
]


def link(action: bytes) -> bytes:
    return b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %s >>]" % action


@pytest.mark.parametrize("action", WHEN_OPENED)
def test_what_happens_on_opening_is_at_most_a_turn_of_the_page(action: bytes) -> None:
    written = b"<< %s >>" % action
    for content in (
        pdf(catalogue=b"/OpenAction %s" % written),
        pdf(written, catalogue=b"/OpenAction 4 0 R"),
        pdf(written, b"<< /O 4 0 R >>", page=b"/AA 5 0 R"),
        pdf(catalogue=b"/AA << /WC %s >>" % written),
        pdf(b"<< /S /GoTo /D [3 0 R /Fit] /Next %s >>" % written,
            catalogue=b"/OpenAction 4 0 R"),
        pdf(b"<< /Subtype /Widget /AA << /F %s >> >>" % written, catalogue=b"/AcroForm << /Fields [4 0 R] >>"),
    ):  # fmt: skip
        with pytest.raises(ActivePdfError):
            checked(content)


@pytest.mark.parametrize("action", WHEN_CLICKED)
def test_a_click_follows_a_link_and_does_nothing_else(action: bytes) -> None:
    written = b"<< %s >>" % action
    for content in (
        pdf(page=link(written)),
        pdf(written, page=link(b"4 0 R")),
        pdf(b"<< /Title (x) /A %s >>" % written, catalogue=b"/Outlines << /First 4 0 R >>"),
        pdf(page=b"/Annots [<< /Subtype /Link /PA %s >>]" % written),
    ):
        with pytest.raises(ActivePdfError):
            checked(content)


@pytest.mark.parametrize(
    "content",
    [
        *(pdf(page=b"/Annots [<< %s >>]" % kind)
          for kind in (b"/Subtype /Sound", b"/Subtype [/Link]", b"/Type [/Annot]")),
        pdf(b"<< /Subtype /Movie >>", page=b"/Annots [4 0 R]"),
        *(pdf(page=b"/Annots [<< /Type /Annot /Subtype /%s >>]" % kind)
          for kind in (b"FileAttachment", b"Sound", b"Movie", b"Screen", b"3D", b"Projection", b"Unheard")),
        pdf(catalogue=b"/AF [4 0 R]"),
        pdf(catalogue=b"/Collection << /View /D >>"),
        pdf(catalogue=b"/Names << /Renditions << /Names [] >> >>"),
        pdf(catalogue=b"/Names << /AlternatePresentations << >> >>"),
        pdf(b"<< /Length 0 /F (\\\\evil\\image.jpg) /FFilter /DCTDecode >> stream\n\nendstream"),
        pdf(b"<< /Subtype /Form /Length 0 /Ref << /F (x.pdf) /Page 0 >> >> stream\n\nendstream"),
        pdf(b"<< /Type /F#69lespec /F (x) >>"),
    ],
)  # fmt: skip
def test_a_pdf_that_carries_or_fetches_other_files_is_refused(content: bytes) -> None:
    with pytest.raises(ActivePdfError):
        checked(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf(page=link(b"<< /S /URI /URI (https://www.lu.ch/) >>")),
        pdf(page=link(b"<< /S /URI /URI (mailto:info@example.org) >>")),
        pdf(page=link(b"<< /S /GoTo /D [3 0 R /Fit] /Next << /S /Named /N /NextPage >> >>")),
        pdf(catalogue=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >> /PageMode /UseOutlines"),
        pdf(catalogue=b"/Outlines << /First 4 0 R >> /Names << /Dests << /Names [] >> >>"),
        pdf(b"<< /Type /StructElem /S /Standard /A << /O /Layout /Width 9 >> >>"),
        pdf(b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) >>", catalogue=b"/AcroForm << /Fields [4 0 R] >>"),
    ],
)
def test_links_outlines_and_fields_of_ordinary_papers_are_taken(content: bytes) -> None:
    assert checked(content)


def test_looking_through_a_pdf_is_bounded() -> None:
    many = b"[%s]" % (b"[]" * 400_000)
    deep = b"<< /A " * 200 + b"[]" + b">>" * 200
    for content in (pdf(many), pdf(deep), pdf(b"[" * 100_000 + b"]" * 100_000), pdf(b"<< /S /Hide /X << /A <6g> ")):
        with pytest.raises(DamagedError):
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
