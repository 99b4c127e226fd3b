"""What is stored of a process: its specifications once per version, its state per case.

The engine's own serialiser repeats all specifications with every state. Key order matters to it on load, so both
travel as text, never as a database's JSON type.
"""

import json
import zlib
from copy import copy
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import (
    MultipleEventDefinitionConverter,
    TimerConditionalEventDefinitionConverter,
)
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter, SubWorkflowConverter
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.serializer.helpers import EventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.workflow import VERSION
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import CallActivity as SpiffCallActivity

from app.flow import events, specs, timers
from app.flow.errors import FlowError

STATE_VERSION = f"nahtstelle-1/spiff-{VERSION}"


class _MultiInstanceConverter(BpmnTaskSpecConverter):
    def to_dict(self, spec: specs.MultiInstance) -> dict[str, Any]:
        return {**super().to_dict(spec), "task_spec": spec.task_spec, "loop": spec.loop}


class _NamedEventConverter(EventDefinitionConverter):
    def to_dict(self, definition: events.Message | events.Signal) -> dict[str, Any]:
        return {**super().to_dict(definition), "correlation": definition.correlation, "inputs": definition.inputs}


class _StateConverter(BpmnWorkflowConverter):
    """The state of a running process, without its specifications."""

    def to_dict(self, workflow: BpmnWorkflow) -> dict[str, Any]:
        state = super(BpmnWorkflowConverter, self).to_dict(workflow)
        state["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        state["bpmn_events"] = self.registry.convert(workflow.bpmn_events)
        return dict(state)

    def load(self, state: dict[str, Any], definition: "Specs", script_engine: Any) -> BpmnWorkflow:
        workflow = BpmnWorkflow(definition.main, definition.called, script_engine=script_engine, deserializing=True)
        workflow.tasks = self.mapping_from_dict(state["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(state["root"])]
        self.set_default_attributes(workflow, state)
        self.subprocesses_from_dict(state["subprocesses"], workflow)
        workflow.bpmn_events = self.registry.restore(state.pop("bpmn_events"))
        return workflow


class Specs:
    """The specifications of one version of a process; read-only once loaded, shared by all its cases."""

    def __init__(self, main: BpmnProcessSpec, called: dict[str, BpmnProcessSpec]) -> None:
        self.main, self.called = main, called


def _config() -> dict[type, type]:
    config = copy(DEFAULT_CONFIG)
    del config[SpiffCallActivity]
    config[BpmnWorkflow] = _StateConverter
    config[specs.ActionTask] = config[specs.DecisionTask] = BpmnTaskSpecConverter
    config[specs.SubProcess] = config[specs.CallActivity] = SubWorkflowConverter
    config[specs.MultiInstance] = _MultiInstanceConverter
    config[specs.Transaction] = SubWorkflowConverter
    config[events.Message] = config[events.Signal] = _NamedEventConverter
    config[events.FirstOf] = MultipleEventDefinitionConverter
    config[timers.MomentTimer] = config[timers.CycleTimer] = TimerConditionalEventDefinitionConverter
    return dict(config)


_registry = BpmnWorkflowSerializer.configure(_config())
_state = _StateConverter(BpmnWorkflow, _registry)


def dump_specs(definition: Specs) -> str:
    """The specifications as JSON text."""
    content = {
        "version": STATE_VERSION,
        "main": _registry.convert(definition.main),
        "called": {name: _registry.convert(spec) for name, spec in definition.called.items()},
    }
    return json.dumps(content, ensure_ascii=False)


def load_specs(text: str) -> Specs:
    """The inverse of dump_specs. Raises FlowError for another version's text."""
    content = json.loads(text)
    _check_version(content["version"])
    called = {name: _registry.restore(spec) for name, spec in content["called"].items()}
    return Specs(_registry.restore(content["main"]), called)


def dump_state(workflow: BpmnWorkflow) -> bytes:
    """The state of a case, compressed."""
    state = _registry.convert(workflow)
    state["version"] = STATE_VERSION
    return zlib.compress(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def load_state(data: bytes, definition: Specs, script_engine: Any) -> BpmnWorkflow:
    """A running process from `data`. Raises FlowError for a state written by another version."""
    state = json.loads(zlib.decompress(data))
    _check_version(state.pop("version", "?"))
    return _state.load(state, definition, script_engine)


def _check_version(version: str) -> None:
    if version != STATE_VERSION:
        raise FlowError(f"Dieser Stand wurde von einer anderen Programmversion gespeichert ({version}).")
