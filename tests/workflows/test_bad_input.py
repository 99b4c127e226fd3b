"""Bad input in the real procedures: refused beside its field with a sentence, and nothing else happens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from app.bootstrap import House
from app.clock import ZONE, ManualClock
from app.config import ROOT
from app.demo.people import PEOPLE, ROLES
from app.drafts import Draft
from app.flow.sweeps import fire_due
from app.outbox.models import Message
from app.scenarios.script import read_scenario
from tests.browser_posts import Browser
from tests.workflows.halfway import PETER_M, Halfway, Posted, hand_in, mistakes, play, play_until, sent

pytestmark = pytest.mark.house_procedures
Browse = Callable[[str], Browser]
EXTENSION = "arbeitstraining/scenarios/verlaengerung_auf_sechs_monate.yaml"
OPTIMA = "optima/scenarios/aeltere_person.yaml"
Bad = list[tuple[str, str | list[str], str]]
"""Field, answer, and a part of the sentence that refuses it."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2024, 1, 1, tzinfo=ZONE))  # before every scenario


def refuses(browse: Browse, case: Halfway, bad: Bad, more: Posted | None = None) -> None:
    """Each bad answer alone is refused; then the right answers are taken, on a page without what was typed before."""
    right, before, path = case.answers | (more or {}), case.revision, case.path
    desk = browse(str(case.step.user))
    for field, answer, sentence in bad:
        hand_in(desk.get(path), {**right, field: answer})
        assert desk.status == 422, (field, answer)
        assert sentence in mistakes(desk).get(field, ""), (field, answer, mistakes(desk))
        assert case.revision == before
    with case.house.database.transaction() as session:
        session.execute(delete(Draft))
    hand_in(desk.get(path), right)
    assert desk.status == 200, mistakes(desk)
    assert case.revision > before


def test_a_mandate_for_too_long_for_nobody_or_signed_tomorrow_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "sign_mandate"), [
        ("vollmacht.gueltig_bis", "2029-01-14", "nicht nach dem 13.01.2029"),
        ("vollmacht.gueltig_bis", "2027-01-12", "nicht vor dem"),
        ("vollmacht.datum", "2027-01-14", "nicht nach dem 13.01.2027"),
        ("vollmacht.datum", "30.2.2027", "Den 30.2.2027 gibt es im Kalender nicht"),
        ("vollmacht.weitergebende", [], "mindestens eine Antwort"),
        ("vollmacht.weitergebende", ["gibt_es_nicht"], "angebotenen Antworten"),
        ("vollmacht.empfaenger.0.stelle", "gibt_es_nicht", "angebotenen Antworten"),
        ("vollmacht.empfaenger.0.kategorien", ["alles"], "angebotenen Antworten"),
        ("vollmacht.widerruf_gelesen", [], "kreuzen Sie dieses Feld an"),
        ("vollmacht.einwilligung", "vielleicht", "angebotenen Antworten"),
    ])  # fmt: skip


def test_a_referral_with_wrong_numbers_and_days_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "refer"), [
        ("klient.ahv", "756.9217.0769.84", "prüfen Sie die AHV-Nummer"),
        ("klient.ahv", "756.9217.0769.8", "prüfen Sie die AHV-Nummer"),
        ("klient.ahv", "757.9217.0769.85", "prüfen Sie die AHV-Nummer"),
        ("klient.geburtsdatum", "2027-01-14", "nicht nach dem"),
        ("klient.geburtsdatum", "31.2.2000", "gibt es im Kalender nicht"),
        ("klient.wohngemeinde", "Zürich", "angebotenen Antworten"),
        ("klient.telefon", "keines", "Telefonnummer"),
        ("anmeldung.rav_seit", "2027-01-15", "nicht nach dem 14.01.2027"),
        ("anmeldung.bei", ["suva"], "angebotenen Antworten"),
    ])  # fmt: skip


