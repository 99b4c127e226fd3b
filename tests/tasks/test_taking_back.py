"""What was just handed in is taken back on its page: ten minutes long, as long as nothing has followed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ManualClock
from app.flow.kinds import ItemStatus
from app.flow.models import Event, LastStep, WorkItem
from app.jobs import timetable
from app.outbox.models import Message, MessageStatus
from tests.browser_posts import Browser
from tests.web.test_work import APPLICATION, opened

Browse = Callable[[str], Browser]
CASE = "/faelle/IIZ-2027-0001"


def handed_in(browse: Browse) -> Browser:
    """The referrer, who has just handed in «Antrag stellen»."""
    page = opened(browse).submit(APPLICATION)
    assert "Erledigt: Antrag stellen" in page.text
    return page


def address(page: Browser) -> str:
    found = page.page.xpath("//form[contains(@action, '/zuruecknehmen')]/@action")
    return str(found[0]) if found else ""


def take_back(page: Browser, path: str = "") -> Browser:
    return page.post(path or address(page), [("csrf_token", page.token())])


def items(house: House) -> list[tuple[str, ItemStatus]]:
    with house.database.transaction(writes=False) as session:
        return sorted((item.element, item.status) for item in session.scalars(select(WorkItem)))


def messages(house: House) -> list[Message]:
    with house.database.transaction(writes=False) as session:
        found = list(session.scalars(select(Message)))
        session.expunge_all()
        return found


def test_the_task_is_open_again_with_its_answers_and_nobody_hears_of_it(browse: Browse, house: House) -> None:
    before = (opened(browse), messages(house))[1]
    page = browse("rav.berater").get("/").follow("Antrag stellen").submit(APPLICATION)
    assert len(messages(house)) > len(before), "the coordination office is told"
    take_back(page)
    assert page.status == 200
    assert page.path.startswith("/aufgaben/")
    assert "Zurückgenommen: Antrag stellen. Ihre Angaben stehen wieder im Formular." in page.text
    assert dict(page.fields()[1])["antrag.betrag"] == "100"
    assert [one.id for one in messages(house)] == [one.id for one in before]
    assert ("apply", ItemStatus.OPEN) in items(house)
    assert ("decide", ItemStatus.CANCELLED) in items(house)
    assert "Zurückgenommen: Antrag stellen" in page.get(CASE).text
    office = browse("ks.koordination").get("/")
    assert "Entscheiden" not in office.text


def test_it_is_handed_in_again_like_any_other(browse: Browse, house: House) -> None:
    page = take_back(handed_in(browse)).submit({"antrag.betrag": "200"})
    assert "Erledigt: Antrag stellen" in page.text
    assert items(house).count(("decide", ItemStatus.OPEN)) == 1
    office = browse("ks.koordination").get("/").follow("Entscheiden").submit({"entscheid.bewilligt": "ja"})
    assert "Erledigt: Entscheiden" in office.text


def test_the_page_of_the_case_offers_it_for_ten_minutes(browse: Browse, clock: ManualClock) -> None:
    page = handed_in(browse).get(CASE)
    assert address(page)
    assert "bis 08:10 Uhr zurücknehmen" in page.text
    assert not address(browse("ks.koordination").get(CASE)), "it is offered to nobody else"
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert not address(page.get(CASE))


def test_after_ten_minutes_its_messages_leave_and_it_stands(browse: Browse, house: House, clock: ManualClock) -> None:
    page = handed_in(browse)
    path = address(page)
    timetable(house).run_due()
    waiting = [one for one in messages(house) if one.status == MessageStatus.WAITING]
    assert waiting, "they wait as long"
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert take_back(page, path).status == 409
    assert "Die zehn Minuten sind vorbei" in page.text
    timetable(house).run_due()
    assert [one.status for one in messages(house) if one.id in {two.id for two in waiting}] == [MessageStatus.SENT]
    with house.database.transaction(writes=False) as session:
        assert session.scalars(select(LastStep)).all() == [], "how to take it back is forgotten"


@pytest.mark.parametrize("follows", ["handed in", "taken over"])
def test_nothing_is_taken_back_once_something_has_followed(browse: Browse, house: House, follows: str) -> None:
    page = handed_in(browse)
    path, next_task = address(page), browse("ks.koordination").get("/").follow("Entscheiden")
    if follows == "handed in":
        next_task.submit({"entscheid.bewilligt": "ja"})
    else:
        next_task.submit(button=("_action", "claim"))
    stand = items(house)
    assert take_back(page, path).status == 409
    assert "Im Fall ist es inzwischen weitergegangen" in page.text or "zehn Minuten sind vorbei" in page.text
    assert items(house) == stand


def test_nothing_is_taken_back_once_a_message_has_left(browse: Browse, house: House) -> None:
    page = handed_in(browse)
    with house.database.transaction() as session:
        for message in session.scalars(select(Message)):
            message.status = MessageStatus.SENT
    assert take_back(page).status == 409
    assert "Eine Nachricht dazu hat das Haus schon verlassen" in page.text


def test_only_whoever_handed_it_in_takes_it_back(browse: Browse, house: House) -> None:
    path, stand = address(handed_in(browse)), items(house)
    assert take_back(browse("ks.koordination").get("/"), path).status == 403
    assert take_back(browse("peter.m").get("/"), path).status == 404
    assert items(house) == stand


def test_what_a_colleague_had_typed_in_the_next_task_is_shown_to_them(browse: Browse, house: House) -> None:
    page = handed_in(browse)
    office = browse("ks.koordination").get("/").follow("Entscheiden")
    office.submit({"entscheid.bewilligt": "nein"}, button=("_action", "draft"))
    path = office.path
    take_back(page)
    assert page.status == 200
    office.get(path)
    assert "Diesen Text verwerfen" in office.text
    assert "Bewilligt" in office.text


def test_its_lines_leave_the_history_and_one_tells_of_it(browse: Browse, house: House) -> None:
    take_back(handed_in(browse))
    with house.database.transaction(writes=False) as session:
        titles = list(session.scalars(select(Event.title)))
    assert titles.count("Zurückgenommen: Antrag stellen") == 1
    assert "Antrag stellen" not in titles
