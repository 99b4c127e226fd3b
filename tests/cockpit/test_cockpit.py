"""«Betrieb»: what hangs is seen, tried again, rests or ends by a button, and nothing of a case is shown."""

import pytest
from sqlalchemy import select, update

from app.audit.models import Entry
from app.bootstrap import House
from app.cases.models import Cancellation, Case
from app.config import ROOT
from app.flow.kinds import InstanceStatus, ItemStatus
from app.flow.models import Event, Instance, WorkItem
from app.outbox.models import Message, MessageStatus
from app.people import roles
from app.people.models import UserRole
from app.sweeping import SetAside
from tests.browser_posts import Browser
from tests.cases.test_lists import many
from tests.conftest import START, person
from tests.web.test_budgets import counted as statements
from tests.web.test_work import decided_later

NUMBER = "IIZ-2027-0001"
REASON = "Der Fall wurde aus Versehen doppelt eröffnet."


@pytest.fixture
def broken(browse: type[Browser], house: House) -> House:
    """A case that stands still since the beginning."""
    decided_later(browse)
    with house.database.transaction() as session:
        row = session.scalars(select(Instance)).one()
        row.status, row.failures, row.incident = InstanceStatus.STUCK, 12, "Der Aktion fehlt die Angabe «to»."
        row.incident_at = START
    return house


def status(house: House) -> InstanceStatus:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(Instance)).one().status


def administers(house: House, username: str, everywhere: bool) -> None:
    user = person(house, username)
    with house.database.transaction() as session:
        office = None if everywhere else user.institution_id
        session.add(UserRole(user_id=user.id, role=roles.ADMIN, institution_id=office))


def pressed(browser: Browser, action: str, **fields: str) -> Browser:
    browser.get("/betrieb")
    values = {"number": NUMBER, **fields, "_action": action, "csrf_token": browser.token()}
    return browser.post("/betrieb/faelle", list(values.items()))


def test_a_case_that_stands_still_is_a_card_and_goes_on_by_a_button(broken: House, browse: type[Browser]) -> None:
    page = browse("ks.verwaltung").get("/betrieb")
    assert f"{NUMBER}: steht still" in page.text and "12-mal versucht" in page.text
    assert "Der Aktion fehlt die Angabe «to»." in page.text and "seit 11.01.2027" in page.text
    assert "Muster" not in page.text, "nothing of the client"
    assert f"Der Fall {NUMBER} läuft weiter." in pressed(page, "retry").text
    assert status(broken) is InstanceStatus.OPEN
    assert "Nichts hängt." in page.get("/betrieb").text
    assert "es gibt nichts zu wiederholen" in pressed(page, "retry").text


def test_a_case_rests_with_a_reason_that_its_history_tells(broken: House, browse: type[Browser]) -> None:
    page = browse("ks.verwaltung")
    assert "mindestens einen ganzen Satz" in pressed(page, "suspend", reason="so").text
    assert status(broken) is InstanceStatus.STUCK
    pressed(page, "retry")
    assert f"Der Fall {NUMBER} ruht." in pressed(page, "suspend", reason=REASON).text
    assert status(broken) is InstanceStatus.SUSPENDED
    assert "Weiterlaufen lassen" in page.get("/betrieb").text
    with broken.database.transaction(writes=False) as session:
        assert session.scalars(select(Event.title).where(Event.title.contains(REASON))).all()


def test_a_case_is_ended_by_two_people(broken: House, browse: type[Browser]) -> None:
    administers(broken, "ks.koordination", everywhere=True)
    first, second = browse("ks.verwaltung"), browse("ks.koordination")
    assert "Eine zweite Person der Verwaltung" in pressed(first, "ask", reason=REASON).text
    assert "schon verlangt" in pressed(second, "ask", reason=REASON).text
    assert "Abbruch bestätigen" not in first.get("/betrieb").text
    assert "haben Sie selbst verlangt" in pressed(first, "confirm").text
    assert status(broken) is not InstanceStatus.CANCELLED
    assert REASON in second.get("/betrieb").text
    assert f"Der Fall {NUMBER} ist abgebrochen." in pressed(second, "confirm").text
    assert status(broken) is InstanceStatus.CANCELLED
    assert pressed(second, "confirm").status == 404
    with broken.database.transaction(writes=False) as session:
        assert not session.scalars(select(Cancellation)).all()
        assert not session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).all()
        said = session.scalars(select(Entry.subject).where(Entry.chain.contains(NUMBER))).all()
    assert {"Abbruch des Falls verlangt", "Fall abgebrochen"} <= set(said)


