"""Markup, scripts and formulas in every text somebody may type: shown as typed everywhere, and never run."""

import csv
import re
import zlib
from email.header import decode_header, make_header

import pytest

from app.bootstrap import House
from app.clock import ManualClock
from app.consent.sharing import initials
from app.outbox.channels import Smtp
from app.outbox.service import deliver_due
from app.people import queries
from app.people.models import Institution
from app.people.service import Newcomer, add_user, make_first_password
from app.tasks.taking_back import WITHIN
from tests.browser_posts import Browser
from tests.outbox.test_delivery import Postbox
from tests.security.stage import CASE, FIRST, HARM, LAST, NAME, assert_harmless, harmful

pytestmark = pytest.mark.usefixtures("guidance")
MEANT = list(HARM.values())


def test_on_the_page_of_a_task_while_it_is_filled_in(browse: type[Browser]) -> None:
    browser = harmful(browse).submit({**HARM, "klient.ahv": ""})
    assert browser.status == 422
    assert_harmless(browser, NAME, *MEANT[1:])


def test_in_a_draft_that_is_opened_again(browse: type[Browser]) -> None:
    browser = harmful(browse)
    path = browser.path
    browser.submit(HARM, button=("_action", "draft"))
    assert_harmless(browser.get(path), NAME, *MEANT)


def test_on_the_case_page_in_the_inbox_and_in_the_list_of_cases(browse: type[Browser]) -> None:
    harmful(browse).submit(HARM)
    assert_harmless(browse("rav.berater").get(CASE), NAME)
    assert_harmless(browse("rav.berater").get("/faelle"), NAME)
    assert_harmless(browse("iv.beratung").get("/"), initials(NAME))


def test_on_the_page_of_a_document(browse: type[Browser]) -> None:
    harmful(browse).submit(HARM)
    assert_harmless(browse("rav.berater").get(CASE).follow("Anmelden"), NAME, *MEANT)


def test_in_a_letter_to_print(browse: type[Browser]) -> None:
    harmful(browse, email="").submit(HARM)
    office = browse("ks.koordination").get(CASE).follow("Willkommen")
    assert_harmless(office, f"Guten Tag {NAME}")


def test_in_a_mail_that_leaves_by_a_real_server(
    browse: type[Browser], house: House, clock: ManualClock, postbox: tuple[Postbox, Smtp]
) -> None:
    box, channel = postbox
    harmful(browse, email="ada@example.org").submit(HARM)
    clock.move_to(clock.now() + WITHIN)
    deliver_due(house.database, channel, house.act)
    (mail,) = [mail for mail in box.mails if "ada@example.org" in str(mail["To"])]
    assert str(make_header(decode_header(mail["To"]))).replace("\n", "").count("@example.org") == 1
    assert mail.get_content_type() == "text/plain"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes) and f"Guten Tag {NAME}" in body.decode()
    assert not mail.is_multipart() and mail["Bcc"] is None and mail["Cc"] is None
    for mail in box.mails:
        assert not any(text in mail.as_string() for text in HARM.values())  # no mail carries what was answered


def test_in_the_list_of_accesses_on_the_screen_and_as_pdf(browse: type[Browser], house: House) -> None:
    harmful(browse).submit(HARM)
    with house.database.transaction() as session:
        office = queries.institution_by_key(session, "rav_luzern")
        add_user(session, Newcomer("harm", NAME, "harm@example.org", office), make_first_password(), house.clock.now())
    browse("harm").get(CASE)
    reader = browse("ks.koordination").get(CASE).follow("Wer hat die Daten gesehen?")
    assert_harmless(reader, NAME)
    reader.follow("Als PDF zum Ausdrucken")
    assert reader.response is not None and reader.response.mimetype == "application/pdf"
    paper = reader.response.get_data()
    packed = re.findall(rb"stream\r?\n(.+?)\r?\nendstream", paper, re.S)
    streams = [zlib.decompress(one) for one in packed if one[0] == 0x78]
    assert len(streams) > 1
    assert not any(word in part for part in (paper, *streams) for word in (b"/JavaScript", b"/Launch", b"/URI"))


def test_in_the_log_and_its_table_for_spreadsheets(browse: type[Browser], house: House) -> None:
    with house.database.transaction() as session:
        office = Institution(key="harm", name="+cmd|' /C calc'!A0", kind="rav", email="office@example.org")
        session.add(office)
        session.flush()
        add_user(session, Newcomer("harm", NAME, "harm@example.org", office), make_first_password(), house.clock.now())
    browse("harm").get("/faelle/neu/antrag").submit({"klient.vorname": FIRST, "klient.name": LAST})
    officer = browse("ks.datenschutz")
    assert_harmless(officer.get("/protokoll"), NAME, office.name)
    officer.get("/protokoll.csv?fall=IIZ-2027-0001")
    assert officer.response is not None
    rows = list(csv.reader(officer.response.get_data().decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) > 1
    assert {row[3] for row in rows[1:]} == {f"'{NAME}"} and {row[4] for row in rows[1:]} == {f"'{office.name}"}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_what_is_searched_for_is_shown_as_typed(browse: type[Browser]) -> None:
    officer = browse("ks.datenschutz")
    officer.get("/protokoll?person=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&fall=%3Csvg/onload=alert(1)%3E")
    assert_harmless(officer, '"><script>alert(1)</script>')


def test_on_the_sign_in_page_which_shows_the_name_again(browse: type[Browser]) -> None:
    browser = browse().get('/anmelden?weiter="><script>alert(1)</script>')
    assert_harmless(browser, '"><script>alert(1)</script>')
    fields = [("csrf_token", browser.token()), ("name", NAME), ("password", NAME), ("next", NAME), ("carried", NAME)]
    assert_harmless(browser.post("/anmelden", fields), NAME)
    assert browser.status == 422
