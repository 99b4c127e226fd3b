"""Task specifications that replace those of the engine where it behaves differently.

Everything that a diagram adds to BPMN's core stands in `extensions`, which the engine serialises without reading it.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent as SpiffBoundaryEvent
from SpiffWorkflow.bpmn.specs.defaults import CallActivity as SpiffCallActivity
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as SpiffEventBasedGateway
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask, SubWorkflowTask, TransactionSubprocess
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.flow import scope
from app.flow.errors import FlowError
from app.flow.events import FirstOf
from app.flow.rounds import wait_again
from app.flow.timers import CycleTimer, MomentTimer

MAX_ROUNDS = 200


class ActionTask(ServiceTask):
    """A service task: calls one of our actions, named by `camunda:topic`."""

    def _execute(self, task: Task) -> bool:
        task.workflow.script_engine.act(task, self.extensions)
        return True


class DecisionTask(ServiceTask):
    """A business rule task: asks the decision named by `camunda:decisionRef`."""

    def _execute(self, task: Task) -> bool:
        task.workflow.script_engine.decide(task, self.extensions)
        return True


class _SharedVariables:
    """Gives an embedded sub-process no variables of its own: it uses those of the scope around it (see `scope`)."""

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        """Copies nothing: variables are looked up outwards."""

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        """Copies nothing back: results were written to the scope at once."""


class SubProcess(_SharedVariables, SubWorkflowTask):
    """An embedded sub-process."""


class Transaction(_SharedVariables, TransactionSubprocess):
    """A sub-process that a cancel end event can leave by its cancel boundary event."""


class BoundaryEvent(SpiffBoundaryEvent):
    """An event at the border of an activity. One that does not interrupt can happen again, each time by itself.

    In the engine it happens once. Here, as soon as one has happened, another event task waits beside the activity; a
    timer fires again only if its moment has moved to a later one (see `timers`).
    """

    def _run_hook(self, my_task: Task) -> bool:
        memory = None if self.cancel_activity else self._memory(my_task)
        ran = bool(super()._run_hook(my_task))
        if memory is not None and not _activity(my_task).has_state(TaskState.FINISHED_MASK):
            wait_again(my_task, memory)
        return ran

    def _memory(self, my_task: Task) -> dict[str, Any] | None:
        """The internal data that the next round needs of this one; None if the event itself starts the next round."""
        if isinstance(self.event_definition, CycleTimer):
            return None
        return self.event_definition.memory(my_task) if isinstance(self.event_definition, MomentTimer) else {}


def _activity(event: Task) -> Task:
    return next(task for task in event.parent.children if not isinstance(task.task_spec, SpiffBoundaryEvent))


class EventBasedGateway(SpiffEventBasedGateway):
    """A gateway that goes the way of the event that came first.

    The engine looks the way up by the event's name, and so confuses two events that wait for messages of one name.
    """

    def _run_hook(self, my_task: Task) -> bool:
        way = my_task.internal_data.pop(FirstOf.WAY)
        definition = self.event_definition.event_definitions[way]
        for event in my_task.internal_data.pop("seen_events"):
            definition.catch(my_task, event)
        my_task._sync_children([self.outputs[way]], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class CallActivity(SpiffCallActivity):
    """A called process; only what `camunda:in` and `camunda:out` name crosses its border."""

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        for mapping in self.extensions.get("in", []):
            if mapping["source"] == mapping["target"] and mapping["source"] in my_task.workflow.script_engine.given:
                continue  # it is there already, and would be stored
            scope.assign(subworkflow.data, mapping["target"], *_mapped(my_task, mapping))

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        inside = subworkflow.last_task
        for mapping in self.extensions.get("out", []):
            scope.assign(scope.writable(my_task), mapping["target"], *_mapped(inside, mapping))


def _mapped(task: Task, mapping: dict[str, str]) -> tuple[Any, str]:
    """The value of one mapping and its label; a missing variable is null, as in a form that was left empty."""
    found: tuple[Any, str] = task.workflow.script_engine.sourced(task, mapping["source"])
    return found


class MultiInstance(LoopTask, BpmnSpecMixin):
    """Runs an activity once for each item of a list, or a number of times; in parallel or one after the other.

    The item (`element`) and the round's results are local to the round. With `results`, the scope around it has a list
    of the finished rounds in the order of the items. It is kept up to date from the start, so that a timer that ends
    the waiting early finds those that came in.
    """

    def __init__(self, wf_spec: Any, bpmn_id: str, task_spec: str = "", **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.task_spec = task_spec
        self.loop: dict[str, Any] = kwargs.get("loop", {})

    def _update_hook(self, my_task: Task) -> bool | None:
        super()._update_hook(my_task)
        items = self._items(my_task)
        if self.loop.get("results"):
            scope.assign(scope.writable(my_task), self.loop["results"], [])
        if not items:
            return True
        my_task.internal_data.update(items=items, started=0, finished={})
        my_task._set_state(TaskState.STARTED)
        for _ in range(1 if self.loop["sequential"] else len(items)):
            self._start_round(my_task)
        return None

    def _items(self, my_task: Task) -> list[Any]:
        engine = my_task.workflow.script_engine
        source = self.loop["collection"] or self.loop["cardinality"]
        value = engine.value(my_task, source)
        if not self.loop["collection"] and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            value = list(range(1, value + 1)) if value <= MAX_ROUNDS else [None] * (MAX_ROUNDS + 1)
        if not isinstance(value, list):
            raise FlowError(f"«{source}» ergibt keine Liste, über die man gehen könnte.", self.name)
        if len(value) > MAX_ROUNDS:
            raise FlowError(f"«{source}» ergibt mehr als {MAX_ROUNDS} Durchgänge.", self.name)
        return value

    def _start_round(self, my_task: Task) -> None:
        number = my_task.internal_data["started"] + 1
        my_task.internal_data["started"] = number
        body = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(body, TaskState.WAITING)
        child.triggered = True
        child.internal_data[scope.ROUND] = number
        child.data = {self.loop["element"]: my_task.internal_data["items"][number - 1], "loopCounter": number}
        child.task_spec._update(child)

    def merge_child(self, _workflow: Any, child: Task) -> None:
        """Takes in a finished round. (The engine looks for this name when it loads specifications.)"""
        my_task = child.parent
        if my_task is None or my_task.task_spec is not self:
            return
        state = my_task.internal_data
        state["finished"][str(child.internal_data[scope.ROUND])] = self._result_of(my_task, child)
        if self.loop.get("results"):
            finished = [state["finished"][key] for key in sorted(state["finished"], key=int)]
            scope.assign(scope.writable(my_task), self.loop["results"], finished)
        if self._all_done(state) or self._condition_met(child, state):
            for other in self._instances(my_task):
                if not other.has_state(TaskState.FINISHED_MASK):
                    other.cancel()
            my_task._set_state(TaskState.READY)
        elif self.loop["sequential"]:
            self._start_round(my_task)

    def drop_unneeded(self, my_task: Task) -> bool:
        """Ends the rounds that are no longer needed, without a result; tells whether there were any."""
        needed, state = self.loop.get("needed"), my_task.internal_data
        if not needed or not my_task.has_state(TaskState.STARTED):
            return False
        open_rounds = [one for one in self._instances(my_task) if not one.has_state(TaskState.FINISHED_MASK)]
        gone = [one for one in open_rounds if not one.workflow.script_engine.holds(one, needed)]
        for child in gone:
            child.cancel()
            state["dropped"] = state.get("dropped", 0) + 1
        if gone and self._all_done(state):
            my_task._set_state(TaskState.READY)
        elif gone and self.loop["sequential"]:
            self._start_round(my_task)
        return bool(gone)

    def _all_done(self, state: dict[str, Any]) -> bool:
        return bool(len(state["finished"]) + state.get("dropped", 0) == len(state["items"]))

    def _result_of(self, my_task: Task, child: Task) -> dict[str, Any]:
        inner = my_task.workflow.top_workflow.get_subprocess(child)
        variables = {**child.data, **(inner.data if isinstance(child.task_spec, SubProcess) and inner else {})}
        local = {key: value for key, value in variables.items() if key not in my_task.data}
        local.pop("loopCounter", None)
        return local

    def _condition_met(self, child: Task, state: dict[str, Any]) -> bool:
        if not self.loop.get("condition"):
            return False
        done = len(state["finished"])
        counters = {
            "nrOfInstances": len(state["items"]),
            "nrOfCompletedInstances": done,
            "nrOfActiveInstances": state["started"] - done,
        }
        return bool(child.workflow.script_engine.holds(child, self.loop["condition"], counters))
