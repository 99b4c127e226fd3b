"""`nahtstelle check` on files and folders."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.config import ROOT
from tests.conftest import PROCEDURES
from tests.gate.asking import TASK, between, diagram

FLOWS = ("start -> ask", "ask -> end")
WHOLE = diagram(between(TASK, *FLOWS))
CALL = diagram(between('<callActivity id="ask" calledElement="inner"/>', *FLOWS), "outer")
FORM_TASK = diagram(between('<userTask id="ask" camunda:formKey="frage"/>', *FLOWS))
FORM = '{"type": "default", "components": []}'


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], catch_exceptions=False)


def write(file: Path, data: bytes | str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


@pytest.mark.parametrize("folder", [ROOT / "workflows", PROCEDURES / "workflows"], ids=["workflows", "procedures"])
def test_our_procedures_pass_as_folders_and_file_by_file(folder: Path) -> None:
    assert check(folder).output == f"In {folder} ist alles in Ordnung.\n"
    for file in sorted(folder.glob("*/*.bpmn")):
        assert check(file).output == f"In {file} ist alles in Ordnung.\n"


def test_a_broken_file_exits_with_1_and_says_where(tmp_path: Path) -> None:
    file = write(tmp_path / "a.bpmn", WHOLE.replace(b'targetRef="end"', b'targetRef="weg"'))
    result = check(file)
    assert result.exit_code == 1
    assert result.output.startswith(f"{file}:5: f4: Der Pfeil «f4» endet im Leeren")
    (finding,) = json.loads(check(file, "--json").output)
    assert finding == {"file": str(file), "line": 5, "element": "f4", "message": finding["message"], "level": "error"}


def test_several_paths_are_checked_together(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "good.bpmn", WHOLE), write(tmp_path / "bad.bpmn", "x")
    assert check(good, bad).exit_code == 1
    assert check(good).exit_code == 0
    assert check(tmp_path).exit_code == 1


def test_what_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert check(tmp_path / "gibt-es-nicht.bpmn").exit_code == 2
    assert "kein Diagramm" in check(tmp_path).output


def test_a_file_finds_what_it_calls_and_its_forms_beside_it(tmp_path: Path) -> None:
    outer = write(tmp_path / "outer.bpmn", CALL)
    assert "Das aufgerufene Verfahren «inner» gibt es nicht" in check(outer).output
    write(tmp_path / "inner.bpmn", diagram(between('<task id="x"/>', "start -> x", "x -> end"), "inner"))
    assert check(outer).exit_code == 0
    form = write(tmp_path / "form_task.bpmn", FORM_TASK)
    assert "Das Formular «frage» fehlt" in check(form).output
    write(tmp_path / "frage.form", FORM)
    assert check(form).exit_code == 0


def test_a_process_may_call_another_in_its_own_file(tmp_path: Path) -> None:
    inner = b'<process id="inner" isExecutable="true"><startEvent id="s"/></process>'
    first = write(tmp_path / "first.bpmn", CALL.replace(b"</definitions>", inner + b"</definitions>"))
    last = write(tmp_path / "last.bpmn", CALL.replace(b"<process", inner + b"<process", 1))
    assert check(first).exit_code == 0
    assert check(last).exit_code == 0


def test_a_folder_of_procedures_has_its_forms_beside_it(tmp_path: Path) -> None:
    file = write(tmp_path / "workflows/eins/diagram.bpmn", FORM_TASK)
    write(tmp_path / "forms/frage.form", FORM)
    assert check(tmp_path / "workflows").exit_code == 0
    assert check(file).exit_code == 0
    assert check(file.parent).exit_code == 0
    write(tmp_path / "workflows/zwei/diagram.bpmn", WHOLE)
    assert "«process» liegt schon in" in check(tmp_path / "workflows").output


def test_a_folder_without_forms_finds_called_processes_in_its_other_folders(tmp_path: Path) -> None:
    write(tmp_path / "a/outer.bpmn", CALL)
    assert "«inner» gibt es nicht" in check(tmp_path).output
    write(tmp_path / "b/inner.bpmn", diagram(between('<task id="x"/>', "start -> x", "x -> end"), "inner"))
    assert check(tmp_path).exit_code == 0


def test_tables_forms_and_scenarios_are_checked_alone(tmp_path: Path) -> None:
    assert check(ROOT / "workflows/iiz_verfahren/decisions.dmn").exit_code == 0
    assert check(ROOT / "forms/anmeldung.form").exit_code == 0
    assert check(*sorted(ROOT.glob("workflows/*/scenarios/*.yaml"))).exit_code == 0
    for name in ("a.dmn", "a.form", "a.yaml"):
        assert check(write(tmp_path / name, "{ kaputt")).exit_code == 1


@pytest.mark.parametrize("name", ["riesig.bpmn", "riesig.dmn", "riesig.form"])
def test_a_file_of_50_megabytes_is_not_even_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    with file.open("wb") as sparse:
        sparse.truncate(50_000_000)
    began = time.process_time()
    result = check(file)
    assert result.exit_code == 1 and "grösser als 2 MB" in result.output
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "data", ["ä".encode("latin-1"), WHOLE.decode().encode("utf-16"), b"\xff\xfe\x00", b"\x00" * 100]
)
def test_other_encodings_get_a_sentence(tmp_path: Path, data: bytes) -> None:
    result = check(write(tmp_path / "a.bpmn", data))
    assert result.exit_code == 1
    assert "Zeichencodierung" in result.output or "kein lesbares XML" in result.output


def test_nothing_is_deployed_that_does_not_pass(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "NAHTSTELLE_DEMO": "1"}
    write(tmp_path / "forms/frage.form", FORM)
    write(tmp_path / "workflows/eins/diagram.bpmn", FORM_TASK.replace(b'targetRef="end"', b'targetRef="weg"'))
    runner = CliRunner()
    assert runner.invoke(main, ["db", "upgrade"], env=environment).exit_code == 0
    result = runner.invoke(main, ["deploy", str(tmp_path / "workflows")], env=environment)
    assert result.exit_code == 1 and "endet im Leeren" in result.output
    write(tmp_path / "workflows/eins/diagram.bpmn", FORM_TASK)
    assert runner.invoke(main, ["deploy", str(tmp_path / "workflows")], env=environment).exit_code == 0