def test_a_pre_check_names_institutions_that_exist_and_more_than_one(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "pre_check"), [
        ("vorpruefung.beteiligte", ["rav_luzern", "gibt_es_nicht"], "angebotenen Antworten"),
        ("vorpruefung.beteiligte", ["rav_luzern", "provider_brueckenwerk"], "angebotenen Antworten"),
        ("vorpruefung.beteiligte", ["rav_luzern"], "mindestens zwei Stellen"),
        ("vorpruefung.entscheid", "aufnehmen", "angebotenen Antworten"),
    ])  # fmt: skip


def test_days_that_do_not_exist_and_meetings_on_free_days_are_refused(browse: Browse, house: House) -> None:
    case = play_until(house, "invite", "iiz_verfahren/scenarios/nicht_erschienen.yaml")
    refuses(browse, case, [
        ("einladung.datum", "31.2.2027", "Den 31.2.2027 gibt es im Kalender nicht"),
        ("einladung.datum", "2027-02-29", "gibt es im Kalender nicht"),
        ("einladung.datum", "morgen", "Bitte geben Sie ein Datum an"),
        ("einladung.datum", "2026-10-03", "arbeitet mindestens eine der eingeladenen Stellen nicht"),  # Saturday
        ("einladung.datum", "2026-12-08", "arbeitet mindestens eine"),  # Mariä Empfängnis
        ("einladung.datum", "2026-09-01", "nicht vor dem"),
        ("einladung.zeit", "25:00", "Uhrzeit"),
        ("einladung.teilnehmende", ["rav_luzern"], "mindestens zwei Stellen"),
        ("einladung.teilnehmende", ["rav_luzern", "gibt_es_nicht"], "angebotenen Antworten"),
    ])  # fmt: skip


def test_the_own_holiday_of_an_institution_counts_only_where_it_is_invited(browse: Browse, house: House) -> None:
    case = play_until(house, "invite", "iiz_verfahren/scenarios/nicht_erschienen.yaml")
    desk, leodegar = browse("ks.koordination"), {**case.answers, "einladung.datum": "2026-10-02"}
    hand_in(desk.get(case.path), {**leodegar, "einladung.teilnehmende": ["rav_luzern", "sd_luzern"]})
    assert list(mistakes(desk)) == ["einladung.datum"]
    hand_in(desk.get(case.path), {**leodegar, "einladung.teilnehmende": ["rav_luzern", "iv_luzern"]})
    assert desk.status == 200, mistakes(desk)


def test_a_plan_that_ends_before_it_starts_or_names_strangers_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "draft_plan"), [
        ("handlungsplan.massnahmen.0.bis", "2027-02-28", "nicht vor dem 01.03.2027"),
        ("handlungsplan.massnahmen.0.von", "30.2.2027", "gibt es im Kalender nicht"),
        ("handlungsplan.massnahmen.0.verantwortlich", "gibt_es_nicht", "angebotenen Antworten"),
        ("handlungsplan.massnahmen.0.kostentraeger", "provider_brueckenwerk", "angebotenen Antworten"),
        ("handlungsplan.fallfuehrung", "gibt_es_nicht", "angebotenen Antworten"),
        ("handlungsplan.auswertung_am", "2027-02-30", "gibt es im Kalender nicht"),
        ("handlungsplan.auswertung_am", "2027-01-01", "nicht vor dem"),
        ("handlungsplan.teilziele.0.bis", "nie", "Bitte geben Sie ein Datum an"),
    ])  # fmt: skip


def test_a_first_contact_outside_five_working_days_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "accept_lead"), [
        ("fallfuehrung.erstkontakt_am", "2027-03-05", "nicht nach dem 04.03.2027"),
        ("fallfuehrung.erstkontakt_am", "2027-02-24", "nicht vor dem"),
    ])  # fmt: skip