def test_whoever_does_not_agree_keeps_the_case(broken: House, browse: type[Browser]) -> None:
    page = browse("ks.verwaltung")
    pressed(page, "ask", reason=REASON)
    assert "wird nicht abgebrochen" in pressed(page, "keep").text
    assert REASON not in page.get("/betrieb").text and status(broken) is InstanceStatus.STUCK


def test_the_button_and_the_page_say_how_many_of_all_they_take(house: House, browse: type[Browser]) -> None:
    with house.database.transaction() as session:
        many(session, person(house, "ks.koordination"), 120)
        session.execute(update(Instance).values(status=InstanceStatus.ERROR, incident="Kein Weg.", state=b""))
    page = browse("ks.verwaltung").get("/betrieb")
    assert "Die nächsten 100 von 120 noch einmal versuchen" in page.text
    assert "Nächste Seite" in page.text


def test_all_that_failed_is_tried_again_by_one_button(house: House, browse: type[Browser]) -> None:
    for _ in range(3):
        decided_later(browse)
    with house.database.transaction() as session:
        session.execute(update(Instance).values(status=InstanceStatus.ERROR, incident="Kein Weg.", failures=2))
    page = browse("ks.verwaltung").get("/betrieb")
    assert "Alle 3 noch einmal versuchen" in page.text
    page.post("/betrieb/faelle/alle", [("csrf_token", page.token())])
    assert "3 Fälle laufen weiter" in page.text and "Nichts hängt." in page.text


def test_what_the_worker_put_off_or_gave_up_is_tried_again(broken: House, browse: type[Browser]) -> None:
    with broken.database.transaction() as session:
        message = session.scalars(select(Message)).first()
        assert message is not None
        message.status, message.attempts, message.trouble = MessageStatus.FAILED, 8, "Adresse unbekannt (550)"
        session.add(SetAside(kind="erasure", key=NUMBER, failures=3, next_try_at=START, trouble="Unerwarteter Fehler"))
        key, address = message.id, message.to_address
    page = browse("ks.verwaltung").get("/betrieb")
    assert "Adresse unbekannt (550)" in page.text and f"Fall löschen: {NUMBER}" in page.text
    assert address not in page.text, "whom it was for is the case's business"
    for one in (key, NUMBER, "nichts"):
        page.get("/betrieb").post("/betrieb/wartendes", [("csrf_token", page.token()), ("key", one)])
    assert "inzwischen erledigt" in page.text
    with broken.database.transaction(writes=False) as session:
        assert session.get_one(Message, key).status == MessageStatus.WAITING


def test_an_office_s_own_administrator_does_not_see_the_house(house: House, browse: type[Browser]) -> None:
    administers(house, "rav.berater", everywhere=False)
    assert browse("rav.berater").get("/betrieb").status == 403


def test_the_page_takes_as_many_statements_whatever_hangs(broken: House, browse: type[Browser]) -> None:
    page = browse("ks.verwaltung").get("/betrieb")
    with statements(broken) as few:
        page.get("/betrieb")
    with broken.database.transaction() as session:
        many(session, person(broken, "ks.koordination"), 60)
        session.execute(update(Instance).values(status=InstanceStatus.STUCK, incident="Kein Weg."))
        assert len(session.scalars(select(Case)).all()) == 61
    with statements(broken) as many_more:
        page.get("/betrieb")
    assert len(many_more) == len(few) <= 11


def test_the_handbook_of_operations_needs_no_sql() -> None:
    handbook = (ROOT / "docs/betrieb.md").read_text()
    assert "```sql" not in handbook
    assert not [word for word in ("SELECT ", "UPDATE ", "DELETE FROM", "INSERT INTO") if word in handbook]
