"""No word is lost: whatever is typed and not handed in comes back, in the form or as text to copy."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ManualClock
from app.drafts import Draft
from app.flow.kinds import ItemStatus
from app.flow.models import WorkItem
from app.people.queries import institution_by_key
from app.people.service import Newcomer, add_user, make_first_password
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION, CLIENT, opened

Browse = Callable[[str], Browser]
WORDS = "Ein langer Satz über die Weiterbildung"
TYPED = {"antrag.betrag": "77", "klient.name": WORDS}


def press(browser: Browser, action: str, values: Mapping[str, str | list[str]] = TYPED) -> Browser:
    """Presses a button of the task that the browser shows; `keep` is what its script does by itself."""
    path, fields = browser.fields()
    data = [(name, value) for name, value in fields if name not in values]
    data += [(name, str(value)) for name, value in values.items()]
    return browser.post(path, [*data, ("_action", action)])


def name_in(browser: Browser) -> str:
    return str(browser.page.xpath("//input[@name='klient.name']/@value")[0])


def colleague(house: House) -> None:
    with house.database.transaction() as session:
        office = institution_by_key(session, "rav_luzern")
        newcomer = Newcomer("kollegin", "Kim Neu", "kim@example.org", office)
        add_user(session, newcomer, make_first_password(), house.clock.now())


def drafts_of(house: House) -> list[Draft]:
    with house.database.transaction(writes=False) as session:
        return list(session.scalars(select(Draft)))


@pytest.mark.parametrize(
    ("action", "leads_to"),
    [("draft", "task"), ("release", "/"), ("assign", "/"), ("add:antrag.belege", "task"), ("refresh", "task")],
)
def test_every_button_of_a_task_carries_the_input_along(
    browse: Browse, house: House, action: str, leads_to: str
) -> None:
    colleague(house)
    browser = opened(browse)
    path, (chosen,) = browser.path, browser.page.xpath("//select[@name='_colleague']/option[text()='Kim Neu']/@value")
    press(browser, action, {**TYPED, "_colleague": chosen})
    assert (browser.status, browser.path) == (200, path if leads_to == "task" else leads_to)
    assert name_in(browser.get(path)) == WORDS
    if action == "release":
        assert name_in(press(browser, "claim")) == WORDS and "Sie haben die Aufgabe übernommen" in browser.text


def test_what_is_saved_while_somebody_types_is_there_after_signing_out_and_on_another_device(
    browse: Browse, house: House, clock: ManualClock
) -> None:
    browser = opened(browse)
    path = browser.path
    assert press(browser, "keep").response is not None
    assert browser.response is not None and browser.response.get_json()["said"] == "Gespeichert 08:00"
    browser.get("/").post("/abmelden", [("csrf_token", browser.token())])
    other = browse("rav.berater").get(path)
    assert name_in(other) == WORDS and "Gespeichert 11.01.2027, 08:00" in other.text
    other.submit({"antrag.art": "kurs"})
    assert "Erledigt" in other.text and drafts_of(house) == []


def test_who_changes_nothing_leaves_no_draft_and_who_takes_all_back_neither(browse: Browse, house: House) -> None:
    browser = opened(browse)
    before = name_in(browser)
    press(browser, "keep", {})
    assert drafts_of(house) == []
    path = browser.path
    press(browser.get(path), "draft")
    assert len(drafts_of(house)) == 1
    press(browser, "draft", {"antrag.betrag": "", "klient.name": before})
    assert drafts_of(house) == []


def test_two_windows_never_overwrite_each_other(browse: Browse, house: House, clock: ManualClock) -> None:
    first, second = opened(browse), browse("rav.berater")
    path = first.path
    second.get(path)
    action, fields = first.fields()
    press(second, "keep", {"klient.name": "Aus dem zweiten Fenster"})
    clock.move_to(clock.now().replace(minute=5))
    press(first, "keep", {"klient.name": "Aus dem ersten Fenster"})
    assert len(drafts_of(house)) == 2
    third = browse("rav.berater").get(path)
    assert name_in(third) == "Aus dem ersten Fenster"
    assert "In einem anderen Fenster" in third.text and "Aus dem zweiten Fenster" in third.text
    (discard,) = third.page.xpath("//button[starts-with(@value, 'discard:')]/@value")
    press(third, discard, {"antrag.betrag": "5"})
    assert "In einem anderen Fenster" not in third.text
    assert third.page.xpath("//input[@name='antrag.betrag']/@value") == ["5"]
    assert len(drafts_of(house)) == 1
    assert action == path and dict(fields)["_page"]


@pytest.mark.parametrize("action", ["", "keep", "draft", "claim"])
def test_what_a_colleague_had_typed_when_the_task_is_done_stays_to_be_copied(
    browse: Browse, house: House, action: str
) -> None:
    colleague(house)
    mine = opened(browse)
    path, theirs = mine.path, browse("kollegin").get(mine.path)
    press(theirs, "keep", {"klient.name": "Was Kim zuerst schrieb"})
    theirs.get(path)
    mine.submit(APPLICATION)
    press(theirs, action)
    assert theirs.status == 409
    for _ in range(2):
        assert WORDS in theirs.text and "Erledigt am Mo 11.01.2027 von Reto Amrein" in theirs.text
        assert theirs.page.xpath("//a[@href='/faelle/IIZ-2027-0001']")
        theirs.get(path)
    theirs.submit(button=("_action", "discard"))
    assert theirs.path == "/" and drafts_of(house) == []


def test_an_old_link_says_what_became_of_the_task_and_nothing_of_lost_input(browse: Browse) -> None:
    browser = opened(browse)
    path = browser.path
    browser.submit(APPLICATION).get(path)
    assert browser.status == 409 and "Antrag stellen" in browser.text
    assert "Was Sie geschrieben haben" not in browser.text and "nicht übernommen" not in browser.text
    assert browser.follow("Zum Fall").path == "/faelle/IIZ-2027-0001"


def test_a_task_that_is_no_longer_needed_gives_back_what_was_typed(browse: Browse, house: House) -> None:
    browser = opened(browse)
    path = browser.path
    press(browser, "keep")
    with house.database.transaction() as session:
        session.scalars(select(WorkItem)).one().status = ItemStatus.CANCELLED
    assert WORDS in browser.get(path).text and browser.status == 409


def test_a_form_with_a_mistake_is_saved_too(browse: Browse, house: House) -> None:
    browser = opened(browse)
    path = browser.path
    assert browser.submit({**TYPED, "antrag.betrag": "viel"}).status == 422
    assert name_in(browse("rav.berater").get(path)) == WORDS


def test_a_start_form_is_saved_and_its_windows_are_kept_apart(browse: Browse, house: House) -> None:
    browser = browse("rav.berater").get("/faelle/neu/antrag")
    press(browser, "keep", CLIENT)
    assert browser.response is not None and browser.response.get_json()["mark"]
    other = browse("rav.berater").get("/faelle/neu/antrag")
    assert name_in(other) == "Muster"
    other.submit()
    assert "ist eröffnet" in other.text and drafts_of(house) == []


def test_the_clock_of_a_demonstration_moves_and_the_page_stays(browse: Browse) -> None:
    browser = opened(browse)
    path = browser.path
    token = browser.token()
    for jump, day in (("1", "Di 12.01.2027"), ("7", "Mo 18.01.2027")):
        browser.post(f"/demo/zeit?back={path}", [("csrf_token", token), ("_jump", jump)])
        assert browser.path == path and day in browser.text
    assert set(browser.page.xpath("//button[@name='_jump']/@formaction")) == {f"/demo/zeit?back={path}"}
    for number, elsewhere in enumerate(
        ("//elsewhere.example", "https://elsewhere.example/", "/abmelden", "/gibt-es-nicht")
    ):
        move = [("csrf_token", token), ("_day", f"2027-03-0{number + 1}")]
        assert browser.post(f"/demo/zeit?back={elsewhere}", move).path == "/"


def test_the_clock_keeps_what_is_typed_without_scripts(browse: Browse) -> None:
    for browser in (opened(browse), browse("rav.berater").get("/faelle/IIZ-2027-0001/notiz")):
        path, name = browser.path, "klient.name" if "aufgaben" in browser.path else "text"
        (form,) = browser.page.xpath("//form[@id='typed']")
        assert set(browser.page.xpath("//div[@class='demo-bar-inner']//button/@form")) == {"typed"}
        fields = [*((key, value) for key, value in form.form_values() if key != name), (name, WORDS)]
        browser.post(f"/demo/zeit?back={path}", [*fields, ("_jump", "1")])
        assert browser.response is not None
        assert browser.path == path and WORDS in browser.response.get_data(as_text=True)


def test_a_form_that_saves_itself_takes_no_notice_away(browse: Browse) -> None:
    browser = opened(browse)
    path, fields = browser.fields()
    data = {**dict(fields), **TYPED, "_action": "keep"}
    answer = browser.client.post(path, data=data, headers={"Origin": "http://localhost", "Accept": "application/json"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in browser.client.get(path).headers
