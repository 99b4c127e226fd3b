"""Forged and repeated forms: each counts once, from the page it was made for, in the session it was made in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.bootstrap import House
from app.cases.models import Case
from app.documents.models import Document
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people import queries as people
from app.people import service
from app.web.carry import COOKIE
from tests.browser_posts import Browser
from tests.security.stage import CASE
from tests.web.test_work import APPLICATION, CLIENT, decided_later, opened

FIELDS = [(name, str(value)) for name, value in APPLICATION.items()]
ELSEWHERE = {"Origin": "https://elsewhere.example"}


def documents(house: House) -> int:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(func.count()).select_from(Document)).one()


def still_open(house: House, element: str = "apply") -> bool:
    with house.database.transaction(writes=False) as session:
        return session.scalars(select(WorkItem.element).where(WorkItem.status == ItemStatus.OPEN)).all() == [element]


def test_the_same_form_handed_in_twice_counts_once(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path, form = browser.path, [("csrf_token", browser.token()), ("klient.name", "Muster"), *FIELDS]
    assert browser.post(path, form).path == CASE
    before = documents(house)
    again = browser.post(path, form)
    assert (again.status, again.path) == (200, CASE)
    assert documents(house) == before
    assert still_open(house, "decide")
    changed = browser.post(path, [*form[:-1], (form[-1][0], "anders")])
    assert (changed.status, "bereits erledigt" in changed.text) == (409, True)
    assert documents(house) == before


def test_what_a_colleague_has_handed_in_is_no_success_of_mine(browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        first = people.user_by_name(session, "rav.berater")
        assert first is not None
        service.add_user(session, service.Newcomer("berta", "Berta", "berta@example.org", first.institution),
                         service.make_first_password(), house.clock.now())  # fmt: skip
    browser, colleague = opened(browse), browse("berta")
    path = browser.path
    form = [("klient.name", "Muster"), *FIELDS]
    token = colleague.get(path).token()
    assert browser.post(path, [("csrf_token", browser.token()), *form]).path == CASE
    assert colleague.post(path, [("csrf_token", token), *form]).status == 409


def test_the_same_form_handed_in_at_the_same_moment_counts_once(browse: type[Browser], house: House) -> None:
    browsers = [opened(browse), *[browse("rav.berater") for _ in range(3)]]
    path = browsers[0].path
    for browser in browsers:
        browser.get(path)
    forms = [[("csrf_token", browser.token()), ("klient.name", "Muster"), *FIELDS] for browser in browsers]
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda pair: pair[0].post(path, pair[1]).status, zip(browsers, forms, strict=True)))
    assert answers == [200, 200, 200, 200]
    assert still_open(house, "decide")


def test_the_form_that_opens_a_case_opens_one_however_often_it_is_sent(browse: type[Browser], house: House) -> None:
    browser = browse("rav.berater").get("/faelle/neu/antrag")
    path, (_, fields) = browser.path, browser.fields()
    form = [*((name, value) for name, value in fields if name not in CLIENT), *CLIENT.items()]
    first = browser.post(path, form)
    assert (first.status, "ist eröffnet" in first.text) == (200, True)
    again = browser.post(path, form)
    assert (again.status, again.path) == (200, "/faelle/IIZ-2027-0001")
    with ThreadPoolExecutor(3) as pool:
        browsers = [browse("rav.berater") for _ in range(3)]
        fresh = [[("csrf_token", one.get(path).token()), *CLIENT.items(), ("_opening", "a" * 32)] for one in browsers]
        answers = list(pool.map(lambda pair: pair[0].post(path, pair[1]).status, zip(browsers, fresh, strict=True)))
    assert answers == [200, 200, 200]
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(func.count()).select_from(Case)).one() == 2


def test_a_form_without_a_token_or_with_a_wrong_one_does_nothing(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path = browser.path
    with house.database.transaction(writes=False) as session:
        number = session.scalars(select(func.count()).select_from(Case)).one()
    for token in ([], [("csrf_token", "")], [("csrf_token", "x")], [("csrf_token", browser.token()[:-1])]):
        assert browser.post(path, [*token, *FIELDS], headers=ELSEWHERE).status == 400
        assert browser.post("/faelle/neu/antrag", [*token, *CLIENT.items()], headers=ELSEWHERE).status == 400
        assert browser.post("/abmelden", token, headers=ELSEWHERE).status == 400
        assert browser.post("/konto/anmeldungen", [*token, ("which", "all")], headers=ELSEWHERE).status == 400
        browser.get(path)
    assert still_open(house)
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(func.count()).select_from(Case)).one() == number


def test_the_token_of_another_session_does_nothing(browse: type[Browser], house: House) -> None:
    path = opened(browse).path
    old = browse("rav.berater").get("/").token()
    browser = browse("rav.berater")
    browser.post(path, [("csrf_token", old), *FIELDS])
    assert "Bitte prüfen Sie Ihre Eingaben" in browser.text
    assert still_open(house)


def test_a_token_in_the_address_or_a_header_from_elsewhere_does_not_count_for_signing_in(browse: type[Browser]) -> None:
    browser = browse().get("/anmelden")
    fields = [("name", "rav.berater"), ("password", "nahtstelle")]
    browser.post(f"/anmelden?csrf_token={browser.token()}", fields, headers=ELSEWHERE)
    assert browser.status == 400
    assert browser.get("/").path == "/anmelden"


@pytest.mark.parametrize("part", ["session", COOKIE])
def test_a_forged_cookie_signs_nobody_in(browse: type[Browser], part: str) -> None:
    browser = opened(browse)
    value = browser.client.get_cookie(part)
    assert value is not None
    stranger = browse()
    for forged in (value.value[:-2], "e30.x.y", value.value.split(".")[0] + "..", '"', "x" * 3000):
        stranger.client.set_cookie(part, forged)
        assert stranger.get("/").path == "/anmelden"
        assert stranger.status == 200


def test_input_that_is_carried_through_the_sign_in_cannot_be_forged(browse: type[Browser], house: House) -> None:
    browser = opened(browse)
    path = browser.path
    browser.client.delete_cookie("session")
    browser.submit({**APPLICATION, "klient.name": "Vorher"})
    carried = browser.page.xpath("//input[@name='carried']/@value")[0]
    for forged in (carried[:-3], "x" + carried, carried.swapcase(), "{}"):
        fresh = browse().get("/anmelden")
        who = [("csrf_token", fresh.token()), ("name", "rav.berater"), ("password", "nahtstelle")]
        assert "Ihre Eingaben sind noch da" not in fresh.post("/anmelden", [*who, ("carried", forged)]).text
    assert browse("rav.berater").get(path).page.xpath("//input[@name='klient.name']/@value") == ["Muster"]


def test_a_session_that_was_ended_does_not_live_again(browse: type[Browser]) -> None:
    browser = opened(browse)
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    browser.post("/abmelden", [("csrf_token", browser.token())])
    thief = browse()
    thief.client.set_cookie("session", cookie.value)
    assert thief.get(CASE).path == "/anmelden"


def test_steps_cannot_be_skipped(browse: type[Browser], house: House) -> None:
    office = decided_later(browse)
    path = office.path
    office.submit({"entscheid.bewilligt": "ja"})
    late = office.post(path, [("csrf_token", office.get("/").token()), ("entscheid.bewilligt", "nein")])
    assert late.status == 409
    assert still_open(house, "confirm")
