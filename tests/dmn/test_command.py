"""The decide command."""

import json
from pathlib import Path

import pytest

from app.dmn import DmnError
from app.dmn.command import decide_command
from app.feel import FeelError
from tests.dmn.models import decision, definitions, literal, table


def test_the_command_prints_the_value_as_json(tmp_path: Path) -> None:
    file = tmp_path / "regeln.dmn"
    file.write_bytes(definitions(decision(table(["x"], ["Recht", "Frist:number"], [["> 1", '"ä"', "30"]]))))
    assert json.loads(decide_command(str(file), "Entscheid", '{"x": 5}')) == {"Recht": "ä", "Frist": 30}
    with pytest.raises(FeelError):
        decide_command(str(file), "Entscheid", "[1]")


def test_the_command_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DmnError, match="nicht lesbar"):
        decide_command(str(tmp_path / "fehlt.dmn"), "x")
    with pytest.raises(DmnError, match="nicht lesbar"):
        decide_command(str(tmp_path), "x")


def test_an_input_that_would_do_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "regeln.dmn"
    file.write_bytes(definitions(decision(literal("1"), "a") + decision(literal("a + 1"), "b", "#decision:a")))
    assert decide_command(str(file), "b") == "2"
    with pytest.raises(DmnError, match="«a» entscheidet die Datei selbst"):
        decide_command(str(file), "b", '{"a": 5}')
