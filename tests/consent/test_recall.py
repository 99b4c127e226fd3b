"""What institutions had got to see when consent ended stands on a list, so that it can be asked back."""

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ManualClock
from app.consent.models import Recall
from app.outbox.service import deliver_due, post
from tests.audit.test_reading import entries
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.consent.test_expiry import MIDNIGHT

SEEN = "Angaben «Anmeldung» (Personalien, Berufliches): angesehen"


@pytest.fixture
def stage(house: House, browse: type[Browser]) -> Stage:
    """The social service read of the RAV, the IV only its own; both opened the case."""
    stage = Stage(house).open()
    stage.hand_in("rav.berater", "Anmeldung", name="personalien", job="berufliches")
    stage.hand_in("iv.beratung", "Dossier IV", capacity="gesundheit_funktion")
    grants = [{"stelle": "sd_luzern", "kategorien": ["personalien", "berufliches"]}]
    stage.agree({"weitergebende": ["rav_luzern"], "empfaenger": grants, "gueltig_bis": "2028-01-10"})
    browse("sd.sozialarbeit").get(f"/faelle/{stage.number}").follow("Anmeldung")
    browse("iv.beratung").get(f"/faelle/{stage.number}").follow("Dossier IV")
    return stage


def listed(stage: Stage) -> dict[str, tuple[list[str], str, str]]:
    """Key of each institution → what it saw, categories, why it is asked back."""
    with stage.house.database.transaction(writes=False) as session:
        rows = session.scalars(select(Recall)).all()
        return {row.institution.key: (row.what.splitlines(), row.categories, row.reason) for row in rows}


def test_withdrawing_everything_lists_what_each_saw_but_not_its_own(stage: Stage) -> None:
    stage.withdraw()
    assert listed(stage) == {
        "sd_luzern": (["Fallseite: angesehen", SEEN], "Personalien, Berufliches", "withdrawn"),
        "iv_luzern": (["Fallseite: angesehen"], "", "withdrawn"),
    }


def test_withdrawing_one_institution_lists_that_one(stage: Stage) -> None:
    stage.withdraw(party="sd_luzern")
    assert set(listed(stage)) == {"sd_luzern"}


def test_what_an_institution_had_passed_on_is_asked_back_from_those_who_read_it(stage: Stage) -> None:
    stage.withdraw(party="rav_luzern")
    assert listed(stage) == {"sd_luzern": ([SEEN], "Personalien, Berufliches", "withdrawn")}


def test_withdrawing_one_category_lists_who_read_of_it(stage: Stage) -> None:
    stage.withdraw(category="berufliches")
    assert listed(stage) == {"sd_luzern": ([SEEN], "Berufliches", "withdrawn")}
    stage.withdraw(category="gesundheit_diagnose")
    assert len(listed(stage)) == 1


def test_what_was_sent_to_an_institution_is_listed_too(stage: Stage, house: House) -> None:
    with house.database.transaction() as session:
        office = stage.user(session, "provider.coach").institution
        assert office is not None
        name, address = office.name, office.email
        post(house.act(session), to_name=name, to_address=address, subject="Einladung", body="",
             case_number=stage.number)  # fmt: skip
    deliver_due(house.database, house.channel, house.act)
    stage.withdraw()
    assert listed(stage)["provider_brueckenwerk"][0] == [f"Nachricht «Einladung» an {name}: verschickt"]


def test_the_office_asks_back_and_notes_who_confirmed(stage: Stage, browse: type[Browser], house: House) -> None:
    stage.withdraw()
    office = browse("ks.koordination").get(f"/faelle/{stage.number}").follow("Rückrufliste öffnen")
    assert SEEN in office.text and "Die Einwilligung wurde widerrufen." in office.text
    office.follow("Brief zum Ausdrucken: Soziale Dienste")
    assert "Peter M. hat die Einwilligung für Ihre Stelle widerrufen." in office.text and SEEN in office.text
    page = office.get(f"/faelle/{stage.number}/rueckruf").page
    for action in page.xpath("//form[contains(@action, 'rueckruf')]/@action"):
        office.post(action, [("csrf_token", office.token())])
        office.post(action, [("csrf_token", office.token())])  # a second click changes nothing
    assert office.page.xpath("//h2/span/text()") == ["erledigt", "erledigt"]
    assert "Brief zum Ausdrucken" not in office.text
    assert "Rückrufliste öffnen" not in office.get(f"/faelle/{stage.number}").text
    settled = [line for line in entries(house, stage.number) if "Rückruf bei" in line]
    assert [line.split(": ")[1] for line in settled] == [
        "Rückruf bei Soziale Dienste Stadt Luzern erledigt",
        "Rückruf bei WAS IV Luzern erledigt",
    ]


def test_the_client_reads_the_list_and_changes_nothing(stage: Stage, browse: type[Browser]) -> None:
    stage.withdraw()
    client = browse("peter.m").get(f"/faelle/{stage.number}").follow("Rückrufliste öffnen")
    assert "Soziale Dienste Stadt Luzern" in client.text
    assert client.page.xpath("//main//form") == []
    with stage.house.database.transaction(writes=False) as session:
        ids = session.scalars(select(Recall.id)).all()
    assert browse("peter.m").get(f"/faelle/{stage.number}/rueckruf/{ids[0]}").status == 403
    assert browse("sd.sozialarbeit").get(f"/faelle/{stage.number}/rueckruf").status == 403


def test_what_was_confirmed_once_is_not_asked_back_again(
    stage: Stage, browse: type[Browser], clock: ManualClock
) -> None:
    clock.move_to(MIDNIGHT)
    stage.work()
    office = browse("ks.koordination").get(f"/faelle/{stage.number}/rueckruf")
    for action in office.page.xpath("//form[contains(@action, 'rueckruf')]/@action"):
        office.post(action, [("csrf_token", office.token())])
    stage.agree({"weitergebende": ["rav_luzern"], "empfaenger": [], "gueltig_bis": "2029-01-10"})
    stage.withdraw()
    assert len(listed(stage)) == 2
    with stage.house.database.transaction(writes=False) as session:
        assert {row.reason for row in session.scalars(select(Recall))} == {"expired"}