def test_an_agreement_outside_the_rules_of_the_measure_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "agreement"), [
        ("zielvereinbarung.monate", "0", "mindestens 1"),
        ("zielvereinbarung.monate", "7", "höchstens 6"),
        ("zielvereinbarung.monate", "2.5", "ganze Zahl"),
        ("zielvereinbarung.stunden", "7", "mindestens 8"),
        ("zielvereinbarung.stunden", "46", "höchstens 45"),
        ("zielvereinbarung.beginn", "31.6.2027", "Den 31.6.2027 gibt es im Kalender nicht"),
        ("zielvereinbarung.unfaehig_seit", "2027-12-01", "nicht nach dem"),
        ("zielvereinbarung.arbeitsfaehigkeit", "101", "höchstens 100"),
        ("zielvereinbarung.leistungserbringer", "gibt_es_nicht", "angebotenen Antworten"),
        ("zielvereinbarung.leistungserbringer", "rav_luzern", "angebotenen Antworten"),
    ])  # fmt: skip


def test_an_evaluation_before_the_second_half_or_in_the_future_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "evaluation_meeting"), [
        ("auswertung.datum", "2027-07-16", "nicht vor dem 17.07.2027"),
        ("auswertung.datum", "2027-08-10", "nicht nach dem 09.08.2027"),
        ("auswertung.datum", "31.7.27", "Bitte geben Sie ein Datum an"),
        ("auswertung.anwesend", ["iv", "nachbar"], "angebotenen Antworten"),
    ])  # fmt: skip


def test_a_follow_up_that_ends_before_it_starts_is_refused(browse: Browse, house: House) -> None:
    refuses(browse, play_until(house, "transition_check"), [
        ("uebertritt.anschluss_bis", "2027-08-31", "nicht vor dem 01.09.2027"),
        ("uebertritt.anschluss_von", "2027-05-31", "nicht vor dem 01.06.2027"),
        ("uebertritt.status", "unbekannt", "angebotenen Antworten"),
    ])  # fmt: skip


def test_a_provider_finds_neither_the_tasks_of_others_nor_other_cases(browse: Browse, house: House) -> None:
    case = play_until(house, "progress_report", times=2)
    meeting = f"/aufgaben/{case.items(element='evaluation_meeting')[0].id}"
    elsewhere = browse("rav.berater").get("/faelle/neu/iiz_verfahren")
    elsewhere.submit({"klient.vorname": "Ada", "klient.name": "Muster"})
    coach, before = browse("provider.coach"), case.revision
    assert coach.get(case.path).status == 200
    assert is_closed_to(coach, meeting) == 403
    assert is_closed_to(coach, elsewhere.path) == 404
    for path in ("/faelle/IIZ-2027-0002", "/faelle/IIZ-2027-0002/diagramm.bpmn", "/aufgaben/0", "/faelle/IIZ-1999-1"):
        assert coach.get(path).status == 404
    assert case.revision == before


def test_before_its_measure_a_provider_finds_nothing_of_the_case(browse: Browse, house: House) -> None:
    case = play_until(house, "sign_plan")
    coach = browse("provider.coach")
    assert is_closed_to(coach, case.path) == 404
    assert coach.get(f"/faelle/{case.number}").status == 404
    assert case.number not in coach.get("/faelle").text


def test_nobody_reports_what_their_role_may_not_report(browse: Browse, house: House) -> None:
    case = play_until(house, "progress_report", times=2)
    reports, before = case.items(kind="report"), case.revision
    assert reports
    for user, *_ in PEOPLE:
        visitor, held = browse(user), case.roles_of(user)
        for report in reports:
            path = f"/aufgaben/{report.id}"
            if user in ROLES:
                assert is_closed_to(visitor, path) == 403, (user, report.title)  # they do no casework at all
            elif held & set(str(report.roles).split()):
                assert visitor.get(path).status == 200
            else:
                assert is_closed_to(visitor, path) == (403 if held else 404), (user, report.title)
    assert case.revision == before


