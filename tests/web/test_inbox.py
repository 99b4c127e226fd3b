"""The inbox is one table of work: by due date, whoever a task is with, with a view for each part of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.cases.models import ListedTask
from app.cases.service import open_case
from app.cases.wanted import DUE as GROUPS
from app.flow.models import WorkItem
from app.i18n import near_day
from app.people import queries as people
from app.tasks.queries import group_of
from tests.browser_posts import Browser

Browse = Callable[[str], Browser]
MONDAY = date(2027, 1, 11)
DUE = {"Spät": -3, "Heutig": 0, "Morgen": 1, "Sonntag": 6, "Montag": 7, "Fern": 40, "Ohne": None}


def furnished(house: House) -> None:
    """A task of the RAV for each of DUE: every other one with its adviser, the others with nobody."""
    with house.database.transaction() as session:
        referrer = people.user_by_name(session, "rav.berater")
        assert referrer is not None
        for number, (name, days) in enumerate(reversed(DUE.items())):
            case = open_case(
                house.act(session, referrer), house.flow, "antrag", {"klient": {"vorname": "X", "name": name}}
            )
            item = session.scalars(select(WorkItem).where(WorkItem.instance_id == case.instance_id)).one()
            item.due = None if days is None else MONDAY + timedelta(days=days)
            item.assignee_id = referrer.id if number % 2 else None


def rows(browser: Browser, path: str = "/") -> list[tuple[str, str]]:
    """Group and person of each row, from the top."""
    found, group = [], ""
    for row in browser.get(path).page.xpath("//table//tbody/tr"):
        head = " ".join(row.find("th").text_content().split())
        if row.get("class") == "work-group":
            group = head
        else:
            found.append((group, head))
    return found


def test_own_tasks_and_those_of_the_office_stand_in_one_list_by_due_date(browse: Browse, house: House) -> None:
    furnished(house)
    browser = browse("rav.berater")
    assert rows(browser) == [
        ("Überfällig 1", "X Spät"), ("Heute 1", "X Heutig"), ("Diese Woche 2", "X Morgen"),
        ("Diese Woche 2", "X Sonntag"), ("Später 2", "X Montag"), ("Später 2", "X Fern"), ("Ohne Frist 1", "X Ohne"),
    ]  # fmt: skip
    assert "Meine Aufgaben 7" in browser.text and "nichts zu tun" not in browser.text
    assert "morgen, Di 12.1." in browser.text and "heute" in browser.text


@pytest.mark.parametrize(
    ("view", "shown"),
    [("ich", ["Heutig", "Sonntag", "Fern"]), ("stelle", ["Spät", "Morgen", "Montag", "Ohne"]), ("vertretung", []),
     ("gibt es nicht", list(DUE))],
)  # fmt: skip
def test_a_view_shows_its_part_and_nothing_else(browse: Browse, house: House, view: str, shown: list[str]) -> None:
    furnished(house)
    browser = browse("rav.berater")
    assert [name.removeprefix("X ") for _, name in rows(browser, f"/?sicht={view}")] == shown
    assert ("nichts zu tun" in browser.text) == (not shown)


def test_who_has_only_tasks_of_the_office_never_reads_that_nothing_is_to_do(browse: Browse, house: House) -> None:
    furnished(house)
    with house.database.transaction() as session:
        for item in session.scalars(select(WorkItem)):
            item.assignee_id = None
    assert "nichts zu tun" not in browse("rav.berater").get("/").text
    with house.database.transaction(writes=False) as session:
        assert len(session.scalars(select(ListedTask)).all()) == len(DUE)


def test_a_task_with_a_draft_says_so_to_its_author_alone(browse: Browse, house: House) -> None:
    furnished(house)
    browser = browse("rav.berater").get("/").follow("Antrag stellen")
    browser.submit({"antrag.betrag": "77"}, button=("_action", "draft"))
    page = browser.get("/").page
    assert [" ".join(row.text_content().split()) for row in page.xpath("//span[contains(@class, 'tag-draft')]")] == [
        "Entwurf"
    ]
    assert "Entwurf" not in browse("ks.koordination").get("/").text
    assert "Nicht abgeschickter Text" not in browser.text
    with house.database.transaction() as session:
        for item in session.scalars(select(WorkItem)):
            item.status = "cancelled"  # type: ignore[assignment]
    assert "Nicht abgeschickter Text" in browser.get("/").text
    assert browser.follow("Text 1 ansehen").status == 409 and "77" in browser.text


@pytest.mark.parametrize(
    ("today", "days", "words"),
    [(MONDAY, 0, "heute"), (MONDAY, 1, "morgen, Di 12.1."), (MONDAY, -1, "So 10.1."), (MONDAY, 4, "Fr 15.1."),
     (date(2026, 12, 31), 1, "morgen, Fr 1.1."), (date(2026, 12, 30), 5, "Mo 4.1."), (MONDAY, 400, "Di 15.2.2028")],
)  # fmt: skip
def test_a_near_day_is_said_in_words(today: date, days: int, words: str) -> None:
    assert near_day(today + timedelta(days=days), today) == words


@pytest.mark.parametrize("weekday", range(7))
def test_every_day_has_one_group_and_the_groups_follow_each_other(weekday: int) -> None:
    today = MONDAY + timedelta(days=weekday)
    found = [group_of(today + timedelta(days=days), today) for days in range(-10, 20)] + [group_of(None, today)]
    assert sorted(found, key=GROUPS.index) == found
    assert found.count("week") == 6 - weekday
