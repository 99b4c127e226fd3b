"""Folders and the workshop: an older or other folder replaces nothing unasked, and export gives back every byte."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.audit.service import OPERATOR
from app.bootstrap import House
from app.cli import main
from app.config import ROOT
from app.designer.check import procedures_in
from app.flow.models import Definition
from app.workshop.files import laid_out, read_folder
from app.workshop.models import Origin
from app.workshop.publishing import DivergingError, exported, publish, take_over
from tests.conftest import PROCEDURES, START
from tests.deploying import procedures_of

pytestmark = pytest.mark.usefixtures("in_service")
DIAGRAM = "workflows/antrag/diagram.bpmn"


def own() -> dict[str, bytes]:
    return read_folder(PROCEDURES / "workflows", PROCEDURES / "forms")


def other(word: bytes) -> dict[str, bytes]:
    files = own()
    return files | {DIAGRAM: files[DIAGRAM].replace(b'name="Entscheiden"', b'name="' + word + b'"')}


def put(house: House, files: dict[str, bytes], origin: Origin | None = None, force: str | None = None) -> int:
    """Takes a folder over, or publishes it as the workshop does; the version in service afterwards."""
    with laid_out(files) as root:
        procedures = procedures_in(root / "workflows")
    with house.database.transaction() as session:
        if origin is None:
            take_over(session, files, procedures, START, force)
        else:
            publish(session, files, procedures, START, origin, OPERATOR, "Test")
        return max(session.scalars(select(Definition.version).where(Definition.key == "antrag")))


def test_a_folder_that_goes_on_is_taken_over(house: House) -> None:
    assert put(house, own()) == 1 and put(house, other(b"Neu")) == 2 and put(house, other(b"Neuer")) == 3


def test_an_older_folder_is_refused_and_forced_with_a_reason(house: House) -> None:
    put(house, other(b"Neu"))
    with pytest.raises(DivergingError, match=r"diagram\.bpmn: Der Ordner hat eine frühere Fassung"):
        put(house, own())
    assert put(house, own(), force="Der neue Schritt war falsch") == 3


def test_what_the_workshop_changed_is_not_overwritten_by_a_folder(house: House) -> None:
    put(house, other(b"Werkstatt"), Origin.WORKSHOP)
    with pytest.raises(DivergingError, match="in der Werkstatt geändert"):
        put(house, other(b"Ordner"))
    with house.database.transaction() as session:
        files = exported(session)
    assert files == other(b"Werkstatt")
    assert put(house, files) == 2 and put(house, other(b"Ordner")) == 3


def test_export_gives_back_every_byte_of_the_delivered_procedures(house: House) -> None:
    files = read_folder(ROOT / "workflows", ROOT / "forms")
    with house.database.transaction() as session:
        take_over(session, files, procedures_of(ROOT), START)
        assert exported(session) == {**own(), **files}
    on_disk = [*(ROOT / "workflows").rglob("*.*"), *(ROOT / "forms").glob("*.form")]
    assert {str(file.relative_to(ROOT)) for file in on_disk if file.is_file()} == set(files)


def test_a_folder_may_have_windows_line_ends(house: House) -> None:
    files = {path: content.replace(b"\n", b"\r\n") for path, content in own().items()}
    put(house, files)
    with house.database.transaction() as session:
        assert exported(session) == files


@pytest.fixture
def console(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    monkeypatch.setenv("NAHTSTELLE_DEMO", "1")

    def say(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return say


def test_the_console_exports_and_refuses_what_is_older(
    house: House, console: Callable[..., Result], tmp_path: Path
) -> None:
    assert "5 Dateien" in console("export", str(tmp_path)).output
    assert read_folder(tmp_path / "workflows", tmp_path / "forms") == own()
    put(house, other(b"Werkstatt"), Origin.WORKSHOP)
    refused = console("deploy", str(tmp_path / "workflows"))
    assert refused.exit_code == 1 and "diagram.bpmn: Der Ordner hat eine frühere Fassung" in refused.output
    assert console("deploy", str(tmp_path / "workflows"), "--force", " ").exit_code == 1
    forced = console("deploy", str(tmp_path / "workflows"), "--force", "Rückschritt")
    assert forced.exit_code == 0 and "Version 3" in forced.output


def test_what_changes_plays_its_scenarios_before_it_is_taken_over(
    house: House, console: Callable[..., Result], tmp_path: Path
) -> None:
    console("export", str(tmp_path))
    file = tmp_path / DIAGRAM
    file.write_text(file.read_text("utf-8").replace("(today(), 3)", "(today(), 4)"), "utf-8")
    refused = console("deploy", str(tmp_path / "workflows"))
    assert refused.exit_code == 1 and "Es wurde nichts übernommen." in refused.output
    with house.database.transaction(writes=False) as session:
        assert [*session.scalars(select(Definition.version))] == [1]
