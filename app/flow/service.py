"""Steps: each is one transaction of the caller. The engine runs between a lock and a save, and nowhere else."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.clock import Clock
from app.flow import engine, store, timers
from app.flow.definitions import Definitions, Loaded
from app.flow.errors import TaskGoneError
from app.flow.journal import Journal
from app.flow.models import (
    CANCELLED,
    DONE,
    ERROR,
    LIVE,
    OPEN,
    REPORT,
    STUCK,
    SUSPENDED,
    CaseMessage,
    Instance,
    WorkItem,
)
from app.flow.script_engine import ActionCaller, FeelScriptEngine
from app.flow.state import load_state
from app.flow.store import StepResult

ActionsFor = Callable[[Session, str, datetime], ActionCaller]
"""Makes the actions of one step, given its session, instance id and moment."""

AfterStep = Callable[[Session, Instance, StepResult, Mapping[str, Any], datetime], None]
"""Told after each step, inside its transaction: the instance, what changed, the process's variables, the moment."""


@dataclass
class Flow:
    """Runs processes on stored cases.

    roles: name of a lane → key of the role that does its tasks.
    """

    clock: Clock
    definitions: Definitions
    actions: ActionsFor
    roles: Mapping[str, str] = field(default_factory=dict)
    listeners: Sequence[AfterStep] = ()

    def create(self, session: Session, key: str) -> Instance:
        """A new instance of the newest version of process `key`, not yet running. Raises FlowError."""
        loaded = self.definitions.latest(session, key)
        instance = Instance(definition_digest=loaded.digest, started_at=self.clock.now(), status=OPEN)
        session.add(instance)
        session.flush()
        return instance

    def begin(
        self, session: Session, instance: Instance, variables: Mapping[str, Any], actor_id: str | None = None
    ) -> StepResult:
        """Starts a created instance with its first `variables`. Raises FlowError."""
        now = self.clock.now()
        loaded = self.definitions.load(session, instance.definition_digest)
        journal = Journal()
        workflow = engine.start(loaded.specs, variables, self._script_engine(session, instance, loaded, now), journal)
        return self._finish(session, instance, workflow, journal, now, None, actor_id)

    def complete(self, session: Session, item: WorkItem, values: Mapping[str, Any], actor_id: str) -> StepResult:
        """Completes a task or a report with validated `values`. Raises TaskGoneError, ClosedError, FlowError."""
        instance = store.lock(session, item.instance_id)
        session.refresh(item)
        if item.status != OPEN:
            raise TaskGoneError
        now = self.clock.now()
        workflow = self._load(session, instance, now)
        journal = Journal()
        if item.kind == REPORT:
            engine.report(workflow, item.task_id, item.element, values, journal)
        else:
            engine.complete(workflow, item.task_id, values, journal)
        return self._finish(session, instance, workflow, journal, now, item, actor_id)

    def fire(self, session: Session, instance: Instance) -> StepResult:
        """Lets the time that has passed take effect in a case whose row the caller has locked."""
        now = self.clock.now()
        workflow = self._load(session, instance, now)
        journal = Journal()
        engine.advance(workflow, journal)
        return self._finish(session, instance, workflow, journal, now, None, None)

    def receive(self, session: Session, instance_id: str, message: CaseMessage) -> StepResult:
        """Hands a message or signal of another case over."""
        instance = store.lock(session, instance_id)
        now = self.clock.now()
        workflow = self._load(session, instance, now)
        journal = Journal()
        payload = json.loads(message.payload)
        engine.receive(workflow, message.kind, message.name, message.correlation, payload, journal)
        message.status, message.target_id = DONE, instance_id
        return self._finish(session, instance, workflow, journal, now, None, None)

    def cancel(self, session: Session, instance_id: str) -> StepResult:
        """Ends a case at once: nothing of it goes on, its tasks are withdrawn."""
        instance = store.lock(session, instance_id, (*LIVE, SUSPENDED, STUCK))
        now = self.clock.now()
        workflow = self._load(session, instance, now)
        workflow.cancel()
        result = self._finish(session, instance, workflow, Journal(), now, None, None)
        instance.status = CANCELLED
        return result

    def suspend(self, session: Session, instance_id: str) -> None:
        """Lets a case rest: no task can be handed in and no timer fires until it is resumed."""
        store.lock(session, instance_id).status = SUSPENDED

    def resume(self, session: Session, instance_id: str) -> None:
        """Lets a suspended or stuck case go on; timers that were due in the meantime fire with the next tick."""
        instance = store.lock(session, instance_id, (SUSPENDED, ERROR, STUCK))
        instance.status, instance.failures, instance.incident = OPEN, 0, None
        loaded = self.definitions.load(session, instance.definition_digest)
        engine_of = self._script_engine(session, instance, loaded, self.clock.now())
        instance.next_due = timers.next_due(load_state(instance.state, loaded.specs, engine_of))

    def note_incident(self, session: Session, instance_id: str, message: str) -> None:
        """Keeps why a step could not be taken; the next step that succeeds clears it."""
        session.get_one(Instance, instance_id, with_for_update=True).incident = message

    def variables(self, session: Session, item: WorkItem) -> Mapping[str, Any]:
        """What an open task can see. Raises TaskGoneError."""
        workflow = self._load(session, item.instance, self.clock.now())
        return engine.variables_of(workflow, item.task_id)

    def current_elements(self, session: Session, instance: Instance) -> tuple[list[str], list[str]]:
        """Ids of the elements of the main diagram where the case stands, and of those it has passed."""
        return engine.places(self._load(session, instance, self.clock.now()))

    def _load(self, session: Session, instance: Instance, now: datetime) -> Any:
        loaded = self.definitions.load(session, instance.definition_digest)
        return load_state(instance.state, loaded.specs, self._script_engine(session, instance, loaded, now))

    def _script_engine(
        self, session: Session, instance: Instance, loaded: Loaded, moment: datetime
    ) -> FeelScriptEngine:
        def decide(name: str, variables: Mapping[str, Any], now: Callable[[], datetime]) -> Any:
            value, decision = loaded.decide(name, variables, now)
            store.log_decision(session, instance.id, decision, moment)
            return value

        return FeelScriptEngine(lambda: moment, decide, self.actions(session, instance.id, moment))

    def _finish(
        self,
        session: Session,
        instance: Instance,
        workflow: Any,
        journal: Journal,
        now: datetime,
        done: WorkItem | None,
        actor_id: str | None,
    ) -> StepResult:
        result = store.save(session, instance, workflow, journal, self.roles, now, done, actor_id)
        for listener in self.listeners:
            listener(session, instance, result, workflow.data, now)
        return result