def test_a_second_case_of_the_same_person_is_refused_in_the_same_procedure_only(browse: Browse, house: House) -> None:
    case = play_until(house, "pre_check")
    failures = play(house, read_scenario(ROOT / "workflows" / PETER_M))
    assert "Für diese Person läuft bereits ein solches Verfahren" in failures[-1]
    (item,) = case.items(element="pre_check")
    opening = read_scenario(ROOT / "workflows" / OPTIMA).steps[0]
    desk = browse(str(opening.subject)).get("/faelle/neu/optima")
    same = {"klient.ahv": str(case.variables_of(item)["klient"]["ahv"]), "auftrag.bis": "2027-12-31"}
    hand_in(desk, {**sent(opening.values), **same})
    assert "ist eröffnet" in desk.text, mistakes(desk)
    with house.database.transaction(writes=False) as session:
        (notice,) = session.scalars(select(Message).where(Message.subject.contains("Zwei Verfahren"))).all()
    assert notice.to_address == "ks_iiz@example.org" and case.number in notice.body


@pytest.mark.parametrize("decision", ["abgelehnt", "none yet"])
def test_without_a_cost_approval_no_extension_begins(browse: Browse, house: House, decision: str) -> None:
    case = play_until(house, "decide_approval", EXTENSION, times=2)
    if decision == "abgelehnt":
        desk = browse("iv.beratung").get(case.path)
        hand_in(desk, {"kogu.entscheid": decision, "kogu.grund": "Kein Anspruch mehr"}).agree()
        assert desk.status == 200, mistakes(desk)
    let_time_pass(house, datetime(2027, 1, 8, 7, tzinfo=ZONE))  # agreed until 29.11.2026, wished for until 27.2.2027
    assert {item.label for item in case.items(element="progress_report")} == {"Monat 3"}
    assert case.items(element="evaluation_meeting") == []
    reports = case.items(element="final_report")
    assert [str(item.due) for item in reports] == ["2026-12-14"]  # it is over, also where nobody decided
    assert len(case.items(element="go_on")) == (0 if decision == "abgelehnt" else 1)
    assert all(case.variables_of(item)["at"]["end"] == "2026-11-29" for item in reports)


def test_a_letter_to_a_client_without_address_is_for_those_who_send_it_and_only_once(
    browse: Browse, house: House
) -> None:
    told = read_scenario(ROOT / "workflows" / PETER_M)
    done = [step for step in told.steps if step.action in ("eroeffnet", "erledigt")]
    first, second, *others = done[: [step.subject for step in done].index("invite") + 1]
    opening = replace(first, values={"klient": {"vorname": "Ada", "name": "Muster"}})
    on_paper = replace(second, user="rav.berater")  # without an address there is no login; the referrer enters it
    assert play(house, replace(told, steps=(opening, on_paper, *others))) == []
    other = browse("ks.koordination").get("/faelle/IIZ-2027-0001").follow("Aufnahme")
    assert "Briefe zum Ausdrucken" in other.post(other.path, [("csrf_token", other.token())]).text
    letter = (
        browse("ks.koordination").get("/faelle/IIZ-2027-0001").follow("Einladung zum Standortgespräch (IIZ-2027-0001)")
    )
    path, token = letter.path, letter.token()
    assert "Guten Tag Ada Muster" in letter.text and "http" not in letter.text
    assert "09.02.2027" in letter.text
    for stranger in ("provider.coach", "peter.m"):
        assert is_closed_to(browse(stranger), path) == 404
    assert "Briefe zum Ausdrucken" not in letter.post(path, [("csrf_token", token)]).text
    assert is_closed_to(letter, path) == 404


def let_time_pass(house: House, until: datetime) -> None:
    assert isinstance(house.clock, ManualClock)
    while house.clock.now() < until:
        house.clock.move_to(min(until, house.clock.now() + timedelta(days=1)))
        fire_due(house.database, house.flow, house.act)


def is_closed_to(visitor: Browser, path: str) -> int:
    """The status with which a page is refused, to look at and to hand in alike."""
    token = visitor.get("/").token()
    looked = visitor.get(path).status
    assert visitor.post(path, [("csrf_token", token)]).status == looked
    return looked
