"""Only answers to forms of cases are kept for later: no password, nothing for strangers, and not without bounds."""

import re
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import select

from app import drafts
from app.bootstrap import House
from app.drafts import Draft
from app.flow.models import Event
from app.people.queries import institution_by_key
from app.people.service import Newcomer, add_user, make_first_password
from app.schema import alembic_config, upgrade
from tests.browser_posts import Browser
from tests.conftest import person
from tests.web.test_work import APPLICATION, CLIENT, opened

SECRET = "Altes-Passwort-123"
BOTH = ("rav.berater", "kollegin")
FORMS = {
    "/anmelden": {"name": "rav.berater", "password": SECRET},
    "/konto/passwort": {"old": SECRET, "new": SECRET, "again": SECRET},
    "/konto/code": {"old": SECRET},
    "/konto/code/entfernen": {"old": SECRET},
    "/notzugriff": {"number": "IIZ-2027-0001", "reason": SECRET},
    "/konto/abwesenheit": {"first": "2027-02-01", "last": SECRET},
    "/personen/neu": {"name": SECRET},
}


def kept(house: House) -> dict[tuple[str, str], str]:
    with house.database.transaction(writes=False) as session:
        return {(row.user_id, row.path): row.form for row in session.scalars(select(Draft))}


def stale(browser: Browser, path: str, fields: dict[str, str]) -> Browser:
    """Posts with a token of an older session."""
    return browser.post(path, [("csrf_token", "stale"), *fields.items()])


@pytest.mark.parametrize("path", FORMS)
def test_no_other_form_is_kept_with_a_stale_token(browse: type[Browser], house: House, path: str) -> None:
    name = "ks.verwaltung" if path in ("/notzugriff", "/personen/neu") else "rav.berater"
    answer = stale(browse(name), path, FORMS[path])
    assert answer.status in (400, 403)
    assert kept(house) == {}


@pytest.mark.parametrize("path", FORMS)
def test_no_other_form_travels_through_the_sign_in_page(browse: type[Browser], house: House, path: str) -> None:
    page = stale(browse(), path, FORMS[path])
    assert "nicht verloren" not in page.text
    assert 'name="carried"' not in (page.response.get_data(as_text=True) if page.response else "")


def with_a_colleague(browse: type[Browser], house: House) -> Browser:
    """The referrer's browser on a task that a colleague may do as well."""
    browser = opened(browse)
    with house.database.transaction() as session:
        office = institution_by_key(session, "rav_luzern")
        add_user(
            session,
            Newcomer("kollegin", "Kim Neu", "kim@example.org", office),
            make_first_password(),
            house.clock.now(),
        )
    assert browse("kollegin").get(browser.path).status == 200
    return browser


def test_a_draft_is_for_its_author_alone_even_among_colleagues_with_the_same_task(
    browse: type[Browser], house: House
) -> None:
    browser = with_a_colleague(browse, house)
    path = browser.path
    browser.submit({"antrag.betrag": "77"}, button=("_action", "draft"))
    amounts = [browse(who).get(path).page.xpath("//input[@name='antrag.betrag']/@value") for who in BOTH]
    assert amounts[0] == ["77"] and "77" not in amounts[1]


def test_what_somebody_typed_does_not_become_the_draft_of_a_colleague_in_the_same_browser(
    browse: type[Browser], house: House
) -> None:
    browser = with_a_colleague(browse, house)
    browser.client.delete_cookie("session")
    browser.submit({"antrag.betrag": "77"})
    assert browser.status == 401 and browser.page.xpath("//input[@name='carried']")
    browser.submit(button=("username", "kollegin"))
    assert "Ihre Eingaben sind noch da" not in browser.text
    assert kept(house) == {}


def test_nothing_is_kept_for_somebody_without_a_right_to_the_task(browse: type[Browser], house: House) -> None:
    task = opened(browse).path
    for name, path in (("peter.m", task), ("iv.beratung", task), ("rav.berater", f"/aufgaben/{'0' * 32}")):
        assert stale(browse(name), path, {"antrag.betrag": "1"}).status == 400
    assert kept(house) == {}
    assert stale(browse("rav.berater"), task, {"antrag.betrag": "7"}).status == 200
    assert [path for _, path in kept(house)] == [task]


def test_an_empty_post_does_not_take_the_place_of_a_draft(browse: type[Browser], house: House) -> None:
    page = opened(browse)
    stale(page, page.path, {"antrag.betrag": "7"})
    before = kept(house)
    stale(page, page.path, {})
    page.client.post(page.path, json={"x": 1}, headers={"Origin": "http://localhost"})
    assert kept(house) == before


def test_a_case_that_is_opened_leaves_the_start_forms_of_others_alone(browse: type[Browser], house: House) -> None:
    stale(browse("sd.sozialarbeit"), "/faelle/neu/antrag", {"klient.name": "Anders"})
    opened(browse).submit(APPLICATION)
    assert [path for _, path in kept(house)] == ["/faelle/neu/antrag"]
    browse("sd.sozialarbeit").get("/faelle/neu/antrag").submit(CLIENT)
    assert kept(house) == {}


def test_the_oldest_drafts_go_and_none_lives_for_ever(house: House) -> None:
    with house.database.transaction() as session:
        user, now = person(house, "rav.berater").id, house.clock.now()
        for number in range(drafts.MOST + 5):
            drafts.keep(session, user, f"/aufgaben/{number}", {"a": ["x"]}, now + timedelta(minutes=number))
        assert len(session.scalars(select(Draft.path)).all()) == drafts.MOST
        assert not drafts.all_of(session, user, "/aufgaben/0")
        drafts.keep(session, user, "/aufgaben/new", {"a": ["x"]}, now + drafts.LIVES + timedelta(days=1))
        assert session.scalars(select(Draft.path)).all() == ["/aufgaben/new"]
        assert not drafts.keep(session, user, "/aufgaben/big", {"a": ["x" * drafts.MOST_CHARACTERS]}, now)


def test_what_older_versions_kept_is_cleaned(browse: type[Browser], house: House) -> None:
    opened(browse).submit(APPLICATION)
    with house.database.transaction() as session:
        user, now = person(house, "rav.berater").id, house.clock.now()
        drafts.keep(session, user, "/anmelden", {"password": [SECRET]}, now)
        drafts.keep(session, user, "/faelle/neu/antrag", {"a": ["x"]}, now)
        event = session.scalars(select(Event)).first()
        assert event is not None
        told = "Erinnerung: Vollmacht (IIZ-2027-0001) – an Ada Muster, RAV Luzern"
        session.add(Event(instance_id=event.instance_id, at=now, kind="message", element="mail", title=told))
    config = alembic_config()
    with house.database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0011")
    upgrade(house.database)
    assert [path for _, path in kept(house)] == ["/faelle/neu/antrag"]
    with house.database.transaction(writes=False) as session:
        titles = session.scalars(select(Event.title)).all()
    assert "Erinnerung: Vollmacht (IIZ-2027-0001) – an Klient/in, RAV Luzern" in titles
    assert not any(re.search("Ada|Muster", title) for title in titles)
