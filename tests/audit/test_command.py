"""`nahtstelle db audit`: is the log what was written?"""

from click.testing import CliRunner, Result

from app.audit.models import GENERAL_CHAIN
from app.bootstrap import House
from app.cli import main
from tests.audit.tampering import CASE, without_triggers
from tests.audit.test_chains import written
from tests.audit.test_reading import entries


def nahtstelle(url: str, *arguments: str) -> Result:
    environment = {"NAHTSTELLE_DEMO": "1", "DATABASE_URL": url, "SMTP_URL": ""}
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def audit(url: str) -> Result:
    return nahtstelle(url, "db", "audit")


def test_a_log_in_order_exits_with_0_and_says_how_much_was_checked(house: House, database_url: str) -> None:
    written(house, CASE, CASE)
    answer = audit(database_url)
    assert (answer.exit_code, answer.output) == (0, "3 Einträge in 2 Ketten sind unverändert.\n")


def test_changes_of_rights_are_recorded_without_the_names_of_clients(house: House, database_url: str) -> None:
    person = ["--name", "Anna Muster", "--email", "anna@example.org"]
    nahtstelle(database_url, "user", "add", "anna", *person, "--institution", "rav_luzern")
    nahtstelle(database_url, "user", "grant", "anna", "admin")
    nahtstelle(database_url, "user", "revoke", "anna", "admin")
    nahtstelle(database_url, "user", "deactivate", "peter.m")
    told = [entry for entry in entries(house, GENERAL_CHAIN) if entry.endswith("Rechte geändert")]
    assert told == [
        "Betriebsstelle, : Neuer Zugang (Fallarbeit): Anna Muster: Rechte geändert",
        "Betriebsstelle, : Rolle Verwaltung vergeben (RAV Luzern): Anna Muster: Rechte geändert",
        "Betriebsstelle, : Rolle Verwaltung entzogen (RAV Luzern): Anna Muster: Rechte geändert",
        "Betriebsstelle, : Zugang geschlossen: Klient/in: Rechte geändert",
    ]


def test_a_changed_log_exits_with_1_and_names_the_entry(house: House, database_url: str) -> None:
    written(house, CASE, CASE, CASE)
    without_triggers(
        house,
        "UPDATE audit_entry SET subject = 'Anderes' WHERE subject = 'Seite 1'",
        "DELETE FROM audit_entry WHERE subject = 'Seite 3'",
    )
    answer = audit(database_url)
    assert answer.exit_code == 1
    assert answer.output == f"{CASE}, Eintrag 1: wurde verändert\n{CASE}, Eintrag 3: fehlt\n"
