"""Who wants digests gets one mail with what still waits, duties at once, and nothing too late."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.bootstrap import House
from app.clock import ZONE, ManualClock
from app.config import ROOT
from app.digests.rules import moment_for, next_moment
from app.flow.models import WorkItem
from app.jobs import timetable
from app.outbox.models import MailChoice, Message, MessageKind, MessageStatus, Rhythm
from app.outbox.service import DUTY, NEWS, About, post
from app.people import queries as people
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from tests.browser_posts import Browser
from tests.web.test_work import decided_later

PETER_M = ROOT / "workflows/iiz_verfahren/scenarios/peter_m.yaml"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("rhythm", "now", "then"), [
    (Rhythm.DAILY, "2027-01-11T06:00", "2027-01-11T07:00"), (Rhythm.DAILY, "2027-01-11T07:00", "2027-01-12T07:00"),
    (Rhythm.DAILY, "2027-01-15T09:00", "2027-01-18T07:00"), (Rhythm.DAILY, "2027-03-25T09:00", "2027-03-30T07:00"),
    (Rhythm.WEEKLY, "2027-01-11T06:00", "2027-01-11T07:00"), (Rhythm.WEEKLY, "2027-01-12T06:00", "2027-01-18T07:00"),
    (Rhythm.WEEKLY, "2027-03-24T09:00", "2027-03-30T07:00"), (Rhythm.WEEKLY, "2027-03-29T09:00", "2027-03-30T07:00"),
    (Rhythm.DAILY, "2027-03-27T23:00", "2027-03-30T07:00"), (Rhythm.DAILY, "2199-12-31T09:00", "2199-12-31T09:00"),
])  # fmt: skip
def test_digests_leave_on_working_days_at_seven(rhythm: Rhythm, now: str, then: str) -> None:
    assert next_moment(rhythm, local(now)) == local(then)


def test_what_cannot_wait_a_week_goes_with_the_day_or_at_once() -> None:
    tuesday = local("2027-01-12T09:00")
    assert moment_for(None, Rhythm.WEEKLY, tuesday) == local("2027-01-18T07:00")
    assert moment_for(date(2027, 1, 15), Rhythm.WEEKLY, tuesday) == local("2027-01-13T07:00")
    assert moment_for(date(2027, 1, 12), Rhythm.WEEKLY, tuesday) is None


def choose(browser: Browser, rhythm: str, **more: str) -> Browser:
    browser.get("/mitteilungen")
    _path, fields = browser.fields()
    kept = [(name, value) for name, value in fields if name == "csrf_token"]
    return browser.post("/mitteilungen/wahl", [*kept, ("rhythm", rhythm), *more.items()])


def mails(house: House, address: str) -> list[Message]:
    """What left for `address`, or is about to."""
    with house.database.transaction(writes=False) as session:
        rows = select(Message).where(Message.to_address == address, Message.status != MessageStatus.DIGESTED)
        return list(session.scalars(rows.order_by(Message.posted_at)))


KARIN = "ks.koordination@example.org"


def post_about(house: House, *about: About) -> None:
    with house.database.transaction() as session:
        for number, one in enumerate(about):
            body = f"Text\nhttp://localhost/{number}\n"
            post(house.act(session), to_name="Karin Steiner", to_address=KARIN, subject=f"{one.kind} {number}",
                 body=body, about=one)  # fmt: skip
    timetable(house).run_due()


def test_a_digest_tells_what_still_waits_in_one_mail(browse: type[Browser], house: House, clock: ManualClock) -> None:
    decided_later(browse)
    with house.database.transaction(writes=False) as session:
        open_item, done = session.scalars(select(WorkItem.id).order_by(WorkItem.status.desc())).all()
    assert "Gespeichert" in choose(browse("ks.koordination"), "weekly", news="1").text
    today, friday = clock.now().date(), date(2027, 1, 15)
    post_about(house, DUTY, NEWS, About(MessageKind.REMINDER, open_item, today), About(MessageKind.TASK, done, friday),
               About(MessageKind.TASK, open_item, friday))  # fmt: skip
    assert [one.subject for one in mails(house, KARIN) if one.status == MessageStatus.SENT] == ["duty 0", "reminder 2"]
    clock.move_to(local("2027-01-12T06:59"))
    timetable(house).run_due()
    assert len(mails(house, KARIN)) == 5
    clock.move_to(local("2027-01-12T07:00"))
    timetable(house).run_due()
    digest = mails(house, KARIN)[-1]
    assert digest.subject == "Überblick: 2 Mitteilungen in Nahtstelle" and digest.status == MessageStatus.SENT
    assert "news 1\nhttp://localhost/1" in digest.body and "task 4" in digest.body and "task 3" not in digest.body
    assert len(mails(house, KARIN)) == 3


def test_who_wants_no_news_reads_them_in_the_app(browse: type[Browser], house: House) -> None:
    choose(browse("ks.koordination"), "each")
    post_about(house, NEWS, About(MessageKind.TASK))
    assert [one.subject for one in mails(house, KARIN)] == ["task 1"]
    page = browse("ks.koordination").get("/mitteilungen")
    assert "news 0" in page.text and "Mitteilungen 2" in page.text
    page.post("/mitteilungen/gelesen", [("csrf_token", page.token())])
    assert "Mitteilungen 2" not in page.text and "neu" not in page.text.split("Alle gelesen")[0].split()


def test_a_made_up_rhythm_is_refused_and_a_change_of_mind_lets_go_what_waits(
    browse: type[Browser], house: House
) -> None:
    office = browse("ks.koordination")
    assert choose(office, "never").status == 400
    choose(office, "weekly", news="1")
    post_about(house, NEWS)
    assert [one.status for one in mails(house, KARIN)] == [MessageStatus.WAITING]
    choose(office, "each", news="1")
    timetable(house).run_due()
    assert [one.status for one in mails(house, KARIN)] == [MessageStatus.SENT]


@pytest.mark.house_procedures
def test_peter_m_with_digests_is_twelve_mails_at_most_for_anybody_and_none_is_late(
    house: House, clock: ManualClock
) -> None:
    scenario = read_scenario(PETER_M)
    with house.database.transaction() as session:
        for user in people.users(session):
            rhythm = Rhythm.WEEKLY if user.username == "peter.m" else Rhythm.DAILY
            session.add(MailChoice(user_id=user.id, rhythm=rhythm, news=True))
        persons = {user.email for user in people.users(session)}
    clock.move_to(scenario.start)
    player = Player(scenario, house.database, clock, house.tasks, house.act, timetable(house), None)
    for step in scenario.steps:
        if step.action != "erwartet":
            player.take(step)
    player.pass_time(clock.now() + timedelta(days=7))
    with house.database.transaction(writes=False) as session:
        every = session.scalars(select(Message)).all()
    sent = Counter(one.to_address for one in every if one.status != MessageStatus.DIGESTED)
    assert max(sent[address] for address in persons) <= 12, sent
    gathered = [one for one in every if one.status == MessageStatus.DIGESTED]
    assert gathered and all(one.kind != MessageKind.DUTY for one in gathered)
    assert [one.subject for one in gathered if one.latest and one.sent_at and one.sent_at.date() > one.latest] == []
