"""Who may read what: role × participation × consent × category, on both databases."""

from datetime import date, datetime

import pytest

from app.bootstrap import House
from app.clock import ZONE, ManualClock
from app.consent.service import MandateError
from app.people.models import User
from tests.browser_posts import Browser
from tests.consent.stage import DAY, MANDATE, Stage


@pytest.fixture
def stage(house: House) -> Stage:
    stage = Stage(house).open()
    stage.hand_in("rav.berater", "Anmeldung", name="personalien", job="berufliches", usual="")
    stage.hand_in(
        "iv.beratung", "Dossier IV", job="berufliches", capacity="gesundheit_funktion", icd="gesundheit_diagnose"
    )
    stage.hand_in("therapie.praxis", "Bericht", icd="gesundheit_diagnose", capacity="gesundheit_funktion")
    stage.hand_in("ks.koordination", "Protokoll", job="berufliches", capacity="gesundheit_funktion")
    stage.hand_in("iv.beratung", "Zielvereinbarung", readers=" provider  client ", job="berufliches",
                  icd="gesundheit_diagnose")  # fmt: skip
    return stage


def test_without_a_mandate_everybody_reads_only_their_own(stage: Stage) -> None:
    assert stage.reads("rav.berater") == {"Anmeldung": ["name", "job", "usual"]}
    assert set(stage.reads("iv.beratung")) == {"Dossier IV", "Zielvereinbarung"}
    assert stage.reads("ks.koordination") == {"Protokoll": ["job", "capacity"]}
    assert stage.reads("sd.sozialarbeit") == stage.reads("provider.coach") == {}
    assert stage.reads("peter.m") == {"Zielvereinbarung": ["job", "icd"]}  # what concerns the client is theirs


def test_with_a_mandate_each_institution_reads_the_categories_it_was_granted(stage: Stage) -> None:
    stage.agree()
    assert stage.reads("ks.koordination") == {
        "Anmeldung": ["name", "job", "usual"],
        "Dossier IV": ["job"],
        "Protokoll": ["job", "capacity"],
        "Zielvereinbarung": ["job"],
    }
    assert stage.reads("sd.sozialarbeit") == {
        "Anmeldung": ["name"],
        "Dossier IV": ["capacity"],
        "Protokoll": ["capacity"],
    }
    assert "Bericht" not in stage.reads("rav.berater")  # the therapist is no giver
    assert stage.reads("provider.coach") == {"Zielvereinbarung": ["job"]}


def test_diagnoses_need_a_grant_of_their_own(stage: Stage) -> None:
    granted = {**MANDATE, "empfaenger": [{"stelle": "rav_luzern", "kategorien": ["gesundheit_diagnose"]}]}
    stage.agree(granted)
    assert stage.reads("rav.berater")["Dossier IV"] == ["icd"]
    assert "Dossier IV" not in stage.reads("sd.sozialarbeit")


def test_what_is_confidential_is_for_named_readers_alone(stage: Stage) -> None:
    stage.agree()
    stage.hand_in("peter.m", "Anliegen", readers=" coordination_office ", complaint="vertraulich")
    assert stage.reads("ks.koordination")["Anliegen"] == ["complaint"]
    assert "Anliegen" not in stage.reads("rav.berater") | stage.reads("sd.sozialarbeit")


def test_a_new_mandate_replaces_the_earlier_one(stage: Stage) -> None:
    stage.agree()
    stage.agree({**MANDATE, "empfaenger": [{"stelle": "ks_iiz", "kategorien": ["personalien"]}]})
    assert stage.reads("ks.koordination")["Anmeldung"] == ["name"]
    assert stage.reads("sd.sozialarbeit") == {}


def test_consent_ends_by_itself_after_its_last_day(stage: Stage, clock: ManualClock) -> None:
    stage.agree()
    clock.move_to(datetime.combine(date.fromisoformat(DAY), datetime.max.time(), ZONE))
    assert "Anmeldung" in stage.reads("ks.koordination")
    clock.move_to(datetime(2028, 1, 11, 0, 0, tzinfo=ZONE))
    assert stage.reads("ks.koordination") == {"Protokoll": ["job", "capacity"]}


def test_withdrawing_one_category_keeps_the_rest(stage: Stage) -> None:
    stage.agree()
    stage.withdraw(category="berufliches")
    assert stage.reads("ks.koordination")["Anmeldung"] == ["name"]
    assert stage.reads("sd.sozialarbeit")["Dossier IV"] == ["capacity"]


def test_withdrawing_one_institution_keeps_the_others(stage: Stage) -> None:
    stage.agree()
    stage.withdraw(party="iv_luzern")
    assert "Dossier IV" not in stage.reads("ks.koordination")
    assert stage.reads("ks.koordination")["Anmeldung"] == ["name", "job", "usual"]


def test_withdrawing_everything_leaves_each_institution_its_own(stage: Stage) -> None:
    stage.agree()
    stage.withdraw()
    assert stage.reads("ks.koordination") == {"Protokoll": ["job", "capacity"]}
    assert stage.reads("sd.sozialarbeit") == stage.reads("provider.coach") == {}


@pytest.mark.parametrize(
    "broken",
    [
        {"empfaenger": [{"stelle": "ks_iiz", "kategorien": ["alles"]}]},
        {"empfaenger": "ks_iiz"},
        {"gueltig_bis": None},
        {"gueltig_bis": "31.2.2027"},
    ],
)
def test_an_incomplete_mandate_grants_nothing(stage: Stage, broken: dict[str, object]) -> None:
    with pytest.raises(MandateError):
        stage.agree({**MANDATE, **broken})
    assert stage.reads("sd.sozialarbeit") == {}


def test_colleagues_of_one_institution_read_the_same(stage: Stage) -> None:
    stage.agree()
    with stage.house.database.transaction() as session:
        office = stage.user(session, "sd.sozialarbeit").institution_id
        session.add(User(username="sd.zwei", name="Zwei", email="sd.zwei@example.org", password_hash="x",
                         institution_id=office))  # fmt: skip
    assert stage.reads("sd.zwei") == stage.reads("sd.sozialarbeit") != {}


def test_a_provider_sees_its_measure_and_nothing_of_the_case_around_it(stage: Stage, browse: type[Browser]) -> None:
    stage.agree()
    page = browse("provider.coach").get(f"/faelle/{stage.number}")
    assert page.status == 200
    assert "Zielvereinbarung" in page.text
    assert not any(
        word in page.text for word in ("Wer ist beteiligt?", "Was ist geschehen?", "Wo steht das Verfahren?")
    )
    assert browse("provider.coach").get(f"/faelle/{stage.number}/diagramm.bpmn").status == 404
    assert "Wer ist beteiligt?" in browse("sd.sozialarbeit").get(f"/faelle/{stage.number}").text
