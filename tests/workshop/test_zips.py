"""Folders travel as zips: what is downloaded can be uploaded, and hostile archives change nothing."""

import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from app.errors import InvalidError
from app.workshop.files import packed, unpacked
from tests.browser_posts import Browser
from tests.workshop.conftest import OWNER

Browse = Callable[[str], Browser]


def archive(*entries: tuple[str, bytes], link: bool = False) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name, content in entries:
            entry = ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16 if link else 0
            made.writestr(entry, content, ZIP_DEFLATED)
    return target.getvalue()


HOSTILE = {
    "no archive": b"PK but not really",
    "empty": archive(),
    "climbs": archive(("../../etc/passwd.bpmn", b"x")),
    "absolute": archive(("/etc/x.bpmn", b"x")),
    "windows": archive(("..\\x.bpmn", b"x")),
    "other folder": archive(("workflows/anderes/diagram.bpmn", b"x")),
    "program": archive(("diagram.py", b"x")),
    "deep": archive(("a/b/c/diagram.bpmn", b"x")),
    "link": archive(("diagram.bpmn", b"/etc/passwd"), link=True),
    "bomb": archive(("diagram.bpmn", b"0" * 50_000_000)),
    "many": archive(*((f"d{number}.bpmn", b"") for number in range(201))),
    "twice": archive(("diagram.bpmn", b"a"), ("antrag/diagram.bpmn", b"b")),
    "cut": archive(("diagram.bpmn", b"abc" * 99))[:-30],
    "name": archive(("<script>.bpmn", b"a")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_with_a_sentence(kind: str) -> None:
    with pytest.raises(InvalidError) as refused:
        unpacked("antrag", HOSTILE[kind])
    assert len(refused.value.message) > 30


def test_what_is_packed_is_unpacked_byte_for_byte() -> None:
    files = {"workflows/antrag/diagram.bpmn": b"\xef\xbb\xbf<a/>\r\n", "forms/x.form": b"{}"}
    assert unpacked("antrag", packed(files)) == files and packed(files) == packed(files)


@pytest.mark.usefixtures("in_service")
def test_a_downloaded_folder_is_uploaded_changed(browse: Browse) -> None:
    owner = browse(OWNER).get("/werkstatt/antrag")
    files = unpacked("antrag", owner.client.get("/werkstatt/antrag/ordner.zip").data)
    path = "workflows/antrag/diagram.bpmn"
    assert files[path] == Path("tests/procedures/workflows/antrag/diagram.bpmn").read_bytes()
    changed = packed(files | {path: files[path].replace(b"Entscheiden", b"Pruefen")})
    data = {"csrf_token": owner.token(), "archive": (BytesIO(changed), "antrag.zip")}
    owner.response = owner.client.post(
        "/werkstatt/antrag/hochladen", data=data, headers={"Origin": "http://localhost"}, follow_redirects=True
    )
    assert "1 Dateien sind im Entwurf neu" in owner.text and "geändert" in owner.text


@pytest.mark.usefixtures("in_service")
def test_a_hostile_upload_begins_no_draft(browse: Browse) -> None:
    owner = browse(OWNER).get("/werkstatt/antrag")
    data = {"csrf_token": owner.token(), "archive": (BytesIO(HOSTILE["climbs"]), "antrag.zip")}
    answer = owner.client.post("/werkstatt/antrag/hochladen", data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 422 and "Entwurf beginnen" in owner.get("/werkstatt/antrag").text
