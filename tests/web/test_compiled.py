"""Templates stay compiled for the next process, in a place of our own, and pages never depend on it."""

import shutil
import tempfile
from pathlib import Path

import pytest
from flask import Flask

from app.bootstrap import House
from app.main import create_app


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def shows_a_page(app: Flask) -> bool:
    return app.test_client().get("/anmelden").status_code == 200


def refuse(*_arguments: object, **_options: object) -> None:
    raise AssertionError("compiled again")


def test_the_next_process_compiles_nothing_again(
    temporary: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shows_a_page(create_app(house))
    following = create_app(house)
    monkeypatch.setattr(following.jinja_env, "_generate", refuse)
    assert shows_a_page(following)


def test_another_way_of_compiling_finds_nothing_compiled(
    temporary: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shows_a_page(create_app(house))
    (folder,) = temporary.iterdir()
    (before,) = {file.name.split("-")[1] for file in folder.iterdir()}
    monkeypatch.setattr("app.web.compiled.version", lambda _name: "another jinja")
    assert shows_a_page(create_app(house))
    assert len({file.name.split("-")[1] for file in folder.iterdir()} - {before}) == 1


def test_only_the_user_reads_and_writes_there(temporary: Path, house: House) -> None:
    create_app(house)
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_put_there_is_not_used(temporary: Path, house: House) -> None:
    create_app(house)
    (ours,) = temporary.iterdir()
    theirs = temporary / "theirs"
    ours.rename(theirs)
    ours.symlink_to(theirs)
    assert shows_a_page(create_app(house))
    assert list(theirs.iterdir()) == []


def test_without_a_place_to_write_pages_are_shown_all_the_same(temporary: Path, house: House) -> None:
    app = create_app(house)
    shutil.rmtree(temporary)
    assert shows_a_page(app)
    assert shows_a_page(create_app(house))
