"""A procedure whose forms take files: the referrer hands them in, the insurer adds to what is known."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from app.bootstrap import House
from app.documents.models import Attachment
from tests.browser_posts import Browser
from tests.conftest import PROCEDURES
from tests.deploying import deploy_folder
from tests.flow.player import diagram
from tests.web.test_work import CLIENT

CASE = "/faelle/IIZ-2027-0001"
FORM = {
    "type": "default",
    "components": [
        {"type": "textfield", "id": "a", "key": "bericht.titel", "label": "Titel", "validate": {"required": True}},
        {"type": "filepicker", "id": "b", "key": "bericht.scan", "label": "Scan", "accept": ".pdf"},
        {"type": "filepicker", "id": "c", "key": "bericht.befunde", "label": "Befunde", "multiple": True,
         "properties": {"category": "gesundheit_diagnose"}},
        {"type": "dynamiclist", "id": "d", "path": "bericht.belege", "label": "Beleg", "defaultRepetitions": 0,
         "components": [{"type": "filepicker", "id": "e", "key": "datei", "label": "Datei"}]},
    ],
}  # fmt: skip
BODY = """<laneSet id="lanes"><lane id="l1" name="Anmeldende Stelle"><flowNodeRef>start</flowNodeRef>
<flowNodeRef>report</flowNodeRef><flowNodeRef>more</flowNodeRef></lane></laneSet>
<startEvent id="start" camunda:formKey="eroeffnen"/>
<userTask id="report" name="Bericht schreiben" camunda:formKey="bericht"/>
<userTask id="more" name="Bericht ergänzen" camunda:formKey="bericht"/>
<endEvent id="end"/>
start -> report
report -> more
more -> end"""

File = tuple[str, str, bytes]
"""Input name, file name, content."""


def put_into_service(house: House, folder: Path) -> None:
    files = {
        "workflows/bericht/diagram.bpmn": diagram(BODY, "bericht"),
        "forms/eroeffnen.form": (PROCEDURES / "forms/eroeffnen.form").read_bytes(),
        "forms/bericht.form": json.dumps(FORM).encode(),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with house.database.transaction() as session:
        deploy_folder(session, folder, house.clock.now())


def reporting(browse: type[Browser]) -> Browser:
    """The referrer's browser on the first task of a new case."""
    return browse("rav.berater").get("/faelle/neu/bericht").submit(CLIENT)


def send(
    browser: Browser, *files: File, values: Mapping[str, str] | None = None, button: tuple[str, str] | None = None
) -> Browser:
    """Sends the main form as a browser does that has chosen files, with `values` in place of what is there."""
    action, fields = browser.fields()
    values = values or {}
    kept = [(name, value) for name, value in fields if name not in values]
    return post(browser, action, [*kept, *values.items(), *([button] if button else [])], *files)


def post(browser: Browser, path: str, fields: Iterable[tuple[str, str]], *files: File) -> Browser:
    parts = [f'name="{_quoted(name)}"\r\n\r\n'.encode() + value.encode() for name, value in fields]
    for name, file_name, content in files:
        told = f'name="{_quoted(name)}"; filename="{_quoted(file_name)}"\r\nContent-Type: text/html\r\n\r\n'
        parts.append(told.encode() + content)
    body = b"".join(b"--limit\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    browser.response = browser.client.post(
        path,
        data=body + b"--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
        headers={"Origin": "http://localhost"},
        follow_redirects=True,
    )
    return browser


def _quoted(text: str) -> str:
    """As browsers write names into a multipart body."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def chosen(browser: Browser) -> list[str]:
    """The files that the page shows as chosen."""
    return [" ".join(item.text_content().split()) for item in browser.page.xpath("//*[@class='chosen-file']")]


def stored(house: House) -> list[Attachment]:
    with house.database.transaction(writes=False) as session:
        rows: Sequence[Attachment] = session.scalars(select(Attachment).order_by(Attachment.at, Attachment.name)).all()
        return list(rows)


def names(house: House, *, handed_in: bool) -> list[str]:
    return sorted(row.name for row in stored(house) if (row.document_id is not None) is handed_in)
