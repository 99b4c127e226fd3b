"""The folder on which drafts are laid out serves again, holds just what it should, and is never shared."""

import shutil

from app.workshop.files import laid_out


def test_the_folder_serves_again_and_holds_just_these_files() -> None:
    with laid_out({"workflows/a/diagram.bpmn": b"a", "forms/x.form": b"x"}) as first:
        assert (first / "forms/x.form").read_bytes() == b"x"
    with laid_out({"workflows/a/diagram.bpmn": b"b"}) as again:
        assert again == first and (again / "workflows/a/diagram.bpmn").read_bytes() == b"b"
        assert [file.name for file in again.rglob("*") if file.is_file()] == ["diagram.bpmn"]


def test_who_finds_it_in_use_gets_another() -> None:
    with laid_out({"forms/x.form": b"mine"}) as mine, laid_out({"forms/x.form": b"theirs"}) as theirs:
        assert mine != theirs and (mine / "forms/x.form").read_bytes() == b"mine"


def test_a_folder_that_somebody_tidied_away_is_made_anew() -> None:
    with laid_out({"forms/x.form": b"x"}) as first:
        pass
    shutil.rmtree(first)
    with laid_out({"forms/x.form": b"x"}) as again:
        assert (again / "forms/x.form").read_bytes() == b"x"
