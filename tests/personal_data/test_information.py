"""«Alle Daten dieser Person»: complete, without what is not for them, harmless, and in the log."""

import json
import re
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case
from app.cases.roles import CLIENT
from app.cases.standing import standing_of
from app.clock import ManualClock
from app.documents.models import Document
from app.flow.models import DecisionLog
from app.people import queries as people
from app.people.service import Newcomer, add_user, make_first_password
from app.personal_data import content, files, service
from tests.audit.test_reading import entries, new_since
from tests.browser_posts import Browser
from tests.consent.stage import MANDATE, Stage
from tests.security.stage import CASE, HARM, NAME, harmful
from tests.web.test_work import APPLICATION

DOCUMENTATION = (Path(__file__).parents[2] / "docs/datenauskunft.md").read_text("utf-8")
ALL = "/datenauskunft"


@pytest.fixture
def stage(house: House) -> Stage:
    stage = Stage(house).open()
    stage.hand_in("rav.berater", "Anmeldung", job="berufliches")
    stage.hand_in("therapie.praxis", "Bericht", icd="gesundheit_diagnose", secret="vertraulich")
    stage.hand_in("ks.koordination", "Antwort", readers=" client ", answer="vertraulich")
    stage.hand_in("peter.m", "Anliegen", readers=" coordination_office ", complaint="vertraulich")
    return stage.agree({**MANDATE, "weitergebende": ["rav_luzern", "iv_luzern"]})


def fetched(browser: Browser, case: str) -> dict[str, Any]:
    browser.get(f"{case}{ALL}.json")
    assert browser.response is not None and browser.response.mimetype == "application/json"
    assert "attachment" in browser.response.headers["Content-Disposition"]
    return dict(json.loads(browser.response.get_data()))


def questions(told: dict[str, Any]) -> dict[str, list[str]]:
    """Title of each document → the questions answered in it."""
    documents = [paper for case in told["cases"] for paper in case["documents"]]
    return {paper["title"]: [answer["question"] for answer in paper["answers"]] for paper in documents}


def test_the_client_gets_everything_but_what_others_wrote_in_confidence(stage: Stage, browse: type[Browser]) -> None:
    told = fetched(browse("peter.m"), f"/faelle/{stage.number}")
    assert questions(told) == {"Anmeldung": ["job"], "Bericht": ["icd"], "Antwort": ["answer"],
                               "Anliegen": ["complaint"]}  # fmt: skip
    assert told["remarks"] == [
        "Vertrauliche Angaben, die andere geschrieben haben, sind nicht enthalten (Anzahl: 1). Das Gesetz erlaubt, sie "
        "zurückzuhalten."
    ]
    assert (told["name"], told["login"]) == ("Peter M.", "peter.m")


def test_the_office_that_hands_it_out_gets_no_more_than_it_may_read(stage: Stage, browse: type[Browser]) -> None:
    told = fetched(browse("ks.koordination"), f"/faelle/{stage.number}")
    assert questions(told) == {"Anmeldung": ["job"], "Bericht": [], "Antwort": ["answer"], "Anliegen": ["complaint"]}
    assert len(told["remarks"]) == 2 and "Praxis Seetal, Psychotherapie." in told["remarks"][1]
    stage.withdraw()
    told = fetched(browse("ks.koordination"), f"/faelle/{stage.number}")
    assert questions(told)["Anmeldung"] == []


def test_what_happened_stands_in_it_and_every_key_is_explained(house: House, browse: type[Browser]) -> None:
    client = {"klient.vorname": "Peter", "klient.name": "M.", "klient.email": "peter.m@example.org"}
    browse("rav.berater").get("/faelle/neu/antrag").submit(client).submit(APPLICATION)
    with house.database.transaction() as session:
        instance = session.scalars(select(Case.instance_id)).one()
        session.add(DecisionLog(instance_id=instance, at=house.clock.now(), decision="aufnahme", rules="1",
                                inputs='{"grund": "vertraulich"}', outputs='{"aufnahme": "ja"}'))  # fmt: skip
    told = fetched(browse("peter.m"), CASE)
    (case,) = told["cases"]
    assert {part["role"] for part in case["participants"]} >= {"Klient/in", "Koordinationsstelle"}
    assert {paper["title"] for paper in case["documents"]} == {"Angaben bei der Eröffnung", "Antrag stellen"}
    assert [one["what"] for one in case["history"]] and case["messages"] and case["open_tasks"]
    assert [one["outcome"] for one in case["decisions"]] == [{"aufnahme": "ja"}]
    assert "inputs" not in case["decisions"][0]
    assert any("Aufgabe «Antrag stellen»" in one["what"] for one in case["accesses"])
    shapes = [one for one in vars(content).values() if hasattr(one, "__dataclass_fields__")]
    keys = {key for shape in shapes for key in shape.__dataclass_fields__}
    assert [key for key in sorted(keys) if f"| `{key}` |" not in DOCUMENTATION] == []


