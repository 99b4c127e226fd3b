"""What a PDF does when it is opened or clicked, read from its objects. Only what is listed here is accepted.

Source of the names: ISO 32000-2, 12.5 (annotations), 12.6 (actions), 7.7 (catalogue), 7.11 (files), 8.10.4 (pages of
other files).
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

WHEN_OPENED = frozenset({"/GoTo"})
WHEN_CLICKED = frozenset({"/GoTo", "/Named", "/URI"})
SCHEMES = ("http://", "https://", "mailto:", "tel:", "#")
NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
ANNOTATIONS = frozenset(
    (
        "/Text",
        "/Link",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Caret",
        "/Stamp",
        "/Ink",
        "/Popup",
        "/Widget",
        "/PrinterMark",
        "/TrapNet",
        "/Watermark",
        "/Redact",
    )
)
NAME_TREES = frozenset({"/Dests", "/AP", "/Pages", "/Templates", "/IDS", "/URLS"})
FOREIGN_KEYS = frozenset({"/EF", "/AF", "/RF", "/XFA", "/Collection", "/Requirements", "/OPI", "/RichMediaContent"})
"""Keys of files inside the file, forms with programs, collections of files, and what is fetched from elsewhere."""
_GAVE_UP = ("limits error", "giving up")
"""What the library says of an object that it did not read to the end."""
MOST_OBJECTS = 300_000
DEEPEST = 100


class UnreadableError(Exception):
    """The file is damaged, or packed in a way that hides what is in it."""


def acts(content: bytes) -> bool:
    """Whether the PDF does more than show pages and follow links that somebody clicks.

    Raises UnreadableError for a file that cannot be read, or whose objects are too many or too deep to look through.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, inherit_page_attributes=False) as document:
            foreign = any(_is_foreign(one) for one in _dictionaries(document))
            if any(sign in str(warning) for warning in document.get_warnings() for sign in _GAVE_UP):
                raise UnreadableError  # an object that was not read whole counts as empty, but not for every viewer
            return foreign
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
        raise UnreadableError from error


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Dictionary | Stream]:
    """Every dictionary of the document, also those written inside another. What is referred to is its own object."""
    left = MOST_OBJECTS
    waiting: list[tuple[Object, int]] = [(document.trailer, 0)]
    for item in document.objects:
        waiting.append((item, 0))
        while waiting:
            value, depth = waiting.pop()
            left -= 1
            if left < 0 or depth > DEEPEST:
                raise UnreadableError
            if isinstance(value, (Dictionary, Stream)):
                yield value
            waiting += [(child, depth + 1) for child in _inside(value)]


def _inside(value: Object) -> list[Object]:
    """The dictionaries and lists that are written directly inside `value`."""
    children = value.values() if isinstance(value, (Dictionary, Stream)) else value if isinstance(value, Array) else ()
    return [child for child in children if isinstance(child, (Dictionary, Array)) and not child.is_indirect]


def _is_foreign(value: Dictionary | Stream) -> bool:
    keys = set(value.keys())
    if keys & FOREIGN_KEYS or _name(value, "/Type") in ("/Filespec", "/EmbeddedFile", "/Collection"):
        return True
    if isinstance(value, Stream) and "/F" in keys:  # its content stands in another file
        return True
    if _name(value, "/Subtype") == "/Form" and "/Ref" in keys:  # shows a page of another file
        return True
    return _has_foreign_parts(value) or _acts_when_opened(value) or _acts_when_clicked(value)


def _has_foreign_parts(value: Dictionary | Stream) -> bool:
    """Whether the annotations of a page or the lists of names of the catalogue are of another kind than those known."""
    annotations, names = value.get("/Annots"), value.get("/Names")
    shown = annotations if isinstance(annotations, Array) else [value] if _name(value, "/Type") == "/Annot" else []
    if any(_name(one, "/Subtype") not in ANNOTATIONS for one in shown if isinstance(one, Dictionary)):
        return True
    return isinstance(names, Dictionary) and not set(names.keys()) <= {*NAME_TREES, "/Names", "/Kids", "/Limits"}


def _acts_when_opened(value: Dictionary | Stream) -> bool:
    """Whether the catalogue, a page or a field does more by itself than turn to a page."""
    opening, others = value.get("/OpenAction"), value.get("/AA")
    if isinstance(opening, Dictionary) and not _turns_the_page(opening):
        return True
    if others is None:
        return False
    return not isinstance(others, Dictionary) or not all(_turns_the_page(one) for one in others.values())


def _turns_the_page(action: Object) -> bool:
    # What comes after it would happen on opening too, and may be what otherwise only a click may do.
    return _is_one_of(action, WHEN_OPENED) and "/Next" not in action


def _acts_when_clicked(value: Dictionary | Stream) -> bool:
    """Whether a click does more than follow a link. `/A` and `/Next` also have other meanings, without an `/S`."""
    for key in ("/A", "/PA", "/Next"):
        action = value.get(key)
        for one in action if isinstance(action, Array) else [action]:
            if isinstance(one, Dictionary) and "/S" in one and not _is_one_of(one, WHEN_CLICKED):
                return True
    return False


def _is_one_of(action: Object, accepted: frozenset[str]) -> bool:
    kind = _name(action, "/S") if isinstance(action, Dictionary) else ""
    if kind not in accepted:
        return False
    if kind == "/URI":
        address = action.get("/URI")
        return isinstance(address, String) and str(address).lower().startswith(SCHEMES)
    return kind != "/Named" or _name(action, "/N") in NAMED


def _name(value: Object, key: str) -> str:
    """The name that stands under `key`; empty where something else does, which no viewer would take for a name."""
    found = value.get(key)
    return str(found) if isinstance(found, Name) else ""
