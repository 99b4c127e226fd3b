"""What the forms of the house refuse, warn of and fill in by themselves."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.clock import ZONE
from app.flow.expressions import LIBRARY, json_value
from app.forms import Form, Submission, compile_form

FORMS = Path(__file__).resolve().parents[2] / "forms"
OFFICES = [
    {"key": "ks_iiz", "name": "Koordinationsstelle", "art": "ks"},
    {"key": "rav_luzern", "name": "RAV Luzern", "art": "rav", "mitwirkend": True},
    {"key": "iv_luzern", "name": "IV", "art": "iv", "mitwirkend": True},
    {"key": "provider_brueckenwerk", "name": "Brückenwerk", "art": "provider"},
]
CASE: dict[str, Any] = {
    "fall": {"nummer": "IIZ-2027-0001", "anmeldende_stelle": "rav_luzern"},
    "stellen": OFFICES,
    "klient": {"vorname": "Anna", "name": "Beispiel"},
}


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZONE)


def form(key: str) -> Form:
    return compile_form((FORMS / f"{key}.form").read_bytes(), f"{key}.form", library=LIBRARY)


def load(key: str, day: str, values: dict[str, Any], **scope: Any) -> Submission:
    return form(key).load_values(values, {**CASE, **scope}, at(day))


def sentence(result: Submission, name: str) -> str:
    return next((error.message for error in result.errors if error.name == name), "")


def test_an_evaluation_before_the_second_half_is_refused_naming_the_first_possible_day() -> None:
    dates = json_value('arbeitstraining dates("2027-06-01", 3)', {}, lambda: at("2027-06-01"))
    early = load("auswertung_at", "2027-07-16", {"auswertung": {"datum": "2027-07-16"}}, at=dates)
    assert "17.07.2027" in sentence(early, "auswertung.datum")
    held = load("auswertung_at", "2027-08-09", {"auswertung": {"datum": "2027-08-09"}}, at=dates)
    assert sentence(held, "auswertung.datum") == ""
    tomorrow = load("auswertung_at", "2027-08-09", {"auswertung": {"datum": "2027-08-10"}}, at=dates)
    assert "09.08.2027" in sentence(tomorrow, "auswertung.datum")


def test_without_the_iv_or_the_rav_at_the_evaluation_a_reason_is_asked_for() -> None:
    assert sentence(load("auswertung_at", "2027-08-09", {"auswertung": {"anwesend": ["iv"]}}), "auswertung.fehlt_grund")
    both = load("auswertung_at", "2027-08-09", {"auswertung": {"anwesend": ["iv", "rav"]}})
    assert "auswertung.fehlt_grund" not in both.shown


@pytest.mark.parametrize(("kind", "told"), [("kurs", False), ("arbeitstraining", True), ("andere", False)])
def test_a_measure_in_nobodys_catalogue_is_warned_of(kind: str, told: bool) -> None:
    catalogue = [{"stelle": "rav", "massnahme": "kurs"}, {"stelle": "sd", "massnahme": "arbeitstraining"}]
    plan = {"handlungsplan": {"massnahmen": [{"titel": "Ein Versuch", "art": kind, "verantwortlich": "rav_luzern"}]}}
    offices = {"vorpruefung": {"beteiligte": ["rav_luzern", "iv_luzern"]}}
    found = load("handlungsplan", "2027-02-15", plan, katalog=catalogue, **offices)
    assert any("Leistungskatalog" in warning.message for warning in found.warnings) == told


def test_a_no_to_the_mandate_needs_nothing_else() -> None:
    result = load("vollmacht", "2027-01-13", {"vollmacht": {"einwilligung": "nein"}})
    assert result.ok and result.values["vollmacht"] == {"einwilligung": "nein"}


def test_a_mandate_is_valid_for_two_years_at_most_and_names_who_receives_what() -> None:
    result = load("vollmacht", "2027-01-13", {"vollmacht": {"einwilligung": "ja", "gueltig_bis": "2029-01-14"}})
    assert "13.01.2029" in sentence(result, "vollmacht.gueltig_bis")
    # Four offices stand there without a tick: the first one is asked what it may receive.
    assert sentence(result, "vollmacht.empfaenger.0.kategorien") == "Bitte wählen Sie mindestens eine Antwort aus."


def test_the_mandate_offers_the_offices_and_drops_those_that_receive_nothing() -> None:
    receivers = [{"stelle": "ks_iiz"}, {"stelle": "rav_luzern", "kategorien": ["personalien"]}]
    result = load("vollmacht", "2027-01-13", {"vollmacht": {"einwilligung": "ja", "empfaenger": receivers}})
    assert result.values["vollmacht"]["empfaenger"] == [{"stelle": "rav_luzern", "kategorien": ["personalien"]}]
    assert result.values["vollmacht"]["gueltig_bis"] == "2028-01-13"


def test_a_referral_checks_the_ahv_number_and_wants_a_way_to_reach_the_person() -> None:
    result = load("anmeldung", "2027-01-14", {"klient": {"ahv": "756.9217.0769.84", "geburtsdatum": "2027-01-14"}})
    assert "AHV-Nummer" in sentence(result, "klient.ahv")
    assert "13.01.2027" in sentence(result, "klient.geburtsdatum")
    assert "Telefonnummer" in sentence(result, "klient.telefon")


def test_an_unusual_age_is_a_warning_that_can_be_confirmed() -> None:
    result = load("anmeldung", "2027-01-14", {"klient": {"geburtsdatum": "2015-01-01"}})
    assert "jünger als 15" in result.warnings[0].message and not result.warnings[0].confirmed


def test_a_commune_that_is_no_more_is_asked_for_again() -> None:
    known = {"klient": {"vorname": "Anna", "name": "Beispiel", "wohngemeinde": "Honau"}}  # part of Root since 2025
    result = load("anmeldung", "2027-01-14", {}, **known)
    assert sentence(result, "klient.wohngemeinde") != ""
    chosen = load("anmeldung", "2027-01-14", {"klient": {"wohngemeinde": "Root"}}, **known)
    assert sentence(chosen, "klient.wohngemeinde") == ""


def test_each_office_one_is_registered_with_asks_since_when() -> None:
    result = load("anmeldung", "2027-01-14", {"anmeldung": {"bei": ["rav", "sd"]}})
    assert {"anmeldung.rav_seit", "anmeldung.sd_seit"} <= set(result.shown)
    assert "anmeldung.iv_seit" not in result.shown


def test_the_preliminary_check_is_filled_in_and_a_deviation_needs_a_reason() -> None:
    referral = {"bei": ["rav", "iv"], "geeignet": "andere", "arbeit": "ohne"}
    proposal = {"aufnahme": {"ergebnis": "aufnahme", "grund": ""}, "verfahren": "standortgespraech"}
    mandate = {"empfaenger": [{"stelle": "rav_luzern"}, {"stelle": "iv_luzern"}]}
    same = load("vorpruefung", "2027-01-18", {}, anmeldung=referral, vorschlag=proposal, vollmacht=mandate)
    assert same.ok
    assert same.values["vorpruefung"] == {
        "entscheid": "standortgespraech", "beteiligte": ["rav_luzern", "iv_luzern"],
    }  # fmt: skip
    other = load("vorpruefung", "2027-01-18", {"vorpruefung": {"entscheid": "optima"}}, anmeldung=referral,
                 vorschlag=proposal)  # fmt: skip
    assert sentence(other, "vorpruefung.begruendung")


def test_only_institutions_that_the_mandate_names_are_brought_in() -> None:
    referral = {"bei": ["rav", "iv"], "geeignet": "andere", "arbeit": "ohne"}
    mandate = {"empfaenger": [{"stelle": "rav_luzern"}]}
    chosen = {"vorpruefung": {"entscheid": "standortgespraech", "beteiligte": ["rav_luzern", "iv_luzern"]}}
    refused = load("vorpruefung", "2027-01-18", chosen, anmeldung=referral, vollmacht=mandate)
    assert sentence(refused, "vorpruefung.beteiligte") == "Bitte wählen Sie eine der angebotenen Antworten."


def test_a_meeting_on_a_day_off_of_a_participant_is_refused() -> None:
    invitation = {"teilnehmende": ["rav_luzern", "sd_luzern"], "datum": "2026-10-02"}
    offices = [*OFFICES, {"key": "sd_luzern", "name": "Soziale Dienste", "art": "sd"}]
    refused = load("einladung", "2026-09-21", {"einladung": invitation}, stellen=offices)
    assert "arbeitet mindestens eine" in sentence(refused, "einladung.datum")
    elsewhere = {"teilnehmende": ["rav_luzern", "iv_luzern"], "datum": "2026-10-02"}
    assert sentence(load("einladung", "2026-09-21", {"einladung": elsewhere}), "einladung.datum") == ""


def test_a_signature_needs_a_reason_only_when_it_is_none() -> None:
    assert load("unterschrift", "2027-02-16", {"unterschrift": {"entscheid": "unterzeichnet"}}).ok
    refused = load("unterschrift", "2027-02-16", {"unterschrift": {"entscheid": "abgelehnt"}})
    assert sentence(refused, "unterschrift.begruendung")


def test_a_measure_cannot_end_before_it_starts() -> None:
    measure = {"titel": "Kurs", "art": "kurs", "von": "2027-03-02", "bis": "2027-03-01"}
    result = load("handlungsplan", "2027-02-15", {"handlungsplan": {"massnahmen": [measure]}})
    assert "02.03.2027" in sentence(result, "handlungsplan.massnahmen.0.bis")


def test_leaving_the_transition_rule_needs_a_decision_and_a_reason() -> None:
    result = load("uebertritt", "2027-08-20", {"uebertritt": {"status": "anstellung", "abweichung": True}})
    assert sentence(result, "uebertritt.abweichender_entscheid") and sentence(result, "uebertritt.abweichung_grund")


def test_the_survey_may_be_left_empty() -> None:
    assert load("nachbefragung", "2028-06-05", {}).ok


@pytest.mark.parametrize(
    ("earlier", "begins", "told"),
    [
        ([("2026-04-16", "2026-05-31")], "2026-06-01", "138 Tage, noch 227 von 365 Tagen"),
        ([], "2026-06-01", "92 Tage, noch 273 von 365 Tagen"),
        # Each day counts once, and a year may have 366 days.
        (
            [("2027-04-16", "2027-05-31"), ("2027-05-01", "2027-05-31")],
            "2027-06-01",
            "138 Tage, noch 228 von 366 Tagen",
        ),
        ([("2026-01-01", "2026-10-31")], "2026-11-01", "396 Tage, noch 0 von 365 Tagen"),
    ],
)
def test_the_agreement_says_how_many_days_of_integration_measures_are_used(
    earlier: list[tuple[str, str]], begins: str, told: str
) -> None:
    before = [{"von": first, "bis": last} for first, last in earlier]
    agreed = {"phase": "IM", "beginn": begins, "monate": 3, "fruehere_im": before}
    view = form("at_zielvereinbarung").view({**CASE, "zielvereinbarung": agreed}, now=at(begins))
    shown = [one for group in view.items for one in (group, *group.items) if one.name == "zielvereinbarung.im_tage"]
    assert [one.text for one in shown] == [told]


def test_tariff_numbers_stand_in_their_table_alone() -> None:
    elsewhere = [*FORMS.glob("*.form"), *FORMS.parent.glob("workflows/*/diagram.bpmn")]
    assert [file.name for file in elsewhere if re.search(r"90[56]\.042", file.read_text("utf-8"))] == []
