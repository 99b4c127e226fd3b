"""Whatever in the engine evaluates a text asks our script engine, or cannot be reached; nothing is run as Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import SpiffWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from app.flow.errors import FlowError
from app.flow.script_engine import FeelScriptEngine, NoPython
from tests.flow.player import END, START, Player, UncheckedPlayer, diagram

PACKAGE = Path(SpiffWorkflow.__file__).parent
UNUSED = ("camunda", "dmn", "spiff", "migration")
"""Packages of the engine that no module of ours imports (the last test)."""
ASKING = ("evaluate", "execute", "call_service", "calculate_correlations")
RUNNING = ("eval", "exec", "compile")

KNOWN = {
    # asks the script engine, which is ours
    "bpmn/specs/bpmn_task_spec.py _BpmnCondition",
    "bpmn/specs/mixins/script_task.py ScriptEngineTask",
    "bpmn/specs/mixins/script_task.py ScriptTask",
    "bpmn/specs/mixins/multiinstance_task.py StandardLoopTask",
    # as well, but none is made by our parser: see specs.MultiInstance, timers, events; conditions are refused
    "bpmn/specs/mixins/multiinstance_task.py MultiInstanceTask",
    "bpmn/specs/mixins/multiinstance_task.py SequentialMultiInstanceTask",
    "bpmn/specs/mixins/multiinstance_task.py ParallelMultiInstanceTask",
    "bpmn/specs/event_definitions/timer.py TimeDateEventDefinition",
    "bpmn/specs/event_definitions/timer.py DurationTimerEventDefinition",
    "bpmn/specs/event_definitions/timer.py CycleTimerEventDefinition",
    "bpmn/specs/event_definitions/conditional.py ConditionalEventDefinition",
    # asks the environment, which is NoPython
    "bpmn/specs/bpmn_process_spec.py AdHocSubprocessSpec",
    "bpmn/specs/event_definitions/message.py MessageEventDefinition",
    # the engine's own script engine and environment, which ours replace
    "bpmn/script_engine/python_engine.py PythonScriptEngine",
    "bpmn/script_engine/python_environment.py TaskDataEnvironment",
    # not a specification of BPMN, and no parser makes it
    "specs/Transform.py Transform",
}
"""Every class of the engine that evaluates a text."""


def evaluators() -> Iterator[str]:
    """The classes of the package in which something is evaluated or run."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if set(file.relative_to(PACKAGE).parts) & set(UNUSED):
            continue
        for found in ast.walk(ast.parse(file.read_text())):
            if isinstance(found, ast.ClassDef) and any(evaluates(node) for node in ast.walk(found)):
                yield f"{file.relative_to(PACKAGE)} {found.name}"


def evaluates(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in RUNNING
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ASKING:
        return False
    return any(word in ast.unparse(node) for word in ("script_engine", "environment"))


def test_every_class_of_the_engine_that_evaluates_a_text_is_known() -> None:
    assert set(evaluators()) <= KNOWN, "a class that is new evaluates something: see that ours answers, then list it"
    assert len(set(evaluators())) > 8


@pytest.mark.parametrize("name", [name for name in vars(PythonScriptEngine) if name in ASKING])
def test_our_script_engine_answers_itself(name: str) -> None:
    assert name in vars(FeelScriptEngine)


@pytest.mark.parametrize("name", [name for name in vars(BasePythonScriptEngineEnvironment) if name in ASKING])
def test_the_environment_behind_it_refuses(name: str) -> None:
    player = Player(diagram(f'{START}\n<userTask id="a"/>\n{END}\nstart -> a\na -> end'))
    environment = player._script_engine().environment
    assert type(environment) is NoPython
    with pytest.raises(FlowError, match="Bitte entfernen Sie"):
        getattr(environment, name)(*(("1 + 1", {}) if name != "call_service" else ({},)))


def test_a_process_cannot_be_made_with_the_script_engine_of_the_engine() -> None:
    player = Player(diagram(f'{START}\n<userTask id="a"/>\n{END}\nstart -> a\na -> end'))
    workflow = player._load()
    assert type(workflow.script_engine) is FeelScriptEngine
    with pytest.raises(TypeError, match="script_engine"):
        type(workflow)(player.specs.main, player.specs.called)


def test_the_condition_of_an_ad_hoc_sub_process_is_not_run_even_past_the_gate(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    condition = f"open('{mark}', 'w').close() or True"
    body = f"""{START}\n<adHocSubProcess id="p"><task id="t"/><completionCondition>{condition}</completionCondition>
        </adHocSubProcess>\n{END}\nstart -> p\np -> end"""
    with pytest.raises(Exception):  # noqa: B017 - whichever refuses it, the reader or the run
        UncheckedPlayer(diagram(body)).complete("t")
    assert not mark.exists()


@pytest.mark.parametrize("package", UNUSED)
def test_no_module_of_ours_imports_the_rest_of_the_package(package: str) -> None:
    sources = [file.read_text() for file in Path("app").rglob("*.py")]
    assert not any(f"SpiffWorkflow.{package}" in source for source in sources)
