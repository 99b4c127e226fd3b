"""Checking a file before it is stored: small enough, of an accepted kind by its content, and without programs."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.documents import names, pdf, pictures
from app.documents.pdf_actions import UnreadableError
from app.documents.scanning import Scanner
from app.errors import InvalidError
from app.forms.files import WORDS
from app.forms.messages import one_of

MOST_BYTES = 10_000_000
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000


class EmptyFileError(InvalidError):
    """Diese Datei ist leer. Bitte wählen Sie eine andere."""


class TooLargeError(InvalidError):
    """Diese Datei ist grösser als 10 MB. Bitte verkleinern oder teilen Sie sie."""


class WrongKindError(InvalidError):
    """Dateien dieser Art nehmen wir hier nicht an."""


class DamagedError(InvalidError):
    """Diese Datei ist beschädigt oder unvollständig. Bitte speichern Sie sie neu und wählen Sie sie noch einmal."""


class LockedPdfError(InvalidError):
    """Diese PDF-Datei ist verschlüsselt. Bitte speichern Sie sie ohne Schutz, oder drucken Sie sie als neue PDF-Datei
    und wählen Sie diese."""


class ActivePdfError(InvalidError):
    """Diese PDF-Datei enthält Programme, angehängte Dateien oder etwas, das beim Öffnen von selbst geschieht. Bitte
    drucken Sie sie als neue PDF-Datei und wählen Sie diese."""


class HugePictureError(InvalidError):
    """Dieses Bild hat zu viele Bildpunkte. Bitte verkleinern Sie es."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be stored. kind: media type by its content; sha256: hexadecimal."""

    name: str
    kind: str
    content: bytes
    sha256: str


def check(name: str, content: bytes, kinds: Collection[str], scanner: Scanner) -> CheckedFile:
    """The file with a harmless name. Raises one of the errors above, MalwareError or SilentScannerError.

    Only the content decides on the kind: neither the name nor the type that the browser states is believed.
    """
    if not content:
        raise EmptyFileError
    if len(content) > MOST_BYTES:
        raise TooLargeError
    kind = next((kind for kind, begins in _BEGINNINGS.items() if content.startswith(begins)), "")
    if kind not in kinds:
        raise WrongKindError(f"Bitte wählen Sie eine Datei der Art {one_of([WORDS[one] for one in kinds])}.")
    _CHECKS[kind](content)
    scanner.scan(content)
    return CheckedFile(names.clean(name, kind), kind, content, sha256(content).hexdigest())


def _check_pdf(content: bytes) -> None:
    if not pdf.is_whole(content):
        raise DamagedError
    if pdf.is_locked(content):
        raise LockedPdfError
    try:
        active = pdf.is_active(content)
    except UnreadableError as error:
        raise DamagedError from error
    if active:
        raise ActivePdfError


def _check_size(size: pictures.Size | None) -> None:
    if size is None or not all(size):
        raise DamagedError
    width, height = size
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise HugePictureError


_BEGINNINGS = {"application/pdf": pdf.PDF, "image/png": pictures.PNG, "image/jpeg": pictures.JPEG}
_CHECKS: Mapping[str, Callable[[bytes], None]] = {
    "application/pdf": _check_pdf,
    "image/png": lambda content: _check_size(pictures.png_size(content)),
    "image/jpeg": lambda content: _check_size(pictures.jpeg_size(content)),
}
