"""Data carry where they come from, wherever a process takes them; state is saved and loaded at every step."""

from typing import Any

import pytest

from app.feel import parse_expression
from app.flow import sources
from app.flow.sources import LABELS, labelled, visible, without_labels
from app.forms import FormError
from tests.flow.player import END, START, Player, diagram
from tests.forms.builders import NOW, form_of, text

REPORT = {"text": "krank", "day": "2027-01-04"}
GIVEN = labelled({"report": REPORT}, {("report", "text"): "paper:health", ("report", "day"): "paper:"})


def played(script: str, **given: Any) -> dict[str, Any]:
    """The variables after a task handed in `given` and a script ran."""
    body = f'{START}<userTask id="ask"/><scriptTask id="work"><script>{script}</script></scriptTask>{END}'
    lines = "\nstart -> ask\nask -> work\nwork -> end"
    return Player(diagram(body + lines)).complete("ask", **given).variables


def seen(variables: dict[str, Any], *labels: str) -> Any:
    return visible(variables, lambda label: label in labels)


def test_each_answer_has_its_label_and_what_may_not_be_seen_is_gone() -> None:
    rows = labelled({"a": {"rows": [{"x": 1, "y": 2}, {"x": 3}]}, "b": 4}, {("a", "rows", 0, "x"): "p", ("b",): "q"})
    assert seen(rows, "q") == {"a": {"rows": [{"y": 2}, {"x": 3}]}, "b": 4}
    assert seen(rows, "p") == {"a": {"rows": [{"x": 1, "y": 2}, {"x": 3}]}}
    assert without_labels(rows) == {"a": {"rows": [{"x": 1, "y": 2}, {"x": 3}]}, "b": 4}


@pytest.mark.parametrize(
    ("script", "hidden"),
    [
        ("copy = report", {"copy": {"day": "2027-01-04"}}),
        ("all = append([], report)", {"all": [{"day": "2027-01-04"}]}),
        ("more = context merge([report, {extra: 1}])", {"more": {"day": "2027-01-04", "extra": 1}}),
        ("word = report.text", {}),
        ('word = "Grund: " + report.text', {}),
        ("inner.word = report.text", {"inner": {}}),
        ("made = {because: report.text}", {}),
        ("listed = for r in [report] return r.text", {}),
        ("known = if report.text = null then 0 else 1", {}),
        ("day = report.day", {"day": "2027-01-04"}),
        ("other = 1 + 1", {"other": 2}),
    ],
)
def test_a_script_passes_on_what_may_be_seen_and_nothing_else(script: str, hidden: dict[str, Any]) -> None:
    variables = played(script, **GIVEN)
    assert seen(variables, "paper:") == {"report": {"day": "2027-01-04"}, **hidden}
    complete = seen(variables, "paper:", "paper:health")
    assert set(complete) == {"report", script.split("=")[0].strip().split(".")[0]}


def test_a_new_value_without_a_source_takes_the_label_away() -> None:
    variables = played("report.text = 5", **GIVEN)
    assert seen(variables) == {"report": {"text": 5}}


def test_collected_rounds_keep_the_source_of_each() -> None:
    body = (
        f'{START}<userTask id="ask"><extensionElements><camunda:properties><camunda:property name="results" '
        'value="all"/></camunda:properties></extensionElements><multiInstanceLoopCharacteristics camunda:collection='
        f'"= [1, 2]" camunda:elementVariable="who"/></userTask>{END}\nstart -> ask\nask -> end'
    )
    player = Player(diagram(body))
    for label in ("one", "two"):
        given = labelled({"answer": {"text": label}}, {("answer", "text"): label})
        player.complete(player.open[0], **given)
    assert seen(player.variables, "two")["all"] == [{"who": 1, "answer": {}}, {"who": 2, "answer": {"text": "two"}}]


def test_what_crosses_into_a_called_process_and_back_keeps_its_source() -> None:
    mapping = (
        '<extensionElements><camunda:in source="report.text" target="word"/><camunda:in source="report" '
        'target="paper"/><camunda:out source="word" target="back"/></extensionElements>'
    )
    body = f'{START}<userTask id="ask"/><callActivity id="call" calledElement="inner">{mapping}</callActivity>{END}'
    outer = diagram(f"{body}\nstart -> ask\nask -> call\ncall -> end")
    inner = diagram(f'{START}<userTask id="look"/>{END}\nstart -> look\nlook -> end', "inner")
    player = Player(outer, inner).complete("ask", **GIVEN).complete("look")
    assert seen(player.variables, "paper:") == {"report": {"day": "2027-01-04"}}
    assert seen(player.variables, "paper:", "paper:health")["back"] == "krank"


def test_an_action_never_sees_a_label() -> None:
    inputs = '<camunda:inputParameter name="all">= report</camunda:inputParameter>'
    action = (
        '<serviceTask id="act" camunda:type="external" camunda:topic="record"><extensionElements><camunda:inputOutput>'
        f"{inputs}</camunda:inputOutput></extensionElements></serviceTask>"
    )
    body = f'{START}<userTask id="ask"/>{action}{END}\nstart -> ask\nask -> act\nact -> end'
    assert Player(diagram(body)).complete("ask", **GIVEN).calls == [("record", {"all": REPORT})]


def test_paths_are_read_from_the_text_of_an_expression() -> None:
    text = "a.b[c > 1].d + f(e.g) + (for x in h.i return x.j) + k[1] + {l: m.n}.l"
    assert parse_expression(text).paths == {
        ("a", "b", "d"), ("e", "g"), ("h", "i"), ("k",), ("m", "n"), ("f",),
    }  # fmt: skip


def test_no_form_can_write_a_label() -> None:
    with pytest.raises(FormError):
        form_of(text(f"report.{LABELS}"))
    form = form_of(text("report.text"))
    forged = {LABELS: {"report": "x"}, "report": {"text": "a", LABELS: {"text": "x"}}}
    given = form.load_values(forged, {}, NOW)
    assert given.values == {"report": {"text": "a"}}
    posted = form.load({"report.text": "a", LABELS: "x", f"report.{LABELS}.text": "x"}, {}, NOW)
    assert (posted.ok, posted.values) == (False, {"report": {"text": "a"}})


def test_an_empty_label_takes_the_old_one_away() -> None:
    assert sources.with_labels({"a": 1, LABELS: {"a": "x"}}, {"a": ""}) == {"a": 1}
