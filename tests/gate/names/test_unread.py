"""Fields that nothing reads are a hint; whoever reads a context or a list reads all that is in it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app.config import ROOT
from app.designer.check import check_folder
from app.gate import Level, check
from tests.flow.passing import bundle_of
from tests.gate.names.asking import END, KNOWN, START, diagram, form, script, text

ASKED = form(
    text("plan.bis"), text("plan.wer"),
    {"type": "dynamiclist", "path": "plan.ziele", "components": [text("titel", label="T")]},
)  # fmt: skip


def hints_in(*elements: str, **forms: str) -> set[str]:
    """The fields of the form `f` that nothing reads, of a procedure that shows it and then goes on."""
    names = ["start", "ask", *"abcd"[: len(elements)], "end"]
    ways = [f"{one} -> {two}" for one, two in pairwise(names)]
    lines = (START, END, '<userTask id="ask" camunda:formKey="f" camunda:dueDate="= today()"/>', *elements, *ways)
    bundle = bundle_of(diagram("\n".join(lines)), forms={"start": form(), "f": ASKED, **forms})
    verdict = check(replace(bundle, start_form="start"), KNOWN)
    assert verdict.findings == ()
    found = [one for one in verdict.remarks if one.level is Level.HINT and "liest niemand" in one.message]
    assert all(one.file == "f.form" and one.line for one in found)
    return {str(one.element) for one in found}


def test_a_field_that_nothing_reads_is_named() -> None:
    assert hints_in() == {"plan.bis", "plan.wer", "plan.ziele.titel"}


@pytest.mark.parametrize(
    ("reading", "left"),
    [
        ("x = plan.bis", {"plan.wer", "plan.ziele.titel"}),
        ("x = plan", set()),
        ("x = plan.ziele", {"plan.bis", "plan.wer"}),
        ("x = for z in plan.ziele return z.titel", {"plan.bis", "plan.wer"}),
        ('x = plan.ziele[titel = "a"]', {"plan.bis", "plan.wer"}),
        ("x = get entries(plan)", set()),
    ],
)
def test_what_is_read_anywhere_is_not(reading: str, left: set[str]) -> None:
    assert hints_in(script(reading, name="a")) == left


def test_another_form_reads_what_it_asks_again_or_shows() -> None:
    task = '<userTask id="a" camunda:formKey="g" camunda:dueDate="= today()"/>'
    assert hints_in(task, g=form(text("plan.wer"))) == {"plan.bis", "plan.ziele.titel"}
    shown = form({"type": "text", "text": "Bis {{plan.bis}}"})
    assert hints_in(task, g=shown) == {"plan.wer", "plan.ziele.titel"}


def test_they_are_off_by_default() -> None:
    verdict = check_folder(ROOT / "workflows")
    assert verdict.warnings == () and {one.level for one in verdict.remarks} <= {Level.HINT}
