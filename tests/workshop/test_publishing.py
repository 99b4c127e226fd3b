"""Publishing: said in plain words before, refused whole or done whole, and running cases keep their version."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.audit.models import Entry
from app.bootstrap import House
from app.flow.models import Definition, Instance
from app.main import create_app
from app.workshop import queries
from app.workshop.models import Origin
from app.workshop.publishing import exported
from app.workshop.service import keep_files
from tests.browser_posts import Browser
from tests.web.test_work import opened
from tests.workshop.conftest import SECOND, person
from tests.workshop.test_drafts import PAGE, begun, drawn, saved
from tests.workshop.test_folders import DIAGRAM, other, put

pytestmark = pytest.mark.usefixtures("in_service")
Browse = Callable[[str], Browser]
GO = f"{PAGE}/veroeffentlichen"
CHANGE = ('name="Erinnerung fällig"', 'name="Nachfrage fällig"')


def changed(browse: Browse, old: str, new: str) -> Browser:
    """A draft in which the diagram says something else."""
    owner = begun(browse)
    text, rev = drawn(owner)
    assert old in text
    return saved(owner, text.replace(old, new), rev)


def played(owner: Browser) -> Browser:
    owner.get(GO)
    return owner.post(f"{PAGE}/szenarien", [("csrf_token", owner.token())])


def versions(house: House) -> list[int]:
    with house.database.transaction(writes=False) as session:
        return sorted(session.scalars(select(Definition.version).where(Definition.key == "antrag")))


def test_what_changes_is_said_in_words_and_running_cases_keep_their_version(browse: Browse, house: House) -> None:
    opened(browse)
    owner = changed(browse, *CHANGE)
    played(owner)
    assert "Ereignis am Rand «Nachfrage fällig»" in owner.text and "Erinnerung fällig → Nachfrage fällig" in owner.text
    assert "1 laufender Fall bleibt auf Version 1." in owner.text and "wie erwartet" in owner.text
    assert owner.submit({"reason": " "}).status == 422
    owner.submit({"reason": "Klarer gesagt"})
    assert "antrag Version 2" in owner.text and "Entwurf beginnen" in owner.text and versions(house) == [1, 2]
    with house.database.transaction(writes=False) as session:
        (running,) = session.scalars(select(Instance))
        assert running.definition.version == 1
        said = [row.subject for row in session.scalars(select(Entry)) if row.actor_name == "Paul Egli"]
        assert any("Version 2" in line for line in said) and any("Klarer gesagt" in line for line in said)
        assert "Nachfrage fällig" in queries.sources(session)[DIAGRAM].decode()


def test_scenarios_that_were_not_played_or_come_out_otherwise_refuse(browse: Browse, house: House) -> None:
    owner = changed(browse, 'add working days(today(), 3)"', 'add working days(today(), 4)"')
    owner.get(GO).submit({"reason": "Mehr Zeit"})
    assert owner.status == 409 and "Szenarien" in owner.text
    assert "anders als erwartet" in played(owner).text and "/tmp" not in owner.text
    assert owner.submit({"reason": "Mehr Zeit"}).status == 409 and versions(house) == [1]
    owner.get("/werkstatt")
    assert "1 Szenario gespielt" in owner.text and "1 anders als erwartet" in owner.text


def test_findings_refuse(browse: Browse, house: House) -> None:
    owner = changed(browse, 'targetRef="which"', 'targetRef="nowhere"')
    owner.get(GO).submit({"reason": "Versuch"})
    assert owner.status == 422 and "Die Prüfung hat noch Befunde" in owner.text and versions(house) == [1]


def test_two_who_publish_at_once_get_one_version(browse: Browse, house: House) -> None:
    first = played(changed(browse, *CHANGE))
    second = browse(SECOND).get(GO)
    first.submit({"reason": "Eins"})
    assert second.submit({"reason": "Zwei"}).status == 409 and versions(house) == [1, 2]


def test_a_stale_page_publishes_nothing_that_was_not_read(browse: Browse, house: House) -> None:
    owner = played(changed(browse, *CHANGE))
    with house.database.transaction() as session:
        draft = queries.draft_of(session, "antrag")
        assert draft is not None
        keep_files(house.act(session, person(session, SECOND)), draft, {"forms/neu.form": b"{}"})
    assert owner.submit({"reason": "Eins"}).status == 409 and versions(house) == [1]


def test_what_came_into_service_meanwhile_is_not_lost(browse: Browse, house: House) -> None:
    owner = played(changed(browse, *CHANGE))
    put(house, other(b"Anders"), Origin.WORKSHOP)
    assert "anderes in Betrieb gekommen: workflows/antrag/diagram.bpmn" in owner.get(GO).text
    owner.submit({"reason": "Eins"})
    assert owner.status == 409 and versions(house) == [1, 2]
    with house.database.transaction() as session:
        assert exported(session)[DIAGRAM] == other(b"Anders")[DIAGRAM]


def test_a_form_that_is_removed_while_in_use_refuses(browse: Browse, house: House) -> None:
    owner = begun(browse)
    owner.post(f"{PAGE}/entfernen/forms/entscheid.form", [("csrf_token", owner.token())])
    owner.get(GO).submit({"reason": "Weg damit"})
    assert owner.status == 422 and "entscheid" in owner.text and versions(house) == [1]


def test_where_four_eyes_are_wanted_a_second_person_publishes(house: House) -> None:
    strict = replace(house, settings=replace(house.settings, four_eyes=True))
    here: type[Browser] = type("Here", (Browser,), {"application": create_app(strict)})
    owner = played(changed(here, *CHANGE))
    owner.submit({"reason": "Klarer gesagt"})
    assert "zweite Person" in owner.text and owner.submit({"reason": "Noch einmal"}).status == 200
    assert versions(house) == [1]
    second = here(SECOND).get(GO)
    assert "Paul Egli schlägt diese Veröffentlichung vor: Noch einmal" in second.text
    second.submit({"reason": "Einverstanden"})
    assert versions(house) == [1, 2]
