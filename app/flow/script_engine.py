"""Evaluates expressions, scripts, decisions and actions for the engine, in FEEL instead of Python."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.task import Task

from app.flow import expressions, scope, sources
from app.flow.errors import ActionError, FlowError


class ActionCaller(Protocol):
    """Performs a service task: the action's name and parameters in, its result (case data or None) out."""

    def __call__(self, name: str, parameters: Mapping[str, Any], element: str) -> Any: ...


class Decider(Protocol):
    """Takes a decision of this version of the process: name and variables in, value as case data out."""

    def __call__(self, name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> Any: ...


class NoPython(BasePythonScriptEngineEnvironment):
    """Takes the place of the part of the engine that runs Python, and refuses everything, whoever asks it."""

    def evaluate(self, expression: str, context: Any, external_context: Any = None) -> Any:
        raise FlowError("Dieser Ausdruck des Diagramms wird hier nicht ausgewertet. Bitte entfernen Sie ihn.")

    def execute(self, script: str, context: Any, external_context: Any = None) -> Any:
        raise FlowError("Das Diagramm enthält ein Skript, das hier nicht ausgeführt wird. Bitte entfernen Sie es.")

    def call_service(self, context: Any, **kwargs: Any) -> Any:
        raise FlowError("Das Diagramm ruft einen Dienst auf, den es hier nicht gibt. Bitte entfernen Sie den Aufruf.")


class FeelScriptEngine(PythonScriptEngine):
    """Replaces the engine's Python: nothing a diagram says is ever run as Python.

    optional: in a version that is strict (see `Bundle`) the fields that may be absent all the same; else None.
    given: names that every process can read and no state stores, as the list of all institutions.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        decide: Decider,
        act: ActionCaller,
        *,
        optional: expressions.Optional = None,
        given: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(NoPython())
        self.now, self.optional, self.given = now, optional, given
        self._decide, self._act = decide, act

    def evaluate(self, task: Task, expression: str, external_context: Mapping[str, Any] | None = None) -> bool:
        """The truth of a gateway's or flow's condition. Called by the engine."""
        return self.holds(task, expression)

    def call_service(self, task: Task, **kwargs: Any) -> Any:
        """Refuses: our actions and decisions are called by `act` and `decide`."""
        return self.environment.call_service(task.data, **kwargs)

    def holds(self, task: Task, expression: str, extra: Mapping[str, Any] | None = None) -> bool:
        """The truth of a condition; `extra` are further variables."""
        variables = scope.readable(task).new_child(dict(extra or {}))
        return expressions.truth(expression, variables, self.now, optional=self.optional)

    def value(self, task: Task, expression: str) -> Any:
        """The value of an expression as case data."""
        return expressions.json_value(expression, scope.readable(task), self.now)

    def sourced(self, task: Task, expression: str) -> tuple[Any, str]:
        """The value of an expression as case data, and the label of where it comes from (see `sources`)."""
        value = self.value(task, expression)
        return value, sources.of_result(expressions.compile_text(expression), scope.readable(task), value)

    def timer_value(self, task: Task, expression: str, armed: datetime) -> Any:
        """A timer's value; `now()` and `today()` in it are the moment it was armed."""
        return expressions.timer_value(expression, scope.readable(task), lambda: armed, optional=self.optional)

    def execute(self, task: Task, script: str, external_context: Mapping[str, Any] | None = None) -> bool:
        """Runs a script task: lines `path = expression`, one after the other. Raises FlowError for any other line."""
        for line in (script or "").splitlines():
            if not line.strip() or line.strip().startswith("//"):
                continue
            path, sign, expression = line.partition("=")
            if not sign or not all(part.isidentifier() for part in path.strip().split(".")):
                raise FlowError(f"Die Zeile «{line.strip()}» ist keine Zuweisung «name = Ausdruck».")
            scope.assign(scope.writable(task), path.strip(), *self.sourced(task, expression))
        return True

    def decide(self, task: Task, extensions: Mapping[str, Any]) -> None:
        """Runs a business rule task: writes the decision's value to the result variable."""
        result = self._decide(str(extensions.get("decision")), scope.readable(task), self.now)
        self._assign_result(task, extensions, result)

    def act(self, task: Task, extensions: Mapping[str, Any]) -> None:
        """Runs a service task: calls the action with its input parameters. Raises ActionError where none is named."""
        variables = scope.readable(task)
        parameters = {
            name: sources.without_labels(expressions.text_or_value(text, variables, self.now))
            for name, text in extensions.get("inputs", {}).items()
        }
        if "topic" not in extensions:
            raise ActionError(f"Dem Schritt «{task.task_spec.bpmn_name or task.task_spec.name}» fehlt die Aktion.")
        result = self._act(extensions["topic"], parameters, task.task_spec.bpmn_id)
        self._assign_result(task, extensions, result)

    def _assign_result(self, task: Task, extensions: Mapping[str, Any], result: Any) -> None:
        if extensions.get("result"):
            scope.assign(scope.writable(task), extensions["result"], result)
