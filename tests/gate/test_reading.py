"""Whatever lies in a folder, reading it gives procedures or findings, never a traceback, and within bounds."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.designer.check import check_folder, procedures_in
from app.gate import RefusedError, files
from tests.conftest import PROCEDURES
from tests.gate.asking import TASK, between, diagram

FLOWS = ("start -> ask", "ask -> end")
WHOLE = diagram(between(TASK, *FLOWS))
FORM = '{"type": "default", "components": []}'
PICKER = json.dumps({"type": "default", "components": [{"type": "filepicker", "key": "a", "label": "Beilage"}]})
START_FORM = WHOLE.replace(b'<startEvent id="start"/>', b'<startEvent id="start" camunda:formKey="beginn"/>')
NO_FILES = "beginn.form: Das Startformular kann keine Dateien aufnehmen. Fragen Sie danach in der ersten Aufgabe."


def write(file: Path, data: bytes | str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def nahtstelle(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment, catch_exceptions=False)


def messages(folder: Path) -> str:
    return "\n".join(map(str, check_folder(folder).findings))


def test_a_start_form_that_takes_files_is_refused_by_check_and_deploy(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "NAHTSTELLE_DEMO": "1"}
    file = write(tmp_path / "workflows/eins/diagram.bpmn", START_FORM)
    write(tmp_path / "forms/beginn.form", PICKER)
    for arguments in (("check", file), ("check", file.parents[1]), ("deploy", file.parents[1]), ("trace", file)):
        told = nahtstelle(*arguments, **environment)
        assert (told.exit_code, told.stdout, told.stderr) == (1, "", f"{NO_FILES}\n"), arguments
    write(tmp_path / "forms/beginn.form", FORM)
    assert nahtstelle("check", file.parents[1]).exit_code == 0
    (checked,) = procedures_in(file.parents[1])
    assert checked.bundle.start_form == "beginn"


def test_what_does_not_pass_is_not_played(tmp_path: Path) -> None:
    broken = WHOLE.replace(b'targetRef="end"', b'targetRef="weg"')
    file = write(tmp_path / "workflows/eins/diagram.bpmn", broken)
    write(tmp_path / "forms/beginn.form", FORM)
    scenario = PROCEDURES / "workflows/antrag/scenarios/bewilligt.yaml"
    for arguments in (("trace", file), ("simulate", scenario, "--workflows", file.parents[1])):
        told = nahtstelle(*arguments)
        assert told.exit_code == 1 and told.stdout == ""
        assert told.stderr.startswith(f"{file}:5: f4: Der Pfeil «f4» endet im Leeren")
    table = write(tmp_path / "workflows/eins/a.form", FORM)
    assert nahtstelle("trace", table).stderr == f"{table}:1: Die Datei enthält keinen Prozess.\n"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<userTask id="ask" camunda:formKey="fehlt"/>', "Das Formular «fehlt» fehlt (erwartet: fehlt.form im Ordner"),
        (f'<userTask id="ask" camunda:formKey="{"f" * 300}"/>', "f…» fehlt."),
        ('<userTask id="ask" camunda:formKey="../forms/da"/>', "Das Formular «../forms/da» fehlt."),
        ('<callActivity id="ask" calledElement="fehlt"/>', "Das aufgerufene Verfahren «fehlt» gibt es nicht."),
    ],
)
def test_what_is_missing_is_a_finding(tmp_path: Path, body: str, sentence: str) -> None:
    file = write(tmp_path / "workflows/eins/diagram.bpmn", diagram(between(body, *FLOWS)))
    write(tmp_path / "forms/da.form", FORM)
    assert sentence in messages(tmp_path / "workflows")
    with pytest.raises(RefusedError, match="fehlt"):
        procedures_in(file)


def test_what_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "workflows"
    write(folder / "a/gut.bpmn", WHOLE)
    write(folder / "b/typ.bpmn", b"<!DOCTYPE x>" + WHOLE)
    write(folder / "c/gross.bpmn", b" " * 2_000_001)
    write(folder / "d/leer.bpmn", b"")
    (folder / "e/ordner.bpmn").mkdir(parents=True)
    os.mkfifo(folder / "a/rohr.bpmn")
    write(folder / "f/doppelt.bpmn", WHOLE)
    (folder / "a/im_kreis.bpmn").symlink_to("im_kreis.bpmn")
    write(folder / os.fsdecode(b"a/\xff.bpmn"), WHOLE)
    told = messages(folder)
    for name, sentence in {
        "b/typ.bpmn:1": "Die Datei enthält eine DOCTYPE-Angabe.",
        "c/gross.bpmn": "Die Datei ist grösser als 2 MB.",
        "d/leer.bpmn:1": "Die Datei ist kein lesbares XML.",
        "e/ordner.bpmn": "Das ist keine gewöhnliche Datei.",
        "a/rohr.bpmn": "Das ist keine gewöhnliche Datei.",
        "f/doppelt.bpmn": "process: Ein Verfahren mit der Kennung «process» liegt schon in",
        "a/im_kreis.bpmn": "Die Datei lässt sich nicht lesen",
        "a/?.bpmn": "Der Dateiname enthält ungültige Zeichen.",
    }.items():
        assert f"{folder}/{name}: {sentence}" in told
    with pytest.raises(RefusedError):
        procedures_in(folder)


def test_a_form_that_cannot_be_read_is_a_finding_wherever_it_is_needed(tmp_path: Path) -> None:
    write(tmp_path / "workflows/eins/diagram.bpmn", START_FORM)
    write(tmp_path / "forms/beginn.form", b"\xff")
    assert f"{tmp_path}/forms/beginn.form: Die Zeichencodierung der Datei" in messages(tmp_path / "workflows")


def test_a_folder_of_too_many_files_is_refused_before_any_is_opened(tmp_path: Path) -> None:
    for number in range(files.MAX_FILES + 1):
        write(tmp_path / f"{number}/diagram.bpmn", b"")
    (finding,) = check_folder(tmp_path).findings
    assert finding.message == "In diesem Ordner liegen mehr als 500 Dateien."


def test_a_procedure_that_needs_too_much_is_refused(tmp_path: Path) -> None:
    tasks = [f'<userTask id="t{number}" camunda:formKey="f{number}"/>' for number in range(11)]
    flows = [f"t{number} -> t{number + 1}" for number in range(10)]
    body = between(*tasks, "start -> t0", *flows, "t10 -> end")
    file = write(tmp_path / "workflows/eins/diagram.bpmn", diagram(body))
    for number in range(11):
        write(tmp_path / f"forms/f{number}.form", FORM + " " * 1_900_000)
    (finding,) = check_folder(tmp_path / "workflows").findings
    assert str(finding) == f"{file}: Das Verfahren ist mit allem, was es braucht, grösser als 20 MB."


def test_chains_of_calls_are_followed_only_as_far_as_they_may_be(tmp_path: Path) -> None:
    for number in range(40):
        call = f'<callActivity id="ask" calledElement="p{number + 1}"/>' if number < 39 else TASK
        write(tmp_path / f"workflows/p{number}/diagram.bpmn", diagram(between(call, *FLOWS), f"p{number}"))
    (tmp_path / "forms").mkdir()
    assert f"{tmp_path}/workflows/p0/diagram.bpmn: Das Verfahren braucht mehr als 30 Diagramme." in messages(
        tmp_path / "workflows"
    )


def test_two_files_of_the_same_name_are_both_kept(tmp_path: Path) -> None:
    outer = diagram(between('<callActivity id="ask" calledElement="inner"/>', *FLOWS), "outer")
    write(tmp_path / "workflows/diagram.bpmn", outer)
    write(tmp_path / "workflows/workflows/diagram.bpmn", diagram(between(TASK, *FLOWS), "inner"))
    (tmp_path / "forms").mkdir()
    bundles = {checked.bundle.key: checked.bundle for checked in procedures_in(tmp_path / "workflows")}
    assert list(bundles["outer"].diagrams) == ["workflows/diagram.bpmn", "workflows/workflows/diagram.bpmn"]
    assert bundles["outer"].diagrams["workflows/diagram.bpmn"] == outer.decode()
