"""New tasks of somebody who is away go to their deputy; the case stays theirs."""

from datetime import date

import pytest

from app.flow.models import WorkItem
from app.outbox.models import Message
from app.people import absences, service
from app.people.models import Absence
from app.people.service import Newcomer
from tests.browser_posts import Browser
from tests.conftest import START
from tests.people.office import Office

CLIENT = {"klient.vorname": "Ada", "klient.name": "Muster"}
APPLICATION: dict[str, str | list[str]] = {"antrag.betrag": "100", "antrag.art": "kurs"}
TODAY = START.date()
MONDAY, FRIDAY = date(2027, 1, 11), date(2027, 1, 15)


def colleagues(office: Office, *names: str, institution: str = "rav.berater") -> list[str]:
    """Adds people, who have changed their first password already, to the institution of somebody; returns passwords."""
    with office.people() as session:
        place = office.person(session, institution).institution
        people = [Newcomer(f"{name}.neu", name, f"{name}@example.org", place) for name in names]
        passwords = [service.make_first_password() for _ in people]
        for newcomer, first in zip(people, passwords, strict=True):
            service.add_user(session, newcomer, first, office.machine_clock.now()).first_password_until = None
        return [first.text for first in passwords]


def away(office: Office, who: str, deputy: str, first: date = MONDAY, last: date = FRIDAY) -> None:
    with office.people() as session:
        absences.add(session, office.person(session, who), office.person(session, deputy), first, last, TODAY)


def opened(office: Office) -> Browser:
    return office.sign_in("rav.berater").get("/faelle/neu/antrag").submit(CLIENT)


def pass_on(browser: Browser, colleague: str) -> Browser:
    move = [("csrf_token", browser.token()), ("_action", "assign"), ("_colleague", colleague)]
    return browser.post(browser.path, move)