def test_other_cases_of_the_person_are_in_it_as_far_as_the_asker_may_open_them(
    house: House, browse: type[Browser]
) -> None:
    first, second, paper, foreign = (Stage(house).open() for _ in range(4))
    with house.database.transaction() as session:
        anna = add_user(
            session, Newcomer("anna", "Anna Muster", "anna@example.org"), make_first_password(), house.clock.now()
        )
        for one, key in ((first, "a"), (second, "b"), (paper, "a"), (foreign, "a")):
            one.case(session).person_key = key * 64
        for one, login in ((paper, None), (foreign, anna.id)):  # no login; a number typed by mistake for somebody else
            (row,) = (row for row in one.case(session).participants if row.role == CLIENT)
            row.user_id = login
    client = fetched(browse("peter.m"), f"/faelle/{first.number}")
    assert {case["number"] for case in client["cases"]} == {first.number, second.number}
    office = fetched(browse("ks.koordination"), f"/faelle/{first.number}")
    assert {case["number"] for case in office["cases"]} == {first.number, second.number, paper.number}


def test_each_file_is_in_the_log_of_every_case_it_contains(house: House, browse: type[Browser]) -> None:
    first, second = Stage(house).open(), Stage(house).open()
    before, other = entries(house, first.number), entries(house, second.number)
    browser = browse("peter.m").get(f"/faelle/{first.number}").follow("Alle meine Daten")
    assert len(browser.page.xpath("//main//h3")) == 2
    browser.follow("Als PDF zum Lesen")
    assert browser.response is not None and browser.response.get_data().startswith(b"%PDF-")
    assert [line for line in new_since(house, before) if "ausgegeben" in line] == [
        "Klient/in, : Alle Daten dieser Person: ausgegeben"
    ]
    assert entries(house, second.number)[len(other) :] == ["Klient/in, : Alle Daten dieser Person: ausgegeben"]


@pytest.mark.parametrize("ending", ["", ".pdf", ".json"])
def test_others_get_nothing(stage: Stage, browse: type[Browser], ending: str) -> None:
    address = f"/faelle/{stage.number}{ALL}{ending}"
    assert browse("rav.berater").get(address).status == 403
    assert browse("ks.datenschutz").get(address).status == 403
    assert browse("fg.wira").get(address).status == 404


@pytest.mark.usefixtures("guidance")
def test_markup_formulas_and_the_language_of_the_paper_do_nothing(browse: type[Browser]) -> None:
    harmful(browse).submit(HARM)
    told = fetched(browse("peter.m"), CASE)
    said = {answer["answer"] for paper in told["cases"][0]["documents"] for answer in paper["answers"]}
    assert {text.replace("\r\n", "\n") for text in said} >= set(HARM.values())
    browser = browse("peter.m").get(f"{CASE}{ALL}.pdf")
    assert browser.response is not None and browser.response.mimetype == "application/pdf"
    paper = browser.response.get_data()
    packed = re.findall(rb"stream\r?\n(.+?)endstream", paper, re.S)
    # What follows the packed bytes is a line end, or looks like one and belongs to them: zlib knows where they end.
    streams = [zlib.decompressobj().decompress(one) for one in packed if one[0] == 0x78]
    assert len(streams) > 1
    assert not any(word in part for part in (paper, *streams) for word in (b"/JavaScript", b"/Launch", b"/URI"))
    assert NAME in told["cases"][0]["participants"][-1]["name"] or told["name"] == "Peter M."


def test_the_paper_is_tagged_and_a_case_of_200_documents_takes_no_long_time(
    stage: Stage, house: House, clock: ManualClock
) -> None:
    odd = "#set text(red) *Müller* $x$ \\ [1] @x =HYPERLINK() <a>"
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        author = session.scalars(select(Document.by_id)).first()
        facts = json.dumps([["Lage", f"Frage {number}", f"{odd} " * 8, "berufliches"] for number in range(15)])
        for number in range(200):
            session.add(Document(case_id=case.id, title=f"Bericht {number}", at=clock.now() + timedelta(hours=number),
                                 by_id=author, facts=facts))  # fmt: skip
    with house.database.transaction(writes=False) as session:
        user = people.user_by_name(session, "peter.m")
        assert user is not None
        standing = standing_of(user, session.scalars(select(Case)).one(), clock.now().date())
        data = service.collect(session, standing, clock.now())
    made = files.as_pdf(data)
    assert re.search(rb"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", made)
    assert b"StructTreeRoot" in made and b"/Lang" in made
    assert len(json.loads(files.as_json(data))["cases"][0]["documents"]) == 204
