"""Parses BPMN files to the engine's specifications, with our own tasks, timers and extensions."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.event_parsers import (
    SIGNAL_EVENT_XPATH,
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    ReceiveTaskParser,
    SendTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser as SpiffCallActivityParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    ConditionalGatewayParser,
    GatewayParser,
    ScriptTaskParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    ExclusiveGateway,
    InclusiveGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ManualTask,
    NoneTask,
    ParallelGateway,
    ReceiveTask,
    ScriptTask,
    SendTask,
    StartEvent,
    UserTask,
)

from app.flow.errors import DiagramError
from app.flow.events import FirstOf, Message, Signal
from app.flow.extensions import BPMN, read_extensions, read_loop
from app.flow.normalise import normalise
from app.flow.specs import (
    ActionTask,
    BoundaryEvent,
    CallActivity,
    DecisionTask,
    EventBasedGateway,
    MultiInstance,
    SubProcess,
    Transaction,
)
from app.flow.throws import CancelEventDefinition, ErrorEventDefinition, EscalationEventDefinition
from app.flow.timers import CycleTimer, MomentTimer
from app.flow.words import of_diagram
from app.flow.xml import read_xml


class _Extended:
    """Mixed in front of every task parser of the engine: reads our extensions and our multi-instance marker."""

    node: etree._Element
    spec: Any
    task: Any
    process_parser: Any
    _copy_task_attrs: Any

    def parse_extensions(self, node: etree._Element | None = None) -> dict[str, Any]:
        return read_extensions(self.node if node is None else node)

    def _add_multiinstance_task(self, _marker: etree._Element) -> None:
        body = self.spec.task_specs.pop(self.task.name)
        self.task = MultiInstance(
            self.spec, body.name, description="Multi-Instance", lane=body.lane, loop=read_loop(self.node)
        )
        self.task.bpmn_name = body.bpmn_name
        self.task.extensions = body.extensions
        self._copy_task_attrs(body)

    def parse_message_event(self, event: etree._Element) -> Message:
        name = self.process_parser.parser.messages.get(event.get("messageRef"))
        return Message(str(name or self.node.get("name")), **self._event_extras())

    def parse_signal_event(self, event: etree._Element) -> Signal:
        name = self.process_parser.parser.signals.get(event.get("signalRef"))
        return Signal(str(name or self.node.get("name")), **self._event_extras())

    def _event_extras(self) -> dict[str, Any]:
        more = read_extensions(self.node)
        return {
            "correlation": more.get("properties", {}).get("correlation"),
            "inputs": more.get("inputs"),
            "description": self.node.get("name"),
        }

    def parse_timer_event(self, event: etree._Element) -> MomentTimer | CycleTimer:
        node = self.node
        name = node.get("id")
        for child in event:
            kind, expression = etree.QName(child).localname, (child.text or "").strip()
            if kind in ("timeDate", "timeDuration"):
                return MomentTimer(name, expression, description=node.get("name"))
            if kind == "timeCycle":
                return CycleTimer(name, expression, description=node.get("name"))
        raise ValidationException("Unknown Time Specification", node=node)

    def parse_error_event(self, event: etree._Element) -> ErrorEventDefinition:
        found = self._referred("errors", event.get("errorRef"))
        return ErrorEventDefinition(found.get("name"), found.get("error_code"))

    def parse_escalation_event(self, event: etree._Element) -> EscalationEventDefinition:
        found = self._referred("escalations", event.get("escalationRef"))
        return EscalationEventDefinition(found.get("name"), found.get("escalation_code"))

    def parse_cancel_event(self, _event: etree._Element) -> CancelEventDefinition:
        return CancelEventDefinition()

    def _referred(self, kind: str, reference: str | None) -> dict[str, str | None]:
        """The declared error or escalation that an event means; empty for one that means any."""
        found: dict[str, str | None] | None = getattr(self.process_parser.parser, kind).get(reference)
        if reference is not None and found is None:
            raise ValidationException("Expected a declared node", node=self.node)
        return found or {}


def _extended(base: type) -> type:
    return type(f"Extended{base.__name__}", (_Extended, base), {})


class _EndEventParser(_Extended, EndEventParser):
    """Parses a signal end event so that it throws its signal; the engine's own parser forgets the signal."""

    def create_task(self) -> Any:
        if self.node.find(f"{{{BPMN}}}signalEventDefinition") is None:
            return super().create_task()
        task = self._create_task(self.get_event_definition([SIGNAL_EVENT_XPATH]))
        task.connect(self.spec.end)
        return task


