"""The console command: sentences and exit codes, never a traceback."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.cli.serve import shared_environment
from app.config import ROOT, read_settings
from tests.conftest import PROCEDURES
from tests.flow.player import diagram, file_with

SCENARIO = PROCEDURES / "workflows/antrag/scenarios/bewilligt.yaml"


def nahtstelle(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def test_a_scenario_that_plays_as_expected_exits_with_0() -> None:
    result = nahtstelle("simulate", str(SCENARIO))
    assert result.exit_code == 0
    assert "Alles wie erwartet." in result.output


def test_a_scenario_plays_on_postgresql_and_leaves_nothing_behind(postgres: str) -> None:
    result = nahtstelle("simulate", str(SCENARIO), "--quiet", "--database", postgres)
    assert result.exit_code == 0, result.output
    assert "neue Aufgabe" not in result.output


def test_one_changed_date_exits_with_1_and_tells_the_day_and_the_difference(tmp_path: Path) -> None:
    copy = tmp_path / "antrag/scenarios/anders.yaml"
    copy.parent.mkdir(parents=True)
    copy.write_text(SCENARIO.read_text().replace("faellig: 2027-01-14", "faellig: 2027-01-13"))
    result = nahtstelle("simulate", str(copy), "--workflows", str(PROCEDURES / "workflows"))
    assert result.exit_code == 1
    assert f"{copy}:" in result.output
    assert "faellig 13.01.2027; tatsächlich: decide bei Koordinationsstelle IIZ fällig 14.01.2027" in result.output


@pytest.mark.parametrize("arguments", [("simulate", "gibt-es-nicht.yaml"), ("simulate",), ("gibt-es-nicht",),
                                       ("deadlines", "arbeitstraining", "--start", "31.2.", "--months", "3")],
)  # fmt: skip
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert nahtstelle(*arguments).exit_code == 2


def test_our_procedures_are_in_order() -> None:
    result = nahtstelle("check", str(ROOT / "workflows"))
    assert result.output == f"In {ROOT / 'workflows'} ist alles in Ordnung.\n"
    assert nahtstelle("check", str(ROOT / "workflows"), "--json").output == "[]\n"


def test_deadlines_are_printed_for_people_and_for_machines() -> None:
    arguments = ("deadlines", "arbeitstraining", "--start", "2027-06-01", "--months", "3")
    assert "check_due: 2027-08-31" in nahtstelle(*arguments).output
    assert json.loads(nahtstelle(*arguments, "--json").output)["check_open"] == "2027-08-18"
    statutory = nahtstelle("deadlines", "statutory", "--received", "2027-03-01", "--days", "30", "--json")
    assert json.loads(statutory.output)["received"] == "2027-03-01"
    assert nahtstelle("deadlines", "arbeitstraining", "--start", "2027-06-01", "--months", "99").exit_code == 1


def test_feel_knows_our_calendar() -> None:
    result = nahtstelle("feel", 'add working days(date("2027-01-14"), 3)')
    assert json.loads(result.output) == "2027-01-19"
    assert json.loads(nahtstelle("feel", "> 3", "--unary", "5").output) is True
    assert nahtstelle("feel", "1 +").exit_code == 1


def test_a_diagram_plays_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "small.bpmn"
    file.write_bytes(
        diagram("""
        <startEvent id="start"/>
        <userTask id="ask" name="Fragen"/>
        <exclusiveGateway id="which" default="no"/>
        <scriptTask id="count" name="Zählen"><script>summe = betrag + 1</script></scriptTask>
        <intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>P3M</timeDuration></timerEventDefinition>
        </intermediateCatchEvent>
        <serviceTask id="mail" name="Schreiben" camunda:topic="mail"/>
        <endEvent id="end"/>
        start -> ask
        ask -> which
        which -> count [betrag > 10]
        <sequenceFlow id="no" sourceRef="which" targetRef="end"/>
        count -> wait
        wait -> mail
        mail -> end
    """)
    )
    result = nahtstelle("trace", str(file), "--variables", '{"betrag": 20}')
    assert json.loads(result.output) == ["Fragen", "Zählen", "Schreiben"]
    assert json.loads(nahtstelle("trace", str(file), "--variables", '{"betrag": 2}').output) == ["Fragen"]
    assert nahtstelle("trace", str(file)).exit_code == 1
    for wrong in (
        "[1]",
        '{"a":' + "[" * 5000,
        '{"a": ' + "[" * 900 + "]" * 900 + "}",
        '{"a": NaN}',
        '{"a": "\ud800"}',
        "{a}",
    ):
        refused = nahtstelle("trace", str(file), "--variables", wrong)
        assert refused.exit_code == 2 and "ist kein" in refused.output, wrong[:20]


def test_a_diagram_that_waits_for_the_world_says_so(tmp_path: Path) -> None:
    file = tmp_path / "waits.bpmn"
    file.write_bytes(
        file_with(
            '<message id="m" name="Brief"/>',
            """
        <startEvent id="start"/>
        <receiveTask id="wait" messageRef="m"/>
        start -> wait
    """,
        )
    )
    result = nahtstelle("trace", str(file))
    assert result.exit_code == 1
    assert "wartet auf eine Nachricht" in result.output


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SECRET_KEY", "SMTP_URL", "BASE_URL"])
def test_a_missing_setting_refuses_to_start_by_name(missing: str) -> None:
    names = ("DATABASE_URL", "SECRET_KEY", "SMTP_URL", "BASE_URL")
    environment = {name: "" if name == missing else "x" for name in names} | {"NAHTSTELLE_DEMO": ""}
    result = nahtstelle("run", **environment)
    assert result.exit_code == 1
    assert missing in result.output


def test_a_taken_port_gets_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = nahtstelle("demo", PORT=port, DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}")
    assert result.exit_code == 1
    assert f"Port {port} ist schon besetzt" in result.output


@pytest.mark.parametrize(
    ("given", "address"), [("", "http://localhost:8120"), ("https://iiz.example", "https://iiz.example")]
)
def test_mails_of_the_worker_lead_where_the_pages_are(given: str, address: str) -> None:
    shared = shared_environment({"PATH": "/bin", "BASE_URL": given, "NAHTSTELLE_DEMO": "1"}, 8120)
    for port in ("8120", "8220"):  # web and worker, as honcho counts
        assert read_settings({**shared, "PORT": port}).base_url == address


def test_people_and_offices_are_added(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "NAHTSTELLE_DEMO": "1"}
    assert nahtstelle("db", "upgrade", **environment).exit_code == 0
    office = ("user", "institution", "rav_sursee", "--name", "RAV Sursee", "--kind", "rav", "--email", "s@example.org")
    assert nahtstelle(*office, **environment).exit_code == 0
    assert nahtstelle(*office, **environment).exit_code == 1
    person = ("user", "add", "anna", "--name", "Anna Alt", "--email", "a@example.org", "--institution", "rav_sursee")
    assert "Erstes Passwort" in nahtstelle(*person, **environment).output
    assert nahtstelle(*person, **environment).exit_code == 1
    assert "Anna Alt\trav_sursee" in nahtstelle("user", "list", **environment).output


def test_deploying_twice_does_nothing_more(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "NAHTSTELLE_DEMO": "1"}
    nahtstelle("db", "upgrade", **environment)
    folder = str(PROCEDURES / "workflows")
    assert "antrag: Version 1" in nahtstelle("deploy", folder, **environment).output
    assert "auf dem neuesten Stand" in nahtstelle("deploy", folder, **environment).output


def test_no_database_is_a_sentence() -> None:
    result = nahtstelle("db", "upgrade", DATABASE_URL="postgresql://127.0.0.1:9/x", NAHTSTELLE_DEMO="1")
    assert result.exit_code == 1
    assert "Stimmt DATABASE_URL?" in result.output


def test_the_command_runs_as_a_program() -> None:
    environment = {**os.environ, "NAHTSTELLE_DEMO": ""}
    done = subprocess.run([sys.executable, "-m", "app.cli", "run"], cwd=ROOT, env=environment, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "Nahtstelle startet nicht" in done.stderr
    assert "Traceback" not in done.stderr
