"""A procedure whose form has every kind of field that takes free text, and texts that mean harm."""

import json
from pathlib import Path

from app.bootstrap import House
from tests.browser_posts import Browser
from tests.conftest import PROCEDURES
from tests.deploying import deploy_folder
from tests.web.guidance import form
from tests.web.guidance import guidance as diagram

CASE = "/faelle/IIZ-2027-0001"
FIRST, LAST = '=1+1<script>alert("1")</script>', "@SUM(1)'><img src=x onerror=alert(2)>"
NAME = f"{FIRST} {LAST}"
HARM = {
    "klient.ahv": "<script>alert(1)</script>{{ 7*7 }}${7*7}{% raw %}",
    "text.lang": '</textarea><script>alert(2)</script>\n=HYPERLINK("http://x")\n\'; DROP TABLE "case"; --',
    "text.liste.0.titel": '"><svg/onload=alert(3)> javascript:alert(3) #set text(red) \\u0000 %0d%0a',
}
REGISTER = {
    "type": "default",
    "id": "register",
    "components": [
        {"type": "textfield", "id": "a", "key": "klient.ahv", "label": "AHV-Nummer", "validate": {"required": True}},
        {"type": "textarea", "id": "b", "key": "text.lang", "label": "Bericht"},
        {
            "type": "dynamiclist", "id": "c", "path": "text.liste", "label": "Liste", "isRepeating": True,
            "allowAddRemove": True, "defaultRepetitions": 1,
            "components": [{"type": "textfield", "id": "d", "key": "titel", "label": "Titel"}],
        },
    ],
}  # fmt: skip


def put_into_service(house: House, folder: Path) -> None:
    """Deploys the procedure beside the small one that is there."""
    files = {
        "workflows/begleitung/diagram.bpmn": diagram(),
        "forms/eroeffnen.form": (PROCEDURES / "forms/eroeffnen.form").read_bytes(),
        "forms/register.form": json.dumps(REGISTER).encode(),
        "forms/withdrawn.form": form("withdrawn", ("stelle", "Stelle")).encode(),
        "forms/died.form": form("died", ("tod.am", "Gestorben am")).encode(),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with house.database.transaction() as session:
        deploy_folder(session, folder, house.clock.now())


def harmful(browse: type[Browser], email: str = "peter.m@example.org") -> Browser:
    """The referrer's browser on the first task of a case whose client has a name that means harm."""
    client = {"klient.vorname": FIRST, "klient.name": LAST, "klient.email": email}
    return browse("rav.berater").get("/faelle/neu/begleitung").submit(client)


def assert_harmless(browser: Browser, *texts: str) -> None:
    """The page shows `texts` as they were typed, and nothing on it runs or is a link to a script."""
    page = browser.page
    said = page.text_content() + " ".join(page.xpath("//@value"))
    for text in texts:
        assert text in said, text
    assert page.xpath("//img[@onerror] | //svg[@onload] | //@*[starts-with(name(), 'on')]") == []
    assert [one for one in page.xpath("//script") if one.text or not one.get("src", "").startswith("/static/")] == []
    assert page.xpath("//@href[starts-with(normalize-space(.), 'javascript:')]") == []
