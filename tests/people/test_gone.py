"""Somebody is away or their account is closed: deadlines reach whoever can keep them, and tasks do not lie about."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from app.clock import ManualClock
from app.flow.models import WorkItem
from app.jobs import timetable
from app.outbox.models import Message
from app.people.models import Absence
from app.staff import administration
from tests.browser_posts import Browser
from tests.people.office import Office
from tests.people.test_absences import APPLICATION, away, colleagues, opened
from tests.people.test_leaving import admin, person_id

ABSENT, DEPUTY, CAROL, OFFICE = (f"{name}@example.org" for name in ("ks.koordination", "berta", "carla", "ks_iiz"))


def taken(office: Office) -> Browser:
    """«Entscheiden» is with ks.koordination."""
    opened(office).submit(APPLICATION)
    return take(office.sign_in("ks.koordination"))


def take(browser: Browser) -> Browser:
    browser.get("/").follow("Entscheiden")
    return browser.post(browser.path, [("csrf_token", browser.token()), ("_action", "claim")])


def close(office: Office, name: str) -> None:
    with office.people() as session:
        administration.block(office.house.act(session), office.person(session, name))


def absent(office: Office, *chain: str) -> None:
    """Each of `chain` is away when the reminder is due, with the next as deputy."""
    day = office.house.clock.now().date()
    with office.people() as session:
        ids = [office.person(session, name).id for name in chain]
        for who, deputy in pairwise(ids):
            session.add(Absence(user_id=who, deputy_id=deputy, first=day, last=day + timedelta(days=30)))


def without_deputy(office: Office) -> None:
    absent(office, "ks.koordination", "berta.neu")
    close(office, "berta.neu")


def reminded(office: Office) -> list[str]:
    """Who is written to when the deadline comes near."""
    assert isinstance(office.house.clock, ManualClock)
    office.house.clock.move_to(office.house.clock.now() + timedelta(days=8))
    timetable(office.house).run_due()
    return sorted(row.to_address for row in office.rows(Message) if row.subject.startswith("Erinnerung"))


@pytest.mark.parametrize(
    ("what", "to"),
    [
        (lambda _office: None, [ABSENT]),
        (lambda office: absent(office, "ks.koordination", "berta.neu"), [DEPUTY, ABSENT]),
        (lambda office: absent(office, "ks.koordination", "berta.neu", "carla.neu"), [CAROL, ABSENT]),
        (lambda office: absent(office, "ks.koordination", "berta.neu", "ks.koordination"), [ABSENT, OFFICE]),
        (without_deputy, [ABSENT, OFFICE]),
        (lambda office: close(office, "ks.koordination"), [OFFICE]),
    ],
)
def test_a_reminder_reaches_somebody_who_can_keep_the_deadline(
    office: Office, what: Callable[[Office], None], to: list[str]
) -> None:
    colleagues(office, "berta", "carla", institution="ks.koordination")
    taken(office)
    what(office)
    assert reminded(office) == sorted(to)


def test_the_deputy_takes_over_what_was_with_the_absent_and_others_do_not(office: Office) -> None:
    passwords = colleagues(office, "berta", "carla", institution="ks.koordination")
    taken(office)
    away(office, "ks.koordination", "berta.neu")
    carla, berta = office.sign_in("carla.neu", passwords[1]), office.sign_in("berta.neu", passwords[0])
    assert take(carla).status == 409
    assert take(berta).status == 200 and "in Vertretung von Karin Steiner" in berta.text
    (item,) = [row for row in office.rows(WorkItem) if row.status == "open"]
    assert item.assignee_id == person_id(office, "berta.neu")
    assert item.stands_in_for_id == person_id(office, "ks.koordination")


def test_a_task_of_a_closed_account_is_taken_over_or_passed_on(office: Office) -> None:
    passwords = colleagues(office, "berta", "carla", institution="ks.koordination")
    taken(office)
    close(office, "ks.koordination")
    berta = office.sign_in("berta.neu", passwords[0]).get("/").follow("Entscheiden")
    assert "Ich übernehme diese Aufgabe" in berta.text and "hat diese Aufgabe übernommen" not in berta.text
    path, carla = berta.path, person_id(office, "carla.neu")
    move = [("csrf_token", berta.token()), ("_action", "assign"), ("_colleague", carla)]
    assert berta.post(path, move).status == 200
    (item,) = [row for row in office.rows(WorkItem) if row.status == "open"]
    assert (item.assignee_id, item.stands_in_for_id) == (carla, None)
    close(office, "carla.neu")
    assert take(berta).status == 200
    assert "Erledigt" in berta.submit({"entscheid.bewilligt": "ja"}).text


def test_what_a_closed_account_left_behind_is_handed_over(office: Office) -> None:
    colleagues(office, "berta")
    opened(office)
    gone = person_id(office, "rav.berater")
    close(office, "rav.berater")
    manager = admin(office).get("/personen")
    assert "Geschlossene Zugänge" in manager.text
    manager.get(f"/personen/{gone}/austritt")
    assert "Beteiligungen an Fällen: 1. Offene Aufgaben: 1." in manager.text
    successor = person_id(office, "berta.neu")
    manager.submit({"successor": successor})
    assert manager.path.startswith("/personen/uebergaben/")
    assert [row.assignee_id for row in office.rows(WorkItem) if row.status == "open"] == [successor]


def test_a_closed_account_is_opened_again_with_its_roles(office: Office) -> None:
    gone = person_id(office, "rav.berater")
    close(office, "rav.berater")
    manager = admin(office).get("/personen")
    assert office.sign_in("rav.berater").status == 422
    address = f"/personen/{gone}/oeffnen"
    manager.post(address, [("csrf_token", manager.token())])
    (password,) = manager.page.xpath("//code/text()")
    assert office.sign_in("rav.berater", password).path == "/konto/passwort"
    assert "Geschlossene Zugänge" not in manager.get("/personen").text
    assert manager.post(address, [("csrf_token", manager.token())]).status == 409
    stranger = office.sign_in("sd.sozialarbeit").get("/")
    assert stranger.post(address, [("csrf_token", stranger.token())]).status == 403
