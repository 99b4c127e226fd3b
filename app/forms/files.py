"""Files as answers. A browser sends only their ids; name, type and size come from the case data or the uploads.

In the case data a file is a record `{id, name, type, size}` (size in bytes), never its content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.answers import MISSING, Upload
from app.forms.display import display_number

KINDS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
"""Media type → the endings its file names may have, the usual one first."""

WORDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileView:
    """One file as people see it; `size` such as 120 kB."""

    id: str
    name: str
    size: str


def records_in(value: object) -> list[Record]:
    """The records of files in a list; anything else in it is left out."""
    return [dict(item) for item in value if _is_record(item)] if isinstance(value, list) else []


def named_files(answer: object, known: list[Record], uploads: Mapping[str, Upload], field: str) -> object:
    """The records of the files that an answer names: known at this field, or uploaded for it.

    The id of another file becomes the empty text, which no schema accepts: nobody hands in a stranger's file.
    """
    if answer is MISSING:
        return MISSING
    there = {record["id"]: record for record in known}
    there |= {upload.id: _record(upload) for upload in uploads.values() if upload.field == field}
    items = answer if isinstance(answer, list) else [answer]
    ids = dict.fromkeys(str(item.get("id")) if isinstance(item, Mapping) else str(item) for item in items)
    return [there.get(id, "") for id in ids if id]


def view_of(record: Record) -> FileView:
    return FileView(record["id"], record["name"], file_size(record["size"]))


def in_words(records: list[Record]) -> str:
    """The files for people: «Zeugnis.pdf (120 kB), Seite 2.png (1.2 MB)»."""
    return ", ".join(f"{view.name} ({view.size})" for view in map(view_of, records))


def file_size(size: int) -> str:
    """A number of bytes for people: 120 kB, 1.2 MB."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))} kB"
    return f"{display_number(round(size / 1_000_000, 1))} MB"


def _record(upload: Upload) -> Record:
    return {"id": upload.id, "name": upload.name, "type": upload.kind, "size": upload.size}


def _is_record(item: object) -> bool:
    if not isinstance(item, Mapping) or set(item) != {"id", "name", "type", "size"}:
        return False
    size = item["size"]
    texts = all(isinstance(item[key], str) and item[key] for key in ("id", "name", "type"))
    return texts and isinstance(size, int) and not isinstance(size, bool)
