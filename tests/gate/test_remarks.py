"""Warnings refuse nothing and are said: ways that stand still, missing pictures, silence, mandates."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.designer.check import KNOWN as HOUSE
from app.designer.check import check_folder
from app.gate import Level, check
from app.gate.finding import Known
from tests.gate.asking import END, START, TASK, between, bundle_of, diagram

PICTURE = "hat keine Zeichnung"
KNOWN = Known(
    actions=frozenset({"remind", "give", "take"}), lanes=frozenset({"Fallführung"}), anytime="Jederzeit",
    answered_by={"give": "take"}, reminding=frozenset({"remind"}),
)  # fmt: skip
GATEWAY = '<{} id="g"/>', '<userTask id="a"/>', '<userTask id="b"/>', "start -> g"


def warnings_in(*lines: str, level: Level = Level.WARNING) -> list[str]:
    """The warnings about a procedure that is accepted, without the one that it has no picture."""
    verdict = check(bundle_of(diagram("\n".join((START, END, *lines)))), KNOWN)
    assert verdict.findings == () and verdict.passed()
    return [one.message for one in verdict.remarks if one.level is level and PICTURE not in one.message]


def two_ways(first: str, second: str, gateway: str = "exclusiveGateway") -> tuple[str, ...]:
    ways = (f"g -> {target} [{text.replace('<', '&lt;')}]" for target, text in (("a", first), ("b", second)))
    return (GATEWAY[0].format(gateway), *GATEWAY[1:], *ways, "a -> end", "b -> end")


@pytest.mark.parametrize("gateway", ["exclusiveGateway", "inclusiveGateway"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("n > 5", "n < 3"), ("x = 1", "x = 2"), ("n > 5", "n < 5"), ("x", "y"), ("a", "b = false"), ("not(x)", "not(y)")],
)
def test_conditions_without_a_default_way_warn(gateway: str, first: str, second: str) -> None:
    (message,) = warnings_in(*two_ways(first, second, gateway))
    assert "keiner ist der Standardweg" in message


@pytest.mark.parametrize(("first", "second"), [("n > 5", "n <= 5"), ("x = 1", "x != 1"), ("x", "not(x)"),
                                               ("x = true", "x = false"), ("not(n > 5)", "n > 5")])  # fmt: skip
def test_opposite_conditions_need_no_default_way(first: str, second: str) -> None:
    assert warnings_in(*two_ways(first, second)) == []


def task(more: str, properties: str = "") -> str:
    rows = f"<extensionElements><camunda:properties>{properties}</camunda:properties></extensionElements>"
    return f'<userTask id="ask" {more}>{rows if properties else ""}</userTask>'


SILENT = '<camunda:property name="reminders" value="none"/>'
DUE = 'camunda:dueDate="= today()"'
TIMER = '<boundaryEvent id="t" attachedToRef="ask" cancelActivity="false"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'  # noqa: E501


def test_a_due_date_that_nobody_is_reminded_of_is_a_warning() -> None:
    flows = ("start -> ask", "ask -> end")
    (message,) = warnings_in(task(DUE, SILENT), *flows)
    assert "schaltet die Erinnerungen ab" in message
    assert warnings_in(task(DUE), *flows) == []
    own = (TIMER, '<serviceTask id="r" camunda:topic="{}"/>', "t -> r")
    assert warnings_in(task(DUE, SILENT), *flows, *(line.format("remind") for line in own)) == []
    assert len(warnings_in(task(DUE, SILENT), *flows, *(line.format("take") for line in own))) == 1


def test_a_task_without_due_date_is_a_hint() -> None:
    lines = (task(""), "start -> ask", "ask -> end")
    assert warnings_in(*lines) == []
    (hint,) = warnings_in(*lines, level=Level.HINT)
    assert "hat keine Frist, also erinnert niemand daran" in hint


def test_what_is_given_must_be_possible_to_take_back() -> None:
    give, take = ('<serviceTask id="{0}" camunda:topic="{0}"/>'.replace("{0}", name) for name in ("give", "take"))
    (message,) = warnings_in(give, "start -> give", "give -> end")
    assert "«give», aber nirgends «take»" in message
    assert warnings_in(give, take, "start -> give", "give -> take", "take -> end") == []
    assert HOUSE.answered_by == {"record_consent": "withdraw_consent"}


def test_a_missing_picture_is_a_warning_for_the_file_or_for_each_element() -> None:
    source = diagram(between(TASK, "start -> ask", "ask -> end"))
    (remark,) = check(bundle_of(source), KNOWN).warnings
    assert remark.level is Level.WARNING and PICTURE in remark.message
    bounds = '<dc:Bounds x="1" y="1" width="9" height="9" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"/>'
    shapes = "".join(f'<BPMNShape bpmnElement="{one}">{bounds}</BPMNShape>' for one in ("start", "end"))
    space = 'xmlns="http://www.omg.org/spec/BPMN/20100524/DI"'
    picture = f"<BPMNDiagram {space}><BPMNPlane>{shapes}</BPMNPlane></BPMNDiagram>"
    drawn = source.decode().replace("</definitions>", f"{picture}</definitions>")
    verdict = check(bundle_of(drawn.encode()), KNOWN)
    told = [str(one) for one in verdict.warnings]
    assert verdict.findings == () and len(told) == 3
    assert any("Warnung: Die Aufgabe «Fragen» fehlt in der Zeichnung" in one for one in told)


def test_the_procedures_of_the_house_have_no_warnings() -> None:
    assert check_folder(Path(__file__).parents[2] / "workflows").warnings == ()


def test_the_command_prints_warnings_and_still_ends_well(tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(diagram(between(TASK, "start -> ask", "ask -> end")))

    def told(*options: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["check", str(tmp_path), *options])
        return result.exit_code, result.stdout, result.stderr

    code, fine, warned = told()
    assert code == 0 and "Warnung: " in warned and "ist kein Fehler. Warnungen: 1." in fine
    assert "Hinweis: " in told("--hints")[2] and '"level": "hint"' in told("--hints", "--json")[1]
    (tmp_path / "b.bpmn").write_text("x")
    code, fine, refused = told()
    assert code == 1 and fine == "" and "Warnung: " not in refused
