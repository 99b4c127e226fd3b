"""`nahtstelle user`: who has a login, and what they may do."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.clock import ManualClock, SystemClock
from app.config import Settings
from app.people.models import Institution, SignIn, User
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


@pytest.mark.parametrize(
    "key",
    ["", " ", "provider", "client", "coordination_office", "rav luzern", "züri", "Rav", "rav-luzern", "1rav", "_rav",
     "rav_", "rav__x", "rav.luzern", "a" * 51, "rav\n", "ра"],
)  # fmt: skip
def test_the_key_of_an_institution_is_a_word_that_no_diagram_takes_for_something_else(
    console: Console, office: Office, key: str
) -> None:
    before = len(office.rows(Institution))
    refused = console("institution", key, "--name", "Neue Stelle", "--kind", "rav", "--email", "neu@example.org")
    assert refused.exit_code == 1 and "z. B. rav_luzern" in refused.output
    assert len(office.rows(Institution)) == before


@pytest.mark.parametrize("email", ["kaputt", "a@b.ch,b@c.ch", "a..b@x.ch", ".a@x.ch", "zoë@x.ch", "", "a@xn--zz.ch"])
def test_nobody_and_no_institution_gets_an_address_that_cannot_be_used(
    console: Console, office: Office, email: str
) -> None:
    before = len(office.rows(Institution)), len(office.rows(User))
    for command in (
        ("institution", "neue_stelle", "--name", "Neue Stelle", "--kind", "rav"), ("add", "neu", "--name", "Neu Neu"),
    ):  # fmt: skip
        refused = console(*command, "--email", email)
        assert refused.exit_code == 1 and "E-Mail-Adresse" in refused.output
    assert (len(office.rows(Institution)), len(office.rows(User))) == before


def test_an_institution_and_a_person_have_addresses_with_umlauts_in_the_domain(
    console: Console, office: Office
) -> None:
    new = ("institution", "sd_zuerich", "--name", " Soziale\u00a0Dienste\u200b ", "--kind", "sd")
    assert console(*new, "--email", "Info@xn--zrich-soziales-gsb.ch").exit_code == 0
    (added,) = [row for row in office.rows(Institution) if row.key == "sd_zuerich"]
    assert (added.name, added.email) == ("Soziale Dienste", "info@zürich-soziales.ch")
    assert "gibt es schon" in console(*new, "--email", "info@example.org").output
    person = ("--name", "Zoë Ä", "--email", "zoe@zürich.ch", "--institution", "sd_zuerich")
    assert console("add", "zoe", *person).exit_code == 0
    assert "schon vergeben" in console("add", "zoe2", "--name", "Zoë Z", "--email", "zoe@xn--zrich-kva.ch").output


@pytest.mark.parametrize("name", ["", "a b", "zoë", "a\tb", "x" * 101, "<script>"])
def test_a_user_name_can_be_typed_by_everybody(console: Console, name: str) -> None:
    refused = console("add", name, "--name", "Neu Neu", "--email", "neu@example.org")
    assert refused.exit_code == 1 and "z. B. anna.muster" in refused.output


def test_a_closed_account_is_opened_again_at_the_console(console: Console, office: Office) -> None:
    assert console("reopen", "rav.berater").exit_code == 1
    assert console("deactivate", "rav.berater").exit_code == 0
    password = console("reopen", "rav.berater").output.strip().rpartition(" ")[2]
    assert office.sign_in("rav.berater", password).path == "/konto/passwort"
    assert listed(console, "rav.berater") == "caseworker@rav_luzern"
    assert "gibt es nicht" in console("reopen", "nobody").output
