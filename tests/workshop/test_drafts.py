"""Drafts: begun, changed by two people, checked, taken back; nothing of it reaches what is in service."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import Entry
from app.bootstrap import House
from app.flow.models import Definition
from app.workshop import queries, service
from app.workshop.beginnings import EMPTY, MEETING, beginning
from app.workshop.checking import findings_in
from app.workshop.models import DraftStep
from tests.browser_posts import Browser
from tests.conftest import START
from tests.workshop.conftest import OWNER, SECOND, person

pytestmark = pytest.mark.usefixtures("in_service")
Browse = Callable[[str], Browser]
PAGE, FILE = "/werkstatt/antrag", "/werkstatt/antrag/datei/diagram.bpmn"


def begun(browse: Browse) -> Browser:
    owner = browse(OWNER).get(PAGE)
    return owner.post(f"{PAGE}/entwurf", [("csrf_token", owner.token())])


def saved(owner: Browser, text: str, rev: str) -> Browser:
    token = owner.token()
    return owner.post(FILE, [("csrf_token", token), ("rev", rev), ("text", text)])


def drawn(owner: Browser) -> tuple[str, str]:
    """The text of the diagram and the number of its change, as the page shows them."""
    owner.get(FILE)
    (text,), (rev,) = owner.page.xpath("//textarea[@id='text']/text()"), owner.page.xpath("//input[@name='rev']/@value")
    return str(text).removeprefix("\n"), str(rev)  # as browsers do


def test_process_owners_begin_in_the_workshop_and_see_no_case(browse: Browse) -> None:
    owner = browse(OWNER).get("/")
    assert owner.path == "/werkstatt" and "Antrag" in owner.text and "Version 1" in owner.text
    assert owner.get("/faelle").status == 403


def test_a_draft_is_checked_and_leaves_what_is_in_service_alone(browse: Browse, house: House) -> None:
    owner = begun(browse)
    text, rev = drawn(owner)
    assert "geändert" in saved(owner, text.replace('name="Antrag eröffnet"', 'name="Eröffnet"'), rev).text
    owner.post(f"{PAGE}/pruefen", [("csrf_token", owner.token())])
    assert "Im ganzen Entwurf ist alles in Ordnung." in owner.text
    text, rev = drawn(owner)
    saved(owner, text.replace('targetRef="which"', 'targetRef="nowhere"'), rev)
    assert "nicht geprüft" in owner.text
    owner.post(f"{PAGE}/pruefen", [("csrf_token", owner.token())])
    assert "nowhere" in owner.text and "muss behoben werden" in owner.text and "/tmp" not in owner.text
    with house.database.transaction(writes=False) as session:
        assert [row.version for row in session.scalars(select(Definition))] == [1]


@pytest.mark.parametrize(
    "broken", ["", "<", "kein Diagramm", "<a/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "\x01"]
)
def test_a_half_drawn_or_broken_diagram_is_kept_and_found(browse: Browse, broken: str) -> None:
    owner = begun(browse)
    _, rev = drawn(owner)
    assert saved(owner, broken, rev).status == 200
    assert owner.post(f"{PAGE}/pruefen", [("csrf_token", owner.token())]).status == 200
    assert "muss behoben werden" in owner.text


def test_two_people_never_overwrite_each_other_silently(browse: Browse) -> None:
    first, second = begun(browse), browse(SECOND)
    text, rev = drawn(first)
    drawn(second)
    assert saved(first, text.replace("Entscheiden", "Erste Fassung"), rev).status == 200
    refused = saved(second, text.replace("Entscheiden", "Zweite Fassung"), rev)
    assert refused.status == 409 and "Erste Fassung" in refused.text and "Zweite Fassung" in refused.text
    assert "Erste Fassung" in drawn(first)[0]
    refused.submit()
    assert "Zweite Fassung" in drawn(first)[0]


def test_history_gives_a_file_back(browse: Browse, house: House) -> None:
    owner = begun(browse)
    text, rev = drawn(owner)
    saved(owner, text, rev)
    with house.database.transaction() as session:
        (step,) = session.scalars(select(DraftStep.id))
    owner.post(f"{PAGE}/entfernen/diagram.bpmn", [("csrf_token", owner.token())])
    assert "entfernt" in owner.text
    owner.post(f"{PAGE}/verlauf/{step}", [("csrf_token", owner.token())])
    assert owner.status == 200 and owner.post(f"{PAGE}/verlauf/99999", [("csrf_token", owner.token())]).status == 404


def test_changes_shortly_after_each_other_are_one_step_and_old_steps_go(house: House, browse: Browse) -> None:
    begun(browse)
    with house.database.transaction() as session:
        draft = queries.draft_of(session, "antrag")
        assert draft is not None
        for days, minutes in ((0, 0), (0, 3), (0, 40), (31, 0)):
            act = replace(house.act(session, person(session, OWNER)), now=START + timedelta(days=days, minutes=minutes))
            service.keep_files(act, draft, {"forms/neu.form": f"{days} {minutes}".encode()})
            session.flush()
        assert len(queries.steps(session, draft)) == 1


def test_withdrawn_takes_no_new_cases_until_it_is_taken_up_again(browse: Browse, house: House) -> None:
    owner = browse(OWNER).get(PAGE)
    assert owner.post(f"{PAGE}/zuruecknehmen", [("csrf_token", owner.token())]).status == 422
    owner.post(f"{PAGE}/zuruecknehmen", [("csrf_token", owner.token()), ("reason", "Wird überarbeitet")])
    assert "Wird überarbeitet" in owner.text and "keine neuen Fälle" in owner.get("/werkstatt").text
    assert browse("rav.berater").get("/faelle/neu/antrag").status == 404
    owner.get(PAGE).post(f"{PAGE}/aufnehmen", [("csrf_token", owner.token())])
    assert browse("rav.berater").get("/faelle/neu/antrag").status == 200
    with house.database.transaction(writes=False) as session:
        said = [row.subject for row in session.scalars(select(Entry)) if row.actor_name == "Paul Egli"]
    assert [line for line in said if "Wird überarbeitet" in line] and [line for line in said if "wieder" in line]


@pytest.mark.parametrize("kind", [EMPTY, MEETING])
def test_what_a_new_procedure_begins_with_passes_the_gate(kind: str) -> None:
    assert findings_in(beginning(kind, "probe", 'Probe "A" & <B>'), "probe") == []


def test_a_new_procedure_is_a_draft_of_its_own(browse: Browse) -> None:
    owner = browse(OWNER).get("/werkstatt/neu")
    assert owner.submit({"name": "Erstgespräch", "key": "Erst!", "kind": "meeting"}).status == 422
    assert "kleinen Buchstaben" in owner.text
    assert owner.submit({"key": "antrag"}).status == 409
    owner.submit({"key": "erstgespraech"})
    assert owner.path == "/werkstatt/erstgespraech" and "forms/erstgespraech_einladung.form" in owner.text
    owner.post("/werkstatt/erstgespraech/pruefen", [("csrf_token", owner.token())])
    assert "alles in Ordnung" in owner.text
    owner.post("/werkstatt/erstgespraech/verwerfen", [("csrf_token", owner.token())])
    assert "Erstgespräch" not in owner.get("/werkstatt").text


def test_a_copy_passes_the_gate_under_its_own_key(browse: Browse) -> None:
    owner = browse(OWNER).get("/werkstatt/neu")
    owner.submit({"name": "Zweiter Antrag", "key": "antrag_zwei", "kind": "copy:antrag"})
    owner.post("/werkstatt/antrag_zwei/pruefen", [("csrf_token", owner.token())])
    assert "alles in Ordnung" in owner.text
