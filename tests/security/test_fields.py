"""More in a form than its page asked for: nothing of it reaches the case, and nobody gets more rights by it."""

import json

from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import Case, Participant
from app.flow.kinds import ItemStatus
from app.flow.models import Instance, WorkItem
from app.people.models import User, UserRole
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION, CLIENT, opened

ON_TOP = {
    "fall.anmeldende_stelle": "ks_iiz", "fall.nummer": "IIZ-2027-9999", "stellen": "x", "stellen.0.key": "ks_iiz",
    "role": "case_lead", "party": "ks_iiz", "lane": "Fallführung", "case_id": "1", "user_id": "1", "assignee_id": "1",
    "status": "done", "id": "1", "client_name": "x", "klient": "x", "klient.typename": "x",
    "klient.__class__.__init__": "x", "entscheid.bewilligt": "ja", "klient.name.x": "x", "klient[name]": "x",
    "antrag.belege.0.geheim": "x", "antrag.belege.-1.titel": "x", "antrag.belege.99999.titel": "x", "": "x", ".": "x",
}  # fmt: skip


def state(house: House) -> str:
    """What the running process of the only case knows."""
    with house.database.transaction(writes=False) as session:
        instance = session.scalars(select(Instance)).one()
        item = session.scalars(select(WorkItem).where(WorkItem.status == ItemStatus.OPEN)).one()
        return json.dumps(house.flow.variables(house.act(session), item), default=str) + instance.status


def test_a_field_that_the_form_does_not_have_is_refused(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path, before = browser.path, state(house)
    for name, value in ON_TOP.items():
        assert browser.get(path).submit({**APPLICATION, name: value}).status == 422, name
        assert state(house) == before


def test_the_form_that_opens_a_case_takes_nothing_on_top_either(browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater")
    for name, value in ON_TOP.items():
        assert browser.get("/faelle/neu/antrag").submit({**CLIENT, name: value}).status == 422, name
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(Case)).all() == []


def test_names_of_the_page_itself_carry_nothing_into_the_case(browse: type[Browser], house: House) -> None:
    own = ("_confirm", "_row", "_method", "_action_", "_fall", "__class__", "__proto__", "antrag.belege.0._row")
    browser = opened(browse)
    browser.submit({**APPLICATION, **{name: ["fall", "zu hoch", "0", "DELETE"] for name in own}})
    assert browser.status == 200
    assert "zu hoch" not in state(house) and "DELETE" not in state(house)


def test_a_button_that_the_page_does_not_have_does_nothing(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path, before = browser.path, state(house)
    for action in ("add:klient", "remove:antrag.belege.7", "add:__class__", "submit", "add:", "x" * 500):
        assert browser.get(path).submit({**APPLICATION, "_action": action}).status in (200, 400, 422)
        assert state(house) == before


def test_answers_sent_twice_are_refused_rather_than_chosen_from(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    before = state(house)
    assert browser.submit({**APPLICATION, "antrag.betrag": ["1", "1000000"]}).status == 422
    assert browser.submit({**APPLICATION, "antrag.art": ["kurs", "anderes"]}).status == 422
    assert state(house) == before


def test_answers_in_the_address_do_not_count(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    before = state(house)
    fields = [("csrf_token", browser.token()), ("klient.name", "Muster")]  # with the address it would be complete
    assert browser.post(f"{browser.path}?antrag.betrag=100&antrag.art=kurs", fields).status == 422
    assert state(house) == before


def test_what_is_not_a_form_is_not_handed_in(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    before, token = state(house), browser.token()
    data = json.dumps({"csrf_token": token, "antrag.betrag": "100", "antrag.art": "kurs", "klient.name": "JSON"})
    for content_type in ("application/json", "text/plain", "application/xml", "text/html", ""):
        answer = browser.client.post(browser.path, data=data, content_type=content_type)
        assert answer.status_code == 400
        assert state(house) == before


def test_nobody_gets_a_role_by_a_field_of_their_own_pages(browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater").get("/konto/passwort")
    new = "vier Woerter die passen"
    on_top = [("role", "admin"), ("roles", "admin"), ("username", "ks.verwaltung"), ("user_id", "1"), ("active", "1")]
    fields = [("csrf_token", browser.token()), ("old", "nahtstelle"), ("new", new), ("again", new), *on_top]
    assert browser.post("/konto/passwort", fields).status == 200
    with house.database.transaction(writes=False) as session:
        reto = session.scalars(select(User).where(User.username == "rav.berater")).one()
        assert session.scalars(select(UserRole.role).where(UserRole.user_id == reto.id)).all() == ["caseworker"]
        changed = session.scalars(select(User).where(User.username == "ks.verwaltung")).one()
        assert changed.password_hash != reto.password_hash
    assert browser.get("/personen").status == 403


def test_who_takes_part_is_decided_by_the_procedure_alone(browse: type[Browser], house: House) -> None:
    opened(browse).submit({**APPLICATION, "_party": "sd_luzern", "_role": "professional"})
    with house.database.transaction(writes=False) as session:
        offices = {row.institution.key for row in session.scalars(select(Participant)) if row.institution}
    assert offices == {"rav_luzern", "ks_iiz"}
