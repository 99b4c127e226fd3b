"""Writes and reads the specifications of a version as text. (The part that differs from case to case is in `state`.)

The order of keys matters to the engine on load, so a column of JSON type would not do: databases sort the keys.
"""

import json
from copy import copy
from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import (
    ErrorEscalationEventDefinitionConverter,
    MultipleEventDefinitionConverter,
    TimerConditionalEventDefinitionConverter,
)
from SpiffWorkflow.bpmn.serializer.default.task_spec import (
    BoundaryEventConverter,
    BpmnTaskSpecConverter,
    EventConverter,
    SubWorkflowConverter,
)
from SpiffWorkflow.bpmn.serializer.helpers import EventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.workflow import VERSION
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent as SpiffBoundaryEvent
from SpiffWorkflow.bpmn.specs.defaults import CallActivity as SpiffCallActivity
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as SpiffEventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions import CancelEventDefinition as SpiffCancelEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition as SpiffErrorEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions import EscalationEventDefinition as SpiffEscalationEventDefinition

from app.flow import events, specs, throws, timers
from app.flow.errors import FlowError

SPECS_VERSION = f"nahtstelle-1/spiff-{VERSION}"


class _MultiInstanceConverter(BpmnTaskSpecConverter):
    def to_dict(self, spec: specs.MultiInstance) -> dict[str, Any]:
        return {**super().to_dict(spec), "task_spec": spec.task_spec, "loop": spec.loop}


class _NamedEventConverter(EventDefinitionConverter):
    def to_dict(self, definition: events.Message | events.Signal) -> dict[str, Any]:
        return {**super().to_dict(definition), "correlation": definition.correlation, "inputs": definition.inputs}


class Specs:
    """The specifications of one version of a process; read-only once loaded, shared by all its cases."""

    def __init__(self, main: BpmnProcessSpec, called: dict[str, BpmnProcessSpec]) -> None:
        self.main, self.called = main, called


def _config() -> dict[type, type]:
    config = copy(DEFAULT_CONFIG)
    # What replaces a class of the engine has its name too, so that versions stored earlier get it as well.
    del config[SpiffCallActivity], config[SpiffBoundaryEvent], config[SpiffEventBasedGateway]
    del config[SpiffErrorEventDefinition], config[SpiffEscalationEventDefinition], config[SpiffCancelEventDefinition]
    config[throws.ErrorEventDefinition] = ErrorEscalationEventDefinitionConverter
    config[throws.EscalationEventDefinition] = ErrorEscalationEventDefinitionConverter
    config[throws.CancelEventDefinition] = EventDefinitionConverter
    config[specs.EventBasedGateway] = EventConverter
    config[specs.BoundaryEvent] = BoundaryEventConverter
    config[specs.ActionTask] = config[specs.DecisionTask] = BpmnTaskSpecConverter
    config[specs.SubProcess] = config[specs.CallActivity] = SubWorkflowConverter
    config[specs.MultiInstance] = _MultiInstanceConverter
    config[specs.Transaction] = SubWorkflowConverter
    config[events.Message] = config[events.Signal] = _NamedEventConverter
    config[events.FirstOf] = MultipleEventDefinitionConverter
    config[timers.MomentTimer] = config[timers.CycleTimer] = TimerConditionalEventDefinitionConverter
    return dict(config)


_registry = BpmnWorkflowSerializer.configure(_config())


def dump_specs(definition: Specs) -> str:
    """The specifications as JSON text."""
    content = {
        "version": SPECS_VERSION,
        "main": _registry.convert(definition.main),
        "called": {name: _registry.convert(spec) for name, spec in definition.called.items()},
    }
    return json.dumps(content, ensure_ascii=False)


def load_specs(text: str) -> Specs:
    """The inverse of dump_specs. Raises FlowError for another version's text."""
    content = json.loads(text)
    if content["version"] != SPECS_VERSION:
        raise FlowError(f"Diese Version wurde von einer anderen Programmversion gespeichert ({content['version']}).")
    called = {name: _registry.restore(spec) for name, spec in content["called"].items()}
    return Specs(_registry.restore(content["main"]), called)


def convert(value: Any) -> Any:
    """The engine's objects as JSON values."""
    return _registry.convert(value)


def restore(value: Any) -> Any:
    """The inverse of convert."""
    return _registry.restore(value)
