"""A single diagram plays by itself."""

from datetime import datetime
from pathlib import Path

from app.clock import ZONE
from app.designer.check import procedures_in
from app.designer.trace import trace
from tests.flow.player import END, START, diagram


def test_after_the_last_round_of_a_list_the_play_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "rounds.bpmn"
    file.write_bytes(diagram(f"""{START}<userTask id="ask"><multiInstanceLoopCharacteristics>
        <loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask><userTask id="last"/>{END}
        start -> ask
        ask -> last
        last -> end"""))  # fmt: skip
    (procedure,) = procedures_in(file)
    assert trace(procedure, {}, datetime(2027, 1, 4, 8, tzinfo=ZONE)) == ["ask", "ask", "last"]
