"""The form of a task shows of other people's answers what the mandate grants, and loses nothing of what it hides."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.queries import entries_of
from app.bootstrap import House
from app.cases import roles
from app.cases.models import Case
from app.cases.service import add_participant
from app.cases.standing import standing_of
from app.consent import recall, service
from app.consent.reading import reader_of
from app.consent.sharing import client_name, client_names, initials
from app.flow.kinds import ItemStatus
from app.flow.models import Event, Instance, WorkItem
from app.people.queries import institution_by_key, user_by_name
from tests.browser_posts import Browser
from tests.deploying import deploy_folder
from tests.flow.player import diagram

CASE = "/faelle/IIZ-2027-0001"
LANES = """<laneSet id="lanes"><lane id="l1" name="Anmeldende Stelle"><flowNodeRef>start</flowNodeRef></lane>
<lane id="l2" name="IV-Stelle"><flowNodeRef>report</flowNodeRef></lane>
<lane id="l3" name="Koordinationsstelle"><flowNodeRef>examine</flowNodeRef></lane></laneSet>"""
BODY = f"""{LANES}
<startEvent id="start" camunda:formKey="begin"/>
<serviceTask id="welcome" camunda:type="external" camunda:topic="mail"><extensionElements><camunda:inputOutput>
<camunda:inputParameter name="to">client</camunda:inputParameter>
<camunda:inputParameter name="subject">Willkommen</camunda:inputParameter>
<camunda:inputParameter name="text">Guten Tag</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask>
<userTask id="report" name="Berichten" camunda:formKey="report"/>
<scriptTask id="sum_up"><script>summary = "Kurz: " + report.capacity
reports = append([], report)</script></scriptTask>
<userTask id="examine" name="Prüfen" camunda:formKey="examine"/><endEvent id="end"/>
start -> welcome
welcome -> report
report -> sum_up
sum_up -> examine
examine -> end"""


def field(kind: str, key: str, category: str = "", **more: Any) -> dict[str, Any]:
    properties = {"properties": {"category": category}} if category else {}
    return {"type": kind, "id": f"f_{key}", "key": key, "label": key, **properties, **more}


ROWS = [field("textfield", "place"), field("textfield", "illness", "gesundheit_diagnose")]
FORMS: Mapping[str, list[dict[str, Any]]] = {
    "begin": [
        field("textfield", "klient.vorname", "name"),
        field("textfield", "klient.name", "name"),
        field("textfield", "klient.telefon", "kontakt"),
        field("textfield", "klient.email", "kontakt"),
        field("checkbox", "klient.schutzbedarf", "ablauf"),
    ],
    "report": [
        field("textfield", "report.job", "berufliches"),
        field("textfield", "report.capacity", "gesundheit_funktion", validate={"required": True}),
        {"type": "dynamiclist", "id": "rows", "path": "report.stays", "label": "Stays", "components": ROWS},
    ],
    "examine": [
        {"type": "text", "id": "t1", "text": "Beruf {{report.job}}, Kraft {{report.capacity}}, {{summary}}"},
        {"type": "text", "id": "t2", "text": "Alle {{reports[1].capacity}}, Telefon {{klient.telefon}}"},
        {"type": "text", "id": "t3", "text": "Person {{klient.vorname}} {{klient.name}}"},
        {
            "type": "table",
            "id": "t4",
            "label": "Aufenthalte",
            "dataSource": "= report.stays",
            "columns": [
                {"key": "place", "label": "Ort"},
                {"key": "illness", "label": "Krankheit"},
                {"key": "none", "label": "?"},
            ],
        },
        field("textfield", "report.capacity", "gesundheit_funktion", validate={"required": True}),
        {"type": "dynamiclist", "id": "rows", "path": "report.stays", "label": "Stays", "components": ROWS},
        field("textfield", "remark", "berufliches"),
    ],
}
SECRETS = ("DREISSIG", "GRIPPE", "0414141414")


@pytest.fixture(autouse=True)
def in_service(house: House, tmp_path: Path) -> None:
    (tmp_path / "workflows/teilen").mkdir(parents=True)
    (tmp_path / "forms").mkdir()
    (tmp_path / "workflows/teilen/diagram.bpmn").write_bytes(diagram(BODY, "teilen"))
    for key, components in FORMS.items():
        content = {"type": "default", "id": key, "components": components}
        (tmp_path / f"forms/{key}.form").write_text(json.dumps(content))
    with house.database.transaction() as session:
        deploy_folder(session, tmp_path, house.clock.now())


def begun(house: House, browse: type[Browser], protected: bool = False, email: str = "") -> None:
    """The RAV has opened the case, the IV has reported, the coordination office is to examine."""
    person = {"klient.vorname": "Peter", "klient.name": "Muster", "klient.telefon": "0414141414"}
    extra = {"klient.email": email, **({"klient.schutzbedarf": "true"} if protected else {})}
    browse("rav.berater").get("/faelle/neu/teilen").submit({**person, **extra})
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        add_participant(house.act(session), case, roles.CASE_LEAD, institution_by_key(session, "sd_luzern"))
    answers = {"report.job": "Schreiner", "report.capacity": "DREISSIG", "report.stays.0.place": "Luzern"}
    browse("iv.beratung").get("/").follow("Berichten").submit({**answers, "report.stays.0.illness": "GRIPPE"})


def grant(house: House, *categories: str, to: str = "ks_iiz", giver: str = "iv_luzern") -> None:
    mandate = {
        "weitergebende": [giver, "rav_luzern"],
        "empfaenger": [{"stelle": to, "kategorien": list(categories)}],
        "gueltig_bis": "2028-01-10",
    }
    with house.database.transaction() as session:
        service.record(house.act(session), session.scalars(select(Case)).one(), mandate)


def variables(house: House) -> Mapping[str, Any]:
    with house.database.transaction(writes=False) as session:
        item = session.scalars(select(WorkItem).where(WorkItem.element == "examine")).one()
        return house.flow.variables(house.act(session), item)


def test_without_a_mandate_a_task_shows_nothing_of_others(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    page = browse("ks.koordination").get("/").follow("Prüfen").text
    assert not any(word in page for word in (*SECRETS, "Schreiner", "Luzern", "Muster"))
    assert "Person P. M." in page
    assert "Beruf (nicht freigegeben), Kraft (nicht freigegeben), (nicht freigegeben)" in page


def test_a_mandate_opens_its_categories_and_no_others(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches")
    page = browse("ks.koordination").get("/").follow("Prüfen")
    assert "Schreiner" in page.text
    assert "Person Peter Muster" in page.text
    html = page.response.get_data(as_text=True) if page.response else ""
    assert not any(word in html for word in SECRETS)  # nor in a value, a hidden field or an option
    assert 'value="Luzern"' in html
    cells = [cell.text_content() for cell in page.page.xpath("//table//td")]
    assert cells == ["Luzern", "(nicht freigegeben)", "–"]
    grant(house, "berufliches", "personalien", "gesundheit_funktion", "gesundheit_diagnose")
    html = page.get(page.path).page.xpath("string(.)")
    assert "Kraft DREISSIG, Kurz: DREISSIG" in html
    assert "Alle DREISSIG, Telefon 0414141414" in html


def test_a_giver_that_the_client_did_not_name_passes_nothing_on(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches", "gesundheit_funktion", giver="sd_luzern")
    page = browse("ks.koordination").get("/").follow("Prüfen").text
    assert not any(word in page for word in (*SECRETS, "Schreiner"))


def test_what_is_hidden_stays_as_it_is_when_the_form_is_handed_in(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches")
    before = variables(house)["report"]
    page = browse("ks.koordination").get("/").follow("Prüfen")
    page.submit({"remark": "gesehen", "report.stays.0.place": "Zug"})
    assert page.status == 200
    paper = page.get(CASE).follow("Prüfen").text
    assert not any(word in paper for word in SECRETS)
    with house.database.transaction(writes=False) as session:
        item = session.scalars(select(WorkItem).where(WorkItem.element == "examine")).one()
        assert item.status == ItemStatus.DONE
        done = house.flow._load(house.act(session), item.instance).data["report"]
    assert done["capacity"] == before["capacity"] == "DREISSIG"
    assert (done["stays"][0]["place"], done["stays"][0]["illness"]) == ("Zug", "GRIPPE")


def test_an_answer_of_ones_own_takes_the_place_of_what_is_hidden(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches")
    page = browse("ks.koordination").get("/").follow("Prüfen").submit({"report.capacity": "VIERZIG"})
    assert "VIERZIG" in page.get(CASE).follow("Prüfen").text


def test_what_was_granted_and_withdrawn_is_gone_from_the_open_form(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches", "gesundheit_funktion")
    page = browse("ks.koordination").get("/").follow("Prüfen")
    assert "DREISSIG" in page.text
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        service.withdraw(house.act(session), case, category="gesundheit_funktion")
    assert "DREISSIG" not in page.get(page.path).text
    assert "Schreiner" in page.text


def test_the_log_says_which_categories_of_others_a_task_showed(house: House, browse: type[Browser]) -> None:
    begun(house, browse)

    def told() -> list[str]:
        house.clock.move_to(house.clock.now() + timedelta(minutes=11))  # type: ignore[attr-defined]
        browse("ks.koordination").get("/").follow("Prüfen")
        with house.database.transaction(writes=False) as session:
            entries = entries_of(session, "IIZ-2027-0001")
            return [entry.categories for entry in entries if entry.subject == "Aufgabe «Prüfen»"]

    assert told() == [""]
    grant(house, "berufliches")
    assert told()[0] == "Berufliches, Name"
    grant(house, "personalien", "gesundheit_funktion", "gesundheit_diagnose")
    assert told()[0] == ("Gesundheit: Leistungsfähigkeit, Gesundheit: Diagnosen, Name, Adresse und Erreichbarkeit")


def test_contact_data_are_asked_back_with_the_personal_data(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    mandate = {
        "weitergebende": ["rav_luzern"],
        "empfaenger": [{"stelle": "sd_luzern", "kategorien": ["personalien", "berufliches"]}],
        "gueltig_bis": "2028-01-10",
    }
    with house.database.transaction() as session:
        service.record(house.act(session), session.scalars(select(Case)).one(), mandate)
    assert "0414141414" in browse("sd.sozialarbeit").get(CASE).follow("Angaben bei der Eröffnung").text
    with house.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        service.withdraw(house.act(session), case, category="personalien")
        (row,) = recall.of(session, case)
        assert row.categories == "Adresse und Erreichbarkeit"


def test_before_the_mandate_a_client_has_initials_in_every_list(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    for path in ("/", "/faelle", CASE):
        assert "Muster" not in browse("ks.koordination").get(path).text, path
        assert "P. M." in browse("ks.koordination").get(path).text, path
    assert "Peter Muster" in browse("rav.berater").get("/faelle").text
    grant(house, "berufliches")
    for path in ("/", "/faelle", CASE):
        assert "Peter Muster" in browse("ks.koordination").get(path).text, path
    assert "Muster" not in browse("sd.sozialarbeit").get(CASE).text  # granted nothing


def test_a_client_with_a_login_is_named_no_more_than_one_without(house: House, browse: type[Browser]) -> None:
    begun(house, browse, email="peter.m@example.org")
    with house.database.transaction() as session:
        case, peter = session.scalars(select(Case)).one(), user_by_name(session, "peter.m")
        assert peter is not None
        peter.name = "Peter Muster"
        session.add(Event(instance_id=case.instance_id, at=house.clock.now(), kind="task", element="x", title="Melden",
                          actor_id=peter.id))  # fmt: skip
    page = browse("sd.sozialarbeit").get(CASE).text
    assert "Willkommen – an Klient/in" in page
    assert "Melden P. M." in page
    assert "Muster" not in page
    assert "Melden Peter Muster" in browse("rav.berater").get(CASE).text


def test_a_protected_address_is_for_those_who_lead_the_case(house: House, browse: type[Browser]) -> None:
    begun(house, browse, protected=True)
    grant(house, "personalien", "berufliches")
    office = browse("ks.koordination").get("/").follow("Prüfen").text
    assert ("0414141414" in office, "Person Peter Muster" in office) == (False, True)
    opening = browse("rav.berater").get(CASE).follow("Angaben bei der Eröffnung")
    assert "0414141414" in opening.text  # its own paper
    assert "0414141414" not in browse("ks.koordination").get(opening.path).text
    grant(house, "personalien", to="sd_luzern")
    assert "0414141414" in browse("sd.sozialarbeit").get(opening.path).text  # leads the case


def test_thirty_days_after_the_end_everybody_reads_their_own_again(house: House, browse: type[Browser]) -> None:
    begun(house, browse)
    grant(house, "berufliches", "gesundheit_funktion")
    office = browse("ks.koordination")
    office.get("/").follow("Prüfen").submit()
    paper = office.get(CASE).follow("Berichten").path
    with house.database.transaction() as session:
        ended = session.scalars(select(Instance)).one().ended_at
        assert ended is not None
    house.clock.move_to(ended + timedelta(days=29))  # type: ignore[attr-defined]
    assert "DREISSIG" in office.get(paper).text
    house.clock.move_to(ended + timedelta(days=30))  # type: ignore[attr-defined]
    assert office.get(paper).status == 404
    assert "P. M." in office.get("/faelle").text
    assert "DREISSIG" in browse("iv.beratung").get(paper).text


def test_initials_and_names(house: House, browse: type[Browser]) -> None:
    assert (initials("Peter M."), initials("Anna-Lena von Matt"), initials("")) == ("P. M.", "A. v. M.", "")
    begun(house, browse)
    with house.database.transaction(writes=False) as session:
        case, user = session.scalars(select(Case)).one(), user_by_name(session, "iv.beratung")
        assert user is not None
        now = house.clock.now()
        reader = reader_of(session, standing_of(user, case, now.date()), now)
        assert client_name(reader, case) == client_names(session, [case], user, now)[case.id] == "P. M."