class _EventBasedGatewayParser(_Extended, EventBasedGatewayParser):
    """Parses an event-based gateway, with our rule for which event comes first (see FirstOf)."""

    def create_task(self) -> Any:
        return self._create_task(FirstOf())


class _SendTaskParser(_Extended, SendTaskParser):
    """Parses a send task: it sends a message, or without one calls an action like a service task."""

    def create_task(self) -> Any:
        if self.node.get("messageRef") is None:
            return ActionTask(self.spec, self.bpmn_id, **self.bpmn_attributes)
        return self._create_task(self.parse_message_event(self.node))


class _ReceiveTaskParser(_Extended, ReceiveTaskParser):
    """Parses a receive task, which waits for its message."""

    def create_task(self) -> Any:
        return self._create_task(self.parse_message_event(self.node))


_Task = _extended(TaskParser)
_Parsers = {
    base: _extended(base)
    for base in (
        StartEventParser,
        BoundaryEventParser,
        IntermediateCatchEventParser,
        IntermediateThrowEventParser,
        ConditionalGatewayParser,
        GatewayParser,
        ScriptTaskParser,
        SubWorkflowParser,
        SpiffCallActivityParser,
    )
}


class DiagramParser(BpmnParser):
    """The engine's parser with our task classes; one for all files of a deployment."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the engine's own class attribute
        full_tag("task"): (_Task, NoneTask),
        full_tag("userTask"): (_Task, UserTask),
        full_tag("manualTask"): (_Task, ManualTask),
        full_tag("serviceTask"): (_Task, ActionTask),
        full_tag("sendTask"): (_SendTaskParser, SendTask),
        full_tag("receiveTask"): (_ReceiveTaskParser, ReceiveTask),
        full_tag("transaction"): (_Parsers[SubWorkflowParser], Transaction),
        full_tag("businessRuleTask"): (_Task, DecisionTask),
        full_tag("scriptTask"): (_Parsers[ScriptTaskParser], ScriptTask),
        full_tag("subProcess"): (_Parsers[SubWorkflowParser], SubProcess),
        full_tag("callActivity"): (_Parsers[SpiffCallActivityParser], CallActivity),
        full_tag("exclusiveGateway"): (_Parsers[ConditionalGatewayParser], ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Parsers[ConditionalGatewayParser], InclusiveGateway),
        full_tag("parallelGateway"): (_Parsers[GatewayParser], ParallelGateway),
        full_tag("eventBasedGateway"): (_EventBasedGatewayParser, EventBasedGateway),
        full_tag("startEvent"): (_Parsers[StartEventParser], StartEvent),
        full_tag("endEvent"): (_EndEventParser, EndEvent),
        full_tag("boundaryEvent"): (_Parsers[BoundaryEventParser], BoundaryEvent),
        full_tag("intermediateCatchEvent"): (_Parsers[IntermediateCatchEventParser], IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Parsers[IntermediateThrowEventParser], IntermediateThrowEvent),
    }


def read_alone(name: str, data: bytes) -> None:
    """Raises DiagramError where the engine cannot read the processes of a diagram; what they call may be elsewhere."""
    parser = DiagramParser()
    try:
        parser.add_bpmn_xml(normalise(read_xml(data, name)), name)
        read = set[str]()
        while waiting := parser.process_parsers.keys() - read:  # reading a process finds the sub-processes in it
            read |= waiting
            for key in waiting:
                parser.get_spec(key)
    except DiagramError:
        raise
    except Exception as error:  # as in parse_process
        raise of_diagram(error) from error


def parse_process(key: str, diagrams: dict[str, bytes]) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    """The specification of process `key` and of every process below it.

    diagrams: file name → BPMN XML; one parser sees them all, so that call activities find their process.
    Raises DiagramError.
    """
    parser = DiagramParser()
    try:
        for name, data in diagrams.items():
            parser.add_bpmn_xml(normalise(read_xml(data, name)), name)
        spec = parser.get_spec(key)
        return spec, parser.get_subprocess_specs(key)
    except DiagramError:
        raise
    except Exception as error:  # the engine's reader raises all kinds of errors, and none of them speaks German
        raise of_diagram(error) from error
