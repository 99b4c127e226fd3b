"""Asking for an emergency access and deciding on it: two people, a reason, a notice, and no oracle."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import GENERAL_CHAIN, Entry
from app.bootstrap import House
from app.clock import ManualClock
from app.emergency.models import EmergencyAccess
from app.outbox.models import Message
from app.outbox.service import deliver_due
from app.people import roles
from app.people.models import User, UserRole
from tests.audit.test_reading import entries
from tests.browser_posts import Browser
from tests.consent.stage import Stage
from tests.emergency.asking import NOBODYS, NUMBER, REASON, asked, press, released

pytestmark = pytest.mark.usefixtures("stage")


def mails(house: House) -> list[Message]:
    with house.database.transaction(writes=False) as session:
        return [row for row in session.scalars(select(Message)).all() if "Notzugriff" in row.subject]


def rows(house: House) -> list[EmergencyAccess]:
    with house.database.transaction(writes=False) as session:
        return list(session.scalars(select(EmergencyAccess)).all())


def test_a_request_is_noted_in_the_log_of_the_case_and_told_with_number_and_link_only(
    browse: type[Browser], house: House
) -> None:
    before = entries(house, NUMBER)
    browser = asked(browse("ks.verwaltung"), number=" iiz-2027-0001 ")
    assert "wartet auf Freigabe" in browser.text
    assert entries(house, NUMBER)[len(before) :] == ["Vera Lang, Koordinationsstelle IIZ: Notzugriff: verlangt"]
    told = {row.to_name: row for row in mails(house)}
    assert set(told) == {"Dora Zemp", "Admin RAV", "Admin SD"}
    assert told["Dora Zemp"].subject == "Notzugriff verlangt (IIZ-2027-0001)"
    assert f"Fall {NUMBER}\nhttp://localhost{browser.path}" in told["Dora Zemp"].body
    assert not any(word in row.body for row in told.values() for word in ("Gefahr", "Peter", "Vera"))
    deliver_due(house.database, house.channel, house.act)
    assert {row.status for row in mails(house)} == {"sent"}


@pytest.mark.parametrize(
    ("number", "reason", "words"),
    [
        (NUMBER, "Notfall", "mindestens einen ganzen Satz"), (NUMBER, "x" * 40, "mindestens einen ganzen Satz"),
        (NUMBER, "wort " * 300, "höchstens 1000"), ("IIZ-27-1", REASON, "Bitte geben Sie die Fallnummer an"),
        ("IIZ-٢٠٢٧-0001", REASON, "Bitte geben Sie die Fallnummer an"),
        ("IIZ-2027-0001\nBcc: x", REASON, "Bitte geben Sie die Fallnummer an"), ("", REASON, "Bitte geben Sie"),
    ],
)  # fmt: skip
def test_without_a_number_and_a_sentence_nothing_is_asked(
    browse: type[Browser], house: House, number: str, reason: str, words: str
) -> None:
    browser = asked(browse("ks.verwaltung"), number, reason)
    assert browser.status == 422
    assert words in browser.text
    assert rows(house) == [] == mails(house)


def test_until_the_release_nobody_learns_whether_there_is_such_a_case(browse: type[Browser], house: House) -> None:
    pages = []
    for number in (NUMBER, NOBODYS):
        mine = asked(browse("ks.verwaltung"), number)
        other = browse("rav.verwaltung").get(mine.path)
        found = [mine.text, other.text, mine.get("/notzugriff").text]
        access = next(row for row in rows(house) if row.number == number)
        refused = mine.get(f"/notzugriff/{access.id}/fall")
        found += [refused.text, str(refused.status)]
        found += sorted(f"{row.to_name} {row.subject} {row.body}" for row in mails(house) if number in row.subject)
        # How many messages are new grows with each request, whether there is such a case or not.
        found = [re.sub(r"Mitteilungen \d+", "Mitteilungen", text) for text in found]
        pages.append([text.replace(number, "N").replace(access.id, "A") for text in found])
        press(other, "/ablehnen", reason="Bitte fragen Sie zuerst die Koordinationsstelle.")
    known, unknown = pages
    assert known[2] in unknown[2] or known[2].split("Fall N")[0] in unknown[2]  # the list, now with both
    assert known[:2] + known[3:] == unknown[:2] + unknown[3:]
    assert entries(house, NOBODYS) == []
    assert any(f"Notzugriff, {NOBODYS}: verlangt" in entry for entry in entries(house, GENERAL_CHAIN))


def test_after_the_release_of_a_number_that_nobody_has_there_is_nothing_to_read(browse: type[Browser]) -> None:
    browser = released(browse, NOBODYS).follow("Fall lesen")
    assert browser.status == 404
    assert "Einen Fall mit dieser Nummer gibt es nicht" in browser.text


def test_nobody_releases_or_refuses_their_own(browse: type[Browser], house: House) -> None:
    browser = asked(browse("ks.verwaltung"))
    page, token = browser.path, browser.token()
    assert "freigeben" not in [button.text for button in browser.page.iter("button")]
    for act in ("freigeben", "ablehnen"):
        assert browser.post(f"{page}/{act}", [("csrf_token", token), ("reason", REASON)]).status == 403
    assert rows(house)[0].released_at is None


def test_a_refusal_needs_a_reason_and_is_final(browse: type[Browser], house: House) -> None:
    browser = asked(browse("ks.verwaltung"))
    other = browse("rav.verwaltung").get(browser.path)
    assert press(other, "/ablehnen", reason="nein").status == 422
    press(other, "/ablehnen", reason="Die Fallführung ist <b>doch</b> erreichbar.")
    assert "Die Fallführung ist <b>doch</b> erreichbar." in browser.get(browser.path).text
    late = browse("sd.verwaltung").get(browser.path)
    assert late.post(f"{browser.path}/freigeben", [("csrf_token", _token(late))]).status == 409
    assert entries(house, NUMBER)[-1] == "Admin RAV, RAV Luzern: Notzugriff: verweigert"
    assert [row.to_name for row in mails(house) if "abgelehnt" in row.subject] == ["Dora Zemp", "Vera Lang"]


def _token(browser: Browser) -> str:
    return browser.get("/notzugriff").token()


def test_of_two_releases_at_the_same_moment_exactly_one_counts(browse: type[Browser], house: House) -> None:
    page = asked(browse("ks.verwaltung")).path
    others = [browse(name).get(page) for name in ("rav.verwaltung", "sd.verwaltung")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda browser: press(browser, "/freigeben").status, others))
    assert sorted(answers) == [200, 409]
    assert len([entry for entry in entries(house, NUMBER) if "freigegeben" in entry]) == 1
    assert len([row for row in mails(house) if "freigegeben" in row.subject]) == 2  # data protection, the asker


def test_a_release_and_a_refusal_at_the_same_moment_do_not_both_count(browse: type[Browser], house: House) -> None:
    page = asked(browse("ks.verwaltung")).path
    yes, no = (browse(name).get(page) for name in ("rav.verwaltung", "sd.verwaltung"))
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(press, yes, "/freigeben"), pool.submit(press, no, "/ablehnen", reason=REASON)]
        statuses = [answer.result().status for answer in answers]
    assert sorted(statuses) == [200, 409]
    (row,) = rows(house)
    assert (row.released_at is None) != (row.refused_at is None)


def test_a_request_is_dead_after_a_day_of_the_machine_whatever_the_clock_of_the_cases_says(
    browse: type[Browser], clock: ManualClock, machine_clock: ManualClock
) -> None:
    browser = asked(browse("ks.verwaltung"))
    other = browse("rav.verwaltung")
    clock.move_to(clock.now() + timedelta(days=30))
    machine_clock.move_to(machine_clock.now() + timedelta(hours=7))
    other = browse("rav.verwaltung").get(browser.path)
    assert "Notzugriff freigeben" in other.text
    machine_clock.move_to(machine_clock.now() + timedelta(hours=17))
    late = browse("rav.verwaltung").get(browser.path)
    assert "hinfällig" in late.text
    assert late.post(f"{browser.path}/freigeben", [("csrf_token", _token(late))]).status == 409


@pytest.mark.parametrize("what", ["deactivated", "role revoked"])
def test_a_request_lapses_when_its_asker_is_no_administrator_any_more(
    browse: type[Browser], house: House, stage: Stage, what: str
) -> None:
    page = asked(browse("ks.verwaltung")).path
    _take_away(house, stage, what)
    other = browse("rav.verwaltung").get(page)
    assert "hinfällig" in other.text
    assert other.post(f"{page}/freigeben", [("csrf_token", _token(other))]).status == 409


def _take_away(house: House, stage: Stage, what: str) -> None:
    with house.database.transaction() as session:
        user = stage.user(session, "ks.verwaltung")
        if what == "deactivated":
            user.active = False
        else:
            user.roles = []


def test_who_takes_part_and_does_casework_needs_none(browse: type[Browser], house: House, stage: Stage) -> None:
    with house.database.transaction() as session:
        user = stage.user(session, "rav.berater")
        user.roles.append(UserRole(role=roles.ADMIN))
    browser = asked(browse("rav.berater"))
    assert browser.status == 422
    assert "brauchen keinen Notzugriff" in browser.text
    assert asked(browse("rav.berater"), NOBODYS).status == 200


def test_the_same_request_is_not_made_twice(browse: type[Browser], house: House) -> None:
    browser = asked(browse("ks.verwaltung"))
    assert "schon verlangt" in asked(browser).text
    assert len(rows(house)) == 1


@pytest.mark.parametrize("alone", ["nobody watches", "only the asker watches"])
def test_without_somebody_who_watches_there_is_no_emergency_access(
    browse: type[Browser], house: House, stage: Stage, alone: str
) -> None:
    with house.database.transaction() as session:
        officer: User = stage.user(session, "ks.datenschutz")
        officer.roles = []
        if alone != "nobody watches":
            asker = stage.user(session, "ks.verwaltung")
            asker.roles.append(UserRole(role=roles.DATA_PROTECTION))
    assert asked(browse("ks.verwaltung")).status == 409
    assert rows(house) == []


def test_the_reason_is_harmless_and_nowhere_in_the_log(browse: type[Browser], house: House) -> None:
    reason = "<script>alert('x')</script> steht hier, und noch ein paar Wörter mehr."
    browser = asked(browse("ks.verwaltung"), reason=reason)
    assert reason in browser.text
    assert browser.page.xpath("//script[contains(., 'alert')]") == []
    with house.database.transaction(writes=False) as session:
        assert not any("alert" in entry.subject for entry in session.scalars(select(Entry)))


@pytest.mark.parametrize("name", ["rav.berater", "peter.m", "ks.koordination", "fg.wira"])
def test_others_see_nothing_of_it(browse: type[Browser], name: str) -> None:
    page = asked(browse("ks.verwaltung")).path
    for path in ("/notzugriff", page, f"{page}/fall"):
        assert browse(name).get(path).status == 403
