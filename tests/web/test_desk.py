"""The list of tasks: narrowed, searched, put off, and changed several at once."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.finding import sought, words_in
from app.cases.models import Case, Postponed
from app.clock import ManualClock
from app.consent.reading import AFTERWARDS
from app.flow.kinds import InstanceStatus
from app.flow.models import WorkItem
from app.inbox.models import SavedFilter
from app.inbox.queries import in_order_of_locks
from app.people import queries as people
from app.people.models import User, UserRole
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.web.test_inbox import DUE, furnished, rows

Browse = Callable[[str], Browser]


def names(browser: Browser, path: str) -> list[str]:
    return [name.removeprefix("X ") for _, name in rows(browser, path)]


def colleague(house: House) -> str:
    """The id of a second adviser of the RAV."""
    with house.database.transaction() as session:
        office = people.institution_by_key(session, "rav_luzern")
        user = User(username="rav.zwei", name="Rahel Zwei", email="r@example.org", password_hash="", institution=office)
        user.roles = [UserRole(role="caseworker", institution=office)]
        session.add(user)
        session.flush()
        return user.id


def pick(browser: Browser, action: str, *which: str) -> Browser:
    """Chooses the lines of these people in the list, and presses the button below it."""
    found = [
        str(row.xpath(".//input[@name='item']/@value")[0])
        for row in browser.get("/").page.xpath("//table//tbody/tr[not(@class='work-group')]")
        if any(name in row.find("th").text_content() for name in which)
    ]
    data = [("csrf_token", browser.token()), ("_action", action), *(("item", one) for one in found)]
    return browser.post("/aufgaben/auswahl", data)


def search(browser: Browser, words: str) -> str:
    browser.get("/")
    browser.post("/suche", [("csrf_token", browser.token()), ("worte", words)])
    assert browser.status == 200
    return browser.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("frist=late", ["Spät"]), ("frist=today", ["Heutig"]), ("frist=week", ["Morgen", "Sonntag"]),
     ("frist=later", ["Montag", "Fern"]), ("frist=never", ["Ohne"]),
     ("wer=niemand", ["Spät", "Morgen", "Montag", "Ohne"]),
     ("verfahren=antrag", list(DUE)), ("verfahren=x", []), ("schritt=Antrag+stellen", list(DUE)), ("schritt=x", []),
     ("stelle=rav_luzern", list(DUE)), ("stelle=provider_brueckenwerk", []), ("frist=unfug", list(DUE)),
     ("frist=week&wer=niemand&schritt=Antrag+stellen", ["Morgen"])],
)  # fmt: skip
def test_each_part_narrows_the_list(browse: Browse, house: House, query: str, shown: list[str]) -> None:
    furnished(house)
    assert names(browse("rav.berater"), f"/?{query}") == shown


def test_the_filters_offer_what_there_is(browse: Browse, house: House) -> None:
    furnished(house)
    page = browse("rav.berater").get("/?filtern=ja").page
    assert page.xpath("//select[@name='schritt']/option/text()") == ["alle", "Antrag stellen"]
    assert page.xpath("//select[@name='verfahren']/option/@value") == ["", "antrag"]


def test_a_filter_is_kept_for_the_office_counted_and_a_link(browse: Browse, house: House) -> None:
    furnished(house)
    browser = browse("rav.berater").get("/?frist=week")
    path, fields = browser.fields(action="/aufgaben/filter")
    browser.post(path, [*[one for one in fields if one[0] != "name"], ("name", "Bis Sonntag")])
    assert "Filter «Bis Sonntag» gespeichert" in browser.text and "Bis Sonntag 2" in browser.text
    with house.database.transaction(writes=False) as session:
        row = session.scalars(select(SavedFilter)).one()
    colleague(house)
    assert names(browse("rav.zwei"), f"/?filter={row.id}") == ["Morgen", "Sonntag"]
    office = browse("ks.koordination").get(f"/?filter={row.id}")
    assert "Bis Sonntag" not in office.text
    office.post(f"/aufgaben/filter/{row.id}/loeschen", [("csrf_token", office.token())])
    assert "Bis Sonntag" in browser.get("/").text
    browser.post(f"/aufgaben/filter/{row.id}/loeschen", [("csrf_token", browser.token())])
    assert "Bis Sonntag 2" not in browser.get("/").text


@pytest.mark.parametrize("words", ["özlem", "OZLEM", "o\u0308zl", "celik", "Çelik özlem", "0001", "IIZ-2027-0001"])
def test_cases_are_found_by_the_beginnings_of_words_however_written(browse: Browse, house: House, words: str) -> None:
    Stage(house).open()
    with house.database.transaction() as session:
        session.scalars(select(Case)).one().client_name = "Özlem Çelik-Muster"
    assert "Özlem Çelik-Muster" in search(browse("rav.berater"), words)
    assert "Nichts gefunden" in search(browse("rav.berater"), "zlem")


def test_whoever_may_not_know_a_name_does_not_find_by_it(browse: Browse, house: House) -> None:
    stage = Stage(house).open()
    assert "Peter M." in search(browse("rav.berater"), "peter")
    for who in ("iv.beratung", "sd.sozialarbeit", "ks.koordination", "provider.coach"):
        assert "Nichts gefunden" in search(browse(who), "peter"), who
        assert stage.number in search(browse(who), stage.number), who
    stage.agree()
    for who in ("ks.koordination", "sd.sozialarbeit", "provider.coach"):
        assert "Peter M." in search(browse(who), "peter"), who
    assert "Nichts gefunden" in search(browse("iv.beratung"), "peter")


def test_a_name_is_found_no_longer_once_grants_open_nothing_any_more(
    browse: Browse, house: House, clock: ManualClock
) -> None:
    stage = Stage(house).open()
    stage.agree()
    with house.database.transaction() as session:
        instance = stage.case(session).instance
        instance.status, instance.ended_at = InstanceStatus.DONE, clock.now()
    clock.move_to(clock.now() + AFTERWARDS)
    assert "Peter M." in search(browse("rav.berater"), "peter")
    assert "Nichts gefunden" in search(browse("ks.koordination"), "peter")
    assert stage.number in search(browse("ks.koordination"), stage.number)


def test_words_of_notes_find_for_the_office_that_wrote_them(browse: Browse, house: House) -> None:
    stage = Stage(house).open()
    stage.agree()
    browser = browse("rav.berater").get(f"/faelle/{stage.number}/notiz")
    browser.submit({"text": "Bewerbung bei der Gärtnerei", "category": "berufliches"})
    assert stage.number in search(browser, "gartn bewerb")
    assert "Nichts gefunden" in search(browse("ks.koordination"), "gärtnerei")


def test_a_task_is_found_by_its_title_and_a_word_of_its_case(browse: Browse, house: House) -> None:
    furnished(house)
    text = search(browse("rav.berater"), "antr fern")
    assert "X Fern" in text and "X Montag" not in text


def test_several_are_put_off_come_back_by_their_day_and_are_hidden_from_nobody_else(
    browse: Browse, house: House, clock: ManualClock
) -> None:
    furnished(house)
    colleague(house)
    browser = pick(browse("rav.berater"), "later", "Heutig", "Morgen")
    assert "X Heutig" in browser.text and "X Fern" not in browser.text
    browser.submit({"until": "2027-01-13"})
    assert "2 Aufgaben bis Mi 13.01.2027 zurückgestellt" in browser.text
    assert names(browser, "/") == ["Spät", "Sonntag", "Montag", "Fern", "Ohne"]
    assert names(browser, "/?sicht=spaeter") == ["Heutig", "Morgen"]
    assert "Heutig" in names(browse("rav.zwei"), "/")
    clock.move_to(clock.now().replace(day=13))
    assert set(names(browse("rav.berater"), "/")) == set(DUE)


def test_what_was_done_to_several_is_undone_as_a_whole(browse: Browse, house: House) -> None:
    furnished(house)
    other = colleague(house)
    browser = pick(browse("rav.berater"), "give", "Heutig", "Fern", "Ohne")
    browser.submit({"colleague": other})
    assert "3 Aufgaben weitergegeben" in browser.text and names(browser, "/?sicht=ich") == ["Sonntag"]
    path, fields = browser.get("/").fields(action="/aufgaben/rueckgaengig")
    browser.post(path, list(fields))
    assert "Rückgängig: 3 Aufgaben" in browser.text
    assert names(browser, "/?sicht=ich") == ["Heutig", "Sonntag", "Fern"]
    assert names(browser, "/?wer=niemand") == ["Spät", "Morgen", "Montag", "Ohne"]


def test_undoing_leaves_what_somebody_has_changed_since_and_is_over_after_ten_minutes(
    browse: Browse, house: House, clock: ManualClock
) -> None:
    furnished(house)
    other = colleague(house)
    browser = pick(browse("rav.berater"), "take", "Spät", "Ohne").submit()
    with house.database.transaction() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.due.is_(None))).one()
        item.assignee_id = other
    path, fields = browser.get("/").fields(action="/aufgaben/rueckgaengig")
    browser.post(path, list(fields))
    assert "Rückgängig: 1 Aufgabe." in browser.text
    pick(browser, "take", "Spät").submit()
    clock.move_to(clock.now().replace(minute=11))
    assert "rückgängig machen" not in browser.get("/").text
    assert browser.post(path, [("csrf_token", browser.token())]).status == 422


def test_what_cannot_be_done_is_said_before_and_left_alone(browse: Browse, house: House) -> None:
    furnished(house)
    other = colleague(house)
    with house.database.transaction() as session:
        session.scalars(select(WorkItem).where(WorkItem.due.is_(None))).one().assignee_id = other
    browser = pick(browse("rav.berater"), "take", "Spät", "Heutig", "Ohne")
    assert "liegt schon bei Ihnen" in browser.text and "schon jemand anderes übernommen" in browser.text
    assert "1 Aufgabe übernommen" in browser.submit().text
    assert pick(browser, "take").status == 422 and "mindestens eine Aufgabe" in browser.text
    pick(browser, "give", "Spät").submit({"colleague": ""})
    assert browser.status == 422 and "jemanden aus Ihrer Stelle" in browser.text
    pick(browser, "later", "Spät").submit({"until": "2027-01-11"})
    assert browser.status == 422 and "ab morgen" in browser.text
    with house.database.transaction(writes=False) as session:
        assert not session.scalars(select(Postponed)).all()


def test_tasks_of_other_offices_are_never_among_the_chosen(browse: Browse, house: House) -> None:
    furnished(house)
    with house.database.transaction(writes=False) as session:
        item = session.scalars(select(WorkItem).where(WorkItem.due == date(2027, 1, 11))).one()
    browser = browse("sd.sozialarbeit").get("/")
    data = [("csrf_token", browser.token()), ("_action", "take"), ("_confirmed", "ja"), ("item", item.id)]
    assert browser.post("/aufgaben/auswahl", data).status == 422
    with house.database.transaction(writes=False) as session:
        assert session.get_one(WorkItem, item.id).assignee_id == item.assignee_id


def test_the_navigation_counts_what_is_to_do(browse: Browse, house: House) -> None:
    furnished(house)
    page = browse("rav.berater").get("/faelle").page
    assert page.xpath("//nav[@class='site-nav']//span[@class='count']/text()") == ["7"]


def test_words_are_cut_folded_and_bounded() -> None:
    assert words_in("Anna-Lena O’Neill") == ["anna-lena", "anna", "lena", "o'neill", "o", "neill"]
    assert words_in("x" * 100) == ["x" * 40]
    assert sought(" - ' ") == () and sought("Zoë 🌻 ZOE") == ("zoe",)
    assert len(sought(" ".join(map(str, range(50))))) == 8


def test_whoever_changes_several_tasks_locks_their_cases_in_the_same_order(house: House) -> None:
    furnished(house)
    with house.database.transaction(writes=False) as session:
        items = session.scalars(select(WorkItem)).all()
        ids, case_of = [item.id for item in items], {item.id: item.instance_id for item in items}
        order = in_order_of_locks(session, ids)
        assert in_order_of_locks(session, ids[::-1]) == order
        assert [case_of[one] for one in order] == sorted(case_of.values())
