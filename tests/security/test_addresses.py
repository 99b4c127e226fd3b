"""Tampered ids and paths: whoever guesses or changes an address gets no further than without it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.documents.models import Document
from app.documents.service import OPENING
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.main import create_app
from app.outbox.models import Message, MessageStatus
from app.people.models import SignIn, User
from tests.browser_posts import Browser
from tests.security.stage import CASE
from tests.web.test_work import APPLICATION, CLIENT, opened

OTHER = "/faelle/IIZ-2027-0002"


def two_cases(browse: type[Browser], house: House) -> Browser:
    """RAV and social service each have a case; the browser is RAV's on its own case."""
    opened(browse).submit(APPLICATION)
    browse("sd.sozialarbeit").get("/faelle/neu/antrag").submit(CLIENT).submit(APPLICATION)
    return browse("rav.berater").get(CASE)


def document_of(house: House, number: str) -> str:
    with house.database.transaction(writes=False) as session:
        papers = select(Document.id).where(Document.case.has(number=number), Document.title != OPENING)
        return session.scalars(papers).one()


def test_another_ones_case_is_not_found_under_any_of_its_addresses(browse: type[Browser], house: House) -> None:
    browser = two_cases(browse, house)
    files = ("/diagramm.bpmn", "/zugriffe", "/zugriffe.pdf", "/datenauskunft", "/datenauskunft.json")
    for end in ("", *files, "/briefe/x", "/unterlagen/x"):
        assert browser.get(CASE + end).status in (200, 403, 404)
        assert browser.get(OTHER + end).status == 404, end
        assert browser.get(f"/faelle/IIZ-2027-9999{end}").status == 404


def test_a_document_is_not_found_below_another_case(browse: type[Browser], house: House) -> None:
    browser = two_cases(browse, house)
    mine, theirs = document_of(house, "IIZ-2027-0001"), document_of(house, "IIZ-2027-0002")
    assert browser.get(f"{CASE}/unterlagen/{mine}").status == 200
    assert browser.get(f"{OTHER}/unterlagen/{theirs}").status == 404
    assert browser.get(f"{CASE}/unterlagen/{theirs}").status == 404
    assert browser.get(f"{OTHER}/unterlagen/{mine}").status == 404
    browse("rav.berater").get("/faelle/neu/antrag").submit(CLIENT).submit(APPLICATION)
    also_mine = document_of(house, "IIZ-2027-0003")
    assert browser.get(f"/faelle/IIZ-2027-0003/unterlagen/{also_mine}").status == 200
    assert browser.get(f"{CASE}/unterlagen/{also_mine}").status == 404


def test_a_letter_is_neither_shown_nor_marked_as_sent_below_another_case(browse: type[Browser], house: House) -> None:
    browser = two_cases(browse, house)
    with house.database.transaction() as session:
        now = house.clock.now()
        letter = Message(
            case_number="IIZ-2027-0002", to_name="Ada", to_address="", subject="Brief", body="Guten Tag",
            posted_at=now, next_try_at=now, status=MessageStatus.LETTER,
        )  # fmt: skip
        session.add(letter)
    token = browser.get("/").token()
    for case in (CASE, OTHER):
        assert browser.get(f"{case}/briefe/{letter.id}").status == 404
        assert browser.post(f"{case}/briefe/{letter.id}", [("csrf_token", token)]).status == 404
    with house.database.transaction(writes=False) as session:
        assert session.get_one(Message, letter.id).status == MessageStatus.LETTER


@pytest.mark.parametrize("action", ["", "draft", "keep", "claim", "release", "assign"])
def test_another_ones_task_is_neither_done_nor_taken_nor_given_back(
    browse: type[Browser], house: House, action: str
) -> None:
    path = opened(browse).path
    stranger = browse("sd.sozialarbeit").get("/")
    values = [(name, str(value)) for name, value in APPLICATION.items()]
    assert stranger.post(path, [("csrf_token", stranger.token()), ("_action", action), *values]).status == 404
    with house.database.transaction(writes=False) as session:
        item = session.scalars(select(WorkItem)).one()
        assert item.status == ItemStatus.OPEN
        assert session.get_one(User, item.assignee_id).username == "rav.berater"


def test_a_sign_in_of_somebody_else_cannot_be_ended(browse: type[Browser], house: House) -> None:
    browse("sd.sozialarbeit")
    browser = browse("rav.berater").get("/konto/anmeldungen")
    with house.database.transaction(writes=False) as session:
        theirs = session.scalars(select(SignIn.id).where(SignIn.user.has(username="sd.sozialarbeit"))).one()
    browser.post("/konto/anmeldungen", [("csrf_token", browser.token()), ("which", theirs)])
    with house.database.transaction(writes=False) as session:
        assert session.get(SignIn, theirs) is not None


def test_a_deputy_from_elsewhere_is_refused(browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater").get("/konto/abwesenheit")
    with house.database.transaction(writes=False) as session:
        stranger = session.scalars(select(User.id).where(User.username == "sd.sozialarbeit")).one()
    for deputy in (stranger, "x", ""):
        days = [("first", "2027-02-01"), ("last", "2027-02-05"), ("deputy", deputy)]
        assert browser.post("/konto/abwesenheit", [("csrf_token", browser.token()), *days]).status == 422


@pytest.mark.parametrize(
    "path",
    [
        "/static/../main.py", "/static/%2e%2e/%2e%2e/main.py", "/static/..%2f..%2fconfig.py", "/static//etc/passwd",
        "/static/", "/static/css", "/.git/config", "/.env", "/app/config.py", "/faelle/../konto/x",
        "/faelle/IIZ-2027-0001/",
        "/faelle/iiz-2027-0001", "/faelle/IIZ-2027-0001%20", "/faelle/%27%20OR%201=1--", "/aufgaben/%2e%2e",
        "/aufgaben/1",
        "/aufgaben/" + "9" * 5000, "/faelle/neu/%ED%A0%80", "/faelle/neu/..", "/faelle/%25%30%30", "/admin", "/console",
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere_are_not_found(browse: type[Browser], path: str) -> None:
    browser = opened(browse)
    answer = browser.client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.get_data(as_text=True) and "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
def test_methods_that_no_page_knows_change_nothing(browse: type[Browser], house: House, method: str) -> None:
    browser = opened(browse)
    for path in (browser.path, CASE, "/konto/passwort"):
        headers = {"Origin": "http://localhost", "X-HTTP-Method-Override": "POST"}
        answer = browser.client.open(path, method=method, data={"csrf_token": browser.token()}, headers=headers)
        assert answer.status_code in (404, 405), path
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(WorkItem.status)).all() == [ItemStatus.OPEN]


def test_the_doors_of_the_demonstration_are_not_there_without_it(browse: type[Browser], house: House) -> None:
    app = create_app(replace(house, settings=replace(house.settings, demo=False)))
    for path in ("/demo/rollen", "/demo/nachrichten"):
        assert app.test_client().get(path).status_code == 404
    token = browse().get("/anmelden").token()
    for path in ("/demo/rollen", "/demo/zeit"):
        data = {"csrf_token": token, "username": "rav.berater", "jump": "1"}
        assert app.test_client().post(path, data=data).status_code == 404
