"""`nahtstelle user`: who has a login, and what they may do."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.clock import ManualClock, SystemClock
from app.config import Settings
from app.people.models import SignIn
from tests.people.office import Office

Console = Callable[..., Result]
OWN = "Vier kühle Schirme tanzen"


@pytest.fixture
def machine_clock() -> ManualClock:
    """Today: the console goes by the real clock, and a first password lasts a week."""
    return ManualClock(SystemClock().now())


@pytest.fixture
def console(settings: Settings) -> Console:
    def run(*arguments: str) -> Result:
        environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": settings.database_url}
        return CliRunner().invoke(main, ["user", *arguments], env=environment)

    return run


def listed(console: Console, name: str) -> str:
    (line,) = [line for line in console("list").output.splitlines() if line.startswith(f"{name}\t")]
    return line.rpartition("\t")[2]


def test_roles_are_given_and_taken_away(console: Console) -> None:
    assert listed(console, "rav.berater") == "caseworker@rav_luzern"
    assert listed(console, "peter.m") == "-"
    assert "Verwaltung: RAV Luzern" in console("grant", "rav.berater", "admin").output
    assert "alle Stellen" in console("grant", "rav.berater", "data_protection", "--everywhere").output
    console("grant", "rav.berater", "steering", "--institution", "sd_luzern")
    held = listed(console, "rav.berater")
    assert held == "caseworker@rav_luzern admin@rav_luzern data_protection@* steering@sd_luzern"
    assert console("revoke", "rav.berater", "caseworker").exit_code == 0
    assert "caseworker" not in listed(console, "rav.berater")


@pytest.mark.parametrize("arguments", [
    ("grant", "nobody", "admin"), ("grant", "rav.berater", "admin", "--institution", "nowhere"),
    ("grant", "peter.m", "admin"), ("deactivate", "nobody"), ("deactivate", "ks.verwaltung"),
    ("reset-code", "nobody", "--identified", "Sie stand mit Ausweis hier."),
    ("reset-code", "rav.berater", "--identified", "ja"),
])  # fmt: skip
def test_what_does_not_exist_is_refused_in_a_sentence(console: Console, arguments: tuple[str, ...]) -> None:
    result = console(*arguments)
    assert result.exit_code == 1
    assert result.output.strip().endswith(".")


def test_a_new_person_works_at_once_and_a_deactivated_one_never_again(console: Console, office: Office) -> None:
    added = console(
        "add", "Anna.Alt", "--name", "Anna Alt", "--email", "A.Alt@example.org", "--institution", "rav_luzern"
    )
    password = added.output.strip().rpartition(" ")[2]
    browser = office.sign_in("anna.alt", password)
    assert browser.path == "/konto/passwort"
    browser.submit({"old": password, "new": OWN, "again": OWN})
    assert browser.path == "/"
    assert console("deactivate", "anna.alt").exit_code == 0
    assert browser.get("/").path == "/anmelden"
    assert office.rows(SignIn) == []
    again = console("add", "anna.alt", "--name", "Anna Neu", "--email", "neu@example.org")
    assert again.exit_code == 1
    assert "schon vergeben" in again.output


def test_a_password_from_the_console_is_a_first_one_and_ends_sign_ins(console: Console, office: Office) -> None:
    browser = office.sign_in("rav.berater")
    password = console("password", "rav.berater").output.strip().rpartition(" ")[2]
    assert browser.get("/").path == "/anmelden"
    assert office.sign_in("rav.berater").status == 422
    assert office.sign_in("rav.berater", password).path == "/konto/passwort"