def test_new_tasks_of_somebody_away_go_to_the_deputy(office: Office) -> None:
    (password,) = colleagues(office, "berta")
    browser = opened(office).submit(APPLICATION)
    away(office, "rav.berater", "berta.neu")
    decide = office.sign_in("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    assert "berta in Vertretung von Reto Amrein" in decide.text
    deputy = office.sign_in("berta.neu", password)
    assert "meine Stelle" not in deputy.page.find(".//table").text_content()
    assert "in Vertretung von Reto Amrein" in deputy.text
    deputy.follow("Bestätigen")
    assert "Sie erledigen diese Aufgabe in Vertretung von Reto Amrein" in deputy.text
    assert "in Vertretung von Reto Amrein" in browser.get("/").text
    deputy.submit()
    assert "Anmeldende Stelle Reto Amrein, RAV Luzern" in browser.get("/faelle/IIZ-2027-0001").text


def test_whoever_passes_a_task_on_sees_who_is_away_and_who_stands_in(office: Office) -> None:
    colleagues(office, "berta", "carla")
    away(office, "berta.neu", "carla.neu")
    browser = opened(office)
    task, options = browser.path, browser.page.xpath("//select[@id='colleague']/option")
    choices = {item.text_content(): item.get("value") for item in options}
    assert list(choices) == ["Bitte wählen", "berta – abwesend bis 15.01.2027, Vertretung carla", "carla", "Eva Kunz"]
    with office.people() as session:
        strangers = [office.person(session, "iv.beratung").id, office.person(session, "peter.m").id, "", "x"]
    for nobody in strangers:
        form = [("csrf_token", browser.get(task).token()), ("_action", "assign"), ("_colleague", nobody)]
        refused = browser.post(task, form)
        assert (refused.status, "aus Ihrer Stelle" in refused.text) == (422, True)
    berta = choices["berta – abwesend bis 15.01.2027, Vertretung carla"]
    pass_on(browser.get(task), berta)
    assert "Weitergegeben" in browser.text
    (item,) = office.rows(WorkItem)
    assert (item.assignee_id, item.stands_in_for_id) == (choices["carla"], berta)
    assert [row.to_address for row in office.rows(Message)][-1] == "carla@example.org"
    again = pass_on(browser.get(task), berta)
    assert again.status == 409


def test_tasks_after_the_last_day_and_for_others_stay_where_they_are(office: Office) -> None:
    colleagues(office, "berta")
    away(office, "rav.berater", "berta.neu", date(2027, 1, 12), FRIDAY)
    opened(office).submit(APPLICATION)
    office.sign_in("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    (item,) = [row for row in office.rows(WorkItem) if row.status == "open"]
    with office.people() as session:
        assert item.assignee_id == office.person(session, "rav.berater").id
    assert item.stands_in_for_id is None


def test_a_deputy_who_falls_ill_has_a_deputy_too(office: Office) -> None:
    colleagues(office, "berta", "carla")
    away(office, "rav.berater", "berta.neu")
    away(office, "berta.neu", "carla.neu")
    with office.people() as session:
        ids = {name: office.person(session, name).id for name in ("rav.berater", "berta.neu", "carla.neu")}
        assert absences.stand_in(session, ids["rav.berater"], MONDAY) == ids["carla.neu"]
        assert absences.stand_in(session, ids["rav.berater"], date(2027, 1, 16)) is None
        service.deactivate(session, office.person(session, "carla.neu"))
        assert absences.stand_in(session, ids["rav.berater"], MONDAY) is None


def test_a_circle_that_two_people_made_at_the_same_moment_leaves_the_task_where_it_is(office: Office) -> None:
    colleagues(office, "berta")
    with office.people() as session:
        one, other = office.person(session, "rav.berater").id, office.person(session, "berta.neu").id
        for user, deputy in ((one, other), (other, one)):
            session.add(Absence(user_id=user, deputy_id=deputy, first=MONDAY, last=FRIDAY))
        session.flush()
        assert absences.stand_in(session, one, MONDAY) is None


@pytest.mark.parametrize(
    ("who", "deputy", "first", "last", "words"),
    [
        ("rav.berater", "carla.neu", FRIDAY, date(2027, 1, 20), "sind Sie schon abwesend: 11.01.2027 bis 15.01.2027"),
        ("berta.neu", "rav.berater", FRIDAY, date(2027, 1, 20), "Reto Amrein ist dann selbst abwesend"),
        ("berta.neu", "carla.neu", FRIDAY, MONDAY, "vor dem ersten"),
        ("berta.neu", "carla.neu", date(2027, 1, 4), date(2027, 1, 8), "schon vorbei"),
        ("berta.neu", "berta.neu", MONDAY, FRIDAY, "jemanden aus Ihrer Stelle"),
        ("berta.neu", "sd.sozialarbeit", MONDAY, FRIDAY, "jemanden aus Ihrer Stelle"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    office: Office, who: str, deputy: str, first: date, last: date, words: str
) -> None:
    colleagues(office, "berta", "carla")
    away(office, "rav.berater", "berta.neu")
    with pytest.raises(absences.AbsenceError, match=words):
        away(office, who, deputy, first, last)


def test_an_absence_is_noted_and_taken_back_on_the_own_page(office: Office) -> None:
    (password,) = colleagues(office, "berta")
    with office.people() as session:
        berta = office.person(session, "berta.neu").id
    browser = office.sign_in("rav.berater").get("/konto").follow("Abwesenheit")
    assert browser.submit({"first": "", "last": "31.2.", "deputy": berta}).status == 422
    assert browser.submit({"first": "2027-02-05", "last": "2027-02-01", "deputy": berta}).status == 422
    assert "vor dem ersten" in browser.text
    browser.submit({"first": "2027-02-01", "last": "2027-02-05", "deputy": berta})
    assert "01.02.2027 bis 05.02.2027 Vertretung: berta" in browser.text
    deputy = office.sign_in("berta.neu", password).get("/konto/abwesenheit")
    assert "Sie vertreten Reto Amrein" in deputy.text
    (row,) = office.rows(Absence)
    deputy.post("/konto/abwesenheit/loeschen", [("csrf_token", deputy.token()), ("which", row.id)])
    assert len(office.rows(Absence)) == 1
    browser.submit(button=("which", row.id))
    assert office.rows(Absence) == []


def test_a_client_notes_no_absence(office: Office) -> None:
    assert office.sign_in("peter.m").get("/konto/abwesenheit").status == 404


def test_whoever_works_alone_is_away_without_a_deputy(office: Office) -> None:
    browser = office.sign_in("sd.sozialarbeit").get("/konto/abwesenheit")
    assert "In Ihrer Stelle arbeitet sonst niemand" in browser.text
    browser.submit({"first": "2027-01-11", "last": "2027-01-15"})
    assert "11.01.2027 bis 15.01.2027 Ohne Vertretung" in browser.text
    assert "Von neuen Aufgaben erfährt auch die Koordinationsstelle." in browser.text
    colleagues(office, "berta")
    with pytest.raises(absences.AbsenceError, match="jemanden aus Ihrer Stelle"), office.people() as session:
        absences.add(session, office.person(session, "berta.neu"), None, MONDAY, FRIDAY, TODAY)


def test_of_a_task_of_somebody_away_alone_the_coordination_office_hears(office: Office) -> None:
    opened(office).submit(APPLICATION)
    with office.people() as session:
        alone = office.person(session, "rav.berater")
        for colleague in absences.possible_deputies(session, alone):
            colleague.active = False
        absences.add(session, alone, None, MONDAY, FRIDAY, TODAY)
    office.sign_in("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    new = {row.to_address: row.body for row in office.rows(Message) if row.subject.startswith("Neue Aufgabe: Best")}
    assert new.keys() == {"rav.berater@example.org", "rav_luzern@example.org", "ks_iiz@example.org"}
    assert "niemand da (abwesend, ohne Vertretung)" in new["ks_iiz@example.org"]
    assert "/aufgaben/" not in new["ks_iiz@example.org"]
    assert "/aufgaben/" in new["rav.berater@example.org"]
