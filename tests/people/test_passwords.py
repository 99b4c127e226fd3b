"""Signing in with a password: guessing does not pay, and nobody learns who has an account."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.config import ROOT
from app.demo.people import PASSWORD
from app.people.models import SignInFailure, User
from app.people.passwords import hash_password, objection
from tests.people.office import Office

WRONG = "Benutzername oder Passwort stimmt nicht."
GOOD = "Vier kühle Regenschirme tanzen"


def fail(office: Office, name: str, times: int, **where: str) -> None:
    browser = office.browser(**where).get("/anmelden")
    for _ in range(times):
        office.try_again(browser, name, "falsch")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(office: Office) -> None:
    known, unknown = office.sign_in("rav.berater", "falsch"), office.sign_in("gibt.es.nicht", "falsch")
    assert (known.status, unknown.status) == (422, 422)
    assert WRONG in known.text
    assert known.text == unknown.text


def test_the_sixth_wrong_password_has_to_be_followed_by_a_pause(office: Office) -> None:
    for name in ("rav.berater", "gibt.es.nicht"):
        fail(office, name, 6)
        browser = office.sign_in(name)
        assert browser.status == 429
        assert "Bitte warten Sie" in browser.text
        assert browser.response is not None
        assert browser.response.headers["Retry-After"] == "1"
    office.later(seconds=1)
    assert office.sign_in("rav.berater").path == "/"


def test_each_further_wrong_password_doubles_the_pause_up_to_15_minutes(office: Office) -> None:
    pauses = []
    browser = office.browser().get("/anmelden")
    for _ in range(5):
        office.try_again(browser, "rav.berater", "falsch")
    for _ in range(14):
        office.later(minutes=15)
        office.try_again(browser, "rav.berater", "falsch")
        office.try_again(browser, "rav.berater")
        assert browser.response is not None
        assert browser.status == 429
        pauses.append(int(browser.response.headers["Retry-After"]))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


def test_what_is_tried_while_waiting_does_not_make_the_pause_longer(office: Office) -> None:
    fail(office, "rav.berater", 50)
    assert len(office.rows(SignInFailure)) == 6
    office.later(seconds=1)
    assert office.sign_in("rav.berater").path == "/"


def test_many_tries_at_the_same_moment_count_one_after_the_other(office: Office) -> None:
    browsers = [office.browser().get("/anmelden") for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda browser: office.try_again(browser, "rav.berater", "falsch").status, browsers))
    assert sorted(answers) == [422] * 6 + [429] * 6
    assert len(office.rows(SignInFailure)) == 6


def test_strangers_cannot_lock_somebody_out_of_a_browser_they_know(office: Office) -> None:
    browser = office.sign_in("rav.berater")
    browser.post("/abmelden", [("csrf_token", browser.token())])
    for host in range(40):
        fail(office, "rav.berater", 6, address=f"203.0.113.{host}")
        office.later(seconds=16)
    fail(office, "rav.berater", 7)
    assert office.sign_in("rav.berater").status == 429
    assert office.sign_in("rav.berater", browser=browser).path == "/"


def test_many_addresses_slow_an_account_down_but_only_for_seconds(office: Office) -> None:
    for host in range(20):
        fail(office, "rav.berater", 1, address=f"203.0.113.{host}")
        office.later(seconds=16)
    fail(office, "rav.berater", 1, address="203.0.113.99")
    stranger = office.sign_in("rav.berater", address="192.0.2.9")
    assert stranger.status == 429
    assert stranger.response is not None
    assert int(stranger.response.headers["Retry-After"]) <= 15
    office.later(seconds=15)
    assert office.sign_in("rav.berater", address="192.0.2.9").path == "/"


def test_one_address_cannot_try_many_accounts_one_after_the_other(office: Office) -> None:
    for number in range(31):
        fail(office, f"name{number}", 1)
    assert office.sign_in("rav.berater").status == 429
    assert office.sign_in("rav.berater", address="192.0.2.9").path == "/"


def test_a_flood_from_everywhere_slows_strangers_down_for_a_few_seconds(office: Office) -> None:
    with office.people() as session:
        now = office.machine_clock.now()
        rows = [SignInFailure(at=now, account=str(n), address=str(n)) for n in range(205)]
        session.add_all(rows)
    assert office.sign_in("rav.berater").status == 429
    office.later(seconds=5)
    assert office.sign_in("rav.berater").path == "/"


def test_an_own_account_does_not_wipe_out_failures_with_others(office: Office) -> None:
    fail(office, "rav.berater", 6)
    office.later(seconds=1)
    office.sign_in("sd.sozialarbeit")
    fail(office, "rav.berater", 1)
    assert office.sign_in("rav.berater").status == 429


def test_signing_in_forgets_the_failures_and_old_ones_are_swept(office: Office) -> None:
    fail(office, "rav.berater", 3)
    office.sign_in("rav.berater")
    assert office.rows(SignInFailure) == []
    fail(office, "rav.berater", 3)
    office.later(days=1, seconds=1)
    fail(office, "iv.beratung", 1)
    assert len(office.rows(SignInFailure)) == 1


def test_nothing_that_was_typed_is_kept_in_the_clear(office: Office) -> None:
    fail(office, "mein-passwort-im-falschen-feld", 1, address="203.0.113.5")
    row = office.rows(SignInFailure)[0]
    assert len(row.account) == len(row.address) == 64
    assert "203.0.113.5" not in row.address


def test_whoever_is_deactivated_is_answered_like_a_stranger(office: Office) -> None:
    with office.people() as session:
        office.person(session, "rav.berater").active = False
    assert WRONG in office.sign_in("rav.berater").text


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kurz", "mindestens 12"), ("x" * 1001, "mindestens 12"), ("RetoAmrein2026!", "Ihren Namen"),
        ("passwort2026!!", "leicht zu erraten"), ("luzernLuzern1", "leicht zu erraten"),
        ("1234567890123", "leicht zu erraten"), ("aaaaaaaaaaaaaaab", "leicht zu erraten"),
    ],
)  # fmt: skip
def test_a_weak_new_password_is_refused_in_words(password: str, words: str) -> None:
    user = User(name="Reto Amrein", username="rav.berater", email="reto@example.org", password_hash="x")
    assert words in (objection(password, user) or "")


def test_a_new_password_has_to_be_strong_and_new() -> None:
    stored = hash_password("Vier warme Regenschirme")
    user = User(name="Reto Amrein", username="rav.berater", email="reto@example.org", password_hash=stored)
    assert objection(GOOD, user) is None
    assert "ein anderes" in (objection("Vier warme Regenschirme", user) or "")


def test_the_own_password_is_changed_and_other_browsers_are_signed_out(office: Office) -> None:
    other, browser = office.sign_in("rav.berater"), office.sign_in("rav.berater")
    browser.get("/konto").follow("Passwort ändern").submit({"old": PASSWORD, "new": GOOD, "again": GOOD})
    assert "Ihr Passwort ist geändert" in browser.text
    assert other.get("/").path == "/anmelden"
    assert office.sign_in("rav.berater").status == 422
    assert office.sign_in("rav.berater", GOOD).path == "/"


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("falsch", GOOD, GOOD, "Das bisherige Passwort stimmt nicht"), (PASSWORD, GOOD, "anders", "nicht gleich"),
        (PASSWORD, "kurz", "kurz", "mindestens 12"),
    ],
)  # fmt: skip
def test_a_wrong_change_of_password_changes_nothing(office: Office, old: str, new: str, again: str, words: str) -> None:
    browser = office.sign_in("rav.berater").get("/konto/passwort")
    browser.submit({"old": old, "new": new, "again": again})
    assert browser.status == 422
    assert words in browser.text
    assert office.sign_in("rav.berater").path == "/"


def test_an_open_session_is_no_place_to_guess_the_old_password(office: Office) -> None:
    browser = office.sign_in("rav.berater").get("/konto/passwort")
    for _ in range(6):
        browser.submit({"old": "falsch", "new": GOOD, "again": GOOD})
    browser.submit({"old": PASSWORD, "new": GOOD, "again": GOOD})
    assert "Zu viele Versuche" in browser.text


def test_a_hash_costs_what_the_library_advises() -> None:
    """Asked in a process of its own: the one of the tests has a quick hasher."""
    ask = "from app.people.passwords import hash_password; print(hash_password('x'))"
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_password_of_two_people_is_kept_differently(office: Office) -> None:
    for name in ("rav.berater", "sd.sozialarbeit"):
        office.sign_in(name).get("/konto/passwort").submit({"old": PASSWORD, "new": GOOD, "again": GOOD})
    hashes = [row.password_hash for row in office.rows(User) if row.username in ("rav.berater", "sd.sozialarbeit")]
    assert len(set(hashes)) == 2
    assert all(stored.startswith("$argon2id$") and GOOD not in stored for stored in hashes)
