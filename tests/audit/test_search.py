"""Data protection searches the log of the whole house, and takes it away as a table."""

import csv
from datetime import timedelta

import pytest

from app.audit.models import GENERAL_CHAIN, READ
from app.audit.service import Actor, record
from app.bootstrap import House
from app.clock import ManualClock
from app.people.roles import DATA_PROTECTION
from app.people.service import Newcomer, add_user, grant, make_first_password
from tests.audit.tampering import CASE
from tests.audit.test_reading import entries
from tests.browser_posts import Browser
from tests.web.test_work import opened

LOG = "/protokoll"


@pytest.fixture(autouse=True)
def officer_of_data_protection(house: House) -> None:
    with house.database.transaction() as session:
        dora = add_user(
            session,
            Newcomer("datenschutz", "Dora Schutz", "dora@example.org"),
            make_first_password(),
            house.clock.now(),
        )
        grant(session, dora, DATA_PROTECTION, None)


def rows(browser: Browser, question: str = "") -> list[str]:
    found = browser.get(f"{LOG}?{question}").page.xpath("//tbody/tr")
    return [" | ".join(cell.text_content().strip() for cell in row.xpath("*")) for row in found]


def test_the_log_is_open_to_data_protection_alone(browse: type[Browser]) -> None:
    for name in ("rav.berater", "ks.koordination", "peter.m"):
        assert browse(name).get(LOG).status == 403
        assert browse(name).get(f"{LOG}.csv").status == 403
    assert browse("datenschutz").get(LOG).status == 200


def test_one_finds_by_case_person_day_and_action(browse: type[Browser], clock: ManualClock) -> None:
    opened(browse)
    clock.move_to(clock.now() + timedelta(days=1))
    browse("ks.koordination").get(f"/faelle/{CASE}")
    officer = browse("datenschutz")
    assert rows(officer, f"fall={CASE.lower()}")[0] == (
        "12.01.2027, 08:00 | IIZ-2027-0001 | Karin Steiner, Koordinationsstelle IIZ | Fallseite | angesehen"
    )
    assert len(rows(officer, f"fall={CASE}")) == 3
    assert len(rows(officer, f"fall={CASE}&person=amrein")) == 2
    assert len(rows(officer, f"fall={CASE}&person=amrein&aktion=read")) == 1
    assert len(rows(officer, f"fall={CASE}&bis=2027-01-11")) == 2
    assert len(rows(officer, f"fall={CASE}&von=2027-01-12&bis=2027-01-12")) == 1
    assert rows(officer, "fall=IIZ-2027-9999") == []
    assert rows(officer, "person=%25") == []


def test_a_client_is_found_by_the_name_of_their_account(browse: type[Browser]) -> None:
    browse("peter.m")
    (row,) = rows(browse("datenschutz"), "person=peter")
    assert "Klient/in | Anmeldung | angemeldet" in row


def test_many_entries_have_pages(browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        for number in range(120):
            record(session, CASE, Actor(None, "A"), READ, f"Seite {number}", house.clock.now())
    officer = browse("datenschutz")
    assert len(rows(officer, f"fall={CASE}")) == 50
    officer.follow("Ältere Einträge").follow("Ältere Einträge")
    assert "Seite 3 von 3" in officer.text and "Seite 0" in officer.text


@pytest.mark.parametrize(
    ("question", "status"),
    [("von=gestern", 422), ("bis=0001-01-01", 422), ("bis=9999-12-31", 422), ("aktion=x", 422), ("seite=-1", 200),
     ("seite=99999999999999999999", 200), ("fall=%00", 200), ("person=" + "x" * 5000, 200)],
)  # fmt: skip
def test_odd_questions_get_a_sentence(browse: type[Browser], question: str, status: int) -> None:
    officer = browse("datenschutz")
    assert officer.get(f"{LOG}?{question}").status == status
    assert officer.get(f"{LOG}.csv?{question}").status == status


def test_looking_into_the_log_and_taking_it_away_are_in_the_log(browse: type[Browser], house: House) -> None:
    opened(browse)
    officer = browse("datenschutz")
    before = len(entries(house, GENERAL_CHAIN))
    rows(officer, f"fall={CASE}")
    officer.follow("Als Tabelle (CSV)")
    assert entries(house, GENERAL_CHAIN)[before:] == [
        f"Dora Schutz, : Protokoll zu {CASE}: angesehen",
        f"Dora Schutz, : Protokoll zu {CASE}, 2 Einträge: ausgegeben",
    ]


def test_the_table_has_all_that_was_found_with_harmless_cells(browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        for number in range(70):
            record(session, CASE, Actor(None, "=1+1", "@Stelle"), READ, f"-Seite; {number}", house.clock.now())
    officer = browse("datenschutz").get(f"{LOG}.csv?fall={CASE}")
    assert officer.response is not None
    table = list(csv.reader(officer.response.get_data().decode("utf-8-sig").splitlines(), delimiter=";"))
    assert table[0] == ["Wann", "Fall", "Nr.", "Wer", "Stelle", "Was", "Datenkategorien", "Getan"]
    assert len(table) == 71
    assert table[1][1:] == [CASE, "70", "'=1+1", "'@Stelle", "'-Seite; 69", "", "angesehen"]
