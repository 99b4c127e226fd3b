"""An invitation names the day with its weekday, the own start and end, and who is invited; guests get the place."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.actions.invitations import invite
from app.bootstrap import House
from app.cases.models import Case
from app.cases.service import open_case
from app.flow.errors import ActionError
from app.flow.models import Event
from app.outbox.models import Message
from tests.conftest import person
from tests.deploying import deploy_folder
from tests.flow.player import END, START, diagram

BODY = "\n".join([START, '<userTask id="u"/>', END, "start -> u\nu -> end"])
MEETING = {"to": ["rav_luzern", "iv_luzern", "client"], "date": "2027-02-09", "time": "14:00:00", "place": "Saal 2",
           "minutes": 150, "client_time": "15:00:00"}  # fmt: skip


def invited(house: House, folder: Path, **parameters: Any) -> tuple[dict[str, str], list[str]]:
    """Address → text of each invitation, and the history."""
    (folder / "workflows" / "probe").mkdir(parents=True)
    (folder / "workflows" / "probe" / "diagram.bpmn").write_bytes(diagram(BODY, "probe"))
    with house.database.transaction() as session:
        deploy_folder(session, folder, house.clock.now())
        act = house.act(session, person(house, "rav.berater"))
        client = {"vorname": "Ada", "name": "Muster", "email": "ada@example.org"}
        case = open_case(act, house.flow, "probe", {"klient": client})
        invite(act, session.get_one(Case, case.id), {**MEETING, **parameters})
        session.flush()
        texts = {one.to_address: one.body for one in session.scalars(select(Message)) if "Einladung" in one.subject}
        return texts, [event.title for event in session.scalars(select(Event))]


def test_professionals_and_client_have_their_own_start(house: House, tmp_path: Path) -> None:
    texts, _ = invited(house, tmp_path)
    office = next(text for address, text in texts.items() if "iv" in address or "vogel" in address)
    assert "Datum: Dienstag, 09.02.2027\nZeit: 14:00–16:30 Uhr\n" in office
    assert "Mit der Klientin oder dem Klienten ab 15:00 Uhr" in office
    assert "Zeit: 15:00–16:30 Uhr\nEingeladen: RAV Luzern, WAS IV Luzern, Klient/in\n" in texts["ada@example.org"]
    assert "14:00" not in texts["ada@example.org"]
    assert not any("Saal 2" in text or "Muster" in text for address, text in texts.items() if "ada" not in address)


def test_guests_come_when_they_are_wanted_and_read_where(house: House, tmp_path: Path) -> None:
    guests = [
        {"name": "Beat Muster, Suva", "email": "beat@example.org", "teil": "ganz"},
        {"name": "Eva Beispiel, BIZ", "email": "eva@example.org", "teil": "klient"},
    ]
    texts, history = invited(house, tmp_path, guests=guests)
    assert "Zeit: 14:00–16:30 Uhr" in texts["beat@example.org"] and "Ort: Saal 2" in texts["beat@example.org"]
    assert "Zeit: 15:00–16:30 Uhr" in texts["eva@example.org"] and "http" not in texts["eva@example.org"]
    assert "2 weitere Personen" in texts["ada@example.org"]
    assert any("an 2 weitere Personen ohne Zugang" in line for line in history)
    assert not any("Suva" in line or "Eva" in line for line in history)


@pytest.mark.parametrize("guest", [{"name": "Eva"}, {"email": "eva@example.org"}, "eva@example.org", None])
def test_a_guest_without_name_or_address_is_refused(house: House, tmp_path: Path, guest: Any) -> None:
    with pytest.raises(ActionError, match="Namen und eine E-Mail-Adresse"):
        invited(house, tmp_path, guests=[guest])
