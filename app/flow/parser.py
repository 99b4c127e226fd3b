"""From BPMN files to the engine's specifications, with our own tasks, timers and extensions in place."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
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
    BoundaryEvent,
    EndEvent,
    EventBasedGateway,
    ExclusiveGateway,
    InclusiveGateway,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ManualTask,
    NoneTask,
    ParallelGateway,
    ScriptTask,
    StartEvent,
    UserTask,
)

from app.flow.errors import DiagramError
from app.flow.extensions import read_extensions, read_loop
from app.flow.specs import ActionTask, CallActivity, DecisionTask, MultiInstance, SubProcess
from app.flow.timers import CycleTimer, MomentTimer
from app.flow.xml import read_xml


class _Extended:
    """Mixed in front of every task parser of the engine: reads our extensions and our multi-instance marker."""

    node: etree._Element
    spec: Any
    task: Any
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

    def parse_timer_event(self, event: etree._Element) -> MomentTimer | CycleTimer:
        node = self.node
        name = node.get("id")
        for child in event:
            kind, expression = etree.QName(child).localname, (child.text or "").strip()
            if kind in ("timeDate", "timeDuration"):
                return MomentTimer(name, expression, description=node.get("name"))
            if kind == "timeCycle":
                return CycleTimer(name, expression, description=node.get("name"))
        raise ValidationException("Dem Zeitereignis fehlt die Zeitangabe.", node=node)


def _extended(base: type) -> type:
    return type(f"Extended{base.__name__}", (_Extended, base), {})


_Task = _extended(TaskParser)
_Parsers = {
    base: _extended(base)
    for base in (
        StartEventParser,
        EndEventParser,
        BoundaryEventParser,
        IntermediateCatchEventParser,
        IntermediateThrowEventParser,
        EventBasedGatewayParser,
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
        full_tag("sendTask"): (_Task, ActionTask),
        full_tag("businessRuleTask"): (_Task, DecisionTask),
        full_tag("scriptTask"): (_Parsers[ScriptTaskParser], ScriptTask),
        full_tag("subProcess"): (_Parsers[SubWorkflowParser], SubProcess),
        full_tag("callActivity"): (_Parsers[SpiffCallActivityParser], CallActivity),
        full_tag("exclusiveGateway"): (_Parsers[ConditionalGatewayParser], ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Parsers[ConditionalGatewayParser], InclusiveGateway),
        full_tag("parallelGateway"): (_Parsers[GatewayParser], ParallelGateway),
        full_tag("eventBasedGateway"): (_Parsers[EventBasedGatewayParser], EventBasedGateway),
        full_tag("startEvent"): (_Parsers[StartEventParser], StartEvent),
        full_tag("endEvent"): (_Parsers[EndEventParser], EndEvent),
        full_tag("boundaryEvent"): (_Parsers[BoundaryEventParser], BoundaryEvent),
        full_tag("intermediateCatchEvent"): (_Parsers[IntermediateCatchEventParser], IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Parsers[IntermediateThrowEventParser], IntermediateThrowEvent),
    }


def parse_process(key: str, diagrams: dict[str, bytes]) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    """The specification of process `key` and of every process below it.

    diagrams: file name → BPMN XML; one parser sees them all, so that call activities find their process.
    Raises DiagramError.
    """
    parser = DiagramParser()
    try:
        for name, data in diagrams.items():
            parser.add_bpmn_xml(read_xml(data, name), name)
        spec = parser.get_spec(key)
        return spec, parser.get_subprocess_specs(key)
    except ValidationException as error:
        raise DiagramError(
            str(error.args[0] if error.args else error), str(error.file_name or ""), error.line_number, error.id
        ) from error
